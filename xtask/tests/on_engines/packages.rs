//! Claims about packages in a running container: what an installation says itself, what is named when the lab ends, and
//! where `import` finds the project's own.

use std::fs;
use std::process::{Command, Stdio};

use super::lab::{Lab, container, remove_volume, volume};
use super::machine::{docker, give, shared};
use super::signals::first_line;
use super::wait::{ANSWER, end_of, within};
use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    what_is_installed_in_a_lab_says_so_itself_and_is_named_until_the_lab_has_ended,
    ctrl_c_names_what_the_lab_had,
    import_finds_the_project_s_own_packages_and_nothing_is_hidden_by_them,
];

const GOES: &str = " is in this container alone and goes with it; on your machine `cargo xtask add ";

/// A notebook with these cells.
fn notebook(cells: &[&str]) -> String {
    let cell = |(number, cell): (usize, &&str)| {
        format!(
            "{{\"cell_type\": \"code\", \"execution_count\": null, \"id\": \"c{number}\", \"metadata\": {{}}, \
             \"outputs\": [], \"source\": [\"{cell}\"]}}"
        )
    };
    let cells: Vec<String> = cells.iter().enumerate().map(cell).collect();
    format!(
        "{{\"cells\": [{}], \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}",
        cells.join(", ")
    )
}

fn what_is_installed_in_a_lab_says_so_itself_and_is_named_until_the_lab_has_ended() {
    let project = shared();
    let cells = ["%pip install --quiet boltons", "!pip install --quiet tabulate"];
    project.write("src/installs.ipynb", notebook(&cells));
    give(&project);
    let lab = Lab::detached(&project);
    let name = container(&project).unwrap();
    let inside = |way: &[&str], command: &str| {
        let mut exec = Command::new("docker");
        exec.args(["container", "exec"]).args(&way[1..]).arg(&name);
        match way[0] {
            "terminal" => {
                exec.args(["script", "--quiet", "--command", &format!("bash -ic '{command}'"), "/dev/null"])
            }
            _ => exec.args(["bash", "-c", command]),
        };
        let outcome = within(ANSWER, exec).exits(0);
        (outcome.stdout + &outcome.stderr).replace('\r', "")
    };
    let run = "jupyter nbconvert --to notebook --stdout --execute ~/app/src/installs.ipynb";
    // What is typed where, and of each package that is told how its line ends.
    let table: [(&[&str], &str, &[&str]); 5] = [
        (&["exec"], "pip install --quiet humanize", &["--pip humanize=="]),
        (&["terminal", "--tty"], "pip install --quiet tqdm", &["--pip tqdm=="]),
        (&["exec"], run, &["--pip boltons==", "--pip tabulate=="]),
        // It brings two packages along, which are not named.
        (&["exec"], "conda install --quiet --yes ipywidgets", &["ipywidgets="]),
        // It is there already, so nothing goes with the container.
        (&["exec"], "pip install --quiet humanize; pip download --quiet --dest /tmp idna; pip list", &[]),
    ];
    for (way, command, packages) in table {
        let said = inside(way, command);
        assert_eq!(said.matches(GOES).count(), packages.len(), "{way:?} {command}: {said}");
        for added in packages {
            let name = added.trim_start_matches("--pip ").trim_end_matches('=');
            assert!(said.contains(&format!("xtask: {name}{GOES}{added}")), "{added}: {said}");
        }
    }
    inside(&["exec"], "pip uninstall --quiet --yes watermark");

    let status = within(ANSWER, project.command(&["--offline", "status"])).exits(0).stdout;
    for word in ["ipywidgets=", "humanize==", "tqdm==", "boltons==", "tabulate==", "gone:  watermark (pip)"] {
        assert!(status.contains(word), "{word}: {status}");
    }
    let added =
        within(ANSWER, project.command(&["--offline", "--dry-run", "add", "--from-lab"])).exits(0).stdout;
    let lines: Vec<&str> =
        added.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++")).collect();
    let begins = ["+  - ipywidgets=", "+tqdm==", "+humanize==", "+boltons==", "+tabulate=="];
    assert!(
        lines.len() == 5 && begins.iter().all(|begin| lines.iter().any(|l| l.starts_with(begin))),
        "{added}"
    );

    let stopped = lab.stop().exits(0).stderr.replace(&format!(" --project {}", project.root), "");
    for line in [
        "\n  requirements.txt:  tqdm==",
        "\n  requirements.txt:  boltons==",
        "\n  cargo xtask add --pip boltons==",
    ] {
        assert!(stopped.contains(line), "{line}: {stopped}");
    }
    assert!(stopped.contains("\n  cargo xtask remove --pip watermark\n"), "{stopped}");
}

fn ctrl_c_names_what_the_lab_had() {
    let project = shared();
    let said = project.root.join("said");
    let mut lab = project.command(&["--offline", "lab"]);
    let mut lab = lab.stdout(Stdio::piped()).stderr(fs::File::create(&said).unwrap()).spawn().unwrap();
    first_line(&mut lab, 180);
    let name = container(&project).unwrap();
    let install = ["container", "exec", &name, "pip", "install", "--quiet", "humanize"];
    docker(&install).exits(0);
    assert!(Command::new("kill").args(["-INT", &lab.id().to_string()]).status().unwrap().success());
    end_of(&mut lab, 60, "SIGINT ends it");
    let said = fs::read_to_string(said).unwrap();
    assert!(said.contains("xtask: installed in this lab, and not in its image: humanize."), "{said}");
    assert!(said.contains("\n  cargo xtask add --pip humanize=="), "{said}");
    remove_volume(&volume(&project));
}

fn import_finds_the_project_s_own_packages_and_nothing_is_hidden_by_them() {
    let project = shared();
    project.write("src/mine/__init__.py", "ONE = 1\n").write("src/single.py", "TWO = 2\n");
    for installed in ["requests", "numpy", "json", "conda"] {
        project
            .write(&format!("src/{installed}.py"), "raise SystemExit('this hides an installed package')\n");
    }
    let program = "import requests, numpy, json, mine, single; print(mine.ONE + single.TWO)";
    project.write("notebooks/own.ipynb", notebook(&[program]));
    give(&project);
    let convert = "jupyter nbconvert --to notebook --stdout --execute notebooks/own.ipynb";
    let ways: [(&[&str], &str); 5] = [
        (&["run", "--", "python", "-c", program], "3\n"),
        (&["run", "--", "bash", "-c", convert], "3\\n"),
        (&["compose", "run", "--rm", "-T", "lab", "python", "-c", program], "3\n"),
        (&["run", "--", "conda", "list", "^numpy$"], "numpy "),
        (
            &[
                "run",
                "--",
                "/opt/conda/bin/python",
                "-c",
                "import sys; print([p for p in sys.path if '/app' in p])",
            ],
            "[]\n",
        ),
    ];
    for (args, expected) in ways {
        let outcome = within(ANSWER, project.command(&[&["--offline"], args].concat())).exits(0);
        assert!(outcome.stdout.contains(expected), "{args:?}: {}{}", outcome.stdout, outcome.stderr);
    }
    within(ANSWER, project.command(&["--offline", "compose", "down"])).exits(0);
}
