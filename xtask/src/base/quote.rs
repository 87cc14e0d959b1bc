//! Turns a string into text that is safe in one named place, or refuses with the reason.
//!
//! A value gets into a generated file only by [`sh`], [`word`], [`env`], [`json`], [`compose`], [`comment`] and [`line`]:
//! `template.rs` offers each of these as a filter of the same name, and prints no string that has not passed one. [`html`] and
//! [`url`] are for the page that opens a browser, and for addresses.

/// The text, or why this value cannot stand in that place.
pub type Quoted = Result<String, String>;

/// A word of a POSIX shell; never refuses. Left bare where that means the same.
pub fn sh(value: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !value.is_empty() && value.chars().all(bare) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// One bare word of a Dockerfile or an ignore file: an image, a package, a path, a number.
pub fn word(value: &str) -> Quoted {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-~".contains(c);
    match value.chars().find(|&c| !plain(c)) {
        Some(c) => Err(format!("the character {c:?} cannot stand in the bare word {value:?}")),
        None if value.is_empty() => Err("an empty string cannot stand where a word must".to_owned()),
        None => Ok(value.to_owned()),
    }
}

/// The value of a Dockerfile's ENV or LABEL, in double quotes; `$` is literal.
pub fn env(value: &str) -> Quoted {
    one_line(value)?;
    let mut quoted = String::from("\"");
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '$') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    Ok(quoted + "\"")
}

/// A text in an HTML page, also as the value of an attribute.
pub fn html(value: &str) -> String {
    let pairs = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")];
    pairs.iter().fold(value.to_owned(), |text, (character, entity)| text.replace(*character, entity))
}

/// A value in the query of an URL.
pub fn url(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let spelt = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(spelt).collect()
}

/// A JSON string, which is also a double-quoted YAML scalar and a word of a Dockerfile's exec form; never refuses.
pub fn json(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Control characters, and what YAML or a terminal takes for a line end or a mark.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// A part of a double-quoted scalar in a Compose file, in which a lone `$` would begin a variable; never refuses.
pub fn compose(value: &str) -> String {
    let quoted = json(&value.replace('$', "$$"));
    quoted[1..quoted.len() - 1].to_owned()
}

/// Text inside a `#` comment.
pub fn comment(value: &str) -> Quoted {
    one_line(value)?;
    // A Dockerfile's parser takes a `\` at the end of a line for a continuation in some places.
    if value.ends_with('\\') { Err(format!("{value:?} cannot end a comment")) } else { Ok(value.to_owned()) }
}

/// A whole line of a file that is read line by line, such as requirements.txt.
pub fn line(value: &str) -> Quoted {
    one_line(value)?;
    Ok(value.to_owned())
}

fn one_line(value: &str) -> Result<(), String> {
    match value.chars().find(|c| c.is_control() && *c != '\t') {
        Some(c) => Err(format!("the character {c:?} cannot stand in the line {value:?}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: [&str; 14] =
        ["", " ", "$(id)", "a;b", "it's", "\"", "\\", "`id`", "${HOME}", "a\tb", "Ünal", "-n", "!x", "a\\"];

    #[test]
    fn a_shell_reads_back_what_sh_quoted() {
        let words: Vec<String> = NASTY.iter().chain(&["a\nb"]).map(|value| sh(value)).collect();
        let script = format!("printf '%s\\0' {}", words.join(" "));
        #[allow(clippy::disallowed_methods, reason = "the claim is about a real shell")]
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        let expected: Vec<u8> =
            NASTY.iter().chain(&["a\nb"]).flat_map(|v| [v.as_bytes(), b"\0"].concat()).collect();
        assert_eq!(output.stdout, expected);
    }

    #[test]
    fn yaml_reads_back_what_json_quoted() {
        for value in NASTY.iter().chain(&["a\nb", "\u{7f}\u{1}", "\u{2028}"]) {
            assert_eq!(&serde_yaml::from_str::<String>(&json(value)).unwrap(), value);
        }
    }

    #[test]
    fn compose_doubles_each_dollar_and_yaml_reads_back_the_rest() {
        for value in NASTY.iter().chain(&["a\nb", "$$", "${A:?b}", "a: b # c", "\u{2028}"]) {
            let read = serde_yaml::from_str::<String>(&format!("\"{}\"", compose(value))).unwrap();
            assert_eq!(read, value.replace('$', "$$"), "{value:?}");
        }
    }

    #[test]
    fn a_word_is_refused_when_it_would_be_more_than_one() {
        for value in NASTY.iter().filter(|value| **value != "-n") {
            assert!(word(value).is_err(), "{value:?}");
        }
        assert_eq!(word("ubuntu:24.04@sha256:0a").unwrap(), "ubuntu:24.04@sha256:0a");
    }

    #[test]
    fn env_keeps_a_dollar_literal_and_refuses_a_second_line() {
        assert_eq!(env(r#"a"$HOME\"#).unwrap(), r#""a\"\$HOME\\""#);
        assert!(env("a\nRUN evil").is_err());
        assert!(comment("a\nRUN evil").is_err());
        assert!(line("a\n--index-url http://evil").is_err());
    }
}
