//! Claims about `--offline`: every command makes the offline world that it needs, once, and gives the engine its base image.

mod programs;

use camino::Utf8PathBuf;

use crate::fake_docker::Docker;

/// A `python3` that makes an empty world as make.py does, serves nothing, and writes down how it was called.
const PYTHON: &str = r#"#!/bin/sh
printf '%s\n' "$*" >>"$FAKE_DOCKER/python"
case $1 in
*serve.py) [ -z "$TAKEN" ] || exit 1; echo 1; exec cat >/dev/null ;;
*make.py) ;;
*) exit 1 ;;
esac
[ "$2" != --possible ] || exit "${POSSIBLE:-0}"
[ -z "$BROKEN" ] || { echo 'offline-world: the step `wheels` failed' >&2; exit 1; }
out=$2 apt= key=
mkdir -p "$out/www" "$out/images"
for word; do
  case $word in
  --*) key=$word ;;
  *) case $key in
    --stamp) stamp=$word ;;
    --apt) apt="$apt, \"$word\"" ;;
    esac ;;
  esac
done
: >"$out/www/installer.sh" >"$out/images/bookworm.tar"
cat >"$out/world.json" <<JSON
{"base_image": "offline/debian:bookworm", "images": {"offline/debian:bookworm": {"archive": "images/bookworm.tar",
 "layer": "sha256:1f"}}, "installer": "installer.sh", "installer_sha256": "2e", "port": 20001, "apt": [${apt#, }],
 "stamp": "$stamp"}
JSON
"#;

/// A project, an engine that has no image, and a home that has nothing.
fn nothing() -> Docker {
    let mut docker = Docker::of_template("project");
    docker.put_first("python3", PYTHON);
    docker
}

/// Where the world is.
fn world(docker: &Docker) -> Utf8PathBuf {
    docker.project.root.parent().unwrap().join("cache/conda-in-docker/offline-world")
}

/// How often it has been made, from now on counted anew.
fn made(docker: &Docker) -> usize {
    let log = docker.folder.join("python");
    let calls = std::fs::read_to_string(&log).unwrap_or_default();
    let _ = std::fs::remove_file(log);
    calls.lines().filter(|line| line.contains("make.py")).count()
}

/// The engine has the base image with this layer.
fn has(docker: &Docker, layer: &str) {
    let start = "image inspect --format {{range";
    docker.answers(start, "0", &format!("{layer}\n"), "");
}

/// The images that were loaded since the last time.
fn loaded(docker: &Docker) -> Vec<String> {
    let calls = docker.calls();
    docker.forget();
    calls.into_iter().map(|call| call.line()).filter(|line| line.contains("image load")).collect()
}

#[test]
fn every_command_that_builds_makes_the_world_first_and_gives_the_engine_its_base_image_and_the_next_one_does_neither()
 {
    let archive = |docker: &Docker| format!("image load --input {}/images/bookworm.tar", world(docker));
    for command in [&["docker-build"][..], &["run", "--", "true"], &["compose", "up"], &["lab", "--detach"]] {
        let docker = nothing();
        // A lab that cannot start is not waited for.
        docker.answers("container run", "125", "", "");
        let said = docker.xtask(&[&["--offline"], command].concat()).stderr;
        let start =
            "xtask: making the offline world, from which this is built; it takes some minutes, once\n";
        assert!(said.starts_with(start), "{command:?}: {said}");
        assert!(
            said.contains("xtask: giving docker the base image offline/debian:bookworm\n"),
            "{command:?}: {said}"
        );
        assert_eq!((made(&docker), loaded(&docker)), (1, vec![archive(&docker)]), "{command:?}");
        has(&docker, "sha256:1f");
        docker.xtask(&[&["--offline"], command].concat());
        assert_eq!((made(&docker), loaded(&docker)), (0, vec![]), "{command:?}");
    }
}

#[test]
fn what_runs_in_a_container_finds_the_world_in_a_folder_because_no_server_of_this_machine_is_reached_there() {
    let docker = nothing();
    has(&docker, "sha256:1f");
    docker.answers("container run", "125", "", "");
    for command in [&["run", "--", "true"][..], &["shell"], &["lab", "--detach"]] {
        docker.forget();
        docker.xtask(&[&["--offline"], command].concat());
        let runs: Vec<_> =
            docker.calls().into_iter().filter(|call| call.line().starts_with("container run")).collect();
        let run = runs.last().unwrap();
        let mount = format!("type=bind,source={}/www,target=/opt/offline-world,readonly", world(&docker));
        assert_eq!(run.values("--mount").iter().filter(|value| **value == mount).count(), 1, "{run:?}");
        for (name, place) in [("CONDA_CHANNEL_ALIAS", ""), ("PIP_INDEX_URL", "/simple/")] {
            assert!(run.values("--env").contains(&name), "{run:?}");
            assert_eq!(run.env[name], format!("file:///opt/offline-world{place}"), "{run:?}");
        }
    }
}

#[test]
fn a_command_that_builds_nothing_makes_no_world() {
    let docker = nothing();
    let commands: [&[&str]; 9] = [
        &["status"],
        &["stop"],
        &["logs"],
        &["check"],
        &["generate"],
        &["explain", "postBuild"],
        &["size"],
        &["lock", "--check"],
        &["compose", "config"],
    ];
    for command in commands {
        docker.xtask(&[&["--offline"], command].concat());
        assert_eq!(made(&docker), 0, "{command:?}");
    }
    let status = docker.xtask(&["--offline", "status"]).exits(0).stdout;
    let image = "\nimage: there is no offline world on this machine yet; `cargo xtask --offline docker-build` makes it, and the \
                 image from it\n";
    assert!(status.ends_with(image), "{status}");
}

#[test]
fn status_compares_with_what_the_image_was_built_from_and_says_so_where_that_is_not_what_was_asked_for() {
    let docker = nothing();
    let image = |args: &[&str]| {
        let status = docker.xtask(&[args, &["status"]].concat()).exits(0).stdout;
        status.rsplit_once("\nimage: ").unwrap().1.to_owned()
    };
    docker.xtask(&["--offline", "docker-build"]).exits(0);
    docker.has_built_image();
    assert_eq!(image(&["--offline"]), "project is current\n");
    assert_eq!(
        image(&[]),
        "project is current; it was built from the offline world, with --offline, and is built again without it\n"
    );
    docker.project.write("requirements.txt", "watermark==2\n");
    let before = "project is from before requirements.txt changed";
    assert_eq!(image(&["--offline"]), format!("{before}\n"));
    assert_eq!(
        image(&[]),
        format!(
            "{before}; it was built from the offline world, with --offline, and is built again without it\n"
        )
    );
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image();
    assert_eq!(image(&[]), "project is current\n");
    assert_eq!(
        image(&["--offline"]),
        "project is current; it was built without --offline, and is built again with it\n"
    );
}

#[test]
fn a_build_says_that_the_image_is_from_a_command_with_offline_or_without_it() {
    let docker = nothing();
    let first = |args: &[&str]| {
        let said = docker.xtask(args).exits(0).stderr;
        let is_about_image = |line: &&str| line.contains(" the image `project`");
        let line = said.lines().find(is_about_image).unwrap_or_else(|| panic!("{args:?}: {said}"));
        line.split_once(" the image `project`").unwrap().1.to_owned()
    };
    docker.xtask(&["--offline", "docker-build"]).exits(0);
    docker.has_built_image();
    assert_eq!(
        first(&["run", "--no-build", "true"]),
        " as it is: it was built from the offline world, with --offline"
    );
    docker.project.write("requirements.txt", "watermark==2\n");
    let changed = "requirements.txt changed; it was built from the offline world, with --offline";
    assert_eq!(first(&["run", "--no-build", "true"]), format!(" as it is: {changed}"));
    assert_eq!(first(&["run", "true"]), format!(": {changed}, and is built again without it"));
    assert_eq!(
        first(&["--offline", "shell"]),
        ": it was built without --offline, and is built again with it"
    );
}

#[test]
fn a_lock_of_the_offline_world_says_that_it_is_of_no_use_elsewhere_and_how_it_gets_to_be() {
    let docker = nothing();
    let only_pip = "channels: [conda-forge]\ndependencies: [python]\n";
    docker
        .project
        .write("environment.yml", only_pip)
        .write("requirements.txt", "")
        .write("postBuild", "#!/bin/sh\n");
    docker.answers("version --format {{.Server.Os}}", "0", "linux/amd64\n", "");
    docker.answers("container run --rm --entrypoint /bin/bash", "0", r#"{"packages": []}"#, "");
    let lock = |args: &[&str]| docker.xtask(&[args, &["lock", "--no-check"]].concat()).exits(0).stderr;
    let warning = format!(
        "warning: lock/ names packages that only the offline world has; before you commit it, run `cargo xtask lock --project {} \
         --upgrade` where there is internet\n",
        docker.project.root
    );
    let said = lock(&["--offline"]);
    assert!(said.ends_with(&warning), "{said}");
    assert!(!lock(&[]).contains("offline"));
    assert!(!lock(&["--offline", "--dry-run"]).contains(&warning));
}

#[test]
fn a_world_that_is_too_old_not_whole_or_described_by_a_damaged_file_is_made_again() {
    let docker = nothing();
    let build = || docker.xtask(&["--offline", "docker-build"]).exits(0).stderr;
    build();
    let json = world(&docker).join("world.json");
    let whole = std::fs::read_to_string(&json).unwrap();
    let stamp = whole.split("\"stamp\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(made(&docker), 1);
    let cases: [(&str, &dyn Fn()); 5] = [
        ("of other programs", &|| std::fs::write(&json, whole.replace(&stamp, "another")).unwrap()),
        ("interrupted", &|| std::fs::write(&json, whole.replace("\"stamp\"", "\"was\"")).unwrap()),
        ("without its image", &|| std::fs::remove_file(world(&docker).join("images/bookworm.tar")).unwrap()),
        ("without its installer", &|| std::fs::remove_file(world(&docker).join("www/installer.sh")).unwrap()),
        ("without a package", &|| std::fs::write(docker.project.root.join("apt.txt"), "graphviz\n").unwrap()),
    ];
    for (what, spoil) in cases {
        spoil();
        let said = build();
        assert!(said.contains("xtask: bringing the offline world up to date\n"), "{what}: {said}");
        assert_eq!(made(&docker), 1, "{what}");
        build();
        assert_eq!(made(&docker), 0, "{what}");
    }
    for text in ["[]", "{", "", "7", "{\"port\": 1}"] {
        std::fs::write(&json, text).unwrap();
        let said = build();
        assert!(said.starts_with("xtask: making the offline world"), "{text}: {said}");
        assert_eq!(made(&docker), 1, "{text}");
    }
}

#[test]
fn an_engine_with_an_older_base_image_of_that_name_gets_the_new_one_and_podman_gets_it_as_docker_does() {
    let docker = nothing();
    has(&docker, "sha256:0a");
    docker.xtask(&["--offline", "docker-build"]).exits(0);
    assert_eq!(loaded(&docker).len(), 1);
    docker.answers("image load", "1", "", "open bookworm.tar: no space left on device\n");
    let said = docker.xtask(&["--offline", "docker-build"]).exits(1).stderr;
    let sentence = "error: docker does not take the base image of the offline world: open bookworm.tar: no space left on device\n";
    assert!(said.ends_with(sentence), "{said}");
    docker.answers("podman info", "0", "", "");
    docker.forget();
    docker.xtask(&["--offline", "--engine", "podman", "docker-build"]);
    let loaded = loaded(&docker);
    assert!(loaded.iter().all(|line| line.starts_with("podman image load --input ")), "{loaded:?}");
}

#[test]
fn what_the_world_cannot_be_made_of_ends_the_command_and_nothing_is_built_and_a_dry_run_prints_what_would_make_it()
 {
    let mut docker = nothing();
    docker.project.env("BROKEN", "1");
    let said = docker.xtask(&["--offline", "docker-build"]).exits(1).stderr;
    assert!(said.ends_with("offline-world: the step `wheels` failed\n"), "{said}");
    assert!(docker.deeds().is_empty());
    assert_eq!(made(&docker), 1);
    let printed = docker.xtask(&["--offline", "--dry-run", "lab", "--", "--a=b c"]).exits(0).stdout;
    let project = &docker.project.root;
    let two = format!(
        "cargo xtask offline-world --project {project}\n\
         cargo xtask --project {project} --offline lab -- '--a=b c'\n"
    );
    assert_eq!(printed, two);
    assert_eq!(made(&docker), 0);
}

#[test]
fn a_build_that_reaches_no_server_ends_with_the_same_command_and_offline_where_the_machine_can_do_it() {
    let mut docker = nothing();
    docker.answers("image build", "1", "", "curl: (6) Could not resolve host: github.com\n");
    let project = docker.project.root.clone();
    let last = |docker: &Docker| {
        let said = docker.xtask(&["run", "--env", "A=b c", "--", "true"]).exits(1).stderr;
        said.rsplit_once("; or build without the internet: ").unwrap().1.to_owned()
    };
    let again = format!("`cargo xtask --offline --project {project} run --env 'A=b c' -- true`\n");
    assert_eq!(last(&docker), again);
    docker.project.env("POSSIBLE", "1");
    assert_eq!(last(&docker), "`cargo xtask offline-world`, then the same command with --offline\n");
}

#[test]
fn a_build_that_lacks_a_package_says_how_it_gets_into_the_offline_world_and_only_where_that_is_asked() {
    let docker = nothing();
    let last = |said: &str, args: &[&str]| {
        docker.answers("image build", "1", "", said);
        let said = docker.xtask(args).exits(1).stderr;
        said.rsplit_once("error: pip cannot find or combine the packages ").unwrap().1.to_owned()
    };
    let project = &docker.project.root;
    let named = format!(
        "; the offline world has what this template needs and no more; if the name is right, `cargo xtask offline-world \
         --project {project} --with nosuch` adds nosuch\n"
    );
    let unnamed = "; the offline world has what this template needs and no more, `cargo xtask offline-world` makes it anew for \
                   the setting `apt`, and `--with PACKAGE` adds others\n";
    let table = [
        ("ERROR: No matching distribution found for nosuch\n", named.as_str()),
        ("ERROR: ResolutionImpossible\n", unnamed),
    ];
    for (said, advice) in table {
        let offline = last(said, &["--offline", "docker-build"]);
        assert_eq!(offline, last(said, &["docker-build"]).trim_end().to_owned() + advice);
    }
}

#[test]
fn where_the_world_s_port_is_taken_the_way_out_is_named() {
    let mut docker = nothing();
    docker.project.env("TAKEN", "1");
    let said = docker.xtask(&["--offline", "docker-build"]).exits(1).stderr;
    let sentence = format!(
        "error: the server of the offline world did not start at port 20001; end the program that listens there, or run `cargo \
         xtask offline-world --project {}`, which chooses another port\n",
        docker.project.root
    );
    assert!(said.ends_with(&sentence), "{said}");
}
