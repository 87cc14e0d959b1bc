//! The volumes of a container: what a person trusts and sets, and those of the settings.

use crate::container::paths::home;
use crate::docker::mount::Volume;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::settings::Settings;
use crate::project::settings::volume::KEPT;

/// The volumes of a container of the project. Where no person is, as in a CI job, nothing is kept: each fresh clone there
/// would leave a volume behind.
///
/// Their names have the id of the user of this machine, which Compose has in docker/.env, where no engine is known. The
/// account in the container may have another one, always the same for each engine, and each engine has its own volumes.
pub fn volumes(
    project: &Project,
    settings: &Settings,
    (owner, account): (&User, &User),
    for_a_person: bool,
) -> Vec<Volume> {
    let home = home(account);
    let kept = Volume {
        name: project.kept_volume(owner.uid),
        target: home.join(KEPT),
        project: Some(project.unique_name()),
    };
    let further = settings.container.volumes.iter().map(|volume| Volume {
        name: volume.name_for(owner.uid),
        target: home.join(&volume.target),
        project: None,
    });
    for_a_person.then_some(kept).into_iter().chain(further).collect()
}
