//! Claims about a client that builds by its plugin buildx.

use super::layers::layers;
use super::machine::{BUILD, build, image, replacing, small_lab};
use super::wait::{ANSWER, within};
use crate::harness::{Test, own_home, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client,];

fn the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client() {
    let mut project = small_lab(&image("buildx"));
    // An engine that stays has steps in its cache whose packages came from an earlier offline world.
    build(&project, &["--no-cache"]).exits(0);
    let embedded = layers(&image("buildx"));
    let (home, path) = (own_home(), std::env::var("PATH").unwrap());
    project.env("PATH", format!("{home}/bin:{path}")).env("DOCKER_CONFIG", format!("{home}/config"));
    let printed =
        within(ANSWER, project.command(&["--offline", "--quiet", "--dry-run", "docker-build", "--no-cache"]));
    assert!(printed.stdout.contains(" --load ") && printed.stderr.is_empty(), "{printed:?}");
    replacing(&image("buildx"), || {
        within(BUILD, project.command(&["--offline", "docker-build", "--no-cache"]))
    })
    .exits(0);
    assert_eq!(layers(&image("buildx")), embedded);
}
