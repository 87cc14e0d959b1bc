//! The volumes of a container: what a person trusts and sets, and those of the settings.

use crate::docker::mount::Volume;
use crate::image::inputs::Inputs;
use crate::project::settings::volume::KEPT;

/// The volumes of a container of the project. Where no person is, as in a CI job, nothing is kept: each fresh clone there
/// would leave a volume behind.
///
/// Their names have the id of the user of this machine, which Compose has in docker/.env, where no engine is known. The
/// account in the container may have another one, always the same for each engine, and each engine has its own volumes.
pub fn volumes(inputs: &Inputs, for_a_person: bool) -> Vec<Volume> {
    let (project, uid) = (&inputs.project, inputs.owner.uid);
    let home = format!("/home/{}", inputs.account.name);
    let kept = Volume {
        name: project.kept_volume(uid),
        target: format!("{home}/{KEPT}").into(),
        project: Some(project.unique_name()),
    };
    let further = inputs.settings.container.volumes.iter().map(|volume| Volume {
        name: volume.name_for(uid),
        target: format!("{home}/{}", volume.target).into(),
        project: None,
    });
    for_a_person.then_some(kept).into_iter().chain(further).collect()
}
