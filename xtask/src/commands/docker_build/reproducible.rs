//! `docker-build --verify-reproducible`: builds the image once more without a cache, and compares what the layers do.

use std::time::Duration;

use anyhow::{Result, anyhow};
use serde_yaml::Value;

use crate::base::json::{elements, number, read, text as json_text};
use crate::base::process::text;
use crate::commands::docker_build::ensure_image::build_for_now;
use crate::commands::docker_build::remove_image::remove_image;
use crate::docker::failure::{Asked, Failure};
use crate::docker::image::{image_python, images_save};
use crate::image::inputs::BuildOptions;
use crate::image::left_overs::{hold, repeat_tags};
use crate::image::plan::Plan;
use crate::task::Task;

/// Says what a layer does, and in what two layers differ. The tests on engines ask it as well.
const SCRIPT: &str = include_str!("layers.py");

/// How long it may take to read every file of two images.
const PATIENCE: Duration = Duration::from_secs(1800);

/// How much of an instruction is shown.
const WIDTH: usize = 100;

/// What a difference of two builds usually comes from.
const REASONS: &str = "a package that pip compiles and postBuild are the likely reasons, and without lock/ a newer version of a package";

/// A comparison of two images.
struct Comparison {
    /// How many layers there are.
    layers: u64,
    /// Those that differ.
    differ: Vec<Layer>,
}

/// A layer that came out different.
struct Layer {
    number: u64,
    step: String,
    files: u64,
    named: Vec<String>,
}

/// Builds `plan`'s image anew under another name, and compares its layers with those of the image. If they differ, a third
/// build shows whether two builds do so today, or the image is from another day.
///
/// # Errors
///
/// If a layer differs, or a build fails.
pub fn verify(task: &Task, mut plan: Plan) -> Result<()> {
    let (image, is_new) = (plan.tag.clone(), plan.options.no_cache);
    let [second, third] = repeat_tags(&image);
    task.report.note("building the image once more, without a cache");
    with_new(task, &mut plan, &second, |plan| {
        let Some(compared) = compare(task, &image, &second)? else { return Ok(()) };
        if compared.differ.is_empty() || is_new {
            return told(task, &image, &compared, REASONS);
        }
        task.report
            .note("it came out different; building it a third time: do two builds of now differ as well?");
        let repeated = with_new(task, plan, &third, |_| compare(task, &second, &third))?;
        match repeated {
            Some(repeated) if repeated.differ.is_empty() => {
                told(task, &image, &compared, &of_another_day(&image))
            }
            repeated => told(task, &image, &repeated.unwrap_or(compared), REASONS),
        }
    })
}

/// Builds the image without a cache under another name, which goes when `look` has had it, whatever that has shown.
fn with_new<T>(
    task: &Task,
    plan: &mut Plan,
    tag: &str,
    look: impl FnOnce(&mut Plan) -> Result<T>,
) -> Result<T> {
    plan.options = BuildOptions { no_cache: true, pull: false, ..std::mem::take(&mut plan.options) };
    tag.clone_into(&mut plan.tag);
    let _hold = hold(tag);
    build_for_now(task, plan)?;
    let seen = look(plan);
    remove_image(task, tag)?;
    seen
}

/// What it means that two builds make the same, and the image is something else.
fn of_another_day(image: &str) -> String {
    format!(
        "two builds of now are the same, so the image is from another day or another machine; `cargo xtask docker-build \
         --no-cache` makes `{image}` anew, and `cargo xtask lock` keeps versions"
    )
}

/// Compares what the layers of two images do; `None` with `--dry-run`.
fn compare(task: &Task, image: &str, other: &str) -> Result<Option<Comparison>> {
    let engine = task.engine()?;
    let look = image_python(engine, image, &[SCRIPT, image, other]);
    let saved = images_save(engine, &[image, other]);
    let Some(answer) = task.runner.pipe(&saved, &look, PATIENCE)? else { return Ok(None) };
    if !answer.status.success() {
        return Err(anyhow!(Failure::new(Asked::Image, engine.kind, &text(&answer.stderr)).sentence()));
    }
    Comparison::read(&answer.stdout).map(Some)
}

impl Comparison {
    fn read(answer: &[u8]) -> Result<Self> {
        let answer = read(answer)?;
        let differ = elements(&answer, "differ").map(Layer::read).collect::<Result<_>>()?;
        Ok(Self { layers: number(&answer, "layers")?, differ })
    }

    /// The sentence about layers of which some differ.
    fn sentence(&self, first: &Layer) -> String {
        let layer = format!("layer {} of {} (`{}`)", first.number, self.layers, shortened(&first.step));
        let files = match self.differ.iter().map(|layer| layer.files).sum() {
            1_u64 => "1 file".to_owned(),
            files => format!("{files} files"),
        };
        let file = first.named.first().map_or("", String::as_str);
        match self.differ.len() {
            1 => format!("{layer} came out different in {files}, the first being {file}"),
            n => format!("{n} layers came out different in {files}, the first being {layer} with {file}"),
        }
    }
}

impl Layer {
    fn read(layer: &Value) -> Result<Self> {
        let named = elements(layer, "named").filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Self {
            number: number(layer, "number")?,
            step: json_text(layer, "step")?,
            files: number(layer, "files")?,
            named,
        })
    }
}

/// Says how two images compare.
fn told(task: &Task, image: &str, compared: &Comparison, reasons: &str) -> Result<()> {
    let Some(first) = compared.differ.first() else {
        let all = compared.layers;
        task.report
            .note(&format!("all {all} layers of `{image}` came out the same: every file, to the byte"));
        return Ok(());
    };
    for layer in &compared.differ {
        let line = |file: &String| task.report.data(&format!("layer {}: {file}", layer.number));
        layer.named.iter().for_each(line);
    }
    let named = |layer: &Layer| layer.named.len() as u64;
    let more: u64 = compared.differ.iter().map(|layer| layer.files - named(layer)).sum();
    if more > 0 {
        task.report.data(&format!("and {more} more"));
    }
    Err(anyhow!("{}; {reasons}", compared.sentence(first)))
}

fn shortened(step: &str) -> String {
    match step.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &step[..end]),
        None => step.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_and_a_file_that_differ_are_named() {
        let layer = |number, files| {
            format!(
                "{{\"number\": {number}, \"step\": \"useradd\", \"files\": {files}, \"named\": [\"/home/a b: its time, its mode\"]}}"
            )
        };
        let sentence = |layers: &[String]| {
            let answer = format!("{{\"layers\": 20, \"differ\": [{}]}}", layers.join(", "));
            let compared = Comparison::read(answer.as_bytes()).unwrap();
            compared.differ.first().map(|first| compared.sentence(first))
        };
        assert_eq!(sentence(&[]), None);
        assert_eq!(
            sentence(&[layer(17, 1)]).unwrap(),
            "layer 17 of 20 (`useradd`) came out different in 1 file, the first being /home/a b: its time, its mode"
        );
        assert_eq!(
            sentence(&[layer(17, 1), layer(18, 7)]).unwrap(),
            "2 layers came out different in 8 files, the first being layer 17 of 20 (`useradd`) with /home/a b: its time, its \
             mode"
        );
    }
}
