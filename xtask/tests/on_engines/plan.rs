//! Which test runs on which engine, which of them are of the long set, and which are known to fail and why.

use crate::harness::{Kind, Test};

/// What starts first: what takes longest, and of what others wait for one test each, so that no two build the same.
pub const FIRST: &[&str] = &[
    "doors::through_every_door_the_environment_is_active_and_takes_new_packages_and_is_the_host_s_own",
    "podman::podman_run_by_an_ordinary_user_does_the_same_and_the_files_are_the_users",
    "lock::the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror",
    "users::every_user_gets_an_account_a_home_and_files_of_their_own_on_every_base_and_builds_the_user_step_alone",
    "mirrors::everything_comes_over_tls_from_a_mirror_that_a_company_signed_and_past_its_proxy",
    "build::a_build_of_another_clone_without_a_cache_makes_the_same_layers",
];

/// All areas.
pub const AREAS: &[(&str, &[Test])] = &[
    ("add", crate::add::TESTS),
    ("lock", crate::lock::TESTS),
    ("users", crate::users::TESTS),
    ("podman", crate::podman::TESTS),
    ("rootless", crate::rootless::TESTS),
    ("doors", crate::doors::TESTS),
    ("binder", crate::binder::TESTS),
    ("mirrors", crate::mirrors::TESTS),
    ("build", crate::build::TESTS),
    ("contract", crate::contract::TESTS),
    ("environment", crate::environment::TESTS),
    ("rebuild", crate::rebuild::TESTS),
    ("clean", crate::clean::TESTS),
    ("compose", crate::compose::TESTS),
    ("compose::doors", crate::compose::doors::TESTS),
    ("mounts", crate::mounts::TESTS),
    ("signals", crate::signals::TESTS),
    ("kills", crate::kills::TESTS),
    ("buildx", crate::buildx::TESTS),
    ("browser", crate::browser::TESTS),
    ("image", crate::image::TESTS),
    ("deploy", crate::deploy::TESTS),
    ("homes", crate::homes::TESTS),
    ("lab", crate::lab::TESTS),
    ("places", crate::places::TESTS),
    ("packages", crate::packages::TESTS),
    ("probe", crate::probe::TESTS),
    ("devcontainer", crate::devcontainer::TESTS),
    ("network_down", crate::network_down::TESTS),
    ("reader", crate::reader::TESTS),
    ("run", crate::run::TESTS),
    ("variables", crate::variables::TESTS),
    ("users::odd", crate::users::odd::TESTS),
];

/// What runs on containerd's image store as well.
pub const ON_CONTAINERD: &[&str] = &[
    "lock::the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror",
    "lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache",
    "contract::each_edit_runs_its_own_step_again_and_those_above_it",
    "contract::an_edit_of_what_the_image_does_not_hold_starts_no_build",
    SMALL_LAB,
    COMPOSE,
    MOUNTS,
    VARIABLES,
];

/// What runs on the machine's engine as it is: BuildKit, the one in the client if it has one; a command, whose steps are then
/// in the cache; a lab; the old builder; a lock, and two builds from it.
pub const ON_MACHINES: &[&str] = &[BUILDX, SMALL_RUN, SMALL_LAB, LEGACY, REPRODUCIBLE, TODAYS];

/// What does not run on overlay2: others show the same there, or its client has one builder alone.
pub const ELSEWHERE: &[&str] = &[BUILDX, SMALL_RUN, SMALL_LAB, TODAYS];

const COMPOSE: &str = "compose::the_tool_s_compose_runs_docker_build_s_image_with_the_rules_of_lab";
const MOUNTS: &str = "mounts::a_project_of_any_path_has_its_files_written_as_the_host_users";
const VARIABLES: &str = "variables::variables_the_time_zone_and_git_s_user_are_the_same_by_each_way";
const REPRODUCIBLE: &str = "lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache";
const TODAYS: &str = "lock::an_engine_of_today_makes_the_same_layers_from_one_lock";
const SMALL_RUN: &str = "run::a_small_project_is_built_runs_and_is_built_again_when_its_image_is_stale";
const SMALL_LAB: &str = "lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale";
const BUILDX: &str = "buildx::the_plugin_buildx_makes_the_same_layers_as_the_buildkit_in_the_client";
const LEGACY: &str = "build::the_legacy_builder_makes_a_working_image_and_gets_no_data";

/// What takes minutes or is rare: it runs with XTASK_TEST_LONG=1. A name is that of the case: without an engine it is
/// overlay2's, and other engines' cases of the test run always.
pub const LONG: &[&str] = &[
    // On overlay2 labs and the old builder always run. An old engine compares the whole image for each layer, and JupyterLab
    // has many files.
    "containerd/lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale",
    "machine/lab::a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale",
    "machine/build::the_legacy_builder_makes_a_working_image_and_gets_no_data",
    "machine/lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache",
    "machine/lock::an_engine_of_today_makes_the_same_layers_from_one_lock",
    // Two builds from one lock show what one does.
    "containerd/lock::the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror",
    // For these the large image is built there.
    "containerd/compose::the_tool_s_compose_runs_docker_build_s_image_with_the_rules_of_lab",
    "containerd/mounts::a_project_of_any_path_has_its_files_written_as_the_host_users",
    "containerd/variables::variables_the_time_zone_and_git_s_user_are_the_same_by_each_way",
    "lock::one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache",
    // In CI all imports of the shared project go well, and what a bad one says is a test with the fake docker.
    "doors::verify_names_what_an_import_lacks_and_is_content_once_it_is_there",
    "contract::each_edit_runs_its_own_step_again_and_those_above_it",
    "build::a_build_of_another_clone_without_a_cache_makes_the_same_layers",
    // Three labs on two images; the other test of homes has labs as well.
    "homes::what_the_image_has_in_the_home_is_seen_beside_what_an_older_volume_keeps",
    // The users' test shows the same of smaller images, for every user that CI builds.
    "build::a_second_user_shares_every_layer_up_to_the_user_step",
    "lock::both_builders_make_the_same_layers_from_one_lock",
    "lock::what_makes_a_build_differ_is_named",
    "lock::an_image_of_another_day_is_told_from_a_build_that_always_differs",
    "lock::what_a_solver_has_left_in_the_cache_is_not_in_an_image_from_the_lock",
    "lock::a_package_that_needs_cuda_is_found_where_a_line_says_which_cuda",
    "lock::a_new_version_of_one_package_changes_the_layers_of_its_part_alone",
    "binder::the_project_s_files_are_lent_to_a_legacy_build_as_well_and_a_changed_one_builds_again",
    "mirrors::everything_comes_through_a_proxy_that_is_named_in_capitals_alone",
    "add::what_is_added_taken_from_a_lab_removed_and_upgraded_is_in_the_files_the_lock_and_the_image_and_nothing_else",
    "kills::after_a_kill_at_any_moment_the_next_command_builds_and_opens_a_lab_and_nothing_is_left",
    "kills::of_two_at_a_time_both_end_well_or_one_says_that_the_other_was_first",
    "podman::podman_run_by_root_builds_runs_and_stops_labs_and_ends_as_docker_does",
    "podman::debian_12_s_podman_run_by_root_does_the_same",
    "podman::debian_12_s_podman_run_by_an_ordinary_user_does_the_same",
    "rootless::rootless_docker_builds_runs_and_has_labs_and_the_files_and_volumes_are_the_users",
];

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
    /// Whether it fails each time: then it is a failure if it passes, so that the line here does not outlive the cause.
    pub always: bool,
}

/// Failures that are known.
pub const KNOWN: &[Known] = &[];
