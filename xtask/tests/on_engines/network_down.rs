//! Claims about a build without a network: it ends soon, with a sentence that says what to do.

use super::machine::{image, project, shared};
use super::server::world_json;
use super::wait::within;
use crate::harness::{Test, tests};
use crate::support::Project;

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    apt_without_a_network_ends_with_what_to_do,
    the_installer_without_a_network_ends_with_what_to_do,
    conda_without_a_network_ends_with_what_to_do,
    pip_without_a_network_ends_with_what_to_do,
];

/// Nothing listens there: the port belongs to a service of the seventies.
const DEAD: &str = "http://127.0.0.1:9";

const SENTENCE: &str = "error: the build cannot reach a server that it downloads from; check the network, or name your proxy or \
                        mirrors in the environment";

/// A build in which everything is cached but the step that `change` changes, and no server is there.
fn fails_for_want_of_a_server(name: &str, change: impl Fn(&mut Project)) {
    shared();
    let mut project = project(name);
    project
        .env("BASE_IMAGE", world_json("base_image"))
        .env("MINIFORGE_SHA256", world_json("installer_sha256"));
    project
        .env("APT_SOURCES", format!("deb [trusted=yes] {DEAD}/apt ./"))
        .env("MINIFORGE_URL", format!("{DEAD}/x.sh"));
    project.env("CONDA_CHANNEL_ALIAS", DEAD).env("PIP_INDEX_URL", format!("{DEAD}/simple/"));
    change(&mut project);
    // Another version of the installer, too, where that is the change.
    let version = if name.ends_with("installer") { "0" } else { "26.3.2-3" };
    let args =
        ["docker-build", "--", "--network", "host", "--build-arg", &format!("MINIFORGE_VERSION={version}")];
    let failed = within(180, project.command(&args)).exits(1);
    let last = failed.stderr.lines().last().unwrap();
    assert!(last.starts_with(SENTENCE), "{}", failed.stderr);
}

fn apt_without_a_network_ends_with_what_to_do() {
    fails_for_want_of_a_server(&image("down-apt"), |project| {
        let settings = project.read("Cargo.toml") + "apt = [\"tree\"]\n";
        project.write("Cargo.toml", settings);
    });
}

fn the_installer_without_a_network_ends_with_what_to_do() {
    fails_for_want_of_a_server(&image("down-installer"), |_| ());
}

fn conda_without_a_network_ends_with_what_to_do() {
    fails_for_want_of_a_server(&image("down-conda"), |project| {
        let environment =
            project.read("environment.yml").replace("  - numpy\n", "  - numpy\n  - matplotlib\n");
        project.write("environment.yml", environment);
    });
}

fn pip_without_a_network_ends_with_what_to_do() {
    fails_for_want_of_a_server(&image("down-pip"), |project| {
        project.write("requirements.txt", "watermark\nhumanize\n");
    });
}
