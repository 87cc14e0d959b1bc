//! How a container gets its variables: by the environment of the engine's client, since everybody sees a command line.

use super::engine_kind::EngineKind;
use crate::base::argv::Argv;
use crate::base::quote;
use crate::project::env_file::EnvFile;

/// What the clients themselves go by. These stay in the command line, where they mean the container alone; none is secret.
const OF_THE_CLIENT: [&str; 22] = [
    "CONTAINERS_CONF",
    "CONTAINERS_STORAGE_CONF",
    "CONTAINER_CONNECTION",
    "CONTAINER_HOST",
    "DOCKER_API_VERSION",
    "DOCKER_CERT_PATH",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_DEFAULT_PLATFORM",
    "DOCKER_HOST",
    "DOCKER_TLS",
    "DOCKER_TLS_VERIFY",
    "HOME",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "PATH",
    "STORAGE_DRIVER",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "_CONTAINERS_USERNS_CONFIGURED",
];

/// A variable, `NAME=VALUE`, or a name alone for the value that it has here.
pub fn with_variable(argv: Argv, variable: &str) -> Argv {
    match variable.split_once('=') {
        Some((name, value)) if !OF_THE_CLIENT.contains(&name) => argv.env(name, value).arg("--env").arg(name),
        _ => argv.arg("--env").arg(variable),
    }
}

/// The user's file. Docker takes its lines as they stand; podman takes quotes away, so it gets them one by one.
pub fn with_file(kind: EngineKind, argv: Argv, file: &EnvFile) -> Argv {
    if kind == EngineKind::Docker {
        return argv.arg("--env-file").arg(file.path.as_str());
    }
    file.variables.iter().fold(argv, |argv, variable| match &variable.value {
        Some(value) if !OF_THE_CLIENT.contains(&variable.name.as_str()) => {
            // What is printed says where the value stands, and not what it is.
            let (line, path) = (variable.line, quote::sh(file.path.as_str()));
            let spelling = format!("\"$(sed -n '{line}{{s/^[^=]*=//;s/\\r$//;p;}}' {path})\"");
            argv.spelt_env(&variable.name, value, spelling).arg("--env").arg(&variable.name)
        }
        Some(value) => argv.arg("--env").arg(format!("{}={value}", variable.name)),
        None => argv.arg("--env").arg(&variable.name),
    })
}
