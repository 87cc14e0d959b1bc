//! Compares the image for deployment with the image in which one works: it is to have the same packages.

use anyhow::{Result, anyhow};

use super::cells::Reference;
use super::columns::ENVIRONMENT;
use super::comparison::{self, Difference};
use super::packages::{self, Packages};
use super::site::Idle;
use crate::base::json::{list, object};
use crate::base::process::{DEADLINE, reason, text};
use crate::base::quote;
use crate::task::Task;

/// The image that is the measure, and what differs from it.
pub struct FullImage {
    /// Its name.
    pub name: String,
    /// How many packages it has.
    number: usize,
    /// The packages that are not the same.
    differ: Vec<Difference>,
}

impl FullImage {
    /// Compares what is installed in the container `idle` of the image for deployment; with `--dry-run`, prints how.
    ///
    /// # Errors
    ///
    /// If the container gives no answer.
    pub fn compare(task: &Task, name: &str, idle: &Idle, full: &Reference) -> Result<Self> {
        let listing = idle.exec(&[], packages::listing(ENVIRONMENT));
        let (name, number) = (name.to_owned(), full.packages.0.len());
        if task.runner.dry_run {
            return task.runner.run(&listing).map(|()| Self { name, number, differ: Vec::new() });
        }
        let listed = task.runner.ask_installed(&listing, DEADLINE * 3)?;
        if !listed.status.success() {
            return Err(anyhow!("cannot look into the image: {}", reason(&text(&listed.stderr))));
        }
        let packages = Packages::parse(&text(&listed.stdout));
        Ok(Self { name, number, differ: comparison::packages(&packages, &full.packages, |_| true) })
    }

    /// The first difference, as a sentence; none if there is none.
    pub fn failure(&self) -> Option<String> {
        let Difference { name, image, host, .. } = self.differ.first()?;
        let [image, host] = [image, host].map(|found| if found.is_empty() { "nothing" } else { found });
        Some(format!(
            "`{name}` is `{image}` in the image for deployment and `{host}` in `{}`; build both anew with `cargo xtask \
             docker-build --no-cache` and `cargo xtask docker-build --slim`",
            self.name
        ))
    }

    /// A line of the table.
    pub fn table(&self) -> String {
        match self.failure() {
            None => format!("packages  ok  the same {} as in `{}`\n", self.number, self.name),
            Some(failure) => format!("packages  BAD {failure}\n"),
        }
    }

    /// The same as JSON.
    pub fn json(&self) -> String {
        let differ = self.differ.iter().map(|Difference { name, image, host, .. }| {
            let texts = [("name", name), ("image", image), ("full", host)];
            object(texts.map(|(key, value)| (key, quote::json(value))))
        });
        object([("image", quote::json(&self.name)), ("packages", list(differ))])
    }
}
