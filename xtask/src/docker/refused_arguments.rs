//! Arguments that would replace what this tool gives each container, and so take from it what the tool's own words promise.

use super::labels::{FOLDER_LABEL, INPUTS_LABEL, KIND_LABEL, MARK_LABEL, PORT_LABEL, PROJECT_LABEL};
use super::run_options::{RunOption, run_arguments};

/// The first argument that is refused, with what belongs to it, and why, with what to write instead.
pub fn refused(args: &[String], may_escalate: bool) -> Option<(String, &'static str)> {
    run_arguments(args).iter().find_map(|argument| {
        let why = match argument.options.as_slice() {
            [] => Some(
                "is the value of no option, so docker would take it for the image; write `--option=value`, or leave it out",
            ),
            options => options.iter().find_map(|option| why(option, may_escalate)),
        };
        Some((argument.words.join(" "), why?))
    })
}

/// Why this option is refused, if it is; one that says again what each container gets anyway is none.
fn why(option: &RunOption<'_>, may_escalate: bool) -> Option<&'static str> {
    let value = option.value.unwrap_or_default();
    match option.name {
        "detach" => Some(
            "would lose the exit code of a command; leave it out, and write `cargo xtask lab --detach` for a lab in the background",
        ),
        "entrypoint" => Some(
            "would replace the program that activates the environment; leave it out, and write what is to run first into the \
             file `start`",
        ),
        "rm" if option.is_off() => Some(
            "would leave each container behind; leave it out, and keep what is to last in a mounted folder",
        ),
        "init" if option.is_off() => {
            Some("would take away the program that passes signals on, such as Ctrl-C; leave it out")
        }
        "label" if is_ours(value) => {
            Some("is a label by which this tool finds its containers; give yours another name")
        }
        "security-opt" if !may_escalate && gives_privileges(value) => {
            Some("is decided by a setting; write `allow-privilege-escalation = true` instead")
        }
        _ => None,
    }
}

fn is_ours(label: &str) -> bool {
    let name = label.split('=').next().unwrap_or_default();
    [FOLDER_LABEL, INPUTS_LABEL, KIND_LABEL, MARK_LABEL, PORT_LABEL, PROJECT_LABEL].contains(&name)
}

fn gives_privileges(option: &str) -> bool {
    let value = option.strip_prefix("no-new-privileges").and_then(|rest| rest.strip_prefix(['=', ':']));
    RunOption { name: "no-new-privileges", value }.is_off()
}
