//! Claims about the ways into a container: through each of them the environment is active, whatever a package's hook does.

use std::process::Command;

use super::image::Container;
use super::machine::{SHARED, engine, shared};
use super::wait::within;
use crate::support::Outcome;

/// Prints what an active environment has; the last field is what the package `activation-hook` sets.
const LOOK: &str = r#"echo "$(command -v python) $CONDA_PREFIX $CONDA_SHLVL ${ACTIVATION_HOOK:-no}""#;

/// A new container of the shared image.
fn run(options: &[&str], command: &[&str]) -> Outcome {
    let mut run = Command::new("docker");
    run.args(["container", "run", "--rm", "--init"]).args(options).arg(SHARED).args(command);
    run.env("PATH", engine().unwrap());
    within(60, run)
}

#[test]
fn the_environment_is_active_through_every_door() {
    let Some(container) = Container::idle() else { return };
    let exec = |command: &[&str]| container.exec(&[], &[command, &[LOOK]].concat());
    // The shells that read our script have the hook's variable too; `sh -c` reads no script at all.
    let doors: [(&[&str], &str); 8] = [
        (&["bash", "-c"], "yes"),
        (&["bash", "-euc"], "yes"),
        (&["bash", "-lc"], "yes"),
        (&["bash", "-ic"], "yes"),
        (&["bash", "-lic"], "yes"),
        (&["sh", "-lc"], "yes"),
        (&["sh", "-ic"], "yes"),
        (&["sh", "-c"], "no"),
    ];
    for (door, hook) in doors {
        let seen = exec(door).exits(0);
        assert_eq!(
            seen.stdout,
            format!("/opt/env/bin/python /opt/env 1 {hook}\n"),
            "exec {door:?}: {}",
            seen.stderr
        );
    }
    for door in [&["sh", "-c", LOOK], &["bash", "-c", LOOK]] {
        assert_eq!(run(&[], door).exits(0).stdout, "/opt/env/bin/python /opt/env 1 yes\n", "run {door:?}");
    }
    let stranger = run(&["--user", "12345:54321"], &["bash", "-c", LOOK]).exits(0);
    assert_eq!(stranger.stdout, "/opt/env/bin/python /opt/env 1 yes\n", "run --user");
}

#[test]
fn without_a_shell_python_is_the_environments() {
    let Some(container) = Container::idle() else { return };
    let prefix = ["-c", "import sys; print(sys.prefix)"];
    assert_eq!(container.exec(&[], &[&["python"], &prefix[..]].concat()).exits(0).stdout, "/opt/env\n");
    assert_eq!(run(&["--entrypoint", "python"], &prefix).exits(0).stdout, "/opt/env\n");
}

#[test]
fn a_broken_hook_spoils_neither_output_nor_input_nor_exit_code() {
    if shared().is_none() {
        return;
    }
    let said = run(&[], &["sh", "-c", "echo out; exit 9"]).exits(9);
    assert_eq!(said.stdout, "out\n");
    assert!(said.stderr.contains("broken-activation-hook"), "the hook did not run: {}", said.stderr);
    let mut command = Command::new("sh");
    command.args(["-c", "echo in | docker container run --rm --interactive \"$0\" cat", SHARED]);
    command.env("PATH", engine().unwrap());
    assert_eq!(within(60, command).exits(0).stdout, "in\n");
}

#[test]
fn conda_activate_and_deactivate_work_in_the_shells_of_people() {
    let Some(container) = Container::idle() else { return };
    // Here it is Conda's own activation that runs the hooks, and they print what they like.
    let there_and_back = "conda activate base && python -c 'import sys; print(sys.prefix)' && conda deactivate >/dev/null && \
                          python -c 'import sys; print(sys.prefix)' && echo $CONDA_SHLVL";
    for shell in ["-lc", "-ic"] {
        let seen = container.exec(&[], &["bash", shell, there_and_back]).exits(0);
        assert_eq!(seen.stdout, "/opt/conda\n/opt/env\n1\n", "bash {shell}: {}", seen.stderr);
    }
}
