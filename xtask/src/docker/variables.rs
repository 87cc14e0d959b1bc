//! How a container gets its variables: by the environment of the engine's client, since everybody sees a command line.

use anyhow::Result;
use camino::Utf8Path;

use super::engine_kind::EngineKind;
use super::shell_variables::{is_of_the_client, not_of_the_shell};
use crate::base::argv::Argv;
use crate::base::error::Mistake;
use crate::base::quote;
use crate::project::env_file::EnvFile;

/// A variable, `NAME=VALUE`, or a name alone for the value that it has here. What the client itself goes by stays in the command
/// line, where it means the container alone; none of that is secret.
pub fn with_variable(argv: Argv, variable: &str) -> Argv {
    match variable.split_once('=') {
        Some((name, value)) if !is_of_the_client(name) => argv.env(name, value).arg("--env").arg(name),
        _ => argv.arg("--env").arg(variable),
    }
}

/// The user's file. Docker takes its lines as they stand; podman takes quotes away, so it gets them one by one.
pub fn with_file(kind: EngineKind, argv: Argv, file: &EnvFile) -> Argv {
    if kind == EngineKind::Docker {
        return argv.arg("--env-file").arg(file.path.as_str());
    }
    file.variables.iter().fold(argv, |argv, variable| match &variable.value {
        Some(value) if !is_of_the_client(&variable.name) => {
            // What is printed says where the value stands, and not what it is.
            let (line, path) = (variable.line, quote::sh(file.path.as_str()));
            let spelling = format!("\"$(sed -n '{line}{{s/^[^=]*=//;s/\\r$//;p;}}' {path})\"");
            argv.spelt_env(&variable.name, value, spelling).arg("--env").arg(&variable.name)
        }
        Some(value) => argv.arg("--env").arg(format!("{}={value}", variable.name)),
        None => argv.arg("--env").arg(&variable.name),
    })
}

/// Refuses a name alone for which Compose would have another value than the shell's. `path` is the file, in the project, and
/// `set` has the variables of docker/.env, to which Compose goes for what the shell does not have.
///
/// # Errors
///
/// `BadInput` with file and line.
pub fn require_one_value(file: &EnvFile, path: &Utf8Path, set: &[String]) -> Result<()> {
    for variable in file.variables.iter().filter(|variable| variable.value.is_none()) {
        let name = &variable.name;
        let why = if set.contains(name) {
            "docker/.env sets it for Compose alone"
        } else if not_of_the_shell(name) {
            "Compose does not get it from your shell"
        } else {
            continue;
        };
        let what =
            format!("{name} has no value here, and {why}, so it would not be the same by every way in");
        let advice = format!("write {name}=VALUE, or delete the line");
        return Err(Mistake::new(what, advice).at(path, variable.line, 1));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_for_the_container_alone_does_not_change_what_the_client_does() {
        let of_client = [
            "DOCKER_HOST",
            "DOCKER_CONTENT_TRUST",
            "DOCKER_BUILDKIT",
            "BUILDX_BUILDER",
            "PODMAN_USERNS",
            "STORAGE_OPTS",
            "TMPDIR",
            "_CONTAINERS_USERNS_CONFIGURED",
            "HOME",
            "PATH",
            "LD_PRELOAD",
        ];
        let others = ["TOKEN", "LAB_USER", "COMPOSE_FILE", "GIT_AUTHOR_NAME", "GIT_DIR", "TZ"];
        for (names, in_line) in [(&of_client[..], true), (&others, false)] {
            for name in names {
                let argv = with_variable(Argv::new("docker"), &format!("{name}=x y"));
                let expected = if in_line {
                    format!("docker --env '{name}=x y'")
                } else {
                    format!("docker --env {name}")
                };
                assert_eq!(argv.to_string(), expected);
            }
        }
    }

    #[test]
    fn a_name_alone_is_refused_with_its_line_where_compose_would_have_another_value_than_the_shell_s() {
        let set = ["LAB_USER", "BARE", "COMPOSE_PROJECT_NAME"].map(str::to_owned);
        let (of_file, of_tool) =
            ("docker/.env sets it for Compose alone", "Compose does not get it from your shell");
        let table = [
            ("BARE", Some(of_file)),
            ("LAB_USER", Some(of_file)),
            ("COMPOSE_PROJECT_NAME", Some(of_file)),
            ("LAB_ROOT", Some(of_tool)),
            ("LAB_PORT", Some(of_tool)),
            ("COMPOSE_FILE", Some(of_tool)),
            ("COMPOSE_ANSI", None),
            ("LAB_OF_MINE", None),
            ("BARE=x", None),
            ("BARE=", None),
            ("LAB_USER=x", None),
            ("LAB_ROOT=x", None),
        ];
        let folder = tempfile::tempdir().unwrap();
        let (root, path) = (Utf8Path::from_path(folder.path()).unwrap(), Utf8Path::new("my.env"));
        for (line, why) in table {
            std::fs::write(root.join(path), format!("X=1\nY\n{line}\n")).unwrap();
            let file = EnvFile::read(root, path).unwrap().unwrap();
            let said = require_one_value(&file, path, &set).err().map(|error| error.to_string());
            let expected = why.map(|why| {
                format!(
                    "my.env:3:1: {line} has no value here, and {why}, so it would not be the same by every way in; write \
                     {line}=VALUE, or delete the line"
                )
            });
            assert_eq!(said, expected, "{line}");
        }
    }
}
