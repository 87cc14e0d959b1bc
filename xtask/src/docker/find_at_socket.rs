//! Asks Docker's engine at its socket who it is. What cannot be asked so is asked by the client.

use serde_yaml::Value;

use super::client::{config_folder, is_installed};
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
    if !is_installed(host) {
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
    let config = regular::lenient(&config_folder(host)?.join("config.json"));
    let config = if config.is_empty() { Value::Null } else { json::read(config.as_bytes()).ok()? };
    let context = host.var("DOCKER_CONTEXT").or(config["currentContext"].as_str()).unwrap_or_default();
    is_default(context).then(|| DEFAULT.to_owned())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

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
