//! `cargo xtask size`: what the image is made of, in bytes: by layer, and by the largest packages.

mod measured;
mod packages;
mod report;
mod table;

use anyhow::{Result, anyhow};

use crate::base::bytes::{parse, shown};
use crate::base::error::BadInput;
use crate::base::wording;
use crate::cli;
use crate::commands::docker_build::require_name;
use crate::commands::status::image::Image;
use crate::docker::history::image_history;
use crate::image::inputs::BuildOptions;
use crate::image::state::ImageState;
use crate::task::Task;
use measured::{Measured, measure};
use packages::{listing, packages};
use report::Sizes;

impl cli::Size {
    /// Says what the image and its variants are made of.
    ///
    /// # Errors
    ///
    /// `BadInput` for a wrong `--max` or `--tag`; if there is no image, or one is larger than that.
    pub fn run(self, task: &Task) -> Result<()> {
        let max = self.max.map(Max::read).transpose()?;
        self.tag.iter().try_for_each(|tag| require_name(tag))?;
        let looked_at = Image::look(task, BuildOptions { tag: self.tag, ..BuildOptions::default() })?;
        let Some((plan, state)) = looked_at.plan else { return Err(anyhow!(looked_at.words)) };
        if matches!(state, ImageState::Stale(..)) {
            task.report.warning(&format!("the image {}", looked_at.words));
        }
        if task.runner.dry_run {
            task.runner.run(&image_history(task.engine()?, &plan.tag))?;
            return if self.top > 0 { task.runner.run(&listing(task, &plan.tag)?) } else { Ok(()) };
        }
        let images = measure(task, &plan.tag)?;
        let Some(first) = images.first() else {
            let build = task.command("docker-build").option("--tag", plan.options.tag.as_ref());
            return Err(anyhow!("there is no image `{}` yet; `{build}` builds it", plan.tag));
        };
        let packages = if self.top > 0 { packages(task, &first.name)? } else { None };
        let sizes = Sizes { image: &plan.tag, images: &images, packages: packages.as_deref(), top: self.top };
        let width = task.host.stdout_is_terminal.then(|| task.host.columns());
        task.report.data(&if self.json { sizes.json() } else { sizes.table(width) });
        max.map_or(Ok(()), |max| max.require(&images))
    }
}

/// The size that no image may exceed.
struct Max {
    spelt: String,
    bytes: u64,
}

impl Max {
    /// The value of `--max`.
    fn read(spelt: String) -> Result<Self> {
        let Some(bytes) = parse(&spelt) else {
            return Err(BadInput::new(format!(
                "--max {} is no size; write a number and a unit, such as 2GB, 500MB or 1.5GiB",
                wording::shown(&spelt)
            )));
        };
        Ok(Self { spelt, bytes })
    }

    /// Refuses images that are larger.
    fn require(&self, images: &[Measured]) -> Result<()> {
        let larger = images.iter().filter(|image| image.total() > self.bytes);
        let larger: Vec<String> =
            larger.map(|image| format!("`{}` ({})", image.name, shown(image.total()))).collect();
        let (what, are) = match larger.len() {
            0 => return Ok(()),
            1 => ("image", "is"),
            _ => ("images", "are"),
        };
        Err(anyhow!(
            "the {what} {} {are} larger than --max {}; take out some of the largest packages, or raise --max",
            larger.join(", "),
            self.spelt
        ))
    }
}
