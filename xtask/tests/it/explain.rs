//! Claims about `explain`: what it says of each kind of file, without Docker.

use expect_test::expect;

use crate::support::{Outcome, Project};

#[test]
fn each_kind_of_file_is_told_with_what_its_edits_build() {
    let project = Project::of_template("project");
    project.write("requirements.txt", "-r more.txt\n").write("more.txt", "tqdm\n");
    let said = |paths: &[&str]| {
        let paths: Vec<String> = paths.iter().map(|path| project.root.join(path).into_string()).collect();
        let paths = paths.iter().map(String::as_str);
        project.xtask(&["explain"].into_iter().chain(paths).collect::<Vec<_>>()).exits(0).stdout
    };
    expect![[r#"
        environment.yml
          a Conda package or channel: environment, activation, pip, user, postBuild, start
          variables: activation, pip, user, postBuild, start
          the pip section: pip, user, postBuild, start
          a comment, the order, the name: nothing
        more.txt
          a requirement: pip, user, postBuild, start
          a comment, the order: nothing
        postBuild
          any edit: postBuild, start
        Cargo.toml
          base-image, apt: system packages, Conda, environment, activation, pip, user, postBuild, start
          anything else: nothing
        template/activate.sh
          any edit: activation, pip, user, postBuild, start
        docker/activate.sh
          is overwritten, template/ is what to edit: nothing
        notebooks/deep/postBuild
          any edit: nothing
        ../outside
          any edit: nothing
    "#]]
    .assert_eq(
        &said(&[
            "environment.yml",
            "more.txt",
            "./postBuild",
            "Cargo.toml",
            "template/activate.sh",
            "docker/activate.sh",
            "notebooks/deep/postBuild",
            "../outside",
        ])
        .replace(project.root.parent().unwrap().as_str(), ".."),
    );
}

#[test]
fn a_file_is_the_same_by_whatever_path_it_is_named() {
    let project = Project::of_template("project");
    std::os::unix::fs::symlink("project", project.root.with_file_name("link")).unwrap();
    std::fs::rename(project.root.join("postBuild"), project.root.join("script")).unwrap();
    std::os::unix::fs::symlink("script", project.root.join("postBuild")).unwrap();
    let said = |path: &str| {
        let mut command = project.command(&["explain", path]);
        Outcome::of(command.current_dir(&project.root).output().unwrap()).exits(0).stdout
    };
    for path in
        ["postBuild", "./template/../postBuild", "../link/postBuild", "../project/template/.././postBuild"]
    {
        assert_eq!(said(path), "postBuild\n  any edit: postBuild, start\n", "{path}");
    }
}

#[test]
fn with_a_lock_an_edit_of_the_packages_is_locked_first() {
    let project = Project::of_template("project");
    let lock = include_str!("../golden/locked/lock/conda-linux-64.lock");
    project.write("lock/conda-linux-64.lock", lock);
    let path = |name: &str| project.root.join(name).into_string();
    let said = project.xtask(&["explain", &path("requirements.txt"), &path("lock/conda-linux-64.lock")]);
    expect![[r#"
        requirements.txt
          a requirement: `cargo xtask lock`, then pip, user, postBuild, start
          a comment, the order: nothing
        lock/conda-linux-64.lock
          this platform's: environment, activation, pip, user, postBuild, start
    "#]]
    .assert_eq(&said.exits(0).stdout);
}
