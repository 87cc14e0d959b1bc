//! Docker's client on this machine, looked at and not started: to start it takes longer than all that it is asked.

use camino::{Utf8Path, Utf8PathBuf};

use super::engine_kind::EngineKind;
use crate::base::regular;
use crate::machine::host::Host;

/// The folders of the plugins that all users of a machine have.
const PLUGINS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

/// The folder of the client's own files; `None` if nobody says where the home is.
pub fn config_folder(host: &Host) -> Option<Utf8PathBuf> {
    match host.var("DOCKER_CONFIG") {
        Some(folder) => Some(folder.into()),
        None => Some(host.home()?.join(".docker")),
    }
}

/// Whether the first `docker` on PATH is a program of this name.
pub fn is_installed(host: &Host) -> bool {
    let name = EngineKind::Docker.program();
    let mut folders =
        host.var("PATH").unwrap_or_default().split(':').filter(|folder| folder.starts_with('/'));
    let client = folders.find_map(|folder| Utf8Path::new(folder).join(name).canonicalize_utf8().ok());
    // A link to podman has podman's name at its end.
    client.is_some_and(|path| path.file_name() == Some(name) && !regular::is_script(&path))
}

/// Whether the plugin buildx is where the client looks for plugins of this machine and of the user's.
pub fn has_buildx(host: &Host) -> bool {
    let own = config_folder(host).map(|own| own.join("cli-plugins"));
    let folders = PLUGINS.iter().map(Utf8PathBuf::from).chain(own);
    folders.map(|folder| folder.join("docker-buildx")).any(|plugin| regular::is_program(&plugin))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_script_and_a_link_to_podman_are_no_client_of_docker_s() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let clients = [("script", "#!/bin/sh\nexec podman \"$@\"\n"), ("program", "\x7fELF"), ("empty", "")];
        for (folder, bytes) in clients {
            std::fs::create_dir(dir.join(folder)).unwrap();
            std::fs::write(dir.join(folder).join("docker"), bytes).unwrap();
        }
        std::fs::write(dir.join("podman"), "\x7fELF").unwrap();
        for (folder, goal) in [("podman", "../podman"), ("link", "../program/docker")] {
            let folder = dir.join("links").join(folder);
            std::fs::create_dir_all(&folder).unwrap();
            symlink(Utf8Path::new("..").join(goal), folder.join("docker")).unwrap();
        }
        let table = [
            ("script", false),
            ("program", true),
            ("links/podman", false),
            ("links/link", true),
            ("none", false),
        ];
        let mut host = Host::gather();
        for (folder, expected) in table {
            let path = format!("relative:{dir}/none:{dir}/{folder}");
            host.env.insert("PATH".to_owned(), path);
            assert_eq!(is_installed(&host), expected, "{folder}");
        }
    }

    #[test]
    fn the_plugin_is_a_program_in_a_folder_of_plugins() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        let of_machine = PLUGINS.iter().any(|folder| Utf8Path::new(folder).join("docker-buildx").exists());
        let mut host = Host::gather();
        host.env.insert("DOCKER_CONFIG".to_owned(), folder.to_string());
        assert_eq!(has_buildx(&host), of_machine, "there is none");
        std::fs::create_dir(folder.join("cli-plugins")).unwrap();
        let plugin = folder.join("cli-plugins/docker-buildx");
        std::fs::write(&plugin, "").unwrap();
        assert_eq!(has_buildx(&host), of_machine, "it cannot be run");
        std::fs::set_permissions(&plugin, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(has_buildx(&host));
    }
}
