//! `cargo xtask status`: where the project's labs are and what they run, what else runs, and whether the image is current.

mod container;
mod generated;
pub mod image;
mod packages;
mod volumes;

use anyhow::Result;

use crate::base::json;
use crate::cli;
use crate::container::found::{containers, is_of};
use crate::docker::found_container::ContainerFacts;
use crate::docker::labels::Kind;
use crate::image::inputs::BuildOptions;
use crate::task::Task;
use container::Shown;
use generated::Generated;
use image::Image;
use volumes::volumes;

impl cli::Status {
    /// Says what runs, and whether the image is current.
    ///
    /// # Errors
    ///
    /// If an input has a mistake or the engine gives no answer.
    pub fn run(self, task: &Task) -> Result<()> {
        task.project.tell_of_copy(&task.report);
        let found = containers(task.engine()?, &task.runner)?.into_iter();
        let is_meant = |facts: &ContainerFacts| {
            facts.is_running() && facts.kind.is_some() && (self.all || is_of(&task.project, facts))
        };
        let mut found: Vec<ContainerFacts> = found.filter(is_meant).collect();
        let place = |kind: Option<Kind>| Kind::ALL.iter().position(|other| Some(*other) == kind);
        found.sort_by_key(|facts| (facts.folder.clone(), place(facts.kind), facts.name.clone()));
        let image = Image::look(task, BuildOptions::default())?;
        let shown: Vec<Shown> = found.into_iter().map(|facts| Shown::of(task, &image, facts)).collect();
        let volumes = volumes(task)?;
        let generated = Generated::look(task, image.plan.as_ref().map(|(plan, _)| plan))?;
        if self.json {
            let containers = json::list(shown.iter().map(Shown::json));
            let volumes = json::list(volumes.iter().map(volumes::Shown::json));
            let (image, generated) = (image.json(), generated.json());
            let parts = [
                ("containers", containers),
                ("volumes", volumes),
                ("image", image),
                ("generated", generated),
            ];
            task.report.data(&json::object(parts));
            return Ok(());
        }
        if !shown.iter().any(|shown| shown.is_lab() && shown.is_here) {
            task.report.data("lab:   not running; `cargo xtask lab` starts it");
        }
        shown.iter().flat_map(|shown| shown.lines(task, self.all)).for_each(|line| task.report.data(&line));
        volumes.iter().for_each(|volume| task.report.data(&volume.line()));
        generated.lines().iter().for_each(|line| task.report.data(line));
        task.report.data(&format!("image: {}", image.words));
        Ok(())
    }
}
