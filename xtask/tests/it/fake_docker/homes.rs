//! Claims about what outlives a container: whose volumes it gets, and which mounts are refused or warned of.

use std::os::unix::fs::symlink;

use super::Docker;

/// The values of `--mount` that are volumes, of the only lab that is started now.
fn volumes(docker: &Docker, args: &[&str]) -> (Vec<String>, String) {
    let said = docker.forget().xtask(args).exits(0).stderr;
    let run = docker.only("container run");
    let volumes = run.values("--mount").into_iter().filter(|mount| mount.starts_with("type=volume"));
    (volumes.map(str::to_owned).collect(), said)
}

/// A project with this in its settings.
fn with(name: &str, settings: &str) -> Docker {
    let docker = Docker::of_template(name);
    give(&docker, settings);
    docker
}

fn give(docker: &Docker, settings: &str) {
    let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\n{settings}\n");
    docker.project.write("Cargo.toml", settings);
}

const CACHE: &str = "mounts = [{ volume = \"cache\", target = \"~/.cache\" }]";

#[test]
fn a_moved_project_s_lab_has_the_volume_and_the_name_that_it_had_and_a_copy_s_its_own() {
    let mut docker = with("project", "");
    let (before, _) = volumes(&docker, &["lab"]);
    let name = docker.only("container run").value("--name").to_owned();
    let (again, _) = volumes(&docker, &["lab"]);
    assert_eq!(before, again);

    let old = docker.project.root.clone();
    let moved = old.with_file_name("moved and renamed");
    std::fs::rename(&old, &moved).unwrap();
    docker.project.root = moved.clone();
    let (after, said) = volumes(&docker, &["lab"]);
    assert_eq!(after, before);
    assert_eq!(docker.only("container run").value("--name"), name);
    assert!(!said.contains("copy"), "{said}");
    let compose = docker.project.read("docker/.env");
    let (project, volume) = (name.replace("-lab-", "-"), before[0].split(['=', ',']).nth(3).unwrap());
    assert!(compose.contains(&format!("COMPOSE_PROJECT_NAME={project}\n")), "{compose}");
    assert!(compose.contains(&format!("LAB_VOLUME={volume}\n")), "{compose}");

    let copy = moved.with_file_name("copy");
    let copied = std::process::Command::new("cp").arg("-a").args([&moved, &copy]).status().unwrap();
    assert!(copied.success());
    docker.project.root = copy;
    let copies = |said: &str| said.matches("this project is a copy of").count();
    for args in [&["status"][..], &["stop"], &["status", "--json"]] {
        assert_eq!(copies(&docker.xtask(args).exits(0).stderr), 1, "{args:?}");
    }
    assert_eq!(copies(&docker.xtask(&["logs"]).exits(1).stderr), 1);
    assert_eq!(copies(&docker.xtask(&["shell", "--lab"]).exits(1).stderr), 1);
    let (own, said) = volumes(&docker, &["lab"]);
    assert_ne!(own, before);
    assert_eq!(copies(&said), 1, "{said}");
    let sentence = format!(
        "this project is a copy of the one in {moved}: it gets labs and volumes of its own, by the name copy-"
    );
    assert!(said.contains(&sentence), "{said}");
    let (again, said) = volumes(&docker, &["lab"]);
    assert!(again == own && !said.contains("copy of"), "{said}");
    docker.project.root = moved;
    assert_eq!(volumes(&docker, &["lab"]).0, before);
}

#[test]
fn a_cache_is_the_user_s_in_each_container_and_what_is_kept_is_where_a_person_is() {
    let docker = with("project", CACHE);
    let (of_lab, _) = volumes(&docker, &["lab"]);
    let (of_run, _) = volumes(&docker, &["run", "true"]);
    let run = docker.only("container run");
    let user = run.values("--mount")[0]
        .rsplit_once("target=/home/")
        .unwrap()
        .1
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(of_lab.len(), 2, "{of_lab:?}");
    assert!(of_lab[0].contains(&format!("target=/home/{user}/.kept,")), "{of_lab:?}");
    assert_eq!(of_run, of_lab[1..], "nobody is at a terminal");
    assert!(of_run[0].starts_with("type=volume,source=conda-in-docker-cache-"), "{of_run:?}");
    assert!(of_run[0].ends_with(&format!(",target=/home/{user}/.cache")), "{of_run:?}");
    assert!(
        docker
            .project
            .read("docker/Dockerfile")
            .contains("create-user.sh \"$username\" \"$uid\" \"$gid\" .cache\n")
    );

    let name = of_run[0].split(['=', ',']).nth(3).unwrap();
    let status = docker.xtask(&["status"]).exits(0).stdout;
    assert!(status.contains(&format!("\nvolume: {name} at ~/.cache (made by the first lab)\n")), "{status}");
    assert!(
        status.contains(" at ~/.kept: JupyterLab's settings, histories (made by the first lab)\n"),
        "{status}"
    );
    docker.answers("volume ls", "0", &format!("other\n{name}\n"), "");
    let status = docker.xtask(&["status"]).exits(0).stdout;
    assert!(status.contains(&format!("\nvolume: {name} at ~/.cache\n")), "{status}");
    // Where the engine does not say, nothing is said.
    docker.answers("volume ls", "1", "", "no\n");
    let status = docker.xtask(&["status"]).exits(0).stdout;
    assert!(status.contains(" at ~/.kept: JupyterLab's settings, histories\n"), "{status}");
    let compose = docker.project.read("docker/docker-compose.yml");
    assert!(
        compose.contains("name: \"conda-in-docker-cache-${LAB_UID}\"\n    external: true\n"),
        "{compose}"
    );
    // Compose takes it as it is, so it is made before.
    docker.has_built_image().forget();
    docker.xtask(&["compose", "up"]).exits(0);
    assert_eq!(docker.deed_names(), ["volume create", "compose --project-directory"]);
    assert_eq!(docker.only("volume create").args[2], name);
    let dry = docker.xtask(&["--dry-run", "compose", "up"]).exits(0).stdout;
    assert!(dry.contains(&format!("docker volume create {name}\n")), "{dry}");
}

#[test]
fn on_each_engine_lab_and_compose_name_the_same_volumes() {
    // A rootless Docker's account has the id 0, and a rootless podman's another one than the user's if that is large.
    let engines = [
        ("docker", "vm\t[name=seccomp,profile=builtin]\n"),
        ("docker", "vm\t[name=seccomp,profile=builtin name=rootless]\n"),
        ("podman", "vm\ttrue\tfalse\n"),
    ];
    for (engine, info) in engines {
        let mut docker = with("project", CACHE);
        let ids = "#!/bin/sh\ncase $1 in -u | -g) echo 1885580785 ;; *) echo jane ;; esac\n";
        docker.put_first("id", ids);
        docker.answers("info", "0", info, "").answers("podman info", "0", info, "");
        let said = docker.xtask(&["--engine", engine, "lab"]).exits(0).stderr;
        let start = if engine == "podman" { "podman container run" } else { "container run" };
        let run = docker.only(start);
        let volumes = run.values("--mount").into_iter().filter(|mount| mount.starts_with("type=volume"));
        let of_lab: Vec<&str> = volumes.map(|mount| mount.split(['=', ',']).nth(3).unwrap()).collect();
        let env = docker.project.read("docker/.env");
        let value =
            |name: &str| env.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap();
        let cache = format!("conda-in-docker-cache-{}", value("LAB_UID"));
        assert_eq!(of_lab, [value("LAB_VOLUME"), &cache], "{engine} {info} {said}");
        let status = docker.xtask(&["--engine", engine, "status"]).exits(0).stdout;
        for name in of_lab {
            assert!(status.contains(&format!("volume: {name} at ")), "{status}");
        }
    }
}

#[test]
fn a_further_mount_that_does_harm_is_refused_before_anything_runs_and_another_is_tried_in_the_lab() {
    let home = "would hide /home/USER, which each container needs; choose another place for it";
    let table = [
        (
            "\"--tmpfs=/home\"",
            "/home",
            "would hide /home, which each container needs; choose another place for it",
        ),
        ("\"-v\", \"x:/home/USER\"", "/home/USER", home),
        (
            "\"--mount=type=volume,src=x,dst=/opt\"",
            "/opt",
            "would hide /opt/conda, which each container needs",
        ),
        (
            "\"--volume=/no/such:/x\"",
            "/x",
            "is of /no/such, which is missing: Docker would make it as root's; make it with `mkdir -p /no/such`",
        ),
        (
            "\"-vx:/home/USER/app/data/new\"",
            "/home/USER/app/data/new",
            "/data/new, which is missing: Docker would make it as root's",
        ),
    ];
    let plain = with("project", "");
    plain.xtask(&["run", "true"]).exits(0);
    let run = plain.only("container run");
    let user = run.values("--mount")[0].rsplit_once("target=/home/").unwrap().1.split('/').next().unwrap();
    for (args, target, what) in table {
        let [args, target, what] = [args, target, what].map(|text| text.replace("USER", user));
        for command in [&["lab"][..], &["run", "true"], &["shell"]] {
            let docker = with("project", "");
            docker.xtask(&["docker-build"]).exits(0);
            docker.has_built_image().forget();
            give(&docker, &format!("run-args = [{args}]"));
            let said = docker.xtask(command).exits(2).stderr;
            let begin = format!("error: Cargo.toml: the mount at {target} in `run-args` ");
            let last = said.lines().last().unwrap();
            assert!(last.starts_with(&begin) && last.contains(&what), "{args}: {said}");
            assert_eq!(docker.deed_names(), [""; 0]);
        }
    }
    let docker = with(
        "project",
        "run-args = [\"-v\", \"models:/models\", \"--mount\", \"type=bind,src=/tmp,dst=/t\", \"-v/tmp:/r:ro\"]",
    );
    docker.xtask(&["lab"]).exits(0);
    let line = docker.only("container run").line();
    assert!(line.contains(" volume /models models folder /t /tmp -- jupyter "), "{line}");
}

#[test]
fn a_link_out_of_the_shared_folders_is_named_by_each_way_in_and_by_check_with_the_mount_that_mends_it() {
    let docker = with("project", "");
    let root = &docker.project.root;
    let outside = root.with_file_name("else where");
    std::fs::create_dir_all(root.join("data")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        symlink(&outside, root.join("data").join(name)).unwrap();
    }
    symlink("../src", root.join("data/inner")).unwrap();
    let sentence = |name: &str| {
        format!(
            "`data/{name}` leads to {outside}, which the container does not have; add `{{ source = \"{outside}\", target = \"data/{name}\" }}` to the setting `mounts`"
        )
    };
    for command in [&["lab"][..], &["run", "true"], &["shell"], &["compose", "create"]] {
        let said = docker.forget().xtask(command).exits(0).stderr;
        assert_eq!(said.matches("which the container does not have").count(), 3, "{said}");
        assert!(
            said.contains("warning: 2 more links are like that; `cargo xtask check` names all\n"),
            "{said}"
        );
    }
    let found = docker.xtask(&["check"]).exits(0).stdout;
    for name in ["a", "b", "c", "d", "e"] {
        let line = found.lines().find(|line| line.starts_with(&format!("data/{name}:")));
        let line = line.unwrap_or_else(|| panic!("{found}"));
        assert!(line.contains(&sentence(name)) && line.contains("stray-link"), "{line}");
    }
    assert!(!found.contains("data/inner"), "{found}");
    let mounts = format!("mounts = [\"data\", \"src\", {{ source = \"{outside}\", target = \"data/a\" }}]");
    docker
        .project
        .write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"project\"\n{mounts}\n"));
    let found = docker.xtask(&["check"]).exits(0).stdout;
    assert!(!found.contains("data/a:") && found.contains("data/b:"), "{found}");
    let said = docker.forget().xtask(&["run", "true"]).exits(0).stderr;
    assert!(!said.contains("`data/a`"), "{said}");
}
