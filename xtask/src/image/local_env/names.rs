//! The variables that docker/.env sets, in any form that Compose reads.

use super::PATH;
use crate::base::regular;
use crate::project::folder::Project;

/// The variables that the file sets, if there is a file.
pub fn names(project: &Project) -> Vec<String> {
    let text = regular::lenient(&project.output.join(PATH));
    text.lines().filter_map(name).map(str::to_owned).collect()
}

/// The variable that a line sets, in any form that Compose reads.
fn name(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let line = line.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(line);
    let (name, _) = line.split_once(['=', ':'])?;
    Some(name.trim()).filter(|name| !name.is_empty() && !name.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_in_which_a_line_sets_a_variable_is_read() {
        for line in
            ["A=1", "A=", " A = 1", "export A=1", "export\tA=1", "A: 1", "A=x=y", "\u{feff}A=1", "A=1\r"]
        {
            assert_eq!(name(line), Some("A"), "{line:?}");
        }
        assert_eq!(name("exported=1"), Some("exported"));
        for line in ["", "# A=1", "A", "export A", "=1"] {
            assert_eq!(name(line), None, "{line:?}");
        }
    }
}
