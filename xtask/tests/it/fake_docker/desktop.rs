//! Claims about Docker Desktop, which the tests' machines do not have: by what its engine and its client say there.

use super::Docker;

/// A system with Docker Desktop.
struct System {
    name: &'static str,
    /// What `docker info` says of the engine's machine, and how it confines containers.
    info: &'static str,
    /// Where `docker context inspect` says that the engine listens.
    endpoint: &'static str,
    /// The ids of whoever sits there.
    ids: (u32, u32),
}

/// The names, the security options and the addresses are from the threads beside them; the ids are made up, as the first
/// account of such a system has them.
const SYSTEMS: [System; 3] = [
    System {
        name: "macOS",
        // https://github.com/docker/compose/issues/9369
        info: "docker-desktop\t[name=seccomp,profile=default name=cgroupns]\n",
        // https://github.com/straylabs-ai/deadend-cli/pull/38: ~/.docker/run/docker.sock
        endpoint: "unix:///Users/jane/.docker/run/docker.sock\n",
        ids: (501, 20),
    },
    System {
        name: "WSL 2",
        // https://github.com/docker/desktop-feedback/issues/451: the context is the default one; the options are made up.
        info: "docker-desktop\t[name=seccomp,profile=unconfined name=cgroupns]\n",
        endpoint: "unix:///var/run/docker.sock\n",
        ids: (1000, 1000),
    },
    System {
        name: "Windows, in the shell that comes with git",
        info: "docker-desktop\t[name=seccomp,profile=unconfined name=cgroupns]\n",
        // https://github.com/docker/for-win/issues/12397
        endpoint: "npipe:////./pipe/dockerDesktopLinuxEngine\n",
        ids: (197_609, 197_121),
    },
];

#[test]
fn on_docker_desktop_the_engine_is_this_machine_s_and_the_account_has_the_user_s_ids() {
    for System { name, info, endpoint, ids: (uid, gid) } in SYSTEMS {
        let mut docker = Docker::of_template("project");
        docker.answers("info", "0", info, "").answers("context inspect", "0", endpoint, "");
        let id =
            format!("#!/bin/sh\ncase $1 in -u) echo {uid} ;; -g) echo {gid} ;; *) echo Jane.Doe ;; esac\n");
        docker.put_first("id", &id);
        let outcome = docker.xtask(&["run", "true"]);
        assert_eq!(outcome.code, 0, "{name}: {outcome:?}");
        let build = docker.only("image build");
        for argument in [format!("uid={uid}"), format!("gid={gid}"), "username=jane_doe".to_owned()] {
            assert!(build.values("--build-arg").contains(&argument.as_str()), "{name}: {}", build.line());
        }
        let run = docker.only("container run");
        // The account in the image is the user's, and nothing else is asked of the engine.
        for option in ["--user", "--userns", "label=disable"] {
            assert!(!run.args.iter().any(|arg| arg == option), "{name}: {}", run.line());
        }
        let data = format!("type=bind,source={}/data,", docker.project.root);
        assert!(run.values("--mount").iter().any(|mount| mount.starts_with(&data)), "{name}: {}", run.line());
    }
}
