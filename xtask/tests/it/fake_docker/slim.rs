//! Claims about the image for deployment without an engine: what reaches `docker image build` and `container run`, and what is
//! refused.

use std::fs;

use super::{Docker, verify};

/// What refuses the two builders that have no mounts.
const REFUSED: &str = "error: --slim needs BuildKit, and docker's legacy builder has no mounts: ";

#[test]
fn the_image_for_deployment_is_built_for_anybody_under_its_own_name_from_a_context_of_its_own() {
    let docker = Docker::of_template("project");
    docker.project.write("data/huge.bin", "not for the engine");
    let outcome = docker.xtask(&["docker-build", "--slim"]).exits(0);
    assert!(outcome.stderr.ends_with("xtask: built the image `project:slim`\n"), "{}", outcome.stderr);
    let build = docker.only("image build");
    assert_eq!(build.value("--tag"), "project:slim");
    assert_eq!(build.values("--build-arg"), ["username=jovyan", "uid=1000", "gid=1000"]);
    let context = camino::Utf8PathBuf::from(build.args.last().unwrap());
    assert!(context.is_absolute() && !context.starts_with(&docker.project.root), "{context}");
    assert_eq!(build.value("--file"), format!("{context}/docker/Dockerfile"));
    assert!(!context.join("data").exists());
    // What is committed stays the image in which one works.
    let [slim, full] = [context, docker.project.root.clone()]
        .map(|folder| fs::read_to_string(folder.join("docker/Dockerfile")).unwrap());
    assert!(slim.contains("--without-conda") && !full.contains("--without-conda"));
}

#[test]
fn a_name_is_taken_as_it_is_given() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build", "--slim", "--tag", "registry/lab:1.0"]).exits(0);
    assert_eq!(docker.only("image build").value("--tag"), "registry/lab:1.0");
}

#[test]
fn an_image_of_each_kind_is_current_for_its_own_kind_alone() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build", "--slim"]).exits(0);
    docker.has_built_image().forget();
    let outcome = docker.xtask(&["docker-build", "--slim"]).exits(0);
    let sentence = "xtask: the image `project:slim` is current; --no-cache builds it anew\n";
    assert_eq!(outcome.stderr, sentence);
    // The label of the one is not that of the other.
    docker.xtask(&["docker-build"]).exits(0);
    assert_eq!(docker.only("image build").value("--tag"), "project");
}

#[test]
fn a_run_in_it_has_the_folders_and_the_ids_of_the_user_and_no_volume() {
    let docker = Docker::of_template("project");
    docker.project.write(
        "Cargo.toml",
        "[workspace.metadata.docker]\nmounts = [\"data\", { volume = \"cache\", target = \"~/.cache\" }]\n",
    );
    docker.xtask(&["docker-build", "--slim"]).exits(0);
    docker.has_built_image().forget();
    docker.xtask(&["run", "--slim", "--", "true"]).exits(0);
    let run = docker.only("container run");
    let source = docker.project.root.join("data");
    assert_eq!(
        run.values("--mount"),
        [format!("type=bind,source={source},target=/home/jovyan/app/data").as_str()]
    );
    let [uid, gid] = ["-u", "-g"].map(super::build::id);
    let users: Vec<&String> = run.args.iter().filter(|arg| arg.starts_with("--user")).collect();
    let expected = format!("--user={uid}:{gid}");
    match (uid.as_str(), gid.as_str()) {
        ("1000", "1000") => assert!(users.is_empty(), "{users:?}"),
        _ => assert_eq!(users, [&expected]),
    }
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_written() {
    let refused: [(&[&str], i32, &str); 4] = [
        (&["verify", "--slim", "--install"], 2, "cannot be used with"),
        (&["generate", "--slim", "--no-buildkit"], 2, "cannot be used with"),
        (
            &["generate", "--slim"],
            2,
            "error: --slim needs another folder than the project's own; name it with --output\n",
        ),
        (&["docker-build", "--slim", "--verify-reproducible"], 2, "cannot be used with"),
    ];
    for (args, code, sentence) in refused {
        let docker = Docker::of_template("project");
        docker.project.write("docker/Dockerfile", "FROM old\n");
        let outcome = docker.xtask(args).exits(code);
        assert!(outcome.stderr.contains(sentence), "{args:?}: {}", outcome.stderr);
        assert_eq!(docker.project.read("docker/Dockerfile"), "FROM old\n", "{args:?}");
    }
}

#[test]
fn the_legacy_builder_is_refused_with_what_to_do() {
    let docker = Docker::of_template("project");
    docker.answers("buildx version", "1", "", "docker: 'buildx' is not a docker command.\n");
    let outcome = docker.xtask(&["docker-build", "--slim"]).exits(1);
    let remedy = "install the package `docker-buildx` or `docker-buildx-plugin`\n";
    assert!(outcome.stderr.ends_with(&format!("{REFUSED}{remedy}")), "{}", outcome.stderr);
    let mut docker = Docker::of_template("project");
    docker.project.env("DOCKER_BUILDKIT", "0");
    let outcome = docker.xtask(&["docker-build", "--slim"]).exits(1);
    assert!(
        outcome.stderr.ends_with(&format!("{REFUSED}leave out DOCKER_BUILDKIT=0\n")),
        "{}",
        outcome.stderr
    );
    assert!(!docker.deed_names().contains(&"image build".to_owned()));
}

#[test]
fn verify_takes_the_image_in_which_one_works_as_the_measure() {
    let mut docker = Docker::of_template("project");
    verify::all_is_well(&mut docker);
    let outcome = docker.xtask(&["verify", "--slim"]).exits(0);
    let row = outcome.stdout.lines().find(|line| line.starts_with("exec C bash -c ")).unwrap();
    let cells = row.split_whitespace().skip(4).collect::<Vec<_>>().join(" ");
    assert_eq!(cells, "ok ok ok ok ok -1 -2 -2 -2 -3 ok", "{}", outcome.stdout);
    for said in [
        "\n-2 the image for deployment has no Conda\n",
        "\n-3 the user of the image for deployment is not in the group that may write the environment\n",
        "\npackages  ok  the same 3 as in `project`\n",
    ] {
        assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    }
    assert!(outcome.stderr.contains("left out the door `postBuild`"), "{}", outcome.stderr);
}
