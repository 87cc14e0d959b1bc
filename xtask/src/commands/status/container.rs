//! A container, as `status` shows it.

use super::image::Image;
use super::packages;
use crate::base::argv::Argv;
use crate::base::json;
use crate::base::moment::age;
use crate::base::quote;
use crate::base::wording::shown;
use crate::container::found::is_of;
use crate::container::left_runs::{STOP, is_left};
use crate::container::running_lab::RunningLab;
use crate::docker::found_container::ContainerFacts;
use crate::docker::labels::Kind;
use crate::task::Task;

/// A container of this project's or another one's.
pub struct Shown {
    facts: ContainerFacts,
    /// Whether it belongs to this project.
    pub is_here: bool,
    lab: Option<Lab>,
}

/// What there is to say of a lab.
struct Lab {
    port: u16,
    url: String,
    answers: bool,
    /// What is older about its image, and what to do; nothing is known of another project's.
    older: Option<String>,
}

impl Shown {
    /// Looks at it.
    pub fn of(task: &Task, image: &Image, facts: ContainerFacts) -> Self {
        let is_here = is_of(&task.project, &facts);
        let lab = RunningLab::if_lab(facts.clone()).map(|lab| {
            let plan = image.plan.as_ref().filter(|_| is_here);
            let older = plan.and_then(|(plan, state)| lab.older_image(plan, state));
            let older = older.map(|older| format!("{older}; {}", lab.renewal()));
            let engine = task.engine().ok();
            let url = engine.and_then(|engine| lab.awaited(engine, &task.runner).url_now());
            Lab { port: lab.port, answers: url.is_some(), older, url: url.unwrap_or(lab.url) }
        });
        Self { facts, is_here, lab }
    }

    /// Whether JupyterLab is in it.
    pub fn is_lab(&self) -> bool {
        self.lab.is_some()
    }

    /// The lines for a person, perhaps with the project's folder; and with what was installed in a lab of this project: for that
    /// Python starts in its container, for which no program has to wait that gets the other form.
    pub fn lines(&self, task: &Task, with_folder: bool) -> Vec<String> {
        let folder = if with_folder && !self.facts.folder.is_empty() {
            format!(", in {}", quote::sh(&self.facts.folder))
        } else {
            String::new()
        };
        let Some(lab) = &self.lab else {
            let kind = format!("{}:", self.facts.kind.unwrap_or_default().name());
            let age = age(&self.facts.started).map(|age| format!(", for {age}")).unwrap_or_default();
            let left = if is_left(&self.facts) {
                format!("; nothing waits for it any more, and `{STOP}` ends it")
            } else {
                String::new()
            };
            return vec![format!("{kind:7}{}{age}{folder}{left}", shown(&self.command()))];
        };
        let by = if self.facts.kind == Some(Kind::Compose) { ", by Compose" } else { "" };
        let starts = if lab.answers { "" } else { ", which does not answer yet" };
        let first = format!("lab:   {}{by}{starts}{folder}", lab.url);
        let older = lab.older.iter().map(|older| format!("       it runs an older image, {older}"));
        let packages = if self.is_here { packages::lines(task, &self.facts.id) } else { Vec::new() };
        [first].into_iter().chain(older).chain(packages).collect()
    }

    /// The container for a program.
    pub fn json(&self) -> String {
        let facts = &self.facts;
        let lab = |value: fn(&Lab) -> String| self.lab.as_ref().map_or_else(|| "null".to_owned(), value);
        json::object([
            ("kind", quote::json(facts.kind.unwrap_or_default().name())),
            ("name", quote::json(&facts.name)),
            ("id", quote::json(&facts.id)),
            ("folder", quote::json(&facts.folder)),
            ("started", quote::json(&facts.started)),
            ("command", json::list(facts.command.iter().map(|word| quote::json(word)))),
            ("image", quote::json(&facts.image)),
            ("port", lab(|lab| lab.port.to_string())),
            ("url", lab(|lab| quote::json(&lab.url))),
            ("answers", lab(|lab| lab.answers.to_string())),
            ("left", is_left(facts).to_string()),
            ("older_image", lab(|lab| lab.older.is_some().to_string())),
        ])
    }

    fn command(&self) -> String {
        Argv::of(self.facts.command.clone()).to_string()
    }
}
