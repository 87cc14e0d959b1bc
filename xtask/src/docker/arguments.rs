//! The further arguments of each container that this tool, Compose or an editor starts: ours, and those of the settings.

use super::run_options::values_of;

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

/// Whether this is that right, or all of them.
fn is_past_modes(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    [PAST_MODES, "ALL"].contains(&name.strip_prefix("CAP_").unwrap_or(&name))
}

#[cfg(test)]
mod tests {
    use super::arguments;

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
}
