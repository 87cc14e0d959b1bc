//! Claims about `clean`, for one project: what it shows, what it removes, and what it leaves alone.

use std::process::Command;
use std::time::Duration;

use camino::Utf8PathBuf;

use super::{Docker, facts};
use crate::kills::killed;
use crate::support::{Outcome, have};

/// A project whose image has this id, and is noted as its own.
pub fn built(name: &str, id: &str) -> Docker {
    let docker = Docker::of_template(name);
    docker.answers("image inspect", "0", &format!("@built\nsha256:{id}\n"), "");
    docker.xtask(&["docker-build", "--no-cache"]).exits(0);
    docker.forget();
    docker
}

/// From now on these images are there: of each the id, the name or nothing, and the size.
pub fn has_images(docker: &Docker, images: &[[&str; 3]]) {
    let line = |[id, name, size]: &[&str; 3]| {
        let (repository, tag) = name.rsplit_once(':').unwrap_or(("<none>", "<none>"));
        format!("sha256:{id}\t{repository}\t{tag}\t{size}\n")
    };
    docker.answers("image ls", "0", &images.iter().map(line).collect::<String>(), "");
}

/// The folder of the tool's cache.
pub fn cache(docker: &Docker) -> Utf8PathBuf {
    docker.folder.with_file_name("cache").join("conda-in-docker")
}

/// The commands of what was removed.
pub fn removed(docker: &Docker) -> Vec<String> {
    docker.deeds().iter().map(|call| call.args.join(" ")).collect()
}

/// How the output names the command for this project.
fn command(docker: &Docker, options: &str) -> String {
    format!("`cargo xtask clean --project {}{options}`", docker.project.root)
}

#[test]
fn an_image_that_a_newer_one_has_replaced_is_shown_and_goes_when_somebody_says_yes() {
    let docker = built("project", "ab12");
    let images = [["cd34", "project:latest", "705MB"], ["ab12", "", "705MB"], ["ef56", "", "705MB"]];
    has_images(&docker, &images);
    docker.answers(
        "system df --verbose",
        "0",
        r#"{"Images":[{"ID":"sha256:ab12","UniqueSize":"458kB"},{"ID":"sha256:cd34","UniqueSize":"1MB"}],"BuildCache":[]}"#,
        "",
    );
    let table = "\
what   name            size   its own
image  ab12            705MB  458kB    goes: a newer image has its name
image  project:latest  705MB  1MB      stays: the project's image
";
    let others = format!(
        "xtask: {} also shows 1 older image that this project has not noted as its own\n",
        command(&docker, " --all")
    );
    let outcome = docker.xtask(&["clean"]).exits(0);
    let end = format!(
        "nothing is removed yet; {} removes 1 thing, which frees 458kB\n",
        command(&docker, " --yes")
    );
    assert_eq!((outcome.stdout, outcome.stderr), (format!("{table}{end}"), others.clone()));
    assert_eq!(removed(&docker), [""; 0]);

    // What is printed can be pasted, so the table stands beside it.
    let dry = docker.xtask(&["--dry-run", "clean"]).exits(0);
    assert_eq!(dry.stderr, format!("xtask: this is here:\n{table}{others}"));
    assert_eq!(dry.stdout, format!("cd {}\ndocker image rm ab12\n", docker.project.root));
    assert_eq!(removed(&docker), [""; 0]);

    docker.answers("system df --format", "0", "Images\t300MB\nBuild Cache\t1MB\n", "");
    docker.forget();
    docker.answers_times(1, "system df --format", "0", "Images\t700MB\nBuild Cache\t1MB\n");
    let outcome = docker.xtask(&["clean", "--yes"]).exits(0);
    assert_eq!(outcome.stdout, table);
    assert!(
        outcome.stderr.ends_with("xtask: removed 1 thing, which has freed 400MB\n"),
        "{}",
        outcome.stderr
    );
    assert_eq!(removed(&docker), ["image rm ab12"]);
    // The note on it has gone with it.
    assert!(!cache(&docker).join("built/ab12").exists());
    let now = docker.xtask(&["clean"]).exits(0);
    assert!(now.stderr.contains("2 older images that this project has not"), "{}", now.stderr);
    assert!(now.stderr.ends_with("xtask: there is nothing to remove\n"), "{}", now.stderr);
}

#[test]
fn where_nobody_has_left_anything_nothing_is_shown_and_nothing_is_removed() {
    let docker = Docker::of_template("project");
    for args in [&["clean"][..], &["clean", "--yes"], &["clean", "--all", "--volumes", "--yes"]] {
        let outcome = docker.xtask(args).exits(0);
        assert_eq!(
            (outcome.stdout.as_str(), outcome.stderr.as_str()),
            ("", "xtask: there is nothing to remove\n")
        );
    }
    assert_eq!(removed(&docker), [""; 0]);
}

#[test]
fn a_container_that_does_not_run_goes_and_the_image_that_it_alone_has_used_goes_with_it() {
    // The state of the container that has the older image, what goes, and the reason that the image stays.
    let table: [(&str, &[&str], &str); 7] = [
        ("running", &[], "the container a-lab uses it"),
        ("paused", &[], "the container a-lab uses it"),
        ("restarting", &[], "the container a-lab uses it"),
        ("removing", &[], "the container a-lab uses it"),
        ("something new", &[], "the container a-lab uses it"),
        ("exited", &["container rm id-a-lab", "image rm ab"], ""),
        ("created", &["container rm id-a-lab", "image rm ab"], ""),
    ];
    let docker = built("project", "ab");
    let key = format!("project={}", docker.key());
    has_images(&docker, &[["cd", "project:latest", "1MB"], ["ab", "", "1MB"]]);
    for (state, goes, reason) in table {
        docker.has_containers(&[facts("a-lab", state, &[&key, "kind=lab"], &[])]).forget();
        let outcome = docker.xtask(&["--dry-run", "clean"]).exits(0);
        let printed: Vec<&str> =
            outcome.stdout.lines().skip(1).map(|line| &line["docker ".len()..]).collect();
        assert_eq!(printed, goes, "{state}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(reason), "{state}: {}", outcome.stderr);
    }
    // One of Compose's keeps what was installed in it only as long as it is there; and another's container uses an image as well.
    docker.has_containers(&[
        facts("a-compose", "exited", &[&key, "kind=compose"], &[]),
        facts("nobody-s", "exited", &[], &[]),
    ]);
    let outcome = docker.forget().xtask(&["clean", "--yes"]).exits(0);
    assert!(outcome.stdout.contains("stays: the container nobody-s uses it"), "{}", outcome.stdout);
    assert_eq!(removed(&docker), ["container rm id-a-compose"]);
}

#[test]
fn what_is_another_s_is_not_shown_and_a_name_alone_makes_nothing_this_project_s() {
    let docker = built("project", "ab");
    docker.has_containers(&[
        facts("project-lab", "exited", &[], &[]),
        facts("b-lab", "exited", &["project=ff00ff00", "kind=lab"], &[]),
    ]);
    // The first was built for another project of this name; of the second nobody knows.
    std::fs::write(cache(&docker).join("built/cd"), "[\"project-00000000\", \"project\", \"/\"]\n").unwrap();
    has_images(&docker, &[["cd", "", "1MB"], ["ef", "", "1MB"], ["12", "project-2:latest", "1MB"]]);
    let outcome = docker.forget().xtask(&["clean", "--yes"]).exits(0);
    assert_eq!(outcome.stdout, "");
    assert!(outcome.stderr.contains("2 older images that this project has not noted"), "{}", outcome.stderr);
    assert_eq!(removed(&docker), [""; 0]);
}

#[test]
fn a_moved_project_has_its_older_images_and_a_copy_of_it_has_none() {
    let docker = built("project", "ab");
    has_images(&docker, &[["cd", "project:latest", "1MB"], ["ab", "", "1MB"]]);
    let moved = docker.project.root.with_file_name("moved");
    std::fs::rename(&docker.project.root, &moved).unwrap();
    std::thread::sleep(Duration::from_millis(30));
    assert!(Command::new("cp").arg("-a").args([&moved, &docker.project.root]).status().unwrap().success());
    let settings = |name: &str| format!("[workspace.metadata.docker]\nimage = \"{name}\"\n");
    std::fs::write(moved.join("Cargo.toml"), settings("project")).unwrap();
    for (root, has_it) in [(&moved, true), (&docker.project.root, false)] {
        let shown = docker.finish(docker.project.command_in(root, &["clean"])).exits(0).stdout;
        assert_eq!(shown.contains("goes: a newer image has its name"), has_it, "{root}: {shown}");
    }
}

#[test]
fn what_a_killed_command_has_left_goes_unless_it_is_a_project_s_image_or_in_use() {
    let docker = built("left", "ab");
    let images = [
        ["01", "left-lock:latest", "1MB"],
        ["02", "left-again:latest", "2MB"],
        ["03", "left-third:latest", "3MB"],
        ["04", "left-own:latest", "4MB"],
        ["ab", "left:latest", "5MB"],
    ];
    has_images(&docker, &images);
    docker.xtask(&["clean", "--yes"]).exits(0);
    assert_eq!(
        removed(&docker),
        ["image rm left-lock:latest", "image rm left-again:latest", "image rm left-third:latest"]
    );

    // A project of this name has noted its image; a container has the second; the command of the third runs.
    std::fs::write(cache(&docker).join("built/01"), "[\"left-lock-00000000\", \"left-lock\", \"/\"]\n")
        .unwrap();
    let user = facts("a-user", "exited", &[], &[]).replace("sha256:ab", "sha256:02");
    docker.has_containers(&[user]).forget();
    #[cfg(target_os = "linux")]
    let _held = {
        use std::os::linux::net::SocketAddrExt as _;
        use std::os::unix::net::{SocketAddr, UnixListener};
        let name = SocketAddr::from_abstract_name("conda-in-docker image left-third").unwrap();
        UnixListener::bind_addr(&name).unwrap()
    };
    let outcome = docker.xtask(&["clean", "--yes"]).exits(0);
    let expected = "\
what   name               size  its own
image  left-again:latest  2MB   -        stays: the container a-user uses it
image  left-third:latest  3MB   -        stays: a command of this tool uses it
image  left:latest        5MB   -        stays: the project's image
";
    assert_eq!(outcome.stdout, expected);
    assert_eq!(removed(&docker), [""; 0]);
}

#[test]
fn what_cannot_be_removed_is_a_warning_and_the_rest_goes() {
    let docker = built("project", "ab");
    let key = format!("project={}", docker.key());
    docker.has_containers(&[facts("a-lab", "exited", &[&key, "kind=lab"], &[])]);
    std::fs::copy(cache(&docker).join("built/ab"), cache(&docker).join("built/cd")).unwrap();
    has_images(&docker, &[["ab", "", "1MB"], ["cd", "", "1MB"]]);
    docker.answers("container rm", "1", "", "Error response from daemon: No such container: id-a-lab\n");
    docker.answers(
        "image rm ab",
        "1",
        "",
        "Error response from daemon: conflict: unable to delete ab (must be forced)\n",
    );
    let outcome = docker.forget().xtask(&["clean", "--yes"]).exits(1);
    let expected = "\
warning: the image ab stays: Error response from daemon: conflict: unable to delete ab (must be forced)
xtask: removed 2 things
error: 1 of 3 things could not be removed; the lines above say why
";
    assert_eq!(outcome.stderr, expected);
    assert_eq!(removed(&docker), ["container rm id-a-lab", "image rm ab", "image rm cd"]);
    assert!(cache(&docker).join("built/ab").exists() && !cache(&docker).join("built/cd").exists());
}

#[test]
fn an_engine_that_answers_nonsense_loses_nothing() {
    let docker = built("project", "ab");
    for nonsense in ["<html>\n", "\t\t\t\n", "sha256:ab\n", "sha256:ab\tx\ty\tz\tmore\n", "{\"a\": 1}\n"] {
        for (question, answer) in [("image ls", nonsense), ("container ls", ""), ("system df", nonsense)] {
            docker.answers(question, "0", answer, "");
        }
        docker.forget().xtask(&["clean", "--yes"]).exits(0);
        assert_eq!(removed(&docker), [""; 0], "{nonsense}");
    }
    // What an engine does not list is an error, before anything is removed; its sizes are no matter.
    has_images(&docker, &[["ab", "", "much"]]);
    docker.answers("system df", "1", "", "Error: timeout\n");
    let outcome = docker.xtask(&["clean"]).exits(0);
    let unknown =
        "warning: docker does not say what is on its disk, so sizes are unknown, and its build cache stays, ";
    assert!(outcome.stderr.starts_with(unknown), "{}", outcome.stderr);
    let shown = outcome.stdout;
    assert!(shown.contains("image  ab    -     -        goes: a newer image has its name\n"), "{shown}");
    assert!(shown.ends_with("--yes` removes 1 thing\n"), "{shown}");
    docker.answers("system df", "0", "{}", "");
    let lists: [(&str, &str); 2] = [
        ("image ls", "error: docker does not list its images: Error: refused\n"),
        ("container ls", "error: docker does not list the containers: Error: refused\n"),
    ];
    for (question, sentence) in lists {
        docker.answers(question, "1", "", "Error: refused\n").forget();
        assert_eq!(docker.xtask(&["clean", "--yes"]).exits(1).stderr, sentence);
        assert_eq!(removed(&docker), [""; 0]);
    }
}

#[test]
fn podman_is_asked_in_its_own_words_and_whatever_ends_the_command_the_next_one_goes_on() {
    let mut docker = Docker::of_template("project");
    docker.project.env("CONTAINER_ENGINE", "podman").env("FAKE_DOCKER_PAUSE", "20");
    docker.answers("podman info", "0", "vm\ttrue\tfalse\n", "");
    docker.answers("podman image inspect", "0", "@built\nab12\n", "");
    docker.xtask(&["docker-build", "--no-cache"]).exits(0);
    let images = "cd34\tlocalhost/project\tlatest\t1.2 GB\nab12\t<none>\t<none>\t1.1 GB\n";
    docker.answers("podman image ls", "0", images, "").forget();
    for (signal, pause) in [("KILL", 30), ("TERM", 60), ("INT", 90), ("KILL", 120)] {
        let code =
            killed(docker.project.command(&["clean", "--yes"]), signal, Duration::from_millis(pause)).code;
        assert!([0, 130, 137, 143].contains(&code), "{signal}: {code}");
    }
    docker.forget();
    // As often as it was ended, the image is there, since the fake removes nothing; whose it is may be forgotten by now.
    let note = cache(&docker).join("built/ab12");
    if !note.exists() {
        docker.xtask(&["docker-build", "--no-cache"]).exits(0);
        docker.forget();
    }
    let outcome = docker.xtask(&["clean", "--yes"]).exits(0);
    let table = "\
what   name                      size   its own
image  ab12                      1.1GB  -        goes: a newer image has its name
image  localhost/project:latest  1.2GB  -        stays: the project's image
";
    assert_eq!(outcome.stdout, table);
    assert_eq!(removed(&docker), ["podman image rm ab12"]);
    let asked = docker.calls().iter().any(|call| call.line().contains("--verbose"));
    assert!(!asked, "podman has no such answer");
}

/// What the command ends with, and all that it says, where this is typed at its terminal.
fn typed(docker: &Docker, answer: &str) -> (i32, String) {
    let tool = docker.project.command(&["clean"]);
    let words = [tool.get_program()].into_iter().chain(tool.get_args());
    let line = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect::<Vec<_>>().join(" ");
    let script = "printf '%s\\n' \"$1\" | script --quiet --return --command \"$0\" /dev/null";
    let mut terminal = Command::new("sh");
    terminal.args(["-c", script, &line, answer]).env_clear().current_dir("/");
    terminal.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let outcome = Outcome::of(terminal.output().unwrap());
    (outcome.code, outcome.stdout.replace('\r', ""))
}

#[test]
fn on_a_terminal_it_asks_once_and_looks_again_before_it_removes() {
    if !have("script") {
        return;
    }
    let docker = built("project", "ab");
    has_images(&docker, &[["ab", "", "1MB"]]);
    let table = [
        ("no", 0, "nothing is removed\n", false),
        ("", 2, "`` is neither yes nor no, so nothing is changed; run the command again\n", false),
        ("Yes", 0, "removed 1 thing\n", true),
    ];
    for (answer, code, end, is_removed) in table {
        let (is, said) = typed(&docker, answer);
        assert!(is == code && said.ends_with(end), "{answer}: {is} {said}");
        assert!(said.contains("remove 1 thing, which frees at most 1MB? [yes/no]"), "{said}");
        assert_eq!(!removed(&docker).is_empty(), is_removed, "{answer}");
    }
    // At the second look a container has the image.
    let docker = built("project", "ab");
    has_images(&docker, &[["ab", "", "1MB"]]);
    docker.has_containers(&[facts("a-user", "running", &[], &[])]);
    docker.forget().answers_times(1, "container ls", "0", "");
    let (code, said) = typed(&docker, "yes");
    assert!(code == 0 && said.ends_with("removed 0 things\n"), "{code} {said}");
    assert_eq!(removed(&docker), [""; 0]);
}
