//! Which test runs on which engine, which of them are of the long set, and which are known to fail and why.

use crate::harness::{Kind, Test};

/// All areas. The tests of the first ones take longest, and start first.
pub const AREAS: &[(&str, &[Test])] = &[
    ("lock", crate::lock::TESTS),
    ("users", crate::users::TESTS),
    ("podman", crate::podman::TESTS),
    ("doors", crate::doors::TESTS),
    ("binder", crate::binder::TESTS),
    ("mirrors", crate::mirrors::TESTS),
    ("build", crate::build::TESTS),
    ("contract", crate::contract::TESTS),
    ("rebuild", crate::rebuild::TESTS),
    ("compose", crate::compose::TESTS),
    ("compose::doors", crate::compose::doors::TESTS),
    ("mounts", crate::mounts::TESTS),
    ("signals", crate::signals::TESTS),
    ("buildx", crate::buildx::TESTS),
    ("browser", crate::browser::TESTS),
    ("image", crate::image::TESTS),
    ("lab", crate::lab::TESTS),
    ("probe", crate::probe::TESTS),
    ("devcontainer", crate::devcontainer::TESTS),
    ("network_down", crate::network_down::TESTS),
    ("reader", crate::reader::TESTS),
    ("run", crate::run::TESTS),
    ("users::odd", crate::users::odd::TESTS),
];

/// What runs on containerd's image store as well.
pub const ON_CONTAINERD: &[&str] = &[
    "lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale",
    "lock::the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror",
    "lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache",
    "contract::each_edit_runs_its_own_step_again_and_those_above_it",
    "contract::an_edit_of_what_the_image_does_not_hold_starts_no_build",
];

/// What runs on the engine that the machine has as well: BuildKit, the one in the client if it has one; the old builder; labs.
pub const ON_MACHINES: &[&str] = &[
    "build::the_legacy_builder_makes_a_working_image_and_gets_no_data",
    "buildx::the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client",
    "lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale",
];

/// What has no place on an engine of its own.
pub const ONLY_ON_MACHINES: &[&str] = &[
    "buildx::the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client",
    "lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale",
];

/// What takes minutes or is rare: it runs with XTASK_TEST_LONG=1.
pub const LONG: &[&str] = &[];

/// A test that fails on an engine, a part of its message, and the cause.
pub struct Known {
    /// Where.
    pub kind: Kind,
    /// `AREA::TEST`.
    pub test: &'static str,
    /// A part of the message by which it fails.
    pub message: &'static str,
    /// Why that is so.
    pub cause: &'static str,
}

/// Failures that are known. A test that passes in spite of this is a failure.
pub const KNOWN: &[Known] = &[
    Known {
        kind: Kind::Overlay2,
        test: "lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache",
        message: "though all files are the same",
        cause: "Docker 28 on overlay2 marks files in a layer otherwise each time, and the digests are compared",
    },
    Known {
        kind: Kind::Overlay2,
        test: "compose::what_is_typed_in_docker_builds_and_runs_with_compose_2",
        message: "Compose makes the folders",
        cause: "Compose 2.40 makes a missing folder, as root's, where the file does not say `create_host_path: false`",
    },
];
