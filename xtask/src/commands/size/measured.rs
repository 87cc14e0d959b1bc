//! The images that are measured: the project's, and those of its variants that are there.

use anyhow::{Context as _, Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, text};
use crate::docker::failure::{Asked, Failure, Meaning};
use crate::docker::history::{Made, image_history};
use crate::image::layers::{Layer, layers};
use crate::image::variant::Variant;
use crate::task::Task;

/// An image, measured.
pub struct Measured {
    /// Its name.
    pub name: String,
    /// Which of the project's it is.
    pub variant: Variant,
    /// Its layers with their bytes, from the lowest.
    pub layers: Vec<(Layer, u64)>,
}

/// The images of this name and its variants.
fn named(image: &str) -> Vec<(Variant, String)> {
    Variant::ALL.map(|variant| (variant, format!("{image}{}", variant.suffix(image)))).into()
}

/// Measures the image of this name, and those of its variants that are there.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn measure(task: &Task, image: &str) -> Result<Vec<Measured>> {
    let engine = task.engine()?;
    let named = named(image);
    let questions: Vec<Argv> = named.iter().map(|(_, name)| image_history(engine, name)).collect();
    let mut found = Vec::new();
    for ((variant, name), answer) in named.into_iter().zip(task.runner.ask_all(&questions, DEADLINE)?) {
        if !answer.status.success() {
            let said = text(&answer.stderr);
            let failure = Failure::new(Asked::Image, engine.kind, &said);
            match failure.means() {
                Some(Meaning::NoImage) => continue,
                _ => return Err(anyhow!(failure.sentence())),
            }
        }
        let history = Made::read(&text(&answer.stdout));
        let history = history.with_context(|| format!("the history of the image `{name}` cannot be read"))?;
        found.push(Measured { name, variant, layers: layers(&history) });
    }
    Ok(found)
}

impl Measured {
    /// The bytes of all its layers.
    pub fn total(&self) -> u64 {
        self.layers.iter().map(|(_, bytes)| bytes).sum()
    }

    /// The bytes of this layer, if it has it.
    pub fn bytes_of(&self, layer: Layer) -> Option<u64> {
        self.layers.iter().find(|(other, _)| *other == layer).map(|(_, bytes)| *bytes)
    }
}
