//! Claims about the ways into a container: through each of them the environment is active, whatever a package's hook does.
//!
//! The doors and what cannot be there are the table of `src/commands/verify/doors.rs`: `cargo xtask verify` goes through it.

use std::process::Command;
use std::time::Instant;

use serde_yaml::Value;

use super::host_conda::HostConda;
use super::machine::{BUILD, SHARED, build, image, shared, small_lab};
use super::wait::{ANSWER, within};

use crate::harness::{Test, is_long, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    through_every_door_the_environment_is_active_and_takes_new_packages_and_is_the_host_s_own,
    a_broken_hook_spoils_neither_output_nor_input_nor_exit_code,
    a_shell_that_ends_at_the_first_failure_survives_the_hooks_that_conda_runs,
    verify_names_what_an_import_lacks_and_is_content_once_it_is_there,
];

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value:?}"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_sequence().unwrap_or_else(|| panic!("no {key} in {value:?}"))
}

/// Asserts of every cell of the document that it is as the table of doors says; returns how many there are.
fn assert_as_documented(document: &Value) -> usize {
    let mut cells = 0;
    for door in list(document, "doors") {
        let states = door["cells"].as_mapping().unwrap().values().map(|cell| text(cell, "state"));
        println!(
            "{:31} {}",
            text(door, "door"),
            states.map(|state| format!("{state:7}")).collect::<String>()
        );
        for (column, cell) in door["cells"].as_mapping().unwrap() {
            let at = format!("{} {column:?}: {cell:?}", text(door, "door"));
            let as_active = text(cell, "expected") == text(cell, "seen");
            match text(cell, "state") {
                "ok" => assert!(as_active, "{at}"),
                // What cannot be is not: a door that got better has to be written down as such.
                "cannot" => assert!(!as_active, "it can be, after all: {at}"),
                _ => panic!("{at}"),
            }
            cells += 1;
        }
    }
    cells
}

fn through_every_door_the_environment_is_active_and_takes_new_packages_and_is_the_host_s_own() {
    let mut project = shared();
    let start = Instant::now();
    let conda = HostConda::with_environment_of(&project, "tabulate");
    let prefix = conda.prefix();
    println!("the host's environment: {:.1} s", start.elapsed().as_secs_f64());

    let start = Instant::now();
    project.env("CONDA_EXE", conda.program().as_str());
    let mut args = vec!["--offline", "verify", "--no-build", "--json", "--prefix", prefix.as_str()];
    if is_long() {
        // In a container of its own behind each door; that one container takes packages is a test of the image.
        args.push("--install");
    }
    let seen = within(2 * BUILD, project.command(&args));
    println!("verify --prefix: {:.1} s", start.elapsed().as_secs_f64());
    let document: Value = serde_yaml::from_str(&seen.stdout).unwrap_or_else(|_| panic!("{}", seen.stderr));
    assert!(assert_as_documented(&document) > 300);
    assert_eq!((seen.code, &document["failure"]), (0, &Value::Null), "{}", seen.stderr);
    assert!(!seen.stderr.contains("left out"), "{}", seen.stderr);
    // Not only that something is compared, but with what: the variables of a package's script and of environment.yml.
    for expected in ["ACTIVATION_HOOK=yes", "PROJECT_VARIABLE=its $HOME is here"] {
        assert!(seen.stdout.matches(expected).count() > 20, "{expected}: {}", seen.stdout);
    }
    let is_watermark =
        |spec: &&Value| text(spec, "spec") == "watermark" && spec["satisfied"] == Value::Bool(true);
    assert!(list(&document, "specs").iter().any(|spec| is_watermark(&spec)), "{:?}", document["specs"]);

    // What was installed by hand is seen, and nothing else: the rest of the two environments is the same.
    let host = &document["host"];
    let [difference] = list(host, "packages") else { panic!("{host:?}") };
    assert_eq!((text(difference, "name"), text(difference, "image")), ("tabulate", ""), "{host:?}");
    assert!(text(difference, "host").ends_with(" by pip"), "{host:?}");
    assert!(list(host, "variables").is_empty(), "{host:?}");
}

fn a_broken_hook_spoils_neither_output_nor_input_nor_exit_code() {
    shared();
    let mut command = Command::new("docker");
    command.args(["container", "run", "--rm", "--init", &SHARED, "sh", "-c", "echo out; exit 9"]);
    let said = within(ANSWER, command).exits(9);
    assert_eq!(said.stdout, "out\n");
    // It prints, with a variable that is not set; then it fails.
    assert!(said.stderr.contains("broken-activation-hook: \n"), "the hook did not run: {}", said.stderr);
    let mut command = Command::new("sh");
    command.args(["-c", "echo in | docker container run --rm --interactive \"$0\" cat", &SHARED]);
    assert_eq!(within(ANSWER, command).exits(0).stdout, "in\n");
}

fn a_shell_that_ends_at_the_first_failure_survives_the_hooks_that_conda_runs() {
    shared();
    for shell in ["bash", "dash"] {
        // `-e` alone does what `-eu` does.
        for option in if is_long() { &["-u", "-eu", "-e"][..] } else { &["-u", "-eu"] } {
            // dash reads the file only when it is interactive.
            let script = "[ -n \"${BASH_VERSION-}\" ] || . /opt/docker/activate.sh; conda activate base; conda deactivate; \
                          echo \"$CONDA_PREFIX $-\"; conda activate never || echo failed; conda activate never; echo alive";
            let mut command = Command::new("docker");
            command.args(["container", "run", "--rm", "--init", &SHARED, shell, option, "-c", script]);
            let said = within(ANSWER, command);
            let (first, rest) = said.stdout.split_once("\n/opt/env ").unwrap_or_else(|| panic!("{said:?}"));
            assert_eq!(first, "broken-activation-hook: ", "{shell} {option}");
            let (options, rest) = rest.split_once('\n').unwrap();
            assert!(
                option[1..].chars().all(|letter| options.contains(letter)),
                "{shell} {option}: {options}"
            );
            // Conda's own failures still count.
            let (code, end) = if option.contains('e') { (1, "failed\n") } else { (0, "failed\nalive\n") };
            assert_eq!((said.code, rest), (code, end), "{shell} {option}");
        }
    }
}

fn verify_names_what_an_import_lacks_and_is_content_once_it_is_there() {
    let project = small_lab(&image("imports"));
    let verify = || within(2 * BUILD, project.command(&["--offline", "verify"]));
    // As a wheel does that was built beside a library of the system.
    let lacking = "#!/bin/bash -e\npython - <<'END'\nimport tabulate\nwith open(tabulate.__file__, 'a') as file:\n    \
                   file.write(\"\\nimport ctypes\\nctypes.CDLL('libGL.so.1')\\n\")\nEND\n";
    project.write("postBuild", lacking);
    let said = verify().exits(1);
    let expected = "`import tabulate` of the package `tabulate` fails, because the image does not have `libGL.so.1`; \
                    write `libgl1` into apt.txt, or `- libgl` into environment.yml";
    assert!(said.stderr.contains(expected), "{}\n{}", said.stdout, said.stderr);
    // The channel of the tests has no libgl: a library of that name, where Conda's would be.
    let there = "cp \"$(find \"$CONDA_PREFIX/lib\" -name 'libz.so.1.*' | head -n 1)\" \"$CONDA_PREFIX/lib/libGL.so.1\"\n";
    project.write("postBuild", format!("{lacking}{there}"));
    build(&project, &[]).exits(0);
    let said = verify().exits(0);
    assert!(said.stdout.contains("imported: "), "{}", said.stdout);
}
