//! Claims about `run`: what the command finds, what it leaves, and how it ends.

use std::os::unix::fs::MetadataExt as _;

use super::lab::assert_is_built_again_when_its_image_is_stale;
use super::machine::{build, image, owner, shared, small_project};
use super::wait::{ANSWER, within};

use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    a_notebook_runs_in_the_container_and_its_results_are_the_host_users,
    the_exit_code_of_the_command_is_the_tools,
    a_small_project_is_built_runs_and_is_built_again_when_its_image_is_stale,
];

/// A notebook with one cell, which does what the first cell of most notebooks does.
const NOTEBOOK: &str = r##"{
 "cells": [{
  "cell_type": "code", "execution_count": null, "id": "one", "metadata": {}, "outputs": [],
  "source": [
   "import numpy, pandas\n",
   "import matplotlib.pyplot as plt\n",
   "table = pandas.DataFrame({'x': numpy.arange(3), 'y': numpy.arange(3) ** 2})\n",
   "table.to_csv('../results/table.csv', index=False)\n",
   "plt.plot(table.x, table.y)\n",
   "plt.savefig('../results/plot.png')"
  ]
 }],
 "metadata": {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}},
 "nbformat": 4, "nbformat_minor": 5
}"##;

fn a_notebook_runs_in_the_container_and_its_results_are_the_host_users() {
    let project = shared();
    project.write("notebooks/squares.ipynb", NOTEBOOK);
    super::machine::give(&project);
    let convert = ["jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", "results"];
    let command = [&["--offline", "run", "--"], &convert[..], &["notebooks/squares.ipynb"]].concat();
    within(180, project.command(&command)).exits(0);
    assert_eq!(project.read("results/table.csv"), "x,y\n0,0\n1,1\n2,4\n");
    for file in ["table.csv", "plot.png", "squares.ipynb"] {
        let file = project.root.join("results").join(file);
        let metadata = std::fs::metadata(&file).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), owner(), "{file}");
        assert!(metadata.len() > 0, "{file}");
    }
}

fn the_exit_code_of_the_command_is_the_tools() {
    let project = shared();
    let table: [(&[&str], i32); 4] = [
        (&["sh", "-c", "exit 7"], 7),
        (&["no-such-command"], 127),
        (&["sh", "-c", "kill -9 $$"], 137),
        (&["python", "-c", "import sys; sys.exit(sys.prefix != '/opt/env')"], 0),
    ];
    for (command, code) in table {
        let said =
            within(ANSWER, project.command(&[&["--offline", "run", "--"], command].concat())).exits(code);
        let sentence = "no-such-command: there is no such program in the image; ";
        assert_eq!(said.stderr.contains(sentence), code == 127, "{}", said.stderr);
    }
}

fn a_small_project_is_built_runs_and_is_built_again_when_its_image_is_stale() {
    let project = small_project(&image("small"));
    std::fs::create_dir(project.root.join("results")).unwrap();
    super::machine::give(&project);
    build(&project, &[]).exits(0);
    let write = "import sys, tabulate; print(sys.prefix); open('results/made', 'w')";
    let ran = within(ANSWER, project.command(&["--offline", "run", "--", "python", "-c", write])).exits(0);
    assert_eq!(ran.stdout, "/opt/env\n");
    assert!(!ran.stderr.contains("building"), "{}", ran.stderr);
    let made = std::fs::metadata(project.root.join("results/made")).unwrap();
    assert_eq!((made.uid(), made.gid()), owner());
    assert_is_built_again_when_its_image_is_stale(&project);
}
