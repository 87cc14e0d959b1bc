//! Claims about mirrors, proxies and certificates: each variable arrives, and no credential is to be seen.

use super::Docker;
use crate::support::names_in;

const SECRET: &str = "s3cr3t-pass";

/// Asserts that the secret is in no command line and was not printed.
fn assert_hidden(docker: &Docker, said: &str) {
    assert!(!said.contains(SECRET), "{said}");
    for call in docker.calls() {
        assert!(!call.line().contains(SECRET), "{:?}", call.args);
    }
}

#[test]
fn each_variable_for_the_steps_arrives_as_a_secret() {
    let names = names_in("xtask/src/machine/mirrors.rs", "BUILD_VARIABLES");
    assert!(names.len() >= 6, "{names:?}");
    let mut docker = Docker::of_template("project");
    for name in &names {
        docker.project.env(name, format!("https://jane:{SECRET}@mirror/{name}?a=$b \"c\""));
    }
    let outcome = docker.xtask(&["--verbose", "docker-build"]).exits(0);
    let build = docker.only("image build");
    assert_eq!(build.values("--secret"), ["id=build-env,env=BUILD_ENV"]);
    let lines: Vec<String> =
        names.iter().map(|name| format!("{name}=https://jane:{SECRET}@mirror/{name}?a=$b \"c\"")).collect();
    assert_eq!(build.env["BUILD_ENV"].lines().collect::<Vec<_>>(), lines);
    assert_hidden(&docker, &format!("{}{}", outcome.stdout, outcome.stderr));
    // Nor in what a colleague reads of the image, or pastes into a bug report.
    let dry = docker.xtask(&["--dry-run", "--verbose", "docker-build"]).exits(0);
    assert_hidden(&docker, &format!("{}{}", dry.stdout, dry.stderr));
}

#[test]
fn without_buildkit_they_arrive_as_a_build_argument_without_value_on_the_command_line() {
    let mut docker = Docker::of_template("project");
    docker.project.env("PIP_INDEX_URL", format!("https://jane:{SECRET}@mirror/simple"));
    docker.project.env("DOCKER_BUILDKIT", "0");
    let outcome = docker.xtask(&["--verbose", "docker-build"]).exits(0);
    let build = docker.only("image build");
    assert!(build.values("--build-arg").contains(&"BUILD_ENV"), "{:?}", build.args);
    assert_eq!(build.env["BUILD_ENV"], format!("PIP_INDEX_URL=https://jane:{SECRET}@mirror/simple"));
    assert_hidden(&docker, &outcome.stderr);
}

#[test]
fn a_failing_build_does_not_print_the_mirror_s_password_either() {
    let mut docker = Docker::of_template("project");
    docker.project.env("PIP_INDEX_URL", format!("https://jane:{SECRET}@mirror/simple"));
    docker.answers("image build", "1", "", "ERROR: failed to solve\n");
    let outcome = docker.xtask(&["--verbose", "docker-build"]).exits(1);
    assert_hidden(&docker, &outcome.stderr);
}

#[test]
fn proxies_arrive_by_their_names_alone_in_both_spellings() {
    let names = names_in("xtask/src/machine/mirrors.rs", "PROXIES");
    assert!(names.len() >= 3, "{names:?}");
    for name in names.iter().flat_map(|name| [name.clone(), name.to_lowercase()]) {
        let mut docker = Docker::of_template("project");
        docker.project.env(&name, format!("http://jane:{SECRET}@proxy:3128"));
        let outcome = docker.xtask(&["--verbose", "docker-build"]).exits(0);
        let build = docker.only("image build");
        assert!(build.args.ends_with(&["--build-arg", &name, "."].map(str::to_owned)), "{:?}", build.args);
        assert!(build.env[&name].contains(SECRET));
        assert_hidden(&docker, &outcome.stderr);
    }
}

#[test]
fn a_ca_bundle_arrives_as_a_secret_by_its_path_under_any_of_its_names() {
    for name in names_in("xtask/src/machine/mirrors.rs", "CA_BUNDLE") {
        for file in ["ca.pem", "a, \"b\".pem"] {
            let mut docker = Docker::of_template("project");
            let path = docker.folder.join(file);
            std::fs::write(&path, "certificate").unwrap();
            docker.project.env(&name, path.as_str());
            docker.xtask(&["docker-build"]).exits(0);
            let secret = match file {
                "ca.pem" => format!("id=ca,src={path}"),
                _ => format!("id=ca,\"src={}\"", path.as_str().replace('"', "\"\"")),
            };
            assert_eq!(docker.only("image build").values("--secret"), [secret], "{name}");

            docker.project.env("DOCKER_BUILDKIT", "0");
            let outcome = docker.forget().xtask(&["docker-build"]).exits(0);
            let warning = "warning: the CA bundle of this machine is not used in the build, since that needs BuildKit\n";
            assert!(outcome.stderr.contains(warning), "{}", outcome.stderr);
        }
    }
}

#[test]
fn a_base_image_and_the_time_of_the_files_arrive_as_build_arguments_and_another_one_builds_again() {
    let table = [
        ("BASE_IMAGE", "mirror:5000/ubuntu:24.04", "the base image"),
        ("SOURCE_DATE_EPOCH", "1600000000", "the date of the image's files"),
    ];
    for (name, value, word) in table {
        let mut docker = Docker::of_template("project");
        docker.xtask(&["docker-build"]).exits(0);
        docker.has_built_image().forget();
        docker.project.env(name, value);
        let outcome = docker.xtask(&["run", "--", "true"]).exits(0);
        let sentence = format!("xtask: building the image `project`: {word} changed\n");
        assert!(outcome.stderr.starts_with(&sentence), "{}", outcome.stderr);
        let build = docker.only("image build");
        assert_eq!(build.values("--build-arg")[3..], [format!("{name}={value}")]);
    }
}

#[test]
fn a_mirror_changes_neither_the_files_nor_whether_the_image_is_current() {
    let mut docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.project.env("PIP_INDEX_URL", "https://mirror/simple").env("HTTPS_PROXY", "http://proxy:3128");
    docker.xtask(&["generate", "--check"]).exits(0);
    docker.xtask(&["run", "--", "true"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
}

#[test]
fn a_value_that_cannot_be_is_bad_input_and_an_empty_one_is_none() {
    let table = [
        ("PIP_INDEX_URL", "a\nb", "PIP_INDEX_URL has a line break in it; write it on one line"),
        (
            "BASE_IMAGE",
            "Ubuntu 24.04",
            "BASE_IMAGE=Ubuntu 24.04 is not an image; write it as `name:tag` or unset the variable",
        ),
        ("SSL_CERT_FILE", "/no/such", "SSL_CERT_FILE=/no/such names no file; correct it or unset it"),
        ("REQUESTS_CA_BUNDLE", "/", "REQUESTS_CA_BUNDLE=/ names no file; correct it or unset it"),
        (
            "SOURCE_DATE_EPOCH",
            "yesterday",
            "SOURCE_DATE_EPOCH=yesterday is not a number of seconds since 1970; correct it or unset it",
        ),
    ];
    for (name, value, sentence) in table {
        let mut docker = Docker::of_template("project");
        docker.project.env(name, value);
        let outcome = docker.xtask(&["docker-build"]).exits(2);
        assert_eq!(outcome.stderr, format!("error: {sentence}\n"));
        assert_eq!(docker.deed_names(), [""; 0]);
        docker.project.env(name, "");
        docker.xtask(&["docker-build"]).exits(0);
        assert_eq!(docker.only("image build").values("--secret"), [""; 0]);
    }
}
