//! The containers of projects that the engine has, by their labels: a project that was moved keeps its own.

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::mark::Mark;
use crate::base::process::{DEADLINE, Runner, if_installed, text};
use crate::docker::engine::Engine;
use crate::docker::failure::{Asked, Failure};
use crate::docker::found_container::{
    ContainerFacts, all_containers, container_facts, containers_at_socket, containers_named,
    containers_of_projects,
};
use crate::project::folder::Project;

/// Has the client start on what [`containers`] asks, if it is the one to be asked.
///
/// # Errors
///
/// If it cannot be started.
pub fn ask_ahead(engine: &Engine, runner: &Runner) -> Result<()> {
    if engine.has_socket() { Ok(()) } else { runner.ask_ahead(containers_of_projects(engine)) }
}

/// The containers of all projects.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn containers(engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    match containers_at_socket(engine, None) {
        Some(found) => Ok(found),
        None => facts(&[containers_of_projects(engine)], engine, runner),
    }
}

/// All containers, those of others as well.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn every_container(engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    facts(&[all_containers(engine)], engine, runner)
}

/// The containers of all projects, and whatever has this name.
///
/// # Errors
///
/// If the engine gives no answer.
pub fn containers_and(name: &str, engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    match containers_at_socket(engine, Some(name)) {
        Some(found) => Ok(found),
        None => facts(&[containers_of_projects(engine), containers_named(engine, name)], engine, runner),
    }
}

/// Whether the container belongs to the project.
pub fn is_of(project: &Project, facts: &ContainerFacts) -> bool {
    // Compose does not tell the key where .env was written by hand.
    let is_in_its_folder = facts.project.is_empty() && facts.folder == project.root;
    let has_its_key = facts.project == project.key() && !is_another_s(project, facts);
    facts.kind.is_some() && (is_in_its_folder || has_its_key)
}

/// Whether another folder is in it: a project whose file was copied by git, or from another disk, can have another's key.
fn is_another_s(project: &Project, facts: &ContainerFacts) -> bool {
    match facts.mark.zip(Mark::of(&project.root)) {
        Some((mounted, here)) => !mounted.is_of(here),
        None => project.identity.is_also_in(facts.folder.as_str().into(), &project.root),
    }
}

fn facts(questions: &[Argv], engine: &Engine, runner: &Runner) -> Result<Vec<ContainerFacts>> {
    let Some(answers) = if_installed(runner.ask_all(questions, DEADLINE))? else { return Ok(Vec::new()) };
    let mut ids = Vec::new();
    for answer in &answers {
        if !answer.status.success() && !runner.dry_run {
            let said = text(&answer.stderr);
            return Err(anyhow!(Failure::new(Asked::Containers, engine.kind, &said).sentence()));
        }
        ids.extend(text(&answer.stdout).lines().map(str::to_owned));
    }
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    // One may have ended since it was listed: then the answer has the others, and says that it failed.
    let answer = runner.ask_installed(&container_facts(engine, &ids), DEADLINE)?;
    Ok(ContainerFacts::read(&text(&answer.stdout)))
}

#[cfg(test)]
mod tests {
    use camino::{Utf8Path, Utf8PathBuf};

    use super::*;
    use crate::docker::labels::Kind;
    use crate::project::identity::{FILE, Identity};

    #[test]
    fn a_container_of_another_folder_with_the_same_name_is_that_folder_s() {
        let place = tempfile::tempdir().unwrap();
        let place = Utf8Path::from_path(place.path()).unwrap().canonicalize_utf8().unwrap();
        let folder = |name: &str, id: Option<&str>| -> Utf8PathBuf {
            let folder = place.join(name);
            std::fs::create_dir_all(folder.join("docker")).unwrap();
            let text = id.map(|id| format!("one-{id}\n{folder}\n"));
            text.iter().for_each(|text| std::fs::write(folder.join(FILE), text).unwrap());
            folder
        };
        let root = folder("one", Some("0123abcd"));
        let identity = Identity::read(&root);
        let project =
            Project { template_root: root.clone(), output: root.clone(), is_home: true, identity, root };
        // The folder and the project of a container, and whether it is this project's.
        let table = [
            (project.root.clone(), "0123abcd", true),
            (project.root.clone(), "", true),
            (project.root.clone(), "00000000", false),
            (place.join("gone"), "0123abcd", true),
            (folder("without a name", None), "0123abcd", true),
            (folder("by another name", Some("00000000")), "0123abcd", true),
            (folder("by the same name", Some("0123abcd")), "0123abcd", false),
            (Utf8PathBuf::new(), "0123abcd", true),
            (Utf8PathBuf::from(".."), "0123abcd", true),
        ];
        for (folder, key, is_its) in table {
            let mut facts = ContainerFacts::default();
            facts.folder = folder.into_string();
            facts.project = key.to_owned();
            assert!(!is_of(&project, &facts), "it is of no kind of this tool's");
            facts.kind = Some(Kind::Lab);
            assert_eq!(is_of(&project, &facts), is_its, "{} {key}", facts.folder);
            // By its mark it is known which folder is in it, whatever the folders hold by now.
            if cfg!(unix) && key == project.key() {
                for (marked, is_its) in [(&project.root, true), (&place.to_owned(), false)] {
                    facts.mark = Mark::of(marked);
                    assert_eq!(is_of(&project, &facts), is_its, "{} {marked}", facts.folder);
                }
            }
        }
    }
}
