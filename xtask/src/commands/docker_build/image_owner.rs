//! Whose image it is: two folders whose images have one name, such as a project and its copy, take it from each other; and an
//! image without a name is known by a note alone.

use camino::Utf8Path;

use crate::base::digest::digest;
use crate::base::files::{Access, replace};
use crate::base::regular;
use crate::image::owners::{Owner, Owners};
use crate::image::plan::Plan;
use crate::image::state::ImageState;
use crate::task::Task;

/// Notes in the cache that the image which was just built is this project's, and warns if its name was another one's that is still
/// there. A label would be in the image, which is to be the same from any folder.
pub fn note_owner(task: &Task, plan: &Plan) {
    let Ok(cache) = task.host.cache_dir() else { return };
    let Ok(engine) = task.engine() else { return };
    let path = cache.join("images").join(digest(&format!("{} {}", engine.kind, plan.tag)));
    let root = &task.project.root;
    let before = regular::lenient(&path);
    let other = before.trim_end();
    if !other.is_empty() && other != root.as_str() && Utf8Path::new(other).is_dir() {
        task.report.warning(&format!(
            "the image `{}` was built for the project in {other}, and is now this one's; give one of the two another name in \
             the setting `image`",
            plan.tag
        ));
    }
    // Without the note there is no warning, and nothing else is missing.
    let _ = replace(&path, format!("{root}\n"), Access::Owner);
    if let Some(id) = plan.state(engine, &task.runner).ok().as_ref().and_then(ImageState::id) {
        note_image(task, id);
    }
}

/// Notes in the cache that the image of this id is this project's, so that `clean` knows it when a newer one has its name.
pub fn note_image(task: &Task, id: &str) {
    let (name, image) = (task.project.unique_name(), task.settings.image.clone());
    let owner = Owner { name, image, folder: task.project.root.clone() };
    if let Err(error) = Owners::find(&task.host).and_then(|owners| owners.note(id, &owner)) {
        task.report.detail(&format!("{error:#}; so `clean` will not know whose image it is"));
    }
}
