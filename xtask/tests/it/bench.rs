//! Claims about the programs of `bench`, without an engine. Their seconds are not tested: they depend on the machine.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::{Outcome, Project, have, repository};

/// A row of each kind: with all contenders, without one, one in which nothing was sent, and a number of things.
const ROWS: &str = "
from table import Table
table = Table('building', ('ours', 'theirs', 'floor'), (('theirs', 'ours'), ('ours', 'floor')))
table.add('built', 's', 2.0, 8.0, 1.6)
table.add('alone', 's', 0.0078, None, None)
table.add('sent', 'B', 4161.0, 90_790_000.0, None)
table.add('nothing', 'B', 0.0, 999_600.0, None)
table.add('layers', '', 5.0, 12.0, None)
print(table.markdown())
";

#[test]
fn a_table_of_figures_has_each_contender_and_how_many_times_another_it_takes() {
    if !have("python3") {
        return;
    }
    assert_eq!(
        python(ROWS).lines().collect::<Vec<_>>(),
        [
            "| building | ours | theirs | floor | theirs ÷ ours | ours ÷ floor |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            "| built | 2.00 s | 8.00 s | 1.60 s | 4.0 | 1.25 |",
            "| alone | 0.008 s |  |  |  |  |",
            "| sent | 4.16 kB | 90.8 MB |  | 21,819 |  |",
            "| nothing | 0 B | 1.00 MB |  |  |  |",
            "| layers | 5 | 12 |  | 2.4 |  |",
        ]
    );
}

/// Three passes: the machine was slow in the second, for both alike; the third has no second row.
const PASSES: &str = "
from table import Table, merged
passes = []
for ours, theirs, lock in ((2.0, 3.0, 5.0), (4.0, 6.0, 6.0), (2.2, 3.1, None)):
    table = Table('building', ('ours', 'theirs'), (('theirs', 'ours'),))
    table.add('built', 's', ours, theirs)
    if lock:
        table.add('locked', 's', lock, None)
    passes.append(table)
print(merged(passes).markdown())
";

#[test]
fn several_passes_are_shown_by_their_median_and_spread_and_a_ratio_is_that_of_each_pass() {
    if !have("python3") {
        return;
    }
    assert_eq!(
        python(PASSES).lines().skip(2).collect::<Vec<_>>(),
        ["| built | 2.20 s ± 1.00 | 3.10 s ± 1.50 | 1.50 ± 0.05 |", "| locked | 5.50 s ± 0.50 |  |  |"]
    );
}

/// A log as BuildKit writes it where two stages run side by side, and one with a step that nobody knows.
const LOG: &str = r#"
from build_log import context_bytes, steps
log = '''#1 [internal] load build context
#1 transferring context: 1.20kB 0.1s
#1 transferring context: 31.4kB 0.2s done
#1 DONE 0.2s

#2 [conda 2/4] RUN --mount=type=cache,id=cache-apt,target=/dev/cache-apt     apt-get update; apt-get install git
#2 0.315 Get:1 http://mirror bookworm InRelease
#2 ...

#3 [packages 1/2] RUN --mount=type=bind,source=postBuild,target=/dev/x     /opt/docker/install-packages.py list
#3 DONE 3.5s

#2 [conda 2/4] RUN --mount=type=cache,id=cache-apt,target=/dev/cache-apt     apt-get update; apt-get install git
#2 1.900 Unpacking git
#2 DONE 2.1s

#4 [stage-4 2/8] COPY --from=packages /opt/env /opt/env
#4 DONE 1.5s

#5 [stage-4 3/8] RUN something-new
#5 DONE 0.7s

#6 [stage-4 4/8] RUN /opt/docker/create-user.sh
#6 CACHED

#7 exporting to image
#7 exporting layers 1.9s done
#7 DONE 2.0s
'''
for step in steps(log):
    print(f'{step.part}: {step.seconds:.1f}')
print(context_bytes(log))
"#;

#[test]
fn where_the_time_goes_is_read_from_the_log_of_a_build_by_what_its_steps_do() {
    if !have("python3") {
        return;
    }
    assert_eq!(
        python(LOG).lines().collect::<Vec<_>>(),
        [
            "all other steps: 0.2",
            "system packages: 2.1",
            "environment: 3.5",
            "environment: 1.5",
            "all other steps: 0.7",
            "to store the layers: 2.0",
            "31400.0",
        ]
    );
}

#[test]
fn every_step_of_the_dockerfile_that_works_is_a_part_of_what_bench_shows() {
    if !have("python3") {
        return;
    }
    let program = "
import re, sys
from build_log import OTHER, Step
from contenders import with_caches
text = open(sys.argv[1]).read()
for run in re.findall(r'^RUN (?:.*\\\\\\n)*.*$', text, re.MULTILINE):
    step = Step(run.replace('\\\\\\n', ' '), 1.0)
    if step.part == OTHER and 'stage-files.sh' not in step.text:
        print(step.text)
marked = with_caches(open(sys.argv[2]).read(), 'a-pass')
assert 'id=a-pass-' in marked and marked.replace('a-pass-', '') == open(sys.argv[2]).read()
";
    let files = ["docker/Dockerfile", "template/Dockerfile.j2"].map(|file| repository().join(file));
    assert_eq!(python_with(program, &files.each_ref().map(|file| file.as_str())), "");
}

#[test]
fn the_groups_that_bench_takes_are_those_that_its_programs_measure() {
    if !have("python3") {
        return;
    }
    let groups = python("import bench; print(', '.join(bench.GROUPS))");
    let help = Project::empty("bench-groups").xtask(&["bench", "--help"]).exits(0).stdout;
    assert!(help.contains(&format!("[possible values: {}]", groups.trim())), "{groups}{help}");
    let page = std::fs::read_to_string(repository().join("xtask/docs/benchmarks.md")).unwrap();
    for group in groups.trim().split(", ") {
        assert!(page.contains(&format!("`{group}`")), "the page does not name {group}");
    }
}

/// Stands for docker and for the tool: answers what is asked of the engine, and builds by printing a log.
const STAND_IN: &str = r#"#!/bin/sh
case "$*" in
  version*) echo 28.5.2 ;;
  "info --format {{.DockerRootDir}}") echo /nowhere ;;
  "info --format {{.Driver}}") echo overlay2 ;;
  info*) echo '28.5.2 on overlay2' ;;
  "system df"*) echo '[{"ID":"old"}]' ;;
  *"{{.Id}} "*) echo 'sha256:base ["base"]' ;;
  *Layers*) echo '["base","environment"]' ;;
  *Size*bench-ours:slim) echo 400000000 ;;
  *Size*) echo 700000000 ;;
  *"docker-build --help") echo --slim ;;
  *build*) printf '%s\n' '#1 [e 1/1] RUN conda env create' '#1 DONE 16.0s' '#2 exporting to image' '#2 DONE 2.0s' ;;
esac
"#;

/// The whole program, which finds no registry; the disk need not be at rest for it.
const RUN: &str = "
import os, shutil, sys, xml.dom.minidom
os.sync = lambda: None
shutil.which = lambda name: None
import bench
folder = sys.argv[1]
os.environ['PATH'] = f'{folder}/bin:' + os.environ['PATH']
groups = ['--only', 'builds', '--only', 'user', '--repeat', '3', '--write-page']
sys.argv = ['bench.py', f'{folder}/bin/docker', f'{folder}/world', folder, 'tree', *groups]
bench.main()
xml.dom.minidom.parse(f'{folder}/xtask/docs/benchmarks.svg')
";

#[test]
fn a_run_of_several_passes_fills_the_page_between_its_marks_and_draws_the_chart() {
    if !have("python3") {
        return;
    }
    let project = Project::of_template("measured");
    let page = std::fs::read_to_string(repository().join("xtask/docs/benchmarks.md")).unwrap();
    let serve = std::fs::read(repository().join("xtask/offline-world/serve.py")).unwrap();
    project.write("xtask/docs/benchmarks.md", &page).write("xtask/offline-world/serve.py", serve);
    project.write("world/www/index", "").write("bin/docker", STAND_IN);
    project.write("world/world.json", r#"{"port": 0, "base_image": "base", "installer": "Miniforge3.sh"}"#);
    let docker = project.root.join("bin/docker");
    std::fs::set_permissions(&docker, std::fs::Permissions::from_mode(0o755)).unwrap();
    let printed = python_with(RUN, &[project.root.as_str()]);
    let written = project.read("xtask/docs/benchmarks.md");

    let rows = [
        "| the image | 700 MB | 700 MB | 700 MB | 1.00 | 1.00 |",
        "| the slim image, the lesson ÷ this tool | 1.75 | ≥ 1.60 | yes |",
        "| environment | 16.0 s | 16.0 s | 16.0 s | 1.00 | 1.00 |",
        "| layers above the last one that all users share | 0 | 0 | 0 |  |  |",
    ];
    for row in rows {
        assert!(printed.contains(row) && written.contains(row), "no {row}:\n{printed}\n{written}");
    }
    assert!(printed.contains("the bytes to a registry are left out"), "{printed}");
    // What is outside of the marks is written by hand, and what was not measured stays.
    let by_hand = |text: &str| -> Vec<String> {
        let parts = text.split("<!-- bench: ").skip(1);
        parts.map(|part| part.split_once("<!-- end -->").unwrap().1.to_owned()).collect()
    };
    assert_eq!(by_hand(&written), by_hand(&page));
    assert!(written.contains("repo2docker ÷ this tool"), "{written}");
}

#[test]
fn the_page_has_a_place_for_every_table() {
    if !have("python3") {
        return;
    }
    let sources = repository().join("xtask/bench").read_dir_utf8().unwrap();
    let sources = sources.map(|entry| entry.unwrap().into_path());
    let sources = sources.filter(|path| path.extension() == Some("py"));
    let sources = sources.map(|path| std::fs::read_to_string(path).unwrap());
    let page = std::fs::read_to_string(repository().join("xtask/docs/benchmarks.md")).unwrap();
    let mut titles = Vec::new();
    for source in sources {
        for beginning in [" Table(\"", ".table(\""] {
            let calls =
                source.split(beginning).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            // That one is no part of a pass.
            titles.extend(calls.filter(|title| title != "compiling"));
        }
    }
    assert_eq!(titles.len(), 8, "{titles:?}");
    for title in titles.iter().map(String::as_str).chain(["run", "goals"]) {
        assert!(page.contains(&format!("<!-- bench: {title} -->\n")), "{title}");
    }
}

/// What a Python program says that has the modules of xtask/bench.
fn python(program: &str) -> String {
    python_with(program, &[])
}

/// The same with arguments, and with what it says on stderr.
fn python_with(program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("python3");
    command.args(["-B", "-c", program]).args(arguments).env("PYTHONPATH", repository().join("xtask/bench"));
    let outcome = Outcome::of(command.output().unwrap()).exits(0);
    outcome.stdout + &outcome.stderr
}
