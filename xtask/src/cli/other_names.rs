//! What other tools call the commands of this one: whoever types such a name is told ours.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::base::wording::{is_acting, one_line};

/// A command, and its names in docker, Compose, conda, pip and make.
const OTHER_NAMES: [(&str, &[&str]); 11] = [
    ("lab", &["up", "start", "open", "jupyter", "jupyterlab", "jupyter-lab", "notebook", "serve", "launch"]),
    ("stop", &["down", "end", "kill", "quit"]),
    ("shell", &["bash", "sh", "exec", "terminal", "enter", "ssh"]),
    ("run", &["python", "execute"]),
    ("status", &["ps", "ls", "list", "info"]),
    ("docker-build", &["build", "rebuild", "image", "make"]),
    ("add", &["install"]),
    ("remove", &["uninstall", "rm"]),
    ("lock", &["update", "upgrade", "freeze", "pin"]),
    ("new", &["init", "create"]),
    ("clean", &["prune", "rmi", "df"]),
];

/// The same error, without control characters of what was typed; if it is of a command that there is not, with ours of that
/// meaning.
pub fn with_tip(mut error: Error) -> Error {
    let hostile: Vec<(ContextKind, String)> = error.context().filter_map(hostile).collect();
    for (kind, text) in hostile {
        error.insert(kind, ContextValue::String(one_line(&text)));
    }
    if error.kind() == ErrorKind::InvalidSubcommand {
        if let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) {
            if let Some(ours) = command_for(typed) {
                let tip = ContextValue::Strings(vec![ours.to_owned()]);
                error.insert(ContextKind::SuggestedSubcommand, tip);
            }
        }
    }
    error
}

/// A part of an error that has control characters, as only what was typed can.
fn hostile((kind, value): (ContextKind, &ContextValue)) -> Option<(ContextKind, String)> {
    match value {
        ContextValue::String(text) if text.contains(is_acting) => Some((kind, text.clone())),
        _ => None,
    }
}

fn command_for(typed: &str) -> Option<&'static str> {
    let typed = typed.to_lowercase();
    OTHER_NAMES.iter().find(|(_, names)| names.contains(&typed.as_str())).map(|(ours, _)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::help::grammar;

    #[test]
    fn a_command_by_another_tool_s_name_is_an_error_that_names_ours() {
        for (ours, names) in OTHER_NAMES {
            for name in names {
                let error = grammar().try_get_matches_from(["cargo xtask", name]).unwrap_err();
                let said = with_tip(error).to_string();
                let tip = format!("tip: a similar subcommand exists: '{ours}'");
                assert!(said.starts_with(&format!("error: unrecognized subcommand '{name}'")), "{said}");
                assert!(said.contains(&tip), "{said}");
            }
        }
        let said = with_tip(grammar().try_get_matches_from(["cargo xtask", "labb"]).unwrap_err()).to_string();
        assert!(said.contains("'lab'"), "{said}");
    }
}
