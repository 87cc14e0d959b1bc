//! Claims about mistakes in what the user wrote: one sentence with its place, exit code 2, and nothing written.

mod conda;
mod lock;
mod settings;
mod templates;

use std::time::{Duration, Instant};

use crate::fake_docker::Docker;
use crate::support::tree;

/// A file to write, its bytes, and all that the tool is to say.
type Case<'a> = (&'a str, &'a [u8], &'a str);

/// Runs `docker-build` on each mistake alone, and shows every sentence that is not as it should be.
fn check(cases: &[Case<'_>]) {
    let docker = Docker::of_template("project");
    let mut wrong = String::new();
    for (file, bytes, expected) in cases {
        let path = docker.project.root.join(file);
        let before = std::fs::read(&path).ok();
        docker.project.write(file, bytes);
        let said = refused(&docker, &["docker-build"]);
        if said != format!("error: {expected}\n") {
            wrong += &format!("{file} {}\n  expected {expected}\n  actual   {said}", bytes.escape_ascii());
        }
        match before {
            Some(before) => std::fs::write(&path, before).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    // So it was the mistakes that were refused, and not the project.
    docker.xtask(&["docker-build"]).exits(0);
}

/// What the tool says when it refuses its input, having changed nothing and asked nobody to build.
#[track_caller]
fn refused(docker: &Docker, args: &[&str]) -> String {
    let beside = docker.project.root.parent().unwrap();
    let listing = || {
        let ours = |(path, _): &(camino::Utf8PathBuf, _)| !path.starts_with(&docker.folder);
        tree(beside).into_iter().filter(ours).collect::<Vec<_>>()
    };
    let (before, start) = (listing(), Instant::now());
    let outcome = docker.xtask(args).exits(2);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?} for\n{}", start.elapsed(), outcome.stderr);
    assert!(listing() == before, "something was written in spite of\n{}", outcome.stderr);
    assert_eq!(docker.deeds(), [], "{}", outcome.stderr);
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}
