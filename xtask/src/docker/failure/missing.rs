//! Which packages Conda and pip did not find, by the log of a build. Builders put words of their own before each line.

use std::collections::BTreeSet;

/// What stands before a name that was not found.
const BEFORE_NAME: [&str; 3] =
    ["No matching distribution found for ", "nothing provides requested ", "nothing provides "];

/// What stands before Conda's list of names, and what stands behind it.
const LISTS: [&str; 2] = ["PackagesNotFoundError:", "ResolvePackageNotFound:"];
const BEHIND_LIST: &str = "Current channels:";

/// The names of the packages that were not found; none if the log does not say.
pub fn missing_packages(log: &str) -> Vec<String> {
    let mut names = BTreeSet::new();
    let mut in_list = false;
    for line in log.lines() {
        let named = BEFORE_NAME.iter().find_map(|before| Some(line.split_once(before)?.1));
        if LISTS.iter().any(|list| line.contains(list)) {
            in_list = true;
        } else if line.contains(BEHIND_LIST) {
            in_list = false;
        }
        let listed = if in_list { line.split_once("  - ").map(|(_, rest)| rest) } else { None };
        names.extend(named.or(listed).and_then(name));
    }
    names.into_iter().collect()
}

/// The name that a text begins with, if it is one of a package: those that begin with `_` are made up by Conda.
fn name(text: &str) -> Option<String> {
    let text = text.rsplit("::").next()?.trim_start();
    let name = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).next()?;
    let is_address = text[name.len()..].starts_with(':');
    name.starts_with(|c: char| c.is_ascii_alphanumeric()).then(|| name.to_owned()).filter(|_| !is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_what_was_not_found_are_read_from_each_builder_s_log_and_nothing_else_is() {
        let table: [(&str, &[&str]); 7] = [
            ("ERROR: No matching distribution found for scikit-learn==1.5 (from x)", &["scikit-learn"]),
            ("#9 1.2 ERROR: No matching distribution found for a_b[c]>1\n#9 1.3 again", &["a_b"]),
            (
                "#9 1.2 ResolvePackageNotFound: \n#9 1.2   - nosuch=1.0\n#9 1.2   - conda-forge::other",
                &["nosuch", "other"],
            ),
            (
                "PackagesNotFoundError: The following packages are not available from current channels:\n\n  - nosuch\n\nCurrent \
                 channels:\n\n  - http://127.0.0.1:20001/conda-forge/linux-64",
                &["nosuch"],
            ),
            ("  - nothing provides requested nosuch >=2\n", &["nosuch"]),
            ("nothing provides __cuda needed by x-1-0\n", &[]),
            ("  - a line of a script", &[]),
        ];
        for (log, names) in table {
            assert_eq!(missing_packages(log), names, "{log}");
        }
    }
}
