//! Tokens and keys of well-known services, which are known by their shape wherever they stand.

/// How they begin, the fewest characters that follow, whether these are capitals and digits alone, and whose they are.
type Shape = (&'static [&'static str], usize, bool, &'static str);

#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    (&["ghp_", "gho_", "ghs_", "ghu_", "ghr_"], 36, false, "a token of GitHub's"),
    (&["github_pat_"], 40, false, "a token of GitHub's"),
    (&["glpat-"], 20, false, "a token of GitLab's"),
    (&["hf_"], 30, false, "a token of Hugging Face's"),
    (&["sk-ant-", "sk-proj-"], 30, false, "an API key"),
    (&["sk-"], 40, false, "an API key"),
    (&["pypi-AgE"], 50, false, "a token of PyPI's"),
    (&["npm_"], 36, false, "a token of npm's"),
    (&["dckr_pat_"], 20, false, "a token of Docker Hub's"),
    (&["xoxb-", "xoxp-", "xoxa-", "xoxs-"], 20, false, "a token of Slack's"),
    (&["AKIA", "ASIA"], 16, true, "the id of a key of AWS's"),
];

/// Whose token or key stands in the line, if one does.
pub fn shape(line: &str) -> Option<&'static str> {
    if line.contains("PRIVATE KEY-----") && line.contains("-----BEGIN ") {
        return Some("a private key");
    }
    SHAPES.iter().find_map(|shape| tokens(line, shape).next().map(|_| shape.3))
}

/// All tokens and keys of the line.
pub fn values(line: &str) -> impl Iterator<Item = &str> {
    SHAPES.iter().flat_map(|shape| tokens(line, shape))
}

fn tokens<'a>(line: &'a str, shape: &'static Shape) -> impl Iterator<Item = &'a str> {
    let &(starts, length, is_capital, _) = shape;
    let of_word = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let places = starts.iter().flat_map(|start| line.match_indices(start));
    places.filter_map(move |(at, start)| {
        // An option may be one by mistake.
        let is_first = !line[..at].ends_with(|it| it != '-' && of_word(it));
        let rest = &line[at + start.len()..];
        let word = &rest[..rest.find(|it| !of_word(it)).unwrap_or(rest.len())];
        let fits = if is_capital {
            word.len() == length && word.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
        } else {
            word.len() >= length
        };
        (is_first && fits && is_random(word)).then(|| &line[at..at + start.len() + word.len()])
    })
}

/// Whether the text looks as a machine would have drawn it, and not like a word or what stands in the place of a value.
pub fn is_random(text: &str) -> bool {
    let mut kinds: Vec<char> = text.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let has = |is: fn(&char) -> bool| text.chars().any(|it| is(&it));
    kinds.len() >= 8 && has(char::is_ascii_alphabetic) && has(char::is_ascii_digit) && !looks_blank(text)
}

/// Whether the text stands where somebody is to write a value.
pub fn looks_blank(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["xxxx", "example", "your", "placeholder", "change", "dummy", "redacted"]
        .iter()
        .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made in two parts, so that nobody takes this file for one with a secret.
    fn token(start: &str) -> String {
        format!("{start}{}", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6")
    }

    #[test]
    fn the_tokens_of_known_services_are_found_wherever_they_stand() {
        for start in [
            "ghp_",
            "github_pat_",
            "glpat-",
            "hf_",
            "sk-",
            "sk-proj-",
            "pypi-AgE",
            "npm_",
            "xoxb-",
            "dckr_pat_",
        ] {
            for line in [
                token(start),
                format!("x='{}'", token(start)),
                format!("login --token {} # mine", token(start)),
            ] {
                assert!(shape(&line).is_some(), "{line}");
            }
        }
        assert!(shape(&format!("id={}{}", "AKIA", "QRS7T2UV3WXY4Z5A")).is_some());
        assert!(shape("echo '-----BEGIN RSA PRIVATE KEY-----'").is_some());
    }

    #[test]
    fn what_only_begins_like_one_or_stands_in_its_place_is_none() {
        let (aws, github) = (format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE"), format!("ghp_{}", "x".repeat(36)));
        let (long, short) = (token("risk-"), "hf_transfer".to_owned());
        for line in [aws, github, long, short, "sk-learn".to_owned(), "$ghp_".to_owned(), String::new()] {
            assert_eq!(shape(&line), None, "{line}");
        }
    }
}
