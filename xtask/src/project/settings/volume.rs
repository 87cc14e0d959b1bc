//! A mount of the setting `mounts` that is a volume of the engine's, in the container's home: a place for a cache.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;

use super::inner_path::inner_path;
use super::reader::{Misplaced, Table};
use crate::base::error::Mistake;
use crate::base::source::Source;

/// The folder of the home in which lasts what a person trusts and sets.
pub const KEPT: &str = ".kept";

/// The folders of the home in which the image has what each lab needs: links into [`KEPT`], and the user's programs.
const OF_THE_IMAGE: [&str; 4] = [KEPT, ".ipython/profile_default", ".local/bin", ".local/share/jupyter"];

/// A volume, and where the home has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeVolume {
    /// As the project names it.
    pub name: String,
    /// The place, relative to the home.
    pub target: Utf8PathBuf,
}

impl HomeVolume {
    /// Of what is written.
    ///
    /// # Errors
    ///
    /// The mistake in it and its place; `place` is that of the table.
    pub fn of(
        name: &Spanned<String>,
        target: Option<&Spanned<String>>,
        place: usize,
    ) -> Result<Self, Misplaced> {
        let text = name.get_ref();
        if !is_name(text) {
            let mistake = Mistake::new(
                format!("{text:?} is not a name for a volume"),
                "use a-z, 0-9, and `-`, `_` or `.` between them",
            );
            return Err((name.span().start, mistake));
        }
        let Some(target) = target else {
            let advice = "write a folder of the container's home, such as `~/.cache`";
            return Err((place, Mistake::new("this volume has no `target`", advice)));
        };
        let wrong = |what: &str, advice: &str| {
            (target.span().start, Mistake::new(format!("{:?} {what}", target.get_ref()), advice))
        };
        let inner = target.get_ref().strip_prefix("~/").and_then(inner_path);
        let inner = inner.filter(|inner| inner != "" && !inner.as_str().chars().any(char::is_control));
        let Some(inner) = inner else {
            return Err(wrong("is not a folder below ~", "a volume lies in one such as `~/.cache`"));
        };
        if inner.starts_with("app") {
            let advice = "write a folder beside it, such as `~/.cache`";
            return Err(wrong("is in ~/app, which has the folders of this machine", advice));
        }
        if let Some(ours) = OF_THE_IMAGE.iter().find(|ours| Utf8Path::new(ours).starts_with(&inner)) {
            let what = format!("would hide ~/{ours}, in which the image has what each lab needs");
            return Err(wrong(&what, "write another folder"));
        }
        if inner.starts_with(KEPT) {
            return Err(wrong("is in ~/.kept, which is a volume", "write another folder"));
        }
        Ok(Self { name: text.clone(), target: inner })
    }

    /// The engine's name for it. All projects of a user have the one of a name; its files belong to a user id.
    pub fn name_for(&self, uid: u32) -> String {
        format!("{}-{uid}", self.stem())
    }

    /// That name without the user's id.
    pub fn stem(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }

    /// Whether one of the two lies in the other: its place would be made in the other by the engine, as root's.
    pub fn is_nested_with(&self, other: &Self) -> bool {
        self.target.starts_with(&other.target) || other.target.starts_with(&self.target)
    }
}

/// The volume that a table of the setting means, if it means one; `known` are those before it.
///
/// # Errors
///
/// `BadInput` with file, line and column.
pub fn read(source: &Source, table: &Table<'_>, known: &[HomeVolume]) -> Result<Option<HomeVolume>> {
    let Some(name) = table.text("volume")? else { return Ok(None) };
    let wrong = |what: String, advice: &str| source.error_at_offset(table.place, Mistake::new(what, advice));
    if let Some(key) = ["source", "read-only"].into_iter().find(|key| table.has(key)) {
        return Err(wrong(format!("a volume has no `{key}`"), "write `volume` and `target` alone"));
    }
    let target = table.text("target")?;
    let volume = HomeVolume::of(&name, target.as_ref(), table.place)
        .map_err(|(place, mistake)| source.error_at_offset(place, mistake))?;
    if let Some(other) = known.iter().find(|other| other.is_nested_with(&volume)) {
        let what = format!("this volume and that at ~/{} lie one in the other", other.target);
        return Err(wrong(what, "take one out, or give it another `target`"));
    }
    if known.iter().any(|other| other.name == volume.name) {
        return Err(wrong(format!("the volume {:?} stands here twice", volume.name), "give it another name"));
    }
    Ok(Some(volume))
}

/// How the name of each volume of the settings begins.
const PREFIX: &str = "conda-in-docker-";

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let inner = |c: char| plain(c) || "-_.".contains(c);
    name.len() <= 100 && name.starts_with(plain) && name.ends_with(plain) && name.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::super::reader::TextOrTable;
    use super::*;

    fn volumes(mounts: &str) -> Result<Vec<HomeVolume>> {
        let source = Source { path: "Cargo.toml".into(), text: format!("mounts = [{mounts}]") };
        let mut volumes = Vec::new();
        let keys = ["volume", "target", "source", "read-only"];
        for item in Table::read(&source, &[], &["mounts"])?.items("mounts", &keys, "")?.unwrap() {
            let TextOrTable::Table(table) = item else { panic!("{mounts}") };
            let volume = read(&source, &table, &volumes)?;
            volumes.extend(volume);
        }
        Ok(volumes)
    }

    #[test]
    fn a_volume_lies_in_the_home_beside_what_the_image_has_there_and_has_a_name_of_the_engine_s_kind() {
        let read = volumes("{ volume = 'hf.cache-2', target = '~/./.cache/hf/' }").unwrap();
        assert_eq!(
            (read[0].name_for(1001).as_str(), read[0].target.as_str()),
            ("conda-in-docker-hf.cache-2-1001", ".cache/hf")
        );

        let name = "is not a name for a volume; use a-z, 0-9, and `-`, `_` or `.` between them";
        let below = "is not a folder below ~; a volume lies in one such as `~/.cache`";
        let app = "is in ~/app, which has the folders of this machine; write a folder beside it, such as `~/.cache`";
        let hidden = "in which the image has what each lab needs; write another folder";
        let at = |target: &str| format!("{{ volume = 'c', target = '{target}' }}");
        let names = ["", "A", "a b", "a/b", "-a", "a-", "$(id)"];
        let mut table: Vec<(String, String)> = names
            .map(|bad| (format!("{{ volume = '{bad}', target = '~/x' }}"), format!("1:22: {bad:?} {name}")))
            .to_vec();
        for target in ["x", "/x", "~", "~/", "~/.", "~/../x", "~x/y", ""] {
            table.push((at(target), format!("1:36: {target:?} {below}")));
        }
        for target in ["~/app", "~/app/data", "~/./app/env"] {
            table.push((at(target), format!("1:36: {target:?} {app}")));
        }
        for (target, ours) in [
            ("~/.kept", ".kept"),
            ("~/.local", ".local/bin"),
            ("~/.local/share", ".local/share/jupyter"),
            ("~/.local/share/jupyter", ".local/share/jupyter"),
            ("~/.ipython", ".ipython/profile_default"),
        ] {
            table.push((at(target), format!("1:36: {target:?} would hide ~/{ours}, {hidden}")));
        }
        table.push((
            at("~/.kept/x"),
            "1:36: \"~/.kept/x\" is in ~/.kept, which is a volume; write another folder".to_owned(),
        ));
        let two = format!("{}, {{ volume = 'd', target = '~/x/y' }}", at("~/x"));
        let nested =
            "this volume and that at ~/x lie one in the other; take one out, or give it another `target`";
        table.push((two, format!("1:45: {nested}")));
        let twice = format!("{}, {}", at("~/x"), at("~/y"));
        table.push((twice, "1:45: the volume \"c\" stands here twice; give it another name".to_owned()));
        let alone = "write `volume` and `target` alone";
        table.push((
            "{ volume = 'c', source = 'x' }".to_owned(),
            format!("1:11: a volume has no `source`; {alone}"),
        ));
        table.push((
            "{ volume = 'c', read-only = true }".to_owned(),
            format!("1:11: a volume has no `read-only`; {alone}"),
        ));
        let missing =
            "this volume has no `target`; write a folder of the container's home, such as `~/.cache`";
        table.push(("{ volume = 'c' }".to_owned(), format!("1:11: {missing}")));
        for (text, expected) in table {
            let said = volumes(&text).expect_err(&text).to_string();
            assert_eq!(said, format!("Cargo.toml:{expected}"), "{text}");
        }
    }
}
