//! The setting `mounts`: which folders the container shares with this machine, and where it has them.

use std::fmt;

use anyhow::Result;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::base::source::Source;

/// The keys of a mount that is written as a table.
pub const KEYS: [&str; 3] = ["source", "target", "read-only"];

/// A folder that the container is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// As the project names it: relative to the project, absolute, or from `~/` on; `.` is the whole project.
    pub source: Utf8PathBuf,
    /// Where the container has it, relative to `~/app`; empty for `~/app` itself.
    pub target: Utf8PathBuf,
    /// Whether the container may only read it.
    pub read_only: bool,
}

impl Folder {
    /// A folder of the project, writable, where the project has it.
    pub fn named(name: &str) -> Self {
        Self { source: name.into(), target: normal(name), read_only: false }
    }

    /// Whether the project names a folder outside of itself, which is never made.
    pub fn is_outside(&self) -> bool {
        is_outside(self.source.as_str())
    }
}

/// A mount as it is written: the name of a folder, or a table.
pub enum Entry {
    /// `"data"`
    Name(String),
    /// `{ source = "data", … }`
    Table(Table),
}

/// A mount that is written as a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    source: Spanned<String>,
    target: Option<Spanned<String>>,
    #[serde(default)]
    read_only: bool,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not serde's `untagged`, which forgets the places of the mistakes.
        deserializer.deserialize_any(EntryVisitor)
    }
}

struct EntryVisitor;

impl<'de> Visitor<'de> for EntryVisitor {
    type Value = Entry;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "a folder such as \"data\", or a table such as { source = \"data\", read-only = true }",
        )
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Entry, E> {
        Ok(Entry::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
        Table::deserialize(MapAccessDeserializer::new(map)).map(Entry::Table)
    }
}

/// Checks the mounts as they are written.
///
/// # Errors
///
/// `BadInput` with file, line and column for a source or a target that cannot be, or a target that is taken.
pub fn check(source: &Source, entries: &[Spanned<Entry>]) -> Result<Vec<Folder>> {
    let mut folders: Vec<Folder> = Vec::new();
    for entry in entries {
        let (folder, place) = folder(source, entry)?;
        if folders.iter().any(|other| other.target == folder.target) {
            let name = if folder.target == "" { "." } else { folder.target.as_str() };
            return Err(source.error_at_offset(
                place,
                &format!("{name:?} stands here twice; take one out, or give it another `target`"),
            ));
        }
        folders.push(folder);
    }
    Ok(folders)
}

/// The folder that an entry means, and the place of what names its target.
fn folder(file: &Source, entry: &Spanned<Entry>) -> Result<(Folder, usize)> {
    let (source, place, target, read_only) = match entry.get_ref() {
        Entry::Name(name) => (name, entry.span().start, None, false),
        Entry::Table(Table { source, target, read_only }) => {
            (source.get_ref(), source.span().start, target.as_ref(), *read_only)
        }
    };
    let wrong = |place: usize, sentence: String| Err(file.error_at_offset(place, &sentence));
    if matches!(entry.get_ref(), Entry::Name(_)) && is_outside(source) {
        let table = "to share it all the same, write it as";
        return wrong(
            place,
            format!("{source:?} is outside of the project; {table} `{{ source = {source:?} }}`"),
        );
    }
    let possible = is_outside(source) && !source.chars().any(char::is_control);
    if !(possible || source == "." || is_inner_folder(source)) {
        let advice = "write it relative to the project, such as `data`";
        return wrong(place, format!("{source:?} is not a folder inside the project; {advice}"));
    }
    let (target, place) = match (target, Utf8Path::new(source).file_name()) {
        (Some(target), _) => (target.get_ref().as_str(), target.span().start),
        (None, _) if !is_outside(source) => (source.as_str(), place),
        (None, Some(name)) => (name, place),
        (None, None) => return wrong(place, format!("{source:?} has no name; give it one with `target`")),
    };
    // The project itself may be `~/app`, because it was put there to be; anything else would hide what is there.
    if !(is_inner_folder(target) && normal(target) != "" || normal(source) == "" && normal(target) == "") {
        let advice = "write a path relative to it, such as `shared`";
        return wrong(place, format!("{target:?} is not a folder inside ~/app; {advice}"));
    }
    let folder = Folder { source: source.into(), target: normal(target), read_only };
    if folder.target.starts_with("env") {
        let what = "would hide ~/app/env, which leads to the Conda environment";
        return wrong(place, format!("{target:?} {what}; give it another `target`"));
    }
    Ok((folder, place))
}

fn is_outside(source: &str) -> bool {
    source.starts_with("~/") || source.starts_with('/') || Utf8Path::new(source).is_absolute()
}

fn is_inner_folder(folder: &str) -> bool {
    let plain = !folder.is_empty() && !folder.starts_with('~') && !folder.chars().any(char::is_control);
    plain && inner_path(folder).is_some()
}

/// The path without `.`; `None` for one that is absolute or may leave the folder that it begins in.
pub fn inner_path(path: &str) -> Option<Utf8PathBuf> {
    use Utf8Component::{CurDir, Normal};
    let is_inner = Utf8Path::new(path).components().all(|part| matches!(part, Normal(_) | CurDir));
    is_inner.then(|| normal(path))
}

/// The path without `.`, so that two that mean the same are the same.
fn normal(path: &str) -> Utf8PathBuf {
    Utf8Path::new(path).components().filter(|part| *part != Utf8Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        mounts: Vec<Spanned<Entry>>,
    }

    fn folders(mounts: &str) -> Result<Vec<Folder>> {
        let source = Source { path: "Cargo.toml".into(), text: format!("mounts = [{mounts}]") };
        let file: File = toml::from_str(&source.text)?;
        check(&source, &file.mounts)
    }

    #[test]
    fn a_folder_is_shared_where_the_project_has_it_and_an_outside_one_by_its_name() {
        let table = [
            ("'data'", "data data false"),
            ("'./data/'", "./data/ data false"),
            ("'.'", ".  false"),
            ("{ source = '.', read-only = true }", ".  true"),
            ("{ source = '.', target = 'all' }", ". all false"),
            ("{ source = '/srv/a, b' }", "/srv/a, b a, b false"),
            ("{ source = '~/big/set', target = './data/set' }", "~/big/set data/set false"),
        ];
        for (text, expected) in table {
            let found = folders(text).unwrap();
            let found: Vec<String> =
                found.iter().map(|f| format!("{} {} {}", f.source, f.target, f.read_only)).collect();
            assert_eq!(found, [expected], "{text}");
        }
    }

    #[test]
    fn a_mount_that_cannot_be_is_named_with_its_place() {
        let inner = "is not a folder inside the project; write it relative to the project, such as `data`";
        let target = "is not a folder inside ~/app; write a path relative to it, such as `shared`";
        let twice = "stands here twice; take one out, or give it another `target`";
        let env = "would hide ~/app/env, which leads to the Conda environment; give it another `target`";
        let outside = "is outside of the project; to share it all the same, write it as";
        let table = [
            ("'a', '../x'", format!("1:16: \"../x\" {inner}")),
            ("'~'", format!("1:11: \"~\" {inner}")),
            ("''", format!("1:11: \"\" {inner}")),
            ("'~/x'", format!("1:11: \"~/x\" {outside} `{{ source = \"~/x\" }}`")),
            ("'/x'", format!("1:11: \"/x\" {outside} `{{ source = \"/x\" }}`")),
            ("'a', 'a'", format!("1:16: \"a\" {twice}")),
            ("'a', './a'", format!("1:16: \"a\" {twice}")),
            ("'.', './'", format!("1:16: \".\" {twice}")),
            ("'a', { source = '/x/a' }", format!("1:27: \"a\" {twice}")),
            ("'a', { source = '/x', target = 'a' }", format!("1:42: \"a\" {twice}")),
            ("{ source = '/' }", "1:22: \"/\" has no name; give it one with `target`".to_owned()),
            ("{ source = '/x', target = '../y' }", format!("1:37: \"../y\" {target}")),
            ("{ source = '/x', target = '/y' }", format!("1:37: \"/y\" {target}")),
            ("{ source = '/x', target = '.' }", format!("1:37: \".\" {target}")),
            ("{ source = '/x', target = 'env/a' }", format!("1:37: \"env/a\" {env}")),
            ("'env'", format!("1:11: \"env\" {env}")),
        ];
        for (text, expected) in table {
            let said = folders(text).unwrap_err().to_string();
            assert_eq!(said, format!("Cargo.toml:{expected}"), "{text}");
        }
    }
}
