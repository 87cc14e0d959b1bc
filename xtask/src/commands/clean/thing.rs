//! A thing on this machine, as `clean` shows it and removes it.

use camino::{Utf8Path, Utf8PathBuf};

use super::rules::{Fate, Kind, State, Whose, decide};
use crate::base::argv::Argv;
use crate::base::bytes;
use crate::base::wording::{columns, one_line};

/// A thing.
#[derive(Clone, Debug)]
pub struct Thing {
    /// What it is.
    pub kind: Kind,
    /// How a person calls it.
    pub name: String,
    /// The bytes of all of it, if that is known.
    pub bytes: Option<u64>,
    /// The bytes of what nothing else has, if that is known.
    pub own: Option<u64>,
    /// What becomes of it.
    pub fate: Fate,
    /// Why.
    pub why: String,
    /// What removes it.
    pub deed: Deed,
}

/// What removes a thing.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A command of the engine's client, and the id of what it removes; of a name of an image there is none.
    Engine(Argv, String),
    /// To remove a folder.
    Folder(Utf8PathBuf),
    /// To prune the layers that no image has, once images are removed.
    Layers,
}

impl Deed {
    /// A command of the engine's client that removes the thing of this id.
    pub fn engine(argv: Argv, id: &str) -> Self {
        Self::Engine(argv, id.to_owned())
    }
}

impl Thing {
    /// A thing, with what the rules say of it; `beside` is what the reason names.
    pub fn new(
        kind: Kind,
        name: impl Into<String>,
        (whose, state): (Whose, State),
        beside: &str,
        deed: Deed,
    ) -> Self {
        let (fate, why) = decide(kind, whose, state, beside);
        Self { kind, name: name.into(), bytes: None, own: None, fate, why, deed }
    }

    /// The same of a size that is known.
    #[must_use]
    pub fn sized(self, bytes: Option<u64>, own: Option<u64>) -> Self {
        Self { bytes, own, ..self }
    }

    /// The same with the folder of the project whose it is, if that is another one.
    #[must_use]
    pub fn of(mut self, whose: Whose, folder: &Utf8Path) -> Self {
        if matches!(whose, Whose::There | Whose::Gone) && folder != "" && !self.why.contains(folder.as_str())
        {
            self.why = format!("{}, of the project in {folder}", self.why);
        }
        self
    }

    /// Whether it is the container of this id.
    pub fn is_container(&self, container: &str) -> bool {
        self.kind == Kind::Container && matches!(&self.deed, Deed::Engine(_, id) if id == container)
    }

    /// Whether it is the same thing, looked at another time.
    pub fn is_same(&self, other: &Self) -> bool {
        let are_layers = [self, other].iter().all(|thing| matches!(thing.deed, Deed::Layers));
        self.kind == other.kind && (are_layers || self.name == other.name)
    }

    /// Whether it is to be removed.
    pub fn goes(&self) -> bool {
        self.fate == Fate::Goes
    }

    fn row(&self) -> Vec<String> {
        let size = |bytes: Option<u64>| bytes.map_or_else(|| "-".to_owned(), bytes::shown);
        let fate = if self.goes() { "goes" } else { "stays" };
        let why = format!("{fate}: {}", one_line(&self.why));
        vec![self.kind.name().to_owned(), one_line(&self.name), size(self.bytes), size(self.own), why]
    }
}

/// The table of these things: first what goes.
pub fn table(things: &[Thing]) -> String {
    let head = ["what", "name", "size", "its own", ""].map(str::to_owned).to_vec();
    let (going, staying): (Vec<_>, Vec<_>) = things.iter().partition(|thing| thing.goes());
    let rows = going.into_iter().chain(staying).map(Thing::row);
    columns(&[head].into_iter().chain(rows).collect::<Vec<_>>())
}

/// What the removal of these things frees, for a person; `None` if nothing is known.
///
/// Images share layers, so it is between what each has alone and what all of them have. Of one image it is what that has alone.
pub fn freed(going: &[&Thing]) -> Option<String> {
    let images = going.iter().filter(|thing| thing.kind == Kind::Image).count();
    let least: u64 = going.iter().filter_map(|thing| thing.own).sum();
    let most = |thing: &&Thing| if images == 1 { thing.own.or(thing.bytes) } else { thing.bytes };
    let most: u64 = going.iter().filter_map(most).sum();
    let words = [least, most].map(bytes::shown);
    match &words {
        _ if most == 0 => None,
        [least, most] if least == most => Some(most.clone()),
        [_, most] if least == 0 => Some(format!("at most {most}")),
        [least, most] => Some(format!("{least} to {most}, since images share layers")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(kind: Kind, state: State, bytes: Option<u64>, own: Option<u64>) -> Thing {
        let deed = Deed::engine(Argv::new("true"), "ab");
        Thing::new(kind, "a\nb", (Whose::Here, state), "made again", deed).sized(bytes, own)
    }

    #[test]
    fn what_goes_stands_first_and_every_row_says_why() {
        let things = [
            thing(Kind::Image, State::Current, Some(705_000_000), Some(1_000)),
            thing(Kind::Image, State::Untagged, Some(705_000_000), Some(458_000)),
            thing(Kind::Container, State::Ended, None, None),
        ];
        let expected = "\
what       name  size   its own
image      a\\nb  705MB  458kB    goes: a newer image has its name
container  a\\nb  -      -        goes: it does not run
image      a\\nb  705MB  1kB      stays: the project's image";
        assert_eq!(table(&things), expected);
    }

    #[test]
    fn a_sum_that_may_count_a_layer_twice_is_said_to_be_at_most_that() {
        let image = |bytes, own| thing(Kind::Image, State::Untagged, bytes, own);
        let cache = thing(Kind::Cache, State::Idle, Some(5_000), Some(5_000));
        let table: [(&[Thing], Option<&str>); 7] = [
            (&[], None),
            (&[thing(Kind::Container, State::Ended, None, None)], None),
            (std::slice::from_ref(&cache), Some("5kB")),
            (&[image(Some(10_000), Some(1_000))], Some("1kB")),
            (&[image(Some(10_000), None)], Some("at most 10kB")),
            (
                &[image(Some(10_000), Some(1_000)), image(Some(20_000), Some(2_000))],
                Some("3kB to 30kB, since images share layers"),
            ),
            (&[image(Some(10_000), None), cache.clone()], Some("5kB to 15kB, since images share layers")),
        ];
        for (things, expected) in table {
            assert_eq!(freed(&things.iter().collect::<Vec<_>>()).as_deref(), expected);
        }
    }
}
