//! Claims about `clean`: what an engine really has no longer, and what it keeps. `--all` would take what other tests need, so that is
//! tried with the fake `docker`.

use super::machine::{BUILD, docker, give, image, small_project};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] =
    tests![an_older_image_goes_with_its_layers_and_the_project_s_image_and_what_another_made_of_it_stay];

fn xtask(project: &Project, args: &[&str]) -> Outcome {
    within(BUILD, project.command(args)).exits(0)
}

/// Builds the project with another postBuild, and returns the image's id.
fn build(project: &Project, text: &str) -> String {
    // Of a size by which its layer is known.
    project.write("postBuild", format!("#!/bin/bash\nhead -c 23456789 /dev/urandom >~/made\necho {text}\n"));
    give(project);
    xtask(project, &["--offline", "docker-build"]);
    docker(&["image", "inspect", "--format", "{{.Id}}", &name(project)]).exits(0).stdout.trim().to_owned()
}

fn name(project: &Project) -> String {
    project.root.file_name().unwrap().to_owned()
}

/// How many layers of postBuild's the build cache has.
fn layers() -> usize {
    let cache = docker(&["system", "df", "--verbose", "--format", "{{json .BuildCache}}"]).exits(0).stdout;
    cache.matches("\"Size\":\"23.5MB\"").count()
}

fn is_there(id: &str) -> bool {
    docker(&["image", "inspect", id]).code == 0
}

fn an_older_image_goes_with_its_layers_and_the_project_s_image_and_what_another_made_of_it_stay() {
    let project = small_project(&image("clean"));
    let child = image("clean-child");
    let first = build(&project, "one");
    let second = build(&project, "two");
    // Another's image on the second one, which goes on without its name.
    let tagged = within(ANSWER, {
        let mut build = std::process::Command::new("docker");
        let dockerfile = format!("FROM {}\nLABEL mine=1\n", name(&project));
        let folder = project.root.join("child");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("Dockerfile"), dockerfile).unwrap();
        build.args(["image", "build", "--tag", &child, folder.as_str()]);
        build
    });
    tagged.exits(0);
    let third = build(&project, "three");
    let id = project.read("docker/.project-id");
    let key = id.lines().next().unwrap().rsplit_once('-').unwrap().1;
    let label = format!("conda-in-docker.project={key}");
    let ended = docker(&["container", "create", "--label", &label, &third, "true"]).exits(0).stdout;
    let before = layers();

    let shown = xtask(&project, &["clean"]).stdout;
    for id in [&first, &second] {
        let short = &id.trim_start_matches("sha256:")[..12];
        let row = shown.lines().find(|line| line.contains(short)).unwrap_or_else(|| panic!("{shown}"));
        assert!(row.ends_with("goes: a newer image has its name"), "{shown}");
        assert!(is_there(id));
    }
    assert!(!shown.contains(&child), "{shown}");
    let said = xtask(&project, &["clean", "--yes"]).stderr;
    assert!(said.contains("removed 3 things"), "{said}");
    let there = [&first, &second, &third, &child].map(|id| is_there(id));
    assert_eq!(there, [false, false, true, true]);
    assert_ne!(docker(&["container", "inspect", ended.trim()]).code, 0);
    // The child has the layers of the second image.
    assert_eq!(layers(), before - 1);
    let again = xtask(&project, &["clean", "--yes"]).stderr;
    assert!(again.ends_with("xtask: there is nothing to remove\n"), "{again}");
    let status = xtask(&project, &["--offline", "status"]).stdout;
    assert!(status.ends_with("is current\n"), "{status}");
    docker(&["image", "rm", &child, &name(&project)]).exits(0);
}
