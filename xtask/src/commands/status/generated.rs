//! Whether docker/ and .devcontainer/ are as `generate` writes them, as `status` shows it.

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::files::read;
use crate::base::json;
use crate::base::quote;
use crate::base::wording::some_of;
use crate::image::generated_files::{differing, known};
use crate::image::kept_edits::{edits, source};
use crate::image::plan::Plan;
use crate::image::record::Record;
use crate::task::Task;

/// The generated files, looked at.
#[derive(Default)]
pub struct Generated {
    /// Whether any of them is there.
    exist: bool,
    /// Those that have another text than they are to have.
    differ: Vec<Utf8PathBuf>,
    /// Those among them, and docker/.env, of which an edit is going to be kept; and where it belongs.
    edited: Vec<(Utf8PathBuf, String)>,
}

impl Generated {
    /// Looks at them; a directory without template/ has none, and without a plan nobody knows.
    ///
    /// # Errors
    ///
    /// `BadInput` for what is no file, and for a link that leads out of the project.
    pub fn look(task: &Task, plan: Option<&Plan>) -> Result<Self> {
        let Some(plan) = plan.filter(|_| task.project.is_ours()) else { return Ok(Self::default()) };
        let (project, files) = (&task.project, &plan.inputs.files);
        let old = read(files.keys().chain(&known(project)?), &project.output)?;
        let differ = differing(&old, files).into_iter().cloned().collect();
        let mut edits = edits(&old, files, &Record::read(&project.root)?, &task.runner)?;
        edits.extend(plan.local_env().edit(&task.runner)?);
        let edited = edits.into_iter().map(|edit| Ok((edit.path.clone(), source(project, &edit.path)?)));
        let exist = old.values().any(Option::is_some);
        Ok(Self { exist, differ, edited: edited.collect::<Result<_>>()? })
    }

    /// The lines for a person; none if all is as it is to be.
    pub fn lines(&self) -> Vec<String> {
        let edited = self.edited.iter().map(|(path, source)| {
            format!("edited: {path}; the next command that writes it keeps the edit in {path}.edited, and it belongs in {source}")
        });
        let is_edited = |path: &Utf8PathBuf| self.edited.iter().any(|(edited, _)| edited == path);
        let others = self.differ.iter().filter(|path| self.exist && !is_edited(path));
        edited.chain(others_line(&others.collect::<Vec<_>>())).collect()
    }

    /// Them for a program.
    pub fn json(&self) -> String {
        let list = |paths: &mut dyn Iterator<Item = &Utf8PathBuf>| {
            json::list(paths.map(|path| quote::json(path.as_str())))
        };
        json::object([
            ("out_of_date", list(&mut self.differ.iter())),
            ("edited", list(&mut self.edited.iter().map(|(path, _)| path))),
        ])
    }
}

fn others_line(paths: &[&Utf8PathBuf]) -> Option<String> {
    let names: Vec<&str> = paths.iter().map(|path| path.as_str()).collect();
    let (are, them) = match names.len() {
        0 => return None,
        1 => ("is", "it"),
        _ => ("are", "them"),
    };
    let named = some_of(&names);
    Some(format!(
        "files: {named} {are} not as `cargo xtask generate` writes {them}; the next build or lab writes {them}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_files_are_named_and_the_rest_is_counted() {
        let paths: Vec<Utf8PathBuf> = ["a", "b", "c", "d", "e"].map(Utf8PathBuf::from).to_vec();
        let table = [
            (0, None),
            (1, Some("files: a is not as `cargo xtask generate` writes it; the next build or lab writes it")),
            (
                3,
                Some(
                    "files: a, b, c are not as `cargo xtask generate` writes them; the next build or lab writes them",
                ),
            ),
            (
                5,
                Some(
                    "files: a, b, c and 2 more are not as `cargo xtask generate` writes them; the next build or lab writes them",
                ),
            ),
        ];
        for (count, expected) in table {
            let paths: Vec<&Utf8PathBuf> = paths.iter().take(count).collect();
            assert_eq!(others_line(&paths).as_deref(), expected);
        }
    }
}
