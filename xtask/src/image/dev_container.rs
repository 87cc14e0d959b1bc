//! What .devcontainer/devcontainer.json says of the mounts: an editor's container has the whole project as it is, and
//! beyond that what lies outside of it, has another name in the container, or may only be read.

use camino::Utf8Path;

use crate::docker::mount::bind_mount;
use crate::project::settings::mount::Folder;

/// The account that devcontainer.json names.
const APP: &str = "/home/jovyan/app";

/// The mounts that the workspace does not give already, as values of docker's `--mount`.
pub fn mounts(folders: &[Folder]) -> Vec<String> {
    further(folders).map(mount).collect()
}

/// The folders of the project at which those are mounted, or that they are of.
pub fn folders(folders: &[Folder]) -> Vec<String> {
    let named = |folder: &Folder| {
        let source = (!folder.is_outside()).then(|| folder.source.to_string());
        source.into_iter().chain([folder.target.to_string()]).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = further(folders).flat_map(named).collect();
    names.retain(|name| !name.is_empty() && name != ".");
    names.dedup();
    names
}

fn further(folders: &[Folder]) -> impl Iterator<Item = &Folder> {
    folders.iter().filter(|folder| {
        // The workspace itself is mounted at `~/app`, whatever stands there by the settings.
        let is_there = folder.source == folder.target && !folder.read_only;
        folder.target != "" && (folder.is_outside() || !is_there)
    })
}

fn mount(folder: &Folder) -> String {
    let source = match folder.source.strip_prefix("~") {
        Ok(rest) => Utf8Path::new("${localEnv:HOME}").join(rest),
        // A path from outside is absolute, and so stays what it is.
        Err(_) => Utf8Path::new("${localWorkspaceFolder}").join(&folder.source),
    };
    bind_mount(source.as_str(), Utf8Path::new(APP).join(&folder.target).as_str(), folder.read_only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_the_workspace_has_in_its_place_is_not_mounted_again() {
        let folder = |source: &str, target: &str, read_only| Folder {
            source: source.into(),
            target: target.into(),
            read_only,
        };
        let table = [
            folder("data", "data", false),
            folder(".", "", false),
            folder("raw", "raw", true),
            folder("a, b", "c", false),
            folder("/srv/x", "x", false),
            folder("~/y", "sets/y", false),
        ];
        assert_eq!(
            mounts(&table),
            [
                "type=bind,source=${localWorkspaceFolder}/raw,target=/home/jovyan/app/raw,readonly",
                "type=bind,\"source=${localWorkspaceFolder}/a, b\",target=/home/jovyan/app/c",
                "type=bind,source=/srv/x,target=/home/jovyan/app/x",
                "type=bind,source=${localEnv:HOME}/y,target=/home/jovyan/app/sets/y",
            ]
        );
        assert_eq!(folders(&table), ["raw", "a, b", "c", "x", "sets/y"]);
    }
}
