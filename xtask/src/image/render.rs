//! Renders template/ into the files that the image is built from and run by, in memory.

use anyhow::Result;
use camino::Utf8Path;

use crate::base::files::Files;
use crate::conda::CondaFiles;
use crate::image::container_settings::require_usable;
use crate::image::generated_paths::{NOT_OF_THE_IMAGE, place};
use crate::image::rendering::Rendering;
use crate::image::template::Templates;
use crate::image::template_values::values;
use crate::project::folder::Project;
use crate::project::lock::Lock;
use crate::project::paths::TEMPLATE;
use crate::project::settings::Settings;

/// Renders the generated files. A template that renders to nothing makes no file.
///
/// # Errors
///
/// `BadInput` for a mistake in a template, and in what the settings give each container: it would be written.
pub fn render(
    project: &Project,
    settings: &Settings,
    conda: &CondaFiles,
    lock: Option<&Lock>,
    rendering: Rendering,
) -> Result<Files> {
    require_usable(project, settings)?;
    let templates = Templates::read(&project.template_root, Utf8Path::new(TEMPLATE))?;
    let rendered = |context_files: &[String]| -> Result<Files> {
        let rendered = templates.render(&values(settings, conda, lock, rendering, context_files))?;
        let files = rendered.into_iter().filter(|(_, text)| !text.trim().is_empty());
        Ok(files.map(|(name, text)| (place(name.as_str()), text)).collect())
    };
    // The list of files is known only now, and one of the files has the list in it.
    let files = rendered(&[])?;
    let locked = lock.map_or_else(Files::new, Lock::files);
    let names = files.keys().chain(locked.keys()).map(|path| path.to_string());
    rendered(&names.filter(|path| !NOT_OF_THE_IMAGE.contains(&path.as_str())).collect::<Vec<_>>())
}
