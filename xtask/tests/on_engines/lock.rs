//! Claims about a lock: what is in it is what is installed, to the byte, and nothing else is.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};
use std::time::SystemTime;

use camino::Utf8Path;

use super::layers::{below, differing, effects, layers};
use super::machine::{BUILD, build, docker, give, image, small_project};
use super::wait::within;
use crate::harness::{Test, own_home, tests};
use crate::support::{Outcome, Project, absent};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror,
    a_package_that_is_not_the_one_that_was_locked_fails_the_build,
    one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache,
    both_builders_make_the_same_layers_from_one_lock,
    an_engine_of_today_makes_the_same_layers_from_one_lock,
    what_a_solver_has_left_in_the_cache_is_not_in_an_image_from_the_lock,
    what_makes_a_build_differ_is_named,
    an_image_of_another_day_is_told_from_a_build_that_always_differs,
    a_new_version_of_one_package_changes_the_layers_of_its_part_alone,
    another_processor_is_locked_without_emulation_by_real_conda_and_pip,
    a_package_that_needs_cuda_is_found_where_a_line_says_which_cuda,
    the_files_have_the_time_of_source_date_epoch_where_that_is_set,
];

static IMAGE: LazyLock<String> = LazyLock::new(|| image("locked"));

/// The files of lock/, which the first test that needs them makes.
static LOCK: OnceLock<Vec<(String, String)>> = OnceLock::new();

/// A small project with a lock, whose image is built and current.
pub fn locked() -> Project {
    let project = unbuilt(&IMAGE);
    let files = LOCK.get_or_init(|| {
        xtask(&project, &["lock"]).exits(0);
        let entries = project.root.join("lock").read_dir_utf8().unwrap().map(|entry| entry.unwrap());
        let names = entries.map(|entry| format!("lock/{}", entry.file_name()));
        let files = names.map(|name| (name.clone(), project.read(&name))).collect();
        build(&project, &[]).exits(0);
        files
    });
    for (name, text) in files {
        project.write(name, text);
    }
    xtask(&project, &["generate"]).exits(0);
    give(&project);
    project
}

fn unbuilt(image: &str) -> Project {
    let project = small_project(image);
    project.write(
        "environment.yml",
        "channels: [conda-forge, nodefaults]\ndependencies: [python=3.11, pip, numpy]\n",
    );
    give(&project);
    project
}

/// Runs the tool on the offline world.
pub fn xtask(project: &Project, args: &[&str]) -> Outcome {
    within(BUILD, project.command(&[&["--offline"], args].concat()))
}

fn the_environment_is_what_the_lock_says_and_the_lock_names_no_mirror() {
    let project = locked();
    let lock = project.read("lock/conda-linux-64.lock");
    assert!(
        !lock.contains("127.0.0.1") && lock.contains("https://conda.anaconda.org/conda-forge/"),
        "{lock}"
    );
    let list = ["run", "--", "conda", "list", "--explicit", "--md5"];
    let installed = xtask(&project, &list).exits(0).stdout;
    let packages = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|line| line.starts_with("http")).map(str::to_owned).collect()
    };
    assert!(packages(&lock).len() > 15, "{lock}");
    assert_eq!(packages(&installed), packages(&lock));
    // Conda knows what was asked for, as it does without a lock.
    let asked = xtask(&project, &["run", "--", "conda", "env", "export", "--from-history"]).exits(0).stdout;
    for spec in ["numpy", "pip", "python=3.11"] {
        assert!(asked.contains(&format!("  - {spec}\n")), "{asked}");
    }
    let pip = xtask(&project, &["run", "--", "pip", "freeze"]).exits(0).stdout;
    let requirements = project.read("lock/requirements-linux-64.txt");
    let locked = requirements.lines().find(|line| line.starts_with("tabulate==")).unwrap();
    assert!(pip.lines().any(|line| locked.starts_with(&format!("{line} --hash="))), "{pip}\n{requirements}");
    xtask(&project, &["lock", "--check"]).exits(0);
}

fn a_package_that_is_not_the_one_that_was_locked_fails_the_build() {
    let mut project = locked();
    let lock = project.read("lock/conda-linux-64.lock");
    let (_, numpy) = lock.split_once("# part: large\n").unwrap();
    let (sha, rest) = numpy.strip_prefix("# sha256: ").unwrap().split_at(64);
    let md5 = rest.split_once('#').unwrap().1.lines().next().unwrap();
    for right in [sha, md5] {
        let wrong: String = right.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect();
        project.write("lock/conda-linux-64.lock", lock.replace(right, &wrong));
        project.env("DOCKER_BUILDKIT", "1");
        let failed = build_as(&project, &image("altered")).exits(1);
        let last = failed.stderr.lines().last().unwrap();
        assert!(last.starts_with("error: a download has a wrong checksum"), "{}", failed.stderr);
    }
    assert!(docker(&["image", "inspect", &image("altered")]).code != 0);
}

fn one_lock_makes_one_image_to_the_byte_in_two_clones_and_without_a_cache() {
    let project = locked();
    let same = xtask(&project, &["docker-build", "--verify-reproducible"]).exits(0);
    assert!(same.stderr.contains("came out the same: every file, to the byte"), "{}", same.stderr);
}

fn both_builders_make_the_same_layers_from_one_lock() {
    let mut project = locked();
    let legacy = image("locked-legacy");
    project.env("DOCKER_BUILDKIT", "0");
    within(BUILD, project.command(&["--offline", "docker-build", "--no-cache", "--tag", &legacy])).exits(0);
    // BuildKit keeps the layers of steps that change nothing, and has postBuild mounted while it runs, not copied.
    let not_empty =
        |layers: &[String]| layers.iter().filter(|layer| *layer != "nothing").cloned().collect::<Vec<_>>();
    layers(&legacy).assert(&layers(&IMAGE), Vec::new(), |legacy, other| {
        differing(&not_empty(legacy), &not_empty(other))
    });
}

fn an_engine_of_today_makes_the_same_layers_from_one_lock() {
    let mut project = locked();
    let socket = format!("{}/overlay2/docker.sock", own_home());
    if !Utf8Path::new(&socket).exists() {
        absent("no engine of the tests' own beside the machine's");
        return;
    }
    // As the harness leads to it.
    let (home, path, tag) = (own_home(), std::env::var("PATH").unwrap(), image("locked-today"));
    let there = [
        ("PATH", format!("{home}/bin:{path}")),
        ("DOCKER_HOST", format!("unix://{socket}")),
        ("DOCKER_CONFIG", format!("{home}/config")),
    ];
    for (name, value) in &there {
        project.env(name, value);
    }
    within(BUILD, project.command(&["--offline", "docker-build", "--no-cache", "--tag", &tag])).exits(0);
    assert_eq!(effects(&IMAGE, &[]), effects(&tag, &there));
}

fn what_a_solver_has_left_in_the_cache_is_not_in_an_image_from_the_lock() {
    let project = locked();
    // On a base image with one more layer every step runs again, though the caches are kept.
    let (base, folder) = (image("locked-base"), Project::empty("base"));
    folder.write("Dockerfile", "FROM offline/debian:bookworm\nCOPY now /\n");
    folder.write("now", format!("{:?}", SystemTime::now()));
    docker(&["build", "--tag", &base, folder.root.as_str()]).exits(0);
    let base = format!("BASE_IMAGE={base}");
    let stage = ["--", "--target", "environment", "--build-arg", &base];
    let unlocked_image = image("locked-not");
    let unlocked = unbuilt(&unlocked_image);
    give_cache_to_solver(&unlocked);
    xtask(&unlocked, &[&["docker-build", "--no-cache"], &stage[..]].concat()).exits(0);
    let tag = image("locked-after");
    xtask(&project, &[&["docker-build", "--tag", &tag], &stage[..]].concat()).exits(0);
    let (made, first) = (layers(&tag), layers(&IMAGE));
    assert!(made.len() > 10, "{}", made.len());
    made.assert(&first, Vec::new(), |made, first| differing(&made[2..], &first[1..made.len() - 1]));
    // The solver says now what it said then, so the layers without a lock are those of the lock.
    layers(&unlocked_image).assert(&layers(&tag), Vec::new(), differing);
    docker(&["image", "rm", &tag, &unlocked_image]).exits(0);
}

/// Has the step of the environment begin with an environment that Conda's own command solves for and installs, so that the
/// cache holds what the channel says of a package, which is not what the package says.
fn give_cache_to_solver(project: &Project) {
    let template = project.read("template/Dockerfile.j2");
    let step = "    /opt/conda/bin/python /opt/docker/solve-environment.py ";
    assert!(template.contains(step), "{template}");
    let solve = "    rm -rf \"$CONDA_PKGS_DIRS\"/numpy-*; \\\n    \
                 /opt/conda/bin/conda create --quiet --prefix /tmp/x --override-channels --channel conda-forge numpy; \\\n    \
                 grep -q 'as the channel has it' \"$CONDA_PKGS_DIRS\"/numpy-*/info/repodata_record.json; \\\n";
    project.write("template/Dockerfile.j2", template.replace(step, &format!("{solve}{step}")));
}

fn what_makes_a_build_differ_is_named() {
    let project = locked();
    project.write("postBuild", "#!/bin/bash\ndate +%N >~/when\necho 1 >~/always\n");
    let tag = image("differs");
    let differs = xtask(&project, &["docker-build", "--tag", &tag, "--verify-reproducible"]).exits(1);
    let home = docker(&["image", "inspect", "--format", "{{.Config.Env}}", &tag]).exits(0).stdout;
    let home = home.split("HOME=").nth(1).unwrap().split([' ', ']']).next().unwrap();
    let (layer, file) = differs.stdout.split_once(": ").unwrap_or_else(|| panic!("{}", differs.stderr));
    assert_eq!(file, format!("{home}/when: its content\n"), "{}", differs.stderr);
    assert!(differs.stderr.contains("building it a third time"), "{}", differs.stderr);
    let said = format!("`) came out different in 1 file, the first being {home}/when: its content;");
    assert!(differs.stderr.contains(&said), "{}", differs.stderr);
    assert!(differs.stderr.contains(&format!("error: {layer} of ")), "{}", differs.stderr);
}

fn an_image_of_another_day_is_told_from_a_build_that_always_differs() {
    let project = locked();
    let (tag, folder) = (image("other-day"), Project::empty("other-day"));
    // As from a base image that has moved on since: it has the label of a current image, and another file.
    folder.write("Dockerfile", format!("FROM {}\nUSER 0\nRUN touch /opt/moved-on\n", *IMAGE));
    docker(&["build", "--tag", &tag, folder.root.as_str()]).exits(0);
    let differs = xtask(&project, &["docker-build", "--tag", &tag, "--verify-reproducible"]).exits(1);
    assert!(differs.stdout.contains(": /opt/moved-on: changed by the first alone\n"), "{}", differs.stderr);
    let said = format!(
        "; two builds of now are the same, so the image is from another day or another machine; \
                        `cargo xtask docker-build --no-cache` makes `{tag}` anew, and `cargo xtask lock` keeps versions\n"
    );
    assert!(differs.stderr.ends_with(&said), "{}", differs.stderr);
    docker(&["image", "rm", &tag]).exits(0);
}

fn a_new_version_of_one_package_changes_the_layers_of_its_part_alone() {
    let project = locked();
    // As a version that is gone: the world has one of each.
    let environment = project.read("environment.yml").replace("numpy]", "numpy, six]");
    project.write("environment.yml", environment);
    let before = project.read("lock/conda-linux-64.lock");
    xtask(&project, &["lock"]).exits(0);
    let after = project.read("lock/conda-linux-64.lock");
    assert!(after.starts_with(before.split_once("@EXPLICIT").unwrap().0.split_once("made").unwrap().0));
    assert!(after.contains("# part: rest\n") && after.contains("/six-"), "{after}");
    let tag = image("locked-six");
    within(BUILD, project.command(&["--offline", "docker-build", "--tag", &tag])).exits(0);
    let (first, second) = (layers(&IMAGE), layers(&tag));
    let places: Vec<usize> = ["COPY --from=files /steps/rest/ /", "COPY --from=files /steps/activation/ /"]
        .map(|step| below(&project, step))
        .to_vec();
    // The list and the packages of that part, and what environment.yml asks for; pip's layer and those above are the same.
    first.assert(&second, vec![places[0], places[0] + 1, places[1], places[1] + 1], differing);
}

fn another_processor_is_locked_without_emulation_by_real_conda_and_pip() {
    let project = locked();
    let before = project.read("lock/conda-linux-64.lock");
    let both = ["lock", "--platform", "linux-64", "--platform", "linux-aarch64"];
    let outcome = xtask(&project, &both).exits(0);
    assert!(outcome.stderr.contains("solving the environment for linux-aarch64"), "{}", outcome.stderr);
    assert_eq!(project.read("lock/conda-linux-64.lock"), before);
    let other = project.read("lock/conda-linux-aarch64.lock");
    // The same names as for this processor, but for what belongs to one: each with its own file and checksums.
    let names = |lock: &str, subdir: &str| -> BTreeSet<String> {
        let files = lock.lines().filter_map(|line| line.split_once(subdir)).map(|(_, file)| file);
        files.map(|file| file.split_once('#').unwrap().0.to_owned()).collect()
    };
    assert!(names(&other, "/linux-aarch64/").iter().any(|file| file.starts_with("python-3.11")), "{other}");
    assert_eq!(names(&other, "/linux-aarch64/"), names(&before, "/linux-64/"));
    assert_eq!(names(&other, "/noarch/"), names(&before, "/noarch/"));
    assert!(!other.contains("/linux-64/"), "{other}");
    let checksums = |lock: &str| -> BTreeSet<String> {
        let lines = lock.lines().filter(|line| line.contains("/python-3.11"));
        lines.filter_map(|line| line.split_once('#')).map(|(_, md5)| md5.to_owned()).collect()
    };
    assert!(checksums(&other).is_disjoint(&checksums(&before)), "{other}");
    assert!(project.read("lock/requirements-linux-aarch64.txt").contains("tabulate=="));
    xtask(&project, &["lock", "--check"]).exits(0);
}

fn a_package_that_needs_cuda_is_found_where_a_line_says_which_cuda() {
    let project = unbuilt(&image("cuda"));
    let environment = |cuda: &str| {
        let text = format!("channels: [conda-forge, nodefaults]\ndependencies: [needs-cuda{cuda}]\n");
        project.write("environment.yml", text);
        project.write("requirements.txt", "");
        give(&project);
    };
    environment(", cuda-version=12.4");
    xtask(&project, &["docker-build", "--", "--target", "environment"]).exits(0);
    xtask(&project, &["lock"]).exits(0);
    let lock = project.read("lock/conda-linux-64.lock");
    assert!(lock.contains("/needs-cuda-1.0-0.conda#"), "{lock}");
    environment("");
    let failed = xtask(&project, &["lock"]).exits(1);
    assert!(failed.stderr.contains("Conda finds no solution for linux-64: "), "{}", failed.stderr);
    docker(&["image", "rm", "--force", &image("cuda")]);
}

/// Prints the time of a file that a step of the build has made.
const TIMES: &str = "/opt/docker/layer.sh 'echo made >/opt/made'; stat --format=%Y /opt/made";

fn the_files_have_the_time_of_source_date_epoch_where_that_is_set() {
    let mut project = locked();
    let step = ["container", "run", "--rm", "--user", "0", "--entrypoint", "/bin/bash"];
    let of_step = |env: &[&str]| docker(&[&step, env, &[&IMAGE, "-pc", TIMES]].concat()).exits(0).stdout;
    assert_eq!(of_step(&[]), "1735689600\n");
    assert_eq!(of_step(&["--env", "SOURCE_DATE_EPOCH=1600000000"]), "1600000000\n");

    project.env("SOURCE_DATE_EPOCH", "1600000000");
    let stage = image("locked-epoch");
    xtask(&project, &["docker-build", "--tag", &stage, "--", "--target", "files"]).exits(0);
    let stat = ["/steps/shell/opt/docker/layer.sh", "/steps/packages/opt/docker/install-packages.py"];
    let of_files =
        docker(&[&["container", "run", "--rm", &stage, "stat", "--format=%Y"], &stat[..]].concat());
    docker(&["image", "rm", &stage]).exits(0);
    assert_eq!(of_files.exits(0).stdout, "1600000000\n1600000000\n");
}

fn build_as(project: &Project, tag: &str) -> Outcome {
    within(BUILD, project.command(&["--offline", "docker-build", "--tag", tag]))
}
