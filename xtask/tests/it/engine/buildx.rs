//! Claims about a client that builds by its plugin buildx.

use super::layers::layers;
use super::machine::{BUILD, build, engine, image, replacing, small_project};
use super::wait::{ANSWER, within};
use crate::debian::unpacked;
use crate::support::absent;

/// Debian 13's client and plugin: the PATH and the configuration.
fn client() -> Option<(String, String)> {
    let folder = match unpacked("buildx", &["docker-cli", "docker-buildx"]) {
        Ok(folder) => folder,
        Err(why) => {
            absent(&format!("no buildx ({why})"));
            return None;
        }
    };
    assert!(folder.join("config/cli-plugins/docker-buildx").exists());
    Some((format!("{folder}/usr/bin:{}", engine()?), folder.join("config").into_string()))
}

#[test]
fn the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client() {
    if engine().is_none() {
        return;
    }
    let mut project = small_project(&image("buildx"));
    let Some((path, config)) = client() else { return };
    build(&project, &[]).exits(0);
    let embedded = layers(&image("buildx"));
    project.env("PATH", path).env("DOCKER_CONFIG", config);
    let printed =
        within(ANSWER, project.command(&["--offline", "--quiet", "--dry-run", "docker-build", "--no-cache"]));
    assert!(printed.stdout.contains(" --load ") && printed.stderr.is_empty(), "{printed:?}");
    replacing(&image("buildx"), || {
        within(BUILD, project.command(&["--offline", "docker-build", "--no-cache"]))
    })
    .exits(0);
    assert_eq!(layers(&image("buildx")), embedded);
}
