//! Claims about a client that builds by its plugin buildx.

use std::process::Command;

use camino::Utf8Path;

use super::layers::layers;
use super::machine::{BUILD, build, engine, image, replacing, small_project};
use super::wait::within;
use crate::support::{Project, absent, repository};

/// Debian 13's client and plugin, unpacked in a folder of the project's: the PATH and the configuration.
fn client(project: &Project) -> Option<(String, String)> {
    let folder = project.root.parent().unwrap().join("client");
    std::fs::create_dir(&folder).unwrap();
    let mut unpack = Command::new("python3");
    unpack.args(["-B", repository().join("xtask/tests/data/buildx.py").as_str()]);
    unpack.args([repository().join("xtask/offline-world").as_str(), folder.as_str()]);
    let unpacked = within(300, unpack);
    if unpacked.code != 0 {
        absent(&format!("no buildx ({})", unpacked.stderr.lines().last().unwrap_or_default()));
        return None;
    }
    assert!(Utf8Path::new(&folder.join("config/cli-plugins/docker-buildx")).exists(), "{}", unpacked.stderr);
    Some((format!("{folder}/usr/bin:{}", engine()?), folder.join("config").into_string()))
}

#[test]
fn the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client() {
    if engine().is_none() {
        return;
    }
    let mut project = small_project(&image("buildx"));
    let Some((path, config)) = client(&project) else { return };
    build(&project, &[]).exits(0);
    let embedded = layers(&image("buildx"));
    project.env("PATH", path).env("DOCKER_CONFIG", config);
    let printed =
        within(60, project.command(&["--offline", "--quiet", "--dry-run", "docker-build", "--no-cache"]));
    assert!(printed.stdout.contains(" --load ") && printed.stderr.is_empty(), "{printed:?}");
    replacing(&image("buildx"), || {
        within(BUILD, project.command(&["--offline", "docker-build", "--no-cache"]))
    })
    .exits(0);
    assert_eq!(layers(&image("buildx")), embedded);
}
