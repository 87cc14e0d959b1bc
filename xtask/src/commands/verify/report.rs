//! What `verify` found, as a table for people and as JSON for programs.

use super::cells::{Cell, State};
use super::columns::Column;
use super::comparison::Comparison;
use super::doors::Door;
use super::imports::{self, Imported};
use super::slim::FullImage;
use super::specs::LookedUp;
use crate::base::json::{list, object};
use crate::base::quote;

/// What the image has that no environment outside of Docker has, and that is meant to be so.
const OWN: &str = "the tool's own: zz_conda_in_docker.pth, by which `import` finds src/ (xtask/docs/packages.md#how-it-works)";

/// All that was found.
pub struct Findings<'a> {
    /// The image.
    pub image: &'a str,
    /// The doors and their cells, in the order of the columns.
    pub doors: Vec<(&'a Door, Vec<Cell>)>,
    /// What was asked for, and what is installed.
    pub specs: Vec<LookedUp>,
    /// What could be imported, and what not.
    pub imports: Vec<Imported>,
    /// The image in which one works, beside the one for deployment.
    pub full: Option<FullImage>,
    /// What differs from an environment of this machine, if one was named.
    pub host: Option<Comparison>,
}

impl Findings<'_> {
    /// The first thing that is not as it should be, as a sentence; none if all is well.
    pub fn failure(&self) -> Option<String> {
        for (door, cells) in &self.doors {
            let bad = Column::ALL.iter().zip(cells).find(|(_, cell)| cell.state == State::Bad);
            if let Some((column, Cell { expected, seen, .. })) = bad {
                let seen = if seen.is_empty() { "nothing" } else { seen };
                let (heading, _, look) = column.texts();
                return Some(match column {
                    Column::Output => format!(
                        "through the door `{}` the output has more in it than the command printed: `{seen}`",
                        door.name
                    ),
                    _ => format!(
                        "through the door `{}`, column `{heading}`: expected `{expected}`, but saw `{seen}`, by {}",
                        door.name,
                        door.shown(look)
                    ),
                });
            }
        }
        if let Some(spec) = self.specs.iter().find(|spec| !spec.satisfied) {
            let found = match spec.found.as_str() {
                "" => "it is not installed".to_owned(),
                version => format!("version {version} is installed"),
            };
            return Some(format!(
                "the image does not have `{}`: {found}; build it with `cargo xtask docker-build`",
                spec.spec
            ));
        }
        if let Some(import) = self.imports.iter().find(|import| import.is_bad()) {
            return Some(import.failure());
        }
        let full = self.full.as_ref().and_then(FullImage::failure);
        full.or_else(|| self.host.as_ref().and_then(Comparison::failure))
    }

    /// The table of doors and columns, with footnotes, and the comparisons.
    pub fn table(&self) -> String {
        let width = self.doors.iter().map(|(door, _)| door.name.len()).max().unwrap_or_default();
        let headings = Column::ALL.map(|column| column.texts().0);
        let mut text = format!("{:width$}  {}\n", "door", headings.join("  "));
        let mut notes: Vec<&str> = Vec::new();
        for (door, cells) in &self.doors {
            text += &format!("{:width$}", door.name);
            for (cell, heading) in cells.iter().zip(headings) {
                let shown = match cell.state {
                    State::Good => "ok".to_owned(),
                    State::Bad => "BAD".to_owned(),
                    State::Cannot(why) => {
                        let at = notes.iter().position(|note| *note == why).unwrap_or_else(|| {
                            notes.push(why);
                            notes.len() - 1
                        });
                        format!("-{}", at + 1)
                    }
                };
                text += &format!("  {shown:0$}", heading.len());
            }
            text = text.trim_end().to_owned() + "\n";
        }
        for (at, note) in notes.iter().enumerate() {
            text += &format!("-{} {note}\n", at + 1);
        }
        text += "\n";
        let width = self.specs.iter().map(|spec| spec.spec.len()).max().unwrap_or_default();
        for LookedUp { spec, found, satisfied } in &self.specs {
            let found = if found.is_empty() { "not installed" } else { found };
            text += &format!("{spec:width$}  {} {found}\n", if *satisfied { "ok " } else { "BAD" });
        }
        text += &imports::table(&self.imports);
        text += &self.full.as_ref().map(FullImage::table).unwrap_or_default();
        text += &format!("\n{OWN}\n");
        text += &self.host.as_ref().map(Comparison::table).unwrap_or_default();
        text.trim_end().to_owned()
    }

    /// The same as one JSON document.
    pub fn json(&self) -> String {
        let doors = self.doors.iter().map(|(door, cells)| {
            let cells = Column::ALL.iter().zip(cells).map(|(column, cell)| {
                let (state, why) = match cell.state {
                    State::Good => ("ok", None),
                    State::Bad => ("bad", None),
                    State::Cannot(why) => ("cannot", Some(why)),
                };
                let mut fields = vec![
                    ("state", quote::json(state)),
                    ("expected", quote::json(&cell.expected)),
                    ("seen", quote::json(&cell.seen)),
                ];
                fields.extend(why.map(|why| ("why", quote::json(why))));
                (column.texts().1, object(fields))
            });
            object([("door", quote::json(door.name)), ("cells", object(cells))])
        });
        let specs = self.specs.iter().map(|spec| {
            object([
                ("spec", quote::json(&spec.spec)),
                ("found", quote::json(&spec.found)),
                ("satisfied", spec.satisfied.to_string()),
            ])
        });
        let fields = [
            ("image", quote::json(self.image)),
            ("failure", self.failure().map_or_else(|| "null".to_owned(), |failure| quote::json(&failure))),
            ("doors", list(doors)),
            ("specs", list(specs)),
            ("imports", list(self.imports.iter().map(Imported::json))),
            ("own", list([quote::json(OWN)].into_iter())),
            ("full", self.full.as_ref().map_or_else(|| "null".to_owned(), FullImage::json)),
            ("host", self.host.as_ref().map_or_else(|| "null".to_owned(), Comparison::json)),
        ];
        object(fields)
    }
}
