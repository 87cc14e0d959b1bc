//! What stays of a line that gets another spec: all that the new one does not speak of.

use super::listing::Entry;
use super::manager::Manager;
use super::wanted::Wanted;
use crate::conda::pip::{Replaced, replaced};
use crate::conda::spec::Spec;

/// The package as it is to stand on the line, and whether the line had hashes that are of another version.
pub fn with_what_stays(wanted: &Wanted, entry: &Entry) -> (Wanted, bool) {
    let Replaced { text, without_hash } = match wanted.manager {
        Manager::Pip => replaced(&entry.text, &wanted.text),
        Manager::Conda => Replaced { text: of_conda(&entry.text, &wanted.text), without_hash: false },
    };
    (Wanted { text, ..wanted.clone() }, without_hash)
}

/// The new spec with the channel and the condition of the old one; version and build belong together, and are replaced.
fn of_conda(old: &str, new: &str) -> String {
    let (Some(before), Some(after)) = (Spec::parse(old), Spec::parse(new)) else { return new.to_owned() };
    let is_url = after.channel.is_empty() && new.contains("://");
    if is_url {
        return new.to_owned();
    }
    let channel = match (channel(&before), channel(&after)) {
        (Some(channel), None) => format!("{channel}::"),
        _ => String::new(),
    };
    let old = old.split('#').next().unwrap_or_default().trim_end();
    let condition = old.find(" if ").filter(|_| !new.contains(" if ")).map_or("", |index| &old[index..]);
    format!("{channel}{new}{condition}")
}

/// The channel, in front of `::` or in brackets.
fn channel(spec: &Spec) -> Option<&str> {
    let mut pairs = spec.brackets.trim_matches(['[', ']']).split(',').map(str::trim);
    let in_brackets = pairs.find_map(|pair| pair.strip_prefix("channel="));
    let channel = in_brackets.map(|channel| channel.trim_matches(['"', '\'']));
    Some(spec.channel.as_str()).filter(|channel| !channel.is_empty()).or(channel)
}
