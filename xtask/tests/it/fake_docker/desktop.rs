//! Claims about Docker Desktop and its like, on macOS and in WSL 2, where no test can run: what their clients were seen to say,
//! each with the address where somebody quotes it, and what the tool makes of it.

use std::process::Command;

use super::Docker;
use crate::support::{Outcome, absent};

/// An engine in a virtual machine, of which this machine is the host.
struct Virtual {
    /// Whose it is.
    name: &'static str,
    /// What `docker info` says of its machine and its security. The words are those of the quoted `docker info`; that this
    /// format prints them so is constructed.
    info: &'static str,
    /// What `docker context inspect` says of its address.
    endpoint: &'static str,
}

const VIRTUAL: &[Virtual] = &[
    // https://github.com/docker/compose/issues/9369 (info), https://github.com/orbstack/orbstack/issues/509 (address).
    Virtual {
        name: "Docker Desktop on macOS",
        info: "docker-desktop\t[name=seccomp,profile=default name=cgroupns]\n",
        endpoint: "unix:///Users/jane/.docker/run/docker.sock\n",
    },
    // https://github.com/docker/for-win/issues/14624 (its context is `default`); the machine's name is as on macOS: constructed.
    Virtual {
        name: "Docker Desktop in WSL 2",
        info: "docker-desktop\t[name=seccomp,profile=unconfined]\n",
        endpoint: "unix:///var/run/docker.sock\n",
    },
    // https://github.com/freedomofpress/dangerzone/issues/865 (info), https://github.com/abiosoft/colima/issues/1309 (address).
    Virtual {
        name: "Colima",
        info: "colima\t[name=apparmor name=seccomp,profile=builtin name=cgroupns]\n",
        endpoint: "unix:///Users/jane/.colima/default/docker.sock\n",
    },
    // https://github.com/blaise-io/acelink/issues/77 (address); the machine's name and its security are constructed.
    Virtual {
        name: "OrbStack",
        info: "orbstack\t[name=seccomp,profile=builtin name=cgroupns]\n",
        endpoint: "unix:///Users/jane/.orbstack/run/docker.sock\n",
    },
    // https://github.com/fabric8io/docker-maven-plugin/issues/1584 (address); the rest is constructed.
    Virtual {
        name: "Rancher Desktop",
        info: "lima-rancher-desktop\t[name=seccomp,profile=builtin]\n",
        endpoint: "unix:///Users/jane/.rd/docker.sock\n",
    },
];

/// The first account of a Mac: `id` says so in https://github.com/legios89/django-docker-bootstrap/issues/52.
const MAC_IDS: &str = "#!/bin/sh\ncase $1 in -u) echo 501 ;; -g) echo 20 ;; *) echo jane ;; esac\n";

#[test]
fn an_engine_in_a_virtual_machine_is_a_local_one_with_the_account_of_the_user_s_own_ids() {
    for Virtual { name, info, endpoint } in VIRTUAL {
        let mut docker = Docker::of_template("project");
        docker.put_first("id", MAC_IDS);
        docker.answers("info", "0", info, "").answers("context inspect", "0", endpoint, "");
        let outcome = docker.xtask(&["lab"]).exits(0);
        // In the container that runs the tests, the engine is somebody else's.
        let said = outcome.stderr.lines().filter(|line| !line.contains("this is a container"));
        assert!(!said.into_iter().any(|line| line.starts_with("warning:")), "{name}: {}", outcome.stderr);
        assert_eq!(docker.deed_names(), ["image build", "container run"], "{name}");
        let arguments = docker.only("image build");
        assert_eq!(arguments.values("--build-arg"), ["username=jane", "uid=501", "gid=20"], "{name}");
        let run = docker.only("container run");
        assert!(!run.args.iter().any(|arg| arg.starts_with("--user")), "{name}: {:?}", run.args);
        assert!(!run.line().contains("label=disable"), "{name}: {:?}", run.args);
        assert!(run.value("--publish").starts_with("127.0.0.1:"), "{name}: {:?}", run.args);
        let data = format!("type=bind,source={}/data,target=/home/jane/app/data", docker.project.root);
        assert!(run.values("--mount").contains(&data.as_str()), "{name}: {:?}", run.args);
    }
}

/// What Docker Desktop's own script says on stdout in a distribution that it does not serve, for whatever it is asked.
/// https://github.com/docker/for-win/issues/14517 quotes it; that it is on stdout, and that the exit code is 1, is known from those
/// who have read it there, and the empty line at its beginning from https://github.com/docker/for-win/issues/14548.
const NOT_SERVED: &str = "\nThe command 'docker' could not be found in this WSL 2 distro.\nWe recommend to activate the WSL \
                          integration in Docker Desktop settings.\n\nFor details about using Docker Desktop with WSL 2, \
                          visit:\n\nhttps://docs.docker.com/go/wsl2/\n\n";

/// https://github.com/docker/docs/issues/11099.
const NOT_OF_WSL_1: &str = "\nThe command 'docker' could not be found in this WSL 1 distro.\nWe recommend to convert this distro \
                            to WSL 2 and activate\nthe WSL integration in Docker Desktop settings.\n\nSee \
                            https://docs.docker.com/docker-for-windows/wsl/ for details.\n\n";

#[test]
fn the_script_in_the_place_of_docker_is_taken_for_no_engine_and_its_advice_is_said_in_a_sentence() {
    let table = [
        (
            NOT_SERVED,
            "error: Docker Desktop does not serve this WSL distribution; start it, turn the distribution on in its Settings, \
             Resources, WSL integration, and try again\n",
        ),
        (
            NOT_OF_WSL_1,
            "error: Docker Desktop works with WSL 2, and this is WSL 1; convert the distribution in PowerShell (`wsl \
             --set-version NAME 2`, `wsl --list` has the name), turn it on in Docker Desktop's Settings, Resources, WSL \
             integration, and try again\n",
        ),
    ];
    for (said, sentence) in table {
        let docker = Docker::of_template("project");
        for question in ["info", "context inspect", "version", "--version"] {
            docker.answers(question, "1", said, "");
        }
        for args in [&["lab"][..], &["docker-build"], &["run", "true"], &["status"]] {
            let outcome = docker.xtask(args).exits(1);
            assert_eq!(outcome.stderr, sentence, "{args:?}");
            assert_eq!(docker.deed_names(), [""; 0], "{args:?}");
        }
    }
}

#[test]
fn a_client_that_reaches_no_engine_is_told_apart_by_the_place_of_its_socket() {
    let usual = "start Docker Desktop, or run `sudo systemctl start docker`";
    let other = |what: &str| format!("{what}, or choose another engine by `docker context use`");
    let table = [
        // https://github.com/orbstack/orbstack/issues/374.
        (
            "Cannot connect to the Docker daemon at unix:////Users/wesley/.docker/run/docker.sock. Is the docker daemon running?",
            "start Docker Desktop".to_owned(),
        ),
        // Clients from 29 on, on Linux: https://github.com/launchdarkly/find-code-references/issues/65.
        (
            "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is \
             running: dial unix /var/run/docker.sock: connect: no such file or directory",
            usual.to_owned(),
        ),
        // The same with the address that they have on macOS: constructed.
        (
            "failed to connect to the docker API at unix:///Users/jane/.docker/run/docker.sock; check if the path is correct and \
             if the daemon is running: dial unix /Users/jane/.docker/run/docker.sock: connect: no such file or directory",
            "start Docker Desktop".to_owned(),
        ),
        // https://github.com/docker/for-win/issues/14975.
        (
            "error during connect: Get \"http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.51/version\": open \
             //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.",
            "start Docker Desktop".to_owned(),
        ),
        // https://github.com/abiosoft/colima/issues/243.
        (
            "Cannot connect to the Docker daemon at unix:///Users/Ben.Michaud/.colima/docker.sock. Is the docker daemon running?",
            other("run `colima start`"),
        ),
        // https://github.com/docker/compose/issues/11242.
        (
            "error during connect: Get \"http://%2FUsers%2Flantianyou%2F.orbstack%2Frun%2Fdocker.sock/v1.24/info\": EOF",
            other("start OrbStack"),
        ),
        // Constructed, with the address of https://github.com/fabric8io/docker-maven-plugin/issues/1584.
        (
            "Cannot connect to the Docker daemon at unix:///Users/jane/.rd/docker.sock. Is the docker daemon running?",
            other("start Rancher Desktop"),
        ),
        // https://github.com/mikeizbicki/cmc-csci143/issues/14.
        (
            "Cannot connect to the Docker daemon at unix:///run/user/1137/docker.sock. Is the docker daemon running?",
            "run `systemctl --user start docker`".to_owned(),
        ),
    ];
    let docker = Docker::of_template("project");
    for (said, start) in table {
        docker.unreachable(&format!("{said}\n"));
        let outcome = docker.xtask(&["lab"]).exits(1);
        let sentence =
            format!("error: docker is installed, but its daemon does not answer; {start}, and try again\n");
        assert_eq!(outcome.stderr, sentence, "{said}");
    }
}

#[test]
fn an_engine_that_is_about_to_start_is_waited_for_by_the_person() {
    // https://github.com/docker/for-mac/issues/7775.
    let said = "request returned 500 Internal Server Error for API route and version \
                http://%2FUsers%2Fkonstantin%2F.docker%2Frun%2Fdocker.sock/v1.51/version, check if the server supports the \
                requested API version";
    let docker = Docker::of_template("project");
    docker.unreachable(&format!("{said}\n"));
    let outcome = docker.xtask(&["lab"]).exits(1);
    let sentence = format!(
        "error: docker's engine is not ready ({said}); wait until Docker Desktop has started, or restart it, and try again\n"
    );
    assert_eq!(outcome.stderr, sentence);
}

#[test]
fn a_context_that_is_gone_is_said_so() {
    // https://github.com/getsentry/sentry/pull/76334.
    let said = "Failed to initialize: unable to resolve docker endpoint: context \"desktop-linux\": context not found: open \
                /home/asottile/.docker/contexts/meta/fe9c/meta.json: no such file or directory";
    let docker = Docker::of_template("project");
    docker.answers("info", "1", "", said).answers("context inspect", "1", "", said);
    docker.answers("version", "1", "", said);
    let outcome = docker.xtask(&["lab"]).exits(1);
    let sentence = format!(
        "error: docker's context is gone ({said}); `docker context ls` shows those that are there, `docker context use NAME` \
         chooses one\n"
    );
    assert_eq!(outcome.stderr, sentence);
}

#[test]
fn a_folder_that_docker_desktop_does_not_share_is_named_with_where_to_share_it() {
    // https://github.com/docker/desktop-linux/issues/177, and https://github.com/docker/desktop-linux/issues/155.
    let table = [
        (
            "docker: Error response from daemon: Mounts denied: \nThe path /data/x is not shared from the host and is not known to \
             Docker.\nYou can configure shared paths from Docker -> Preferences... -> Resources -> File Sharing.\nSee \
             https://docs.docker.com/ for more info.\n",
            "docker: Error response from daemon: Mounts denied: The path /data/x is not shared from the host and is not known to \
             Docker.",
        ),
        (
            "docker: Error response from daemon: error while creating mount source path '/host_mnt/path/to/local/directory': mkdir \
             /host_mnt/path/to/local/directory: permission denied.\n",
            "docker: Error response from daemon: error while creating mount source path '/host_mnt/path/to/local/directory': mkdir \
             /host_mnt/path/to/local/directory: permission denied.",
        ),
    ];
    for (said, reason) in table {
        let docker = Docker::of_template("project");
        docker.answers("container run", "125", "", said);
        let outcome = docker.xtask(&["lab", "--detach"]).exits(125);
        let sentence = format!(
            "error: Docker Desktop does not share this folder with its containers; add it, or one around it, in its Settings, \
             Resources, File sharing, or move the project below your home, and try again ({reason})"
        );
        assert_eq!(outcome.stderr.lines().last(), Some(sentence.as_str()));
    }
}

#[test]
fn a_build_that_docker_desktop_s_leftovers_or_its_memory_end_says_what_to_do() {
    let table = [
        // https://github.com/docker/for-mac/issues/7445.
        (
            "ERROR: failed to solve: error getting credentials - err: exec: \"docker-credential-desktop\": executable file not \
             found in $PATH, out: ``",
            "error: docker cannot ask the program that keeps its passwords, which the log above names; if that is not installed, \
             delete the line `credsStore` from ~/.docker/config.json, and try again",
        ),
        // https://github.com/ddev/ddev/issues/2342.
        (
            "error getting credentials - err: exit status 1, out: `error getting credentials - err: exec: \
             \"docker-credential-wincred.exe\": executable file not found in %PATH%, out: ``",
            "error: docker cannot ask the program that keeps its passwords, which the log above names; if that is not installed, \
             delete the line `credsStore` from ~/.docker/config.json, and try again",
        ),
        // https://github.com/docker/buildx/issues/2380.
        (
            "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
            "error: the engine ended the connection during the build; see whether it still runs, give it more memory if it ran \
             out (Docker Desktop: Settings, Resources; in WSL 2 the file .wslconfig), and try again",
        ),
    ];
    let docker = Docker::of_template("project");
    for (line, sentence) in table {
        docker.answers("image build", "1", "", &format!("{line}\n"));
        let outcome = docker.xtask(&["docker-build"]).exits(1);
        assert_eq!(outcome.stderr.lines().last(), Some(sentence), "{line}");
    }
}

#[test]
fn a_project_on_a_drive_of_windows_is_warned_of_where_its_folders_are_shared() {
    let docker = Docker::of_template("project");
    let drive = docker.project.root.parent().unwrap();
    // The process sees a table of mounts in which its project's folder is a drive; it is that of WSL 2, see windows_drive.rs.
    let script = "mount -t tmpfs tmpfs /proc && mkdir /proc/self && printf '%s\\n' \"$TABLE\" >/proc/mounts && exec \"$@\"";
    let table = format!("C:\\134 {drive} 9p rw,noatime,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000 0 0");
    let inside = |args: &[&str]| {
        let inner = docker.project.command(args);
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", script, "sh"]).arg(inner.get_program());
        command.args(inner.get_args()).env_clear().current_dir("/").stdin(std::process::Stdio::null());
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("TABLE", &table);
        docker.finish(command)
    };
    let mut tried = Command::new("unshare");
    tried.args(["--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs", "/proc"]);
    let tried = tried.output().map(Outcome::of);
    if !tried.as_ref().is_ok_and(|tried| tried.code == 0) {
        absent(&format!("no view of the file system of its own ({tried:?})"));
        return;
    }
    let warning = "warning: the project is on a drive of Windows, where containers, git and cargo are slow, and modes protect \
                   nothing if it is mounted without `metadata`; move the project into your home in WSL, such as ~/project\n";
    let outcome = inside(&["--dry-run", "run", "true"]).exits(0);
    assert_eq!(outcome.stderr.matches(warning).count(), 1, "{}", outcome.stderr);
    let elsewhere = docker.xtask(&["--dry-run", "run", "true"]).exits(0);
    assert!(!elsewhere.stderr.contains("drive of Windows"), "{}", elsewhere.stderr);
}
