//! Claims about the settings `run-args` and `lab-args`: what of docker's options they cannot say, and what they are warned of.

use super::Docker;
use crate::support::is_long;

#[test]
fn an_argument_that_would_replace_what_each_container_gets_is_refused_with_what_to_write_instead() {
    // The arguments, the one that is named, and a part of the advice; none for what is as good as any.
    type Row = (&'static [&'static str], Option<(&'static str, &'static str)>);
    const STRAY: &str = "is the value of no option, so docker would take it for the image";
    let table: [Row; 32] = [
        (&["--detach"], Some(("--detach", "`cargo xtask lab --detach`"))),
        (&["--detach=true"], Some(("--detach=true", "`cargo xtask lab --detach`"))),
        (&["-d"], Some(("-d", "`cargo xtask lab --detach`"))),
        (&["-itd"], Some(("-itd", "`cargo xtask lab --detach`"))),
        (&["--entrypoint=sh"], Some(("--entrypoint=sh", "the file `start`"))),
        (&["--entrypoint", "sh"], Some(("--entrypoint sh", "the file `start`"))),
        (&["--rm=false"], Some(("--rm=false", "leave it out"))),
        (&["--rm=0"], Some(("--rm=0", "leave it out"))),
        (&["--init=False"], Some(("--init=False", "leave it out"))),
        (&["--label=conda-in-docker.kind=x"], Some(("--label=conda-in-docker.kind=x", "another name"))),
        (&["-l", "conda-in-docker.project=x"], Some(("-l conda-in-docker.project=x", "another name"))),
        (&["-lconda-in-docker.port=1"], Some(("-lconda-in-docker.port=1", "another name"))),
        (
            &["--security-opt=no-new-privileges=false"],
            Some(("--security-opt=no-new-privileges=false", "`allow-privilege-escalation = true`")),
        ),
        (
            &["--security-opt", "no-new-privileges:false"],
            Some(("--security-opt no-new-privileges:false", "`allow-privilege-escalation = true`")),
        ),
        (&["ubuntu"], Some(("ubuntu", STRAY))),
        (&["--gpus=all", "ubuntu"], Some(("ubuntu", STRAY))),
        (&["--privileged", "true"], Some(("true", STRAY))),
        (&["-it", "x"], Some(("x", STRAY))),
        (&["-eA", "x"], Some(("x", STRAY))),
        (&["--shm-size", "1g", "x"], Some(("x", STRAY))),
        (&["--rm", "--init", "--init=true", "--rm=1", "-it"], None),
        (&["--of-a-newer-docker", "value"], None),
        (&["--of-a-newer-docker", "--shm-size", "1g"], None),
        (&["-Z", "value"], None),
        (&["--env", "--detach", "-e", "-d"], None),
        (&["--env=--entrypoint", "--label", "--rm=false"], None),
        (&["--label=mine.conda-in-docker.kind=x", "-lconda-in-docker.mine=1"], None),
        (&["--security-opt=no-new-privileges"], None),
        (&["--security-opt=no-new-privileges=true", "--security-opt=seccomp=unconfined"], None),
        (&["--pids-limit", "-1", "--memory-swap=-1"], None),
        (&["-itp", "9:9", "-v", "cache:/c"], None),
        (&["--detach-keys", "ctrl-x"], None),
    ];
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    for setting in ["run-args", "lab-args"] {
        for (args, refused) in table {
            docker
                .project
                .write("Cargo.toml", format!("[workspace.metadata.docker]\n{setting} = {args:?}\n"));
            let Some((argument, advice)) = refused else {
                docker.forget().xtask(&["lab"]).exits(0);
                docker.xtask(&["run", "true"]).exits(0);
                continue;
            };
            // The first row is refused by each command; they have one way to all of them.
            let is_first = args == table[0].0;
            let commands = [&["check"][..], &["lab"], &["run", "true"], &["shell"], &["docker-build"]];
            for command in &commands[..if is_first || is_long() { 5 } else { 2 }] {
                let outcome = docker.forget().xtask(command).exits(2);
                let begin = format!("error: Cargo.toml: `{argument}` in the setting `{setting}` ");
                let said = &outcome.stderr;
                assert!(said.starts_with(&begin) && said.contains(advice), "{command:?} {args:?}: {said}");
                assert_eq!(docker.deed_names(), [""; 0], "{command:?} {args:?}");
            }
        }
    }
    // The setting that decides agrees.
    let settings =
        "allow-privilege-escalation = true\nrun-args = [\"--security-opt=no-new-privileges=false\"]";
    docker.project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}\n"));
    docker.xtask(&["run", "true"]).exits(0);
}

#[test]
fn where_root_may_write_beside_the_mounts_root_is_warned_and_the_line_of_a_run_is_true_for_everybody() {
    // The settings, whether there is the line, and whether the command is root's, who may write beside the mounts.
    let table = [
        ("run-args = [\"--shm-size=1g\"]", true, false),
        ("run-args = [\"--user=0\"]", true, false),
        ("run-args = [\"--privileged\", \"--user=1000:0\"]", true, false),
        ("run-args = [\"--privileged\", \"--user=root\"]", true, true),
        ("run-args = [\"--cap-add=DAC_OVERRIDE\", \"-u\", \"0:0\"]", true, true),
        ("run-args = [\"--cap-add\", \"all\", \"-itu0\"]", true, true),
        ("run-args = [\"--cap-add=ALL\", \"--cap-drop=dac_override\", \"-u0\"]", true, false),
        ("run-args = [\"--privileged\", \"-u0\"]\nmounts = [\".\"]", false, false),
    ];
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    for (settings, note, warned) in table {
        docker.project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}\n"));
        let run = docker.xtask(&["run", "true"]).exits(0).stderr;
        let lab = docker.xtask(&["lab"]).exits(0).stderr;
        assert_eq!(run.contains("; other writes are refused or gone ("), note, "{settings}: {run}");
        for said in [run, lab] {
            let warning = "warning: by `--privileged` or `--cap-add` in Cargo.toml root writes anywhere";
            assert_eq!(said.contains(warning), warned, "{settings}: {said}");
        }
    }
}
