//! Asks Docker's engine itself, at its socket: the client's `docker info` starts every plugin, and takes longer than all else
//! that a command does here. What cannot be asked so is asked by the client.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use camino::Utf8Path;
use serde_yaml::Value;

use super::engine_kind::EngineKind;
use crate::base::{json, regular};
use crate::machine::host::Host;

/// Where the client looks for the engine if nobody says anything else.
const DEFAULT: &str = "unix:///var/run/docker.sock";

/// Whoever does not answer in this time is asked by the client, which has more patience.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most bytes of an answer that are read; engines say ten thousand.
const LIMIT: u64 = 1 << 20;

const QUESTION: &[u8] = b"GET /info HTTP/1.0\r\nHost: docker\r\n\r\n";

/// What an engine says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Info {
    /// Where it listens.
    pub endpoint: String,
    /// The name of its machine.
    pub machine: String,
    /// The options of its security, as the client prints them.
    pub security: String,
}

/// What the engine says that the client would reach; `None` if it cannot be asked without the client, or is no Docker.
pub fn info(host: &Host) -> Option<Info> {
    let endpoint = endpoint(host)?;
    let socket = endpoint.strip_prefix("unix://").filter(|path| path.starts_with('/'))?;
    // Its words are for a client that is there. A script of this name may be podman's, or lead to another machine.
    if !has_client(host) {
        return None;
    }
    read(&endpoint, &answer(socket).ok()?)
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

#[cfg(unix)]
fn answer(socket: &str) -> io::Result<String> {
    let mut stream = std::os::unix::net::UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(QUESTION)?;
    let mut answer = Vec::new();
    io::copy(&mut stream.take(LIMIT), &mut answer)?;
    String::from_utf8(answer).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(not(unix))]
fn answer(_: &str) -> io::Result<String> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Reads the answer; podman's engine names itself in it.
fn read(endpoint: &str, answer: &str) -> Option<Info> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let (status, head) = head.split_once("\r\n")?;
    let is_docker = head.lines().any(|line| line.to_lowercase().starts_with("server: docker/"));
    if status.split(' ').nth(1) != Some("200") || !is_docker {
        return None;
    }
    let info = json::read(body.as_bytes()).ok()?;
    let machine = info["Name"].as_str().filter(|name| !name.is_empty())?.to_owned();
    let security: Vec<&str> = json::elements(&info, "SecurityOptions").filter_map(Value::as_str).collect();
    Some(Info { endpoint: endpoint.to_owned(), machine, security: format!("[{}]", security.join(" ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn an_engine_is_asked_at_its_socket_and_nobody_else_is_believed() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        std::fs::write(dir.join("docker"), "\x7fELF").unwrap();
        let (head, socket) = ("HTTP/1.0 200 OK\r\nServer: Docker/28.5.2 (linux)\r\n\r\n", dir.join("socket"));
        let body =
            r#"{"Name": "here", "SecurityOptions": ["name=seccomp,profile=builtin", "name=rootless"]}"#;
        let seen = Info {
            endpoint: format!("unix://{socket}"),
            machine: "here".to_owned(),
            security: "[name=seccomp,profile=builtin name=rootless]".to_owned(),
        };
        let table = [
            (format!("{head}{body}"), Some(seen)),
            (format!("{}{body}", head.replace("Docker/", "Libpod/")), None),
            (format!("{}{body}", head.replace("200 OK", "500 Error")), None),
            (format!("{head}{{}}"), None),
            (format!("{head}{{"), None),
            ("SSH-2.0".to_owned(), None),
            (String::new(), None),
        ];
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let host = host(&[("PATH", dir.as_str()), ("DOCKER_HOST", &format!("unix://{socket}"))]);
        for (answer, expected) in table {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut asked = [0; QUESTION.len()];
                    stream.read_exact(&mut asked).unwrap();
                    let _ = stream.write_all(answer.as_bytes());
                });
                assert_eq!(info(&host), expected, "{answer}");
            });
        }
        drop(listener);
        assert_eq!(info(&host), None, "nobody listens");
    }
}
