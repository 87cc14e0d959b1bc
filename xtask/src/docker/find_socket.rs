//! Asks Docker's engine at its socket who it is. What cannot be asked so is asked by the client.

use camino::Utf8Path;
use serde_yaml::Value;

use super::engine_kind::EngineKind;
use super::socket::Socket;
use crate::base::{json, regular};
use crate::machine::host::Host;

/// Where the client looks for the engine if nobody says anything else.
const DEFAULT: &str = "unix:///var/run/docker.sock";

/// What an engine says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Info {
    /// Where it listens.
    pub endpoint: String,
    /// The name of its machine.
    pub machine: String,
    /// The options of its security, as the client prints them.
    pub security: String,
    /// Where it can be asked more; `None` for the client's answer.
    pub socket: Option<Socket>,
}

/// What the engine says that the client would reach; `None` if it cannot be asked without the client, or is no Docker.
pub fn info(host: &Host) -> Option<Info> {
    let endpoint = endpoint(host)?;
    let socket = Socket::at(&endpoint)?;
    // Its words are for a client that is there. A script of this name may be podman's, or lead to another machine.
    if !has_client(host) {
        return None;
    }
    let info = socket.get("/info")?;
    let machine = info["Name"].as_str().filter(|name| !name.is_empty())?.to_owned();
    let security: Vec<&str> = json::elements(&info, "SecurityOptions").filter_map(Value::as_str).collect();
    let security = format!("[{}]", security.join(" "));
    Some(Info { endpoint, machine, security, socket: Some(socket) })
}

/// Where the client would look; `None` if a context says so.
fn endpoint(host: &Host) -> Option<String> {
    if let Some(address) = host.var("DOCKER_HOST") {
        return Some(address.to_owned());
    }
    let is_default = |context: &str| ["", "default"].contains(&context);
    let folder = match host.var("DOCKER_CONFIG") {
        Some(folder) => folder.into(),
        None => Utf8Path::new(host.var("HOME")?).join(".docker"),
    };
    let config = regular::lenient(&folder.join("config.json"));
    let config = if config.is_empty() { Value::Null } else { json::read(config.as_bytes()).ok()? };
    let context = host.var("DOCKER_CONTEXT").or(config["currentContext"].as_str()).unwrap_or_default();
    is_default(context).then(|| DEFAULT.to_owned())
}

/// Whether the first `docker` on PATH is a program of this name.
fn has_client(host: &Host) -> bool {
    let name = EngineKind::Docker.program();
    let mut folders =
        host.var("PATH").unwrap_or_default().split(':').filter(|folder| folder.starts_with('/'));
    let client = folders.find_map(|folder| Utf8Path::new(folder).join(name).canonicalize_utf8().ok());
    // A link to podman has podman's name at its end.
    client.is_some_and(|path| path.file_name() == Some(name) && !regular::is_script(&path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::socket::tests::answering;

    fn host(env: &[(&str, &str)]) -> Host {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Host { env, ..Host::gather() }
    }

    #[test]
    fn the_socket_is_where_the_client_looks_unless_a_context_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().to_str().unwrap();
        let here = [("DOCKER_CONFIG", folder)];
        let of = |config: &str, env: &[(&str, &str)]| {
            std::fs::write(dir.path().join("config.json"), config).unwrap();
            endpoint(&host(&[&here, env].concat()))
        };
        let default = || Some(DEFAULT.to_owned());
        let elsewhere = "{\n\t\"auths\": {},\n\t\"currentContext\": \"desktop-linux\"\n}";
        let table = [
            ("", &[][..], default()),
            ("{\n\t\"auths\": {}\n}", &[], default()),
            ("{\"currentContext\": \"default\"}", &[], default()),
            (elsewhere, &[], None),
            (elsewhere, &[("DOCKER_CONTEXT", "default")], default()),
            (elsewhere, &[("DOCKER_HOST", "unix:///x")], Some("unix:///x".to_owned())),
            ("", &[("DOCKER_CONTEXT", "server")], None),
            ("no JSON: {", &[], None),
        ];
        for (config, env, expected) in table {
            assert_eq!(of(config, env), expected, "{config} {env:?}");
        }
    }

    #[test]
    fn a_script_and_a_link_to_podman_are_no_client_of_docker_s() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let clients = [("script", "#!/bin/sh\nexec podman \"$@\"\n"), ("program", "\x7fELF"), ("empty", "")];
        for (folder, bytes) in clients {
            std::fs::create_dir(dir.join(folder)).unwrap();
            std::fs::write(dir.join(folder).join("docker"), bytes).unwrap();
        }
        std::fs::write(dir.join("podman"), "\x7fELF").unwrap();
        for (folder, goal) in [("podman", "../podman"), ("link", "../program/docker")] {
            let folder = dir.join("links").join(folder);
            std::fs::create_dir_all(&folder).unwrap();
            symlink(Utf8Path::new("..").join(goal), folder.join("docker")).unwrap();
        }
        let table = [
            ("script", false),
            ("program", true),
            ("links/podman", false),
            ("links/link", true),
            ("none", false),
        ];
        for (folder, expected) in table {
            let path = format!("relative:{dir}/none:{dir}/{folder}");
            assert_eq!(has_client(&host(&[("PATH", &path)])), expected, "{folder}");
        }
    }

    #[test]
    fn an_engine_that_answers_at_its_socket_says_who_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        std::fs::write(dir.join("docker"), "\x7fELF").unwrap();
        let endpoint = format!("unix://{dir}/socket");
        let host = host(&[("PATH", dir.as_str()), ("DOCKER_HOST", &endpoint)]);
        let body =
            r#"{"Name": "here", "SecurityOptions": ["name=seccomp,profile=builtin", "name=rootless"]}"#;
        let seen = answering(&dir.join("socket"), &[(200, body), (200, "{}")], || {
            let seen = info(&host);
            assert_eq!(info(&host), None, "it has no name");
            seen
        });
        let expected = Info {
            machine: "here".to_owned(),
            security: "[name=seccomp,profile=builtin name=rootless]".to_owned(),
            socket: Socket::at(&endpoint),
            endpoint,
        };
        assert_eq!(seen, Some(expected));
        assert_eq!(info(&host), None, "nobody listens");
    }
}
