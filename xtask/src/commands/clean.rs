//! `cargo xtask clean`: what this project, or every one, has left on this machine, shown in a table and then removed.

mod act;
mod build_cache;
mod caches;
mod containers;
mod images;
mod look;
mod rules;
mod thing;
mod volumes;

use anyhow::Result;

use crate::base::argv::Argv;
use crate::base::bytes;
use crate::cli;
use crate::commands::question::yes_or_no;
use crate::task::Task;
use look::Look;
use thing::{Thing, freed, table};

impl cli::Clean {
    /// Shows what there is, asks on a terminal, and removes what goes.
    ///
    /// # Errors
    ///
    /// If the engine does not say what it has, or something could not be removed; `BadInput` for another answer than yes and no.
    pub fn run(self, task: &Task) -> Result<()> {
        task.project.tell_of_copy(&task.report);
        let look = Look::take(task, &self)?;
        let (things, others) = gather(&look)?;
        let going: Vec<&Thing> = things.iter().filter(|thing| thing.goes()).collect();
        self.show(&look, &things);
        self.tell_of_others(&look, others);
        if going.is_empty() {
            task.report.note("there is nothing to remove");
            return Ok(());
        }
        if task.runner.dry_run {
            return act::print(&look, &going);
        }
        if self.yes {
            return act::remove(&look, &going);
        }
        let frees = freed(&going).map(|freed| format!(", which frees {freed}")).unwrap_or_default();
        let what = format!("{}{frees}", act::things(going.len()));
        match yes_or_no(task, &format!("remove {what}? [yes/no]"))? {
            Some(true) => return self.remove_what_still_goes(task, &going),
            Some(false) => task.report.note("nothing is removed"),
            None => {
                let command = self.command(task).arg("--yes");
                task.report.data(&format!("nothing is removed yet; `{command}` removes {what}"));
            }
        }
        Ok(())
    }

    /// Looks once more, since the answer may have taken its time: what is used by now stays.
    fn remove_what_still_goes(&self, task: &Task, going: &[&Thing]) -> Result<()> {
        let look = Look::take(task, self)?;
        let (things, _) = gather(&look)?;
        let still =
            things.iter().filter(|thing| thing.goes() && going.iter().any(|shown| shown.is_same(thing)));
        act::remove(&look, &still.collect::<Vec<_>>())
    }

    /// Shows the table; beside commands that may be pasted it is no data.
    fn show(&self, look: &Look<'_>, things: &[Thing]) {
        let report = &look.task.report;
        match (things.is_empty(), look.task.runner.dry_run) {
            (true, _) => {}
            (false, true) => report.note(&format!("this is here:\n{}", table(things))),
            (false, false) => report.data(&table(things)),
        }
    }

    /// Says what `--all` would add, as far as that is known.
    fn tell_of_others(&self, look: &Look<'_>, images: usize) {
        let layers = build_cache::left_bytes(look);
        let number = format!("{images} older image{}", if images == 1 { "" } else { "s" });
        let images = (images > 0).then(|| format!("{number} that this project has not noted as its own"));
        let layers = (layers > 0).then(|| format!("{} of layers that no image has", bytes::shown(layers)));
        let found: Vec<String> = [images, layers].into_iter().flatten().filter(|_| !self.all).collect();
        if !found.is_empty() {
            let command = self.command(look.task).arg("--all");
            look.task.report.note(&format!("`{command}` also shows {}", found.join(" and ")));
        }
    }

    /// The command as it was typed, without `--yes`: on another engine it would be about other things.
    fn command(&self, task: &Task) -> Argv {
        let has_engine = task.host.typed.iter().any(|word| word.starts_with("--engine"));
        let engine = task.engine().ok().filter(|_| has_engine).map(|engine| engine.kind.to_string());
        let command = task.command("clean").option("--engine", engine);
        command.flag("--all", self.all).flag("--volumes", self.volumes)
    }
}

/// What there is, in the order in which it is removed; and how many images of others have no name.
fn gather(look: &Look<'_>) -> Result<(Vec<Thing>, usize)> {
    let (mut things, mut others) = (Vec::new(), 0);
    if let Some(engine) = look.engine {
        things.extend(containers::containers(look, engine));
        let (images, unasked) = images::images(look, engine, &things)?;
        things.extend(images);
        others = unasked;
        things.extend(volumes::volumes(look, engine, &things)?);
        things.extend(build_cache::build_cache(look, engine));
    }
    things.extend(caches::folders(look)?);
    Ok((things, others))
}
