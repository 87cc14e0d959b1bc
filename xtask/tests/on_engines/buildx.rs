//! Claims about a client that builds by its plugin buildx.

use super::layers::{differing, layers};
use super::machine::{BUILD, build, image, replacing, small_project};
use super::wait::{ANSWER, within};
use crate::harness::{Test, is_long, own_home, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client,];

fn the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client() {
    let mut project = small_project(&image("buildx"));
    // With the cache, a layer is the same if it is made by the same instruction, with the same arguments and files. In the
    // long set each builder runs them: an old engine stores the layers slowly.
    let (flags, anew): (&[&str], &[&str]) =
        if is_long() { (&["--no-cache"], &[]) } else { (&[], &["--", "--label", "again=yes"]) };
    build(&project, flags).exits(0);
    let embedded = layers(&image("buildx"));
    let (home, path) = (own_home(), std::env::var("PATH").unwrap());
    project.env("PATH", format!("{home}/bin:{path}")).env("DOCKER_CONFIG", format!("{home}/config"));
    let args = [&["docker-build"], flags, anew].concat();
    let printed =
        within(ANSWER, project.command(&[&["--offline", "--quiet", "--dry-run"], &args[..]].concat()));
    assert!(printed.stdout.contains(" --load ") && printed.stderr.is_empty(), "{printed:?}");
    let built =
        replacing(&image("buildx"), || within(BUILD, project.command(&[&["--offline"], &args[..]].concat())));
    assert!(!built.stderr.contains("is current"), "{}", built.stderr);
    built.exits(0);
    embedded.assert(&layers(&image("buildx")), Vec::new(), differing);
}
