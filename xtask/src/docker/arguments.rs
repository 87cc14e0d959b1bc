//! The further arguments of each container that this tool, Compose or an editor starts: ours, and those of the settings.

use super::run_options::{run_options, values_of};
use crate::machine::user::User;

/// The right to read and write past every mode, which root has in a container. Without it the modes in the image hold root,
/// too: what it writes beside the mounted folders would be gone with the container.
const PAST_MODES: &str = "DAC_OVERRIDE";

/// By it a process, and all that it starts, has no other rights than those that it begins with: `sudo` gives none.
const NO_NEW_PRIVILEGES: &str = "--security-opt=no-new-privileges";

/// The arguments of the setting `run-args`, with ours in front, unless they decide themselves on what ours are about.
pub fn arguments(settings: &[String], may_escalate: bool) -> Vec<String> {
    let drop = (!names_capability(settings)).then(|| format!("--cap-drop={PAST_MODES}"));
    let keep = (!may_escalate).then(|| NO_NEW_PRIVILEGES.to_owned());
    [drop, keep].into_iter().flatten().chain(settings.iter().cloned()).collect()
}

/// Whether that right is given or taken: podman refuses both at once, and Compose the same twice.
fn names_capability(arguments: &[String]) -> bool {
    let mut values =
        [values_of(arguments, "cap-add"), values_of(arguments, "cap-drop")].into_iter().flatten();
    values.any(is_past_modes)
}

/// Whether root in a container with these arguments reads and writes past every mode.
pub fn let_root_past_modes(arguments: &[String]) -> bool {
    let options = run_options(arguments);
    // Of these the engine takes no right away, whatever else is said.
    let is_privileged =
        options.iter().rfind(|option| option.name == "privileged").is_some_and(|it| !it.is_off());
    let takes = values_of(arguments, "cap-drop").iter().any(|name| is_past_modes(name) && !is_all(name));
    is_privileged || !takes && values_of(arguments, "cap-add").into_iter().any(is_past_modes)
}

/// Whether the command in such a container is root's, as far as it can be seen here.
pub fn are_root_s(arguments: &[String], account: &User) -> bool {
    match values_of(arguments, "user").last() {
        Some(user) => ["0", "root"].contains(&user.split(':').next().unwrap_or_default()),
        None => account.uid == 0,
    }
}

fn is_all(name: &str) -> bool {
    right(name) == "ALL"
}

/// The name of a right as the kernel's own list has it, without `CAP_`.
fn right(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    name.strip_prefix("CAP_").map_or_else(|| name.clone(), str::to_owned)
}

/// Whether this is that right, or all of them.
fn is_past_modes(name: &str) -> bool {
    is_all(name) || right(name) == PAST_MODES
}

#[cfg(test)]
mod tests {
    use super::{arguments, let_root_past_modes};

    #[test]
    fn root_is_held_by_modes_unless_the_settings_decide_on_that_themselves() {
        let table: [(&[&str], bool); 9] = [
            (&[], true),
            (&["--shm-size=2g", "--gpus=all"], true),
            (&["--cap-add=SYS_PTRACE"], true),
            (&["--cap-drop=NET_RAW", "DAC_OVERRIDE"], true),
            (&["--cap-add=DAC_OVERRIDE"], false),
            (&["--cap-add", "cap_dac_override"], false),
            (&["--cap-add=ALL"], false),
            (&["--cap-drop=all"], false),
            (&["--cap-drop=DAC_OVERRIDE"], false),
        ];
        for (settings, ours) in table {
            let settings: Vec<String> = settings.iter().map(|&word| word.to_owned()).collect();
            let expected = ours.then(|| "--cap-drop=DAC_OVERRIDE".to_owned());
            let expected: Vec<String> = expected.into_iter().chain(settings.iter().cloned()).collect();
            assert_eq!(arguments(&settings, true), expected);
        }
    }
    #[test]
    fn root_writes_past_the_modes_where_the_arguments_give_it_that_right() {
        let table: [(&[&str], bool); 11] = [
            (&[], false),
            (&["--privileged"], true),
            (&["--privileged", "--cap-drop=DAC_OVERRIDE"], true),
            (&["--privileged=false"], false),
            (&["--cap-add=ALL"], true),
            (&["--cap-add", "cap_dac_override"], true),
            (&["--cap-add=ALL", "--cap-drop=ALL"], true),
            (&["--cap-add=ALL", "--cap-drop=DAC_OVERRIDE"], false),
            (&["--cap-add=SYS_PTRACE"], false),
            (&["--cap-drop=ALL"], false),
            (&["--env", "--privileged"], false),
        ];
        for (words, expected) in table {
            let arguments: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            assert_eq!(let_root_past_modes(&arguments), expected, "{words:?}");
        }
    }
}
