//! What a program said, for a person.

/// The text of a program's output, without the last line end.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}

/// The line of a program's words that says why it failed: it may be followed by an advice to read the manual.
pub fn reason(said: &str) -> &str {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().find(|line| line.to_lowercase().contains("error"));
    let last = lines.rfind(|line| !line.starts_with("Run '") && !line.starts_with("See '"));
    first.or(last).unwrap_or("it gives no reason")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_not_the_advice_to_read_the_manual() {
        let table = [
            (
                "docker: Error response from daemon: pull access denied\n\nRun 'docker run --help' for more information\n",
                "docker: Error response from daemon: pull access denied",
            ),
            (
                "Unable to find image 'x' locally\ndocker: invalid reference format.\nSee 'docker run --help'.\n",
                "docker: invalid reference format.",
            ),
            ("hint: pull first\nerror: failed to push\nhint: see the manual\n", "error: failed to push"),
            ("fatal: not a git repository\n", "fatal: not a git repository"),
            ("", "it gives no reason"),
        ];
        for (said, expected) in table {
            assert_eq!(reason(said), expected, "{said}");
        }
    }
}
