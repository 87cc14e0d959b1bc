//! What images are called: the grammar of `reference.go` in distribution/reference, which Docker and podman share.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::shown;

/// The longest name, without tag and digest.
const MAX_NAME: usize = 255;

/// The longest tag.
const MAX_TAG: usize = 128;

/// Whether this is the name of an image, perhaps behind the address of a registry, without tag.
pub fn is_name(name: &str) -> bool {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest)) if is_of_registry(first) => (Some(first), rest),
        _ => (None, name),
    };
    let is_id = name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit());
    name.len() <= MAX_NAME && !is_id && domain.is_none_or(is_domain) && path.split('/').all(is_component)
}

/// Whether this is an image: a name, perhaps with a tag, a digest or both.
pub fn is_reference(reference: &str) -> bool {
    let (named, digest) = match reference.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (reference, None),
    };
    // A colon in front of a `/` is that of a registry's port.
    let (name, tag) = match named.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (named, None),
    };
    is_name(name) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest)
}

/// Refuses the value of a variable that is no image.
///
/// # Errors
///
/// `BadInput` that names the variable.
pub fn require(variable: &str, value: &str) -> Result<()> {
    if is_reference(value) {
        return Ok(());
    }
    let value = shown(value);
    Err(BadInput::new(format!(
        "{variable}={value} is not an image; write it as `name:tag` or unset the variable"
    )))
}

/// Whether what stands in front of the first `/` is an address and no part of the image's name.
fn is_of_registry(first: &str) -> bool {
    first == "localhost" || first.contains(['.', ':']) || first.chars().any(|c| c.is_ascii_uppercase())
}

/// A name of a host or an IPv6 address in brackets, perhaps with a port.
fn is_domain(domain: &str) -> bool {
    let (host, port) = match domain.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (domain, None),
    };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !port.is_none_or(|port| digits(port) && port.parse::<u16>().is_ok_and(|port| port > 0)) {
        return false;
    }
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return !address.is_empty() && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
    }
    host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// Lower case and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_component(component: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let separators = component.split(is_word).filter(|separator| !separator.is_empty());
    component.starts_with(is_word) && component.ends_with(is_word) && { separators }
        .all(|it| [".", "_", "__"].contains(&it) || it.chars().all(|c| c == '-'))
}

fn is_tag(tag: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= MAX_TAG && tag.starts_with(is_word) && tag.chars().all(|c| is_word(c) || ".-".contains(c))
}

/// Of the algorithms that registries know.
fn is_digest(digest: &str) -> bool {
    let is_hex = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        let length =
            [("sha256", 64), ("sha384", 96), ("sha512", 128)].into_iter().find(|it| it.0 == algorithm);
        length.is_some_and(|(_, length)| hex.len() == length && is_hex(hex))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_to_this_tool_if_it_is_one_to_docker() {
        let [long, too_long] = ["a".repeat(MAX_NAME), "a".repeat(MAX_NAME + 1)];
        let id = "ab".repeat(32);
        for name in [
            "lab",
            "a",
            "0",
            "a/b/c",
            "jane/lab",
            "a.b",
            "a_b",
            "a__b",
            "a-b",
            "a----b",
            "1.2-3__4",
            "localhost/x",
            "localhost:5000/x",
            "host:5000/x",
            "host:65535/a/x",
            "HOST/x",
            "ghcr.io/Xa".to_lowercase().as_str(),
            "GHCR.io/x",
            "127.0.0.1:5000/lab/x_y",
            "[::1]/x",
            "[2001:db8::1]:5000/x",
            "a-b.example/x",
            long.as_str(),
        ] {
            assert!(is_name(name) && is_reference(name), "{name}");
            assert!(is_reference(&format!("{name}:1.0_a-B")), "{name}");
        }
        for name in [
            "",
            "Lab",
            "a b",
            "a/",
            "/a",
            "a//b",
            "a..b",
            "a___b",
            "a._b",
            "a-_b",
            "-a",
            "a-",
            "_a",
            "a_",
            ".a",
            "a.",
            "a/B",
            "ghcr.io/Xa",
            "x:y/a b",
            "host:0/x",
            "host:65536/x",
            "host:+1/x",
            "host:tag/x",
            "host:/x",
            "a/host:5000/x",
            "-h.example/x",
            "h..example/x",
            "[::g]/x",
            "[]/x",
            "[::1/x",
            "::1/x",
            "https://h/x",
            "ü",
            "a\u{7f}",
            "a\n",
            too_long.as_str(),
            id.as_str(),
        ] {
            assert!(!is_name(name) && !is_reference(name), "{name}");
        }
        assert!(!is_name("x:5000") && is_reference("x:5000"));
    }

    #[test]
    fn behind_a_name_stand_a_tag_and_a_digest() {
        let [digest, tag] = ["ab".repeat(32), "t".repeat(MAX_TAG)];
        for end in [
            ":1",
            ":_",
            ":V1.0-x",
            &format!(":{tag}"),
            &format!("@sha256:{digest}"),
            &format!(":24.04@sha256:{digest}"),
            &format!("@sha512:{digest}{digest}"),
        ] {
            assert!(is_reference(&format!("host:1/x{end}")), "{end}");
        }
        for end in [
            ":",
            ":-a",
            ":.a",
            ":a b",
            ":a:b",
            ":ü",
            &format!(":{tag}t"),
            "@",
            "@sha256:",
            "@sha256:00",
            "@sha256",
            &format!("@md5:{digest}"),
            &format!("@sha256:{}", digest.to_uppercase()),
            &format!("@sha256:{digest}0"),
            &format!("@sha256:{digest}:1"),
            &format!("@sha256:{digest}@sha256:{digest}"),
        ] {
            assert!(!is_reference(&format!("x{end}")), "{end}");
        }
    }
}
