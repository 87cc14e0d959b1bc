//! What a program said, for a person.

/// The text of a program's output, without the last line end.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}

/// The line of a program's words that says why it failed: it may be followed by an advice to read the manual. If it ends
/// with a colon, the next one belongs to it.
pub fn reason(said: &str) -> String {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
    let mut rest = lines.clone();
    if let Some(first) = rest.find(|line| line.to_lowercase().contains("error")) {
        let next = rest.next().filter(|_| first.ends_with(':'));
        return [Some(first), next].into_iter().flatten().collect::<Vec<_>>().join(" ");
    }
    let last = lines.rfind(|line| !line.starts_with("Run '") && !line.starts_with("See '"));
    last.unwrap_or("it gives no reason").to_owned()
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
            ("warning: a file is ignored\nhint: Use -f\nhint: Disable this\n", "warning: a file is ignored"),
            ("fatal: not a git repository\n", "fatal: not a git repository"),
            (
                "Error from daemon: Mounts denied: \nThe path /x is not shared.\nYou can\n",
                "Error from daemon: Mounts denied: The path /x is not shared.",
            ),
            ("error:\n", "error:"),
            ("", "it gives no reason"),
        ];
        for (said, expected) in table {
            assert_eq!(reason(said), expected, "{said}");
        }
    }
}
