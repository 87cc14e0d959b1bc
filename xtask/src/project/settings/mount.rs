//! The setting `mounts`: which folders the container shares with this machine, and where it has them; and which volumes.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;

use super::inner_path::{inner_path, without_dot};
use super::reader::{Misplaced, Table, TextOrTable};
use super::volume::{self, HomeVolume};
use crate::base::error::Mistake;
use crate::base::source::Source;

/// The keys of a mount that is written as a table.
const KEYS: [&str; 4] = ["source", "target", "read-only", "volume"];

const ADVICE: &str =
    "write a folder such as \"data\", or a table such as { source = \"data\", read-only = true }";

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
        Self { source: name.into(), target: without_dot(name), read_only: false }
    }

    /// Whether the project names a folder outside of itself, which is never made.
    pub fn is_outside(&self) -> bool {
        is_outside(self.source.as_str())
    }
}

/// A mount as it is written: the name of a folder, or a table.
struct Entry {
    source: Spanned<String>,
    target: Option<Spanned<String>>,
    read_only: bool,
    is_table: bool,
}

/// What the setting has.
#[derive(Debug, Default)]
pub struct Mounts {
    /// The folders of this machine; `None` if the setting names none and is not `[]`.
    pub folders: Option<Vec<Folder>>,
    /// The volumes.
    pub volumes: Vec<HomeVolume>,
}

/// The mounts of the setting.
///
/// # Errors
///
/// `BadInput` with file, line and column for a source or a target that cannot be, or a target that is taken.
pub fn read(source: &Source, table: &Table<'_>) -> Result<Mounts> {
    let Some(items) = table.items("mounts", &KEYS, ADVICE)? else { return Ok(Mounts::default()) };
    let (mut folders, mut volumes): (Vec<Folder>, Vec<HomeVolume>) = (Vec::new(), Vec::new());
    for item in items {
        if let TextOrTable::Table(table) = &item {
            if let Some(volume) = volume::read(source, table, &volumes)? {
                volumes.push(volume);
                continue;
            }
        }
        let entry = Entry::new(source, item)?;
        let (folder, place) =
            entry.folder().map_err(|(place, mistake)| source.error_at_offset(place, mistake))?;
        if folders.iter().any(|other| other.target == folder.target) {
            let name = if folder.target == "" { "." } else { folder.target.as_str() };
            let advice = "take one out, or give it another `target`";
            let mistake = Mistake::new(format!("{name:?} stands here twice"), advice);
            return Err(source.error_at_offset(place, mistake));
        }
        folders.push(folder);
    }
    // A volume alone says nothing of the folders.
    let folders = (volumes.is_empty() || !folders.is_empty()).then_some(folders);
    Ok(Mounts { folders, volumes })
}

impl Entry {
    fn new(file: &Source, item: TextOrTable<'_>) -> Result<Self> {
        let table = match item {
            TextOrTable::Text(source) => {
                return Ok(Self { source, target: None, read_only: false, is_table: false });
            }
            TextOrTable::Table(table) => table,
        };
        let Some(source) = table.text("source")? else {
            let mistake = Mistake::new("this mount has no `source`", "write the folder that is to be shared");
            return Err(file.error_at_offset(table.place, mistake));
        };
        let (target, read_only) = (table.text("target")?, table.is_true("read-only")?);
        Ok(Self { source, target, read_only, is_table: true })
    }

    /// The folder that it means, and the place of what names its target.
    fn folder(&self) -> Result<(Folder, usize), Misplaced> {
        let source = self.checked_source()?;
        let (target, place) = self.target(source)?;
        let wrong =
            |what: &str, advice: &str| Err((place, Mistake::new(format!("{target:?} {what}"), advice)));
        // The project itself may be `~/app`, because it was put there to be; anything else would hide what is there.
        let is_app = without_dot(target) == "";
        if !(is_inner_folder(target) && !is_app || without_dot(source) == "" && is_app) {
            return wrong("is not a folder inside ~/app", "write a path relative to it, such as `shared`");
        }
        let folder = Folder { source: source.into(), target: without_dot(target), read_only: self.read_only };
        if folder.target.starts_with("env") {
            let what = "would hide ~/app/env, which leads to the Conda environment";
            return wrong(what, "give it another `target`");
        }
        Ok((folder, place))
    }

    fn checked_source(&self) -> Result<&str, Misplaced> {
        let source = self.source.get_ref().as_str();
        let wrong = |what: &str, advice: &str| {
            Err((self.source.span().start, Mistake::new(format!("{source:?} {what}"), advice)))
        };
        if is_outside(source) && !self.is_table {
            let advice = format!("to share it all the same, write it as `{{ source = {source:?} }}`");
            return wrong("is outside of the project", &advice);
        }
        let possible = is_outside(source) && !source.chars().any(char::is_control);
        if !(possible || source == "." || is_inner_folder(source)) {
            let advice = "write it relative to the project, such as `data`";
            return wrong("is not a folder inside the project", advice);
        }
        Ok(source)
    }

    /// The target and the place of what names it: its own, that of the source in the project, or the source's name.
    fn target<'e>(&'e self, source: &'e str) -> Result<(&'e str, usize), Misplaced> {
        let place = self.source.span().start;
        match (&self.target, Utf8Path::new(source).file_name()) {
            (Some(target), _) => Ok((target.get_ref(), target.span().start)),
            (None, _) if !is_outside(source) => Ok((source, place)),
            (None, Some(name)) => Ok((name, place)),
            (None, None) => {
                Err((place, Mistake::new(format!("{source:?} has no name"), "give it one with `target`")))
            }
        }
    }
}

/// The folders around the mounts that lie deeper, relative to `~/app`: the engine would make them, as root's. None that is in
/// another mount, and none that one below it brings along.
pub fn around(folders: &[Folder]) -> Vec<String> {
    let is_in_mount = |folder: &Folder| {
        folders.iter().any(|other| other != folder && folder.target.starts_with(&other.target))
    };
    let deep = folders.iter().filter(|folder| !is_in_mount(folder));
    let parents: BTreeSet<&Utf8Path> =
        deep.filter_map(|folder| folder.target.parent()).filter(|parent| *parent != "").collect();
    let is_innermost =
        |folder: &&&Utf8Path| !parents.iter().any(|other| other != *folder && other.starts_with(folder));
    parents.iter().filter(is_innermost).map(ToString::to_string).collect()
}

fn is_outside(source: &str) -> bool {
    source.starts_with("~/") || source.starts_with('/') || Utf8Path::new(source).is_absolute()
}

fn is_inner_folder(folder: &str) -> bool {
    let plain = !folder.is_empty() && !folder.starts_with('~') && !folder.chars().any(char::is_control);
    plain && inner_path(folder).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(mounts: &str) -> Result<Vec<Folder>> {
        let source = Source { path: "Cargo.toml".into(), text: format!("mounts = [{mounts}]") };
        Ok(read(&source, &Table::read(&source, &[], &["mounts"])?)?.folders.unwrap_or_default())
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
    fn the_folders_around_a_deep_mount_are_those_that_no_other_mount_has() {
        let at = |target: &str| format!("{{ source = '/x', target = '{target}' }}");
        let table: [(&[&str], &[&str]); 8] = [
            (&["a", "b"], &[]),
            (&["a/b"], &["a"]),
            (&["a/b/c", "a/d"], &["a/b"]),
            (&["a/b/c", "a/d/e"], &["a/b", "a/d"]),
            (&["a", "a/b/c"], &[]),
            (&["a/b", "a/b/c/d"], &["a"]),
            (&["ab/c", "a/c"], &["a", "ab"]),
            (&["b c/$(id)/x"], &["b c/$(id)"]),
        ];
        for (targets, expected) in table {
            let mounts: Vec<String> = targets.iter().map(|target| at(target)).collect();
            assert_eq!(around(&folders(&mounts.join(", ")).unwrap()), expected, "{targets:?}");
        }
        assert_eq!(around(&folders(&format!("'.', {}", at("a/b"))).unwrap()), [""; 0]);
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
            ("3", format!("1:11: 3 is none of the mounts; {ADVICE}")),
            ("{ }", "1:11: this mount has no `source`; write the folder that is to be shared".to_owned()),
            (
                "{ source = 'a', read-only = 'yes' }",
                "1:39: 'yes' is neither true nor false; write one of the two, without quotes".to_owned(),
            ),
        ];
        for (text, expected) in table {
            let said = folders(text).expect_err(text).to_string();
            assert_eq!(said, format!("Cargo.toml:{expected}"), "{text}");
        }
    }
}
