//! Claims about `clean --all`, which is about every project, and about `clean --volumes`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use camino::Utf8Path;

use super::clean::{built, cache, has_images, removed};
use super::{Docker, facts};
use crate::kills::killed;
use crate::support::have;

/// Notes that the image of this id is that of a project in a folder.
fn note(docker: &Docker, id: &str, [name, image]: [&str; 2], folder: &Utf8Path) {
    let note = format!("[{name:?}, {image:?}, {:?}]\n", folder.as_str());
    fs::write(cache(docker).join("built").join(id), note).unwrap();
}

/// A file of this size, in a folder of the cache.
fn cached(docker: &Docker, path: &str) {
    let path = cache(docker).join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "x").unwrap();
}

/// The reasons in the table, without the columns before them.
fn reasons(table: &str) -> Vec<(String, String)> {
    let rows = table.lines().filter_map(|line| {
        let at = line.find("goes: ").or(line.find("stays: "))?;
        let name = line.split_whitespace().nth(if line.starts_with("build cache") { 2 } else { 1 })?;
        Some((name.to_owned(), line[at..].to_owned()))
    });
    rows.collect()
}

#[test]
fn with_all_an_image_goes_whose_project_is_gone_and_one_of_a_project_that_is_there_stays() {
    let docker = built("project", "ab");
    let beside = docker.project.root.parent().unwrap().to_owned();
    let there = beside.join("there");
    fs::create_dir(&there).unwrap();
    let gone = beside.join("gone");
    let unmounted = beside.join("disk/project");
    for (id, name, image, folder) in [
        ("01", "there-00000001", "there", &there),
        ("02", "there-00000001", "there", &there),
        ("03", "gone-00000002", "gone", &gone),
        ("04", "gone-00000002", "gone", &gone),
        ("05", "gone-00000002", "gone", &gone),
        ("06", "disk-00000003", "disk", &unmounted),
        ("07", "gone-00000002", "shared", &gone),
        ("08", "gone-00000002", "gone", &gone),
        ("09", "gone-00000002", "gone", &gone),
    ] {
        note(&docker, id, [name, image], folder);
    }
    let both = fs::read_to_string(cache(&docker).join("built/07")).unwrap()
        + &format!("[\"there-00000001\", \"shared\", {:?}]\n", there.as_str());
    fs::write(cache(&docker).join("built/07"), both).unwrap();
    has_images(
        &docker,
        &[
            ["ab", "project:latest", "1MB"],
            ["01", "", "1MB"],
            ["02", "there:latest", "1MB"],
            ["03", "", "1MB"],
            ["04", "gone:latest", "1MB"],
            ["05", "gone:v2", "1MB"],
            ["09", "gone:slim", "1MB"],
            ["06", "disk:latest", "1MB"],
            ["07", "shared:latest", "1MB"],
            ["08", "", "1MB"],
            ["10", "", "1MB"],
            ["11", "unknown:latest", "1MB"],
            ["12", "", "1MB"],
            ["13", "child:latest", "1MB"],
            ["14", "there-lock:latest", "1MB"],
        ],
    );
    // The first two are made by this tool, and nobody has noted it.
    let ours = "{\"CreatedBy\":\"CMD [\\\"jupyter\\\" \\\"lab\\\"]\",\"Size\":\"0\"}\n";
    let own = "{\"CreatedBy\":\"RUN /bin/bash -c make # buildkit\",\"Size\":\"7\"}\n";
    docker.answers("image history", "0", &format!("{own}{ours}"), "");
    for id in ["10", "11"] {
        let start = format!("image history --no-trunc --human=false --format {{{{json .}}}} {id}");
        docker.answers(&start, "0", ours, "");
    }
    docker.has_containers(&[
        facts("c-lab", "running", &["project=00000002", "kind=lab"], &[]).replace("sha256:ab", "sha256:08"),
        facts("d-lab", "exited", &["project=00000002", "kind=lab", &format!("folder={gone}")], &[]),
    ]);
    let outcome = docker.forget().xtask(&["clean", "--all", "--yes"]).exits(0);
    let newer = "goes: a newer image has its name";
    let child = "stays: another Dockerfile has made it, on an image of this tool";
    let expected = [
        ("d-lab", format!("goes: it does not run, of the project in {gone}")),
        ("01", format!("{newer}, of the project in {there}")),
        ("03", format!("{newer}, of the project in {gone}")),
        ("gone:latest", format!("goes: the folder of its project, {gone}, is gone")),
        ("gone:slim", format!("goes: the folder of its project, {gone}, is gone")),
        ("10", newer.to_owned()),
        (
            "there-lock:latest",
            format!("goes: a command that was ended has left it, of the project in {there}"),
        ),
        ("c-lab", "stays: it runs".to_owned()),
        ("project:latest", "stays: the project's image".to_owned()),
        ("there:latest", format!("stays: the image of the project in {there}")),
        ("gone:v2", format!("stays: somebody has given it this name, of the project in {gone}")),
        ("disk:latest", format!("stays: the image of the project in {unmounted}")),
        ("shared:latest", format!("stays: the image of the project in {there}")),
        ("08", format!("stays: the container c-lab uses it, of the project in {gone}")),
        ("unknown:latest", "stays: it is not known whose it is".to_owned()),
        ("12", child.to_owned()),
        ("child:latest", child.to_owned()),
    ];
    let expected = expected.map(|(name, why)| (name.to_owned(), why));
    assert_eq!(reasons(&outcome.stdout), expected, "{}", outcome.stdout);
    let gone = [
        "container rm id-d-lab",
        "image rm 01",
        "image rm 03",
        "image rm 04",
        "image rm 09",
        "image rm 10",
        "image rm there-lock:latest",
    ];
    assert_eq!(removed(&docker), gone);
}

#[test]
fn the_image_that_this_project_s_tag_names_stays_though_a_project_that_is_gone_has_built_it() {
    let docker = built("project", "ab");
    let gone = docker.project.root.with_file_name("gone");
    note(&docker, "cd", ["gone-00000002", "project"], &gone);
    has_images(&docker, &[["cd", "project:latest", "1MB"]]);
    let shown = docker.xtask(&["clean", "--all"]).exits(0).stdout;
    assert_eq!(reasons(&shown), [("project:latest".to_owned(), "stays: the project's image".to_owned())]);
    // Another project does not know that; it does once the image was used here.
    let other = Docker::of_template("other");
    fs::create_dir_all(cache(&other)).unwrap();
    let copied = || {
        let copy = Command::new("cp").arg("-r").args([cache(&docker).join("built"), cache(&other)]).status();
        assert!(copy.unwrap().success());
        has_images(&other, &[["cd", "project:latest", "1MB"]]);
        other.xtask(&["clean", "--all"]).exits(0).stdout
    };
    assert!(copied().contains(&format!("goes: the folder of its project, {gone}, is gone")));
    docker.answers("image inspect", "0", "@built\nsha256:cd\n", "");
    docker.xtask(&["run", "--", "true"]).exits(0);
    assert!(copied().contains(&format!("stays: the image of the project in {}", docker.project.root)));
}

#[test]
fn a_volume_goes_only_if_that_is_asked_for_and_nothing_uses_it() {
    let docker = built("project", "ab");
    let status = docker.xtask(&["status"]).exits(0).stdout;
    let kept =
        status.lines().find_map(|line| line.strip_prefix("volume: ")?.split(' ').next()).unwrap().to_owned();
    let uid = kept.rsplit_once('-').unwrap().1.to_owned();
    let settings =
        "[workspace.metadata.docker]\nmounts = [{ volume = \"pip\", target = \"~/.cache/pip\" }]\n";
    docker.project.write("Cargo.toml", settings);
    let others = format!("other-jupyterlab-00000001-{uid}");
    let volumes = format!(
        "{kept}\tproject\n{others}\tother-00000001\nconda-in-docker-pip-{uid}\t\nconda-in-docker-data-{uid}\t\n\
         x-jupyterlab-00000002-{uid}\t\nx-jupyterlab-00000003-{uid}\ty-00000003\nanother\tother-00000001\n"
    );
    docker.answers("volume ls", "0", &volumes, "");
    for args in [&["clean"][..], &["clean", "--all"]] {
        docker.forget().xtask(args).exits(0);
        assert!(docker.calls().iter().all(|call| !call.line().starts_with("volume")), "{args:?}");
    }
    docker.forget().xtask(&["clean", "--volumes", "--yes"]).exits(0);
    assert_eq!(removed(&docker), [format!("volume rm {kept}")]);
    docker.forget().xtask(&["clean", "--all", "--volumes", "--yes"]).exits(0);
    let all = [&kept, &others, &format!("conda-in-docker-pip-{uid}")].map(|name| format!("volume rm {name}"));
    assert_eq!(removed(&docker), all);

    // A stopped container of the project's goes first; another's keeps the volume.
    let key = format!("project={}", docker.key());
    for (labels, is_free) in [(&[key.as_str(), "kind=lab"][..], true), (&[], false)] {
        docker.has_containers(&[facts("a", "exited", labels, &[])]);
        docker.answers(
            &format!("container ls --all --quiet --no-trunc --filter volume={kept}"),
            "0",
            "id-a\n",
            "",
        );
        let outcome = docker.forget().xtask(&["clean", "--volumes", "--yes"]).exits(0);
        let is_removed = removed(&docker).contains(&format!("volume rm {kept}"));
        assert_eq!(is_removed, is_free, "{}", outcome.stdout);
        assert_eq!(outcome.stdout.contains("stays: the container a uses it"), !is_free, "{}", outcome.stdout);
    }
}

/// What Docker says of its build cache: an older step, a newer one that an image has, and two cache mounts, one of them in use.
const BUILD_CACHE: &str = r#"{"Images":[],"BuildCache":[
    {"ID":"old1","Parent":"","CacheType":"regular","Description":"mount / from exec /bin/bash -p -o pipefail /opt/docker/layer.sh x","Size":"438MB","Shared":"SHARED","InUse":"false"},
    {"ID":"old2","Parent":"old1","CacheType":"regular","Description":"[stage-4 1/8] COPY --from=files /steps/pip/ /","Size":"1kB","Shared":"SHARED","InUse":"false"},
    {"ID":"left","Parent":"","CacheType":"regular","Description":"mount / from exec /bin/bash -p -o pipefail /opt/docker/layer.sh y","Size":"2MB","Shared":"false","InUse":"false"},
    {"ID":"busy*","Parent":"","CacheType":"regular","Description":"mount / from exec /bin/bash -p -o pipefail /opt/docker/layer.sh z","Size":"2MB","Shared":"false","InUse":"true"},
    {"ID":"now","Parent":"","CacheType":"regular","Description":"mount / from exec /bin/bash -p -o pipefail /opt/docker/layer.sh z","Size":"2MB","Shared":"true","InUse":"false"},
    {"ID":"theirs","Parent":"","CacheType":"regular","Description":"mount / from exec /bin/sh -c make","Size":"9MB","Shared":"false","InUse":"false"},
    {"ID":"pip1","Parent":"","CacheType":"exec.cachemount","Description":"cached mount /dev/cache-pip from exec /bin/bash -p -o pipefail /opt/docker/layer.sh pip","Size":"5MB","Shared":"false","InUse":"false"},
    {"ID":"apt1*","Parent":"","CacheType":"exec.cachemount","Description":"cached mount /dev/cache-apt from exec /bin/bash -p -o pipefail /opt/docker/layer.sh apt","Size":"6MB","Shared":"false","InUse":"true"},
    {"ID":"own1","Parent":"","CacheType":"exec.cachemount","Description":"cached mount /root/.cache from exec /bin/sh -c pip","Size":"7MB","Shared":"false","InUse":"false"}]}"#;

#[test]
fn the_layers_of_a_removed_image_leave_the_build_cache_and_with_all_those_of_earlier_ones_as_well() {
    let docker = built("project", "ab");
    has_images(&docker, &[["cd", "project:latest", "1MB"], ["ab", "", "1MB"]]);
    let df = "system df --verbose";
    let answers = || {
        docker.answers(df, "0", &BUILD_CACHE.replace("SHARED", "false"), "").forget();
        docker.answers_times(1, df, "0", &BUILD_CACHE.replace("SHARED", "true"));
    };
    answers();
    let outcome = docker.xtask(&["clean", "--yes"]).exits(0);
    assert!(
        outcome.stderr.contains("--all` also shows 2MB of layers that no image has\n"),
        "{}",
        outcome.stderr
    );
    assert_eq!(removed(&docker), ["image rm ab", "builder prune --force --filter id=^(old1|old2)$"]);

    docker.xtask(&["docker-build", "--no-cache"]).exits(0);
    answers();
    let outcome = docker.xtask(&["clean", "--all", "--yes"]).exits(0);
    let expected = [
        ("ab", "goes: a newer image has its name"),
        ("layers", "goes: steps of older images, which no image has"),
        ("cache-pip", "goes: a cache mount, which the next build fills again"),
        ("project:latest", "stays: the project's image"),
        ("cache-apt", "stays: a build uses it"),
    ];
    let expected = expected.map(|(name, why)| (name.to_owned(), why.to_owned()));
    let shown: Vec<_> =
        reasons(&outcome.stdout).into_iter().map(|(name, why)| (name.replace('1', "layers"), why)).collect();
    assert_eq!(shown, expected, "{}", outcome.stdout);
    let prune = "builder prune --force --filter id=";
    assert_eq!(
        removed(&docker),
        ["image rm ab".to_owned(), format!("{prune}^(pip1)$"), format!("{prune}^(old1|old2|left)$")]
    );
    // With containerd's image store that would cost a whole build, so it has to be asked for, and the cost is told.
    docker.answers(
        "info --format {{.DriverStatus}}",
        "0",
        "[[driver-type io.containerd.snapshotter.v1]]\n",
        "",
    );
    docker.xtask(&["docker-build", "--no-cache"]).exits(0);
    answers();
    docker.xtask(&["clean", "--yes"]).exits(0);
    assert_eq!(removed(&docker), ["image rm ab"]);
    let shown = docker.xtask(&["clean", "--all"]).exits(0).stdout;
    assert_eq!(shown.matches("; every step runs again in the next build").count(), 2, "{shown}");
    docker.answers("info --format {{.DriverStatus}}", "0", "[]\n", "");
    // If the cache is not pruned, that is said.
    docker.xtask(&["docker-build", "--no-cache"]).exits(0);
    docker.answers("builder prune", "1", "", "ERROR: no builder\n");
    answers();
    let said = docker.xtask(&["clean", "--yes"]).exits(1).stderr;
    assert!(said.contains("warning: a part of the build cache stays: ERROR: no builder\n"), "{said}");
}

#[test]
fn with_all_the_folders_of_the_cache_go_and_what_somebody_has_put_beside_them_stays() {
    let docker = built("project", "ab");
    let names = ["offline-world", "projects", "podman", "browser", "test-engine", "test-conda", "ci-tools"];
    for name in names.iter().copied().chain(["somebody-s", "ci-tools.removed"]) {
        cached(&docker, &format!("{name}/deep/file"));
    }
    docker.forget().xtask(&["clean", "--yes"]).exits(0);
    assert!(names.iter().all(|name| cache(&docker).join(name).exists()), "they are every project's");
    let dry = docker.xtask(&["--dry-run", "clean", "--all"]).exits(0).stdout;
    let lines = dry.lines().filter(|line| line.starts_with("rm -rf ")).count();
    assert!(lines == names.len() + 1 && cache(&docker).join("podman").exists(), "{dry}");

    let outcome = docker.xtask(&["clean", "--all", "--yes"]).exits(0);
    assert!(outcome.stderr.contains("removed 8 things, which has freed "), "{}", outcome.stderr);
    let mut left: Vec<String> =
        cache(&docker).read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned()).collect();
    left.sort();
    assert_eq!(left, ["built", "images", "somebody-s"]);
}

/// Holds the lock until this is dropped.
fn locked(lock: &Utf8Path) -> std::process::Child {
    let mut holder = Command::new("flock");
    holder.args([lock.as_str(), "sh", "-c", "echo held; cat"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut holder = holder.spawn().unwrap();
    BufReader::new(holder.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    holder
}

#[test]
fn a_folder_of_the_cache_stays_while_something_uses_it_or_if_it_is_a_link() {
    if !have("flock") {
        return;
    }
    let docker = built("project", "ab");
    for name in ["offline-world", "projects", "test-engine", "test-conda"] {
        cached(&docker, &format!("{name}/lock"));
    }
    let elsewhere = docker.folder.with_file_name("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("mine"), "x").unwrap();
    std::os::unix::fs::symlink(&elsewhere, cache(&docker).join("podman")).unwrap();
    // A build is served the offline world.
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let world = format!(
        "{{\"base_image\": \"a\", \"installer\": \"b\", \"installer_sha256\": \"c\", \"port\": {}}}",
        server.local_addr().unwrap().port()
    );
    fs::write(cache(&docker).join("offline-world/world.json"), world).unwrap();
    let mut holder = locked(&cache(&docker).join("test-engine/lock"));
    let lab = facts("b-lab", "running", &["project=ff00ff00", "kind=lab"], &[]);
    let by_lab = "stays: the container b-lab runs, which may use it";
    for (containers, by_lab, by_build) in
        [(vec![lab], by_lab, by_lab), (vec![], "", "stays: a build uses it")]
    {
        docker.has_containers(&containers);
        let shown = reasons(&docker.xtask(&["clean", "--all"]).exits(0).stdout);
        let why = |name: &str| shown.iter().find(|(shown, _)| shown == name).unwrap().1.as_str();
        let expected = [
            ("offline-world", by_build),
            ("projects", if by_lab.is_empty() { "goes: the next build writes them again" } else { by_lab }),
            ("podman", "stays: it is a link, and what it leads to may be another's"),
            ("test-engine", "stays: another program works in it"),
            ("test-conda", "goes: the Conda of this tool's own tests"),
        ];
        for (name, expected) in expected {
            assert_eq!(why(name), expected, "{name}");
        }
    }
    docker.xtask(&["clean", "--all", "--yes"]).exits(0);
    let is_there = ["offline-world", "projects", "podman", "test-engine", "test-conda"]
        .map(|name| cache(&docker).join(name).exists());
    assert_eq!(is_there, [true, false, true, true, false]);
    assert!(elsewhere.join("mine").exists());
    drop(holder.stdin.take());
    holder.wait().unwrap();
}

#[test]
fn where_no_engine_answers_the_folders_go_that_nothing_can_use() {
    let docker = Docker::of_template("project");
    docker.unreachable(
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
    );
    for name in ["offline-world", "test-conda"] {
        cached(&docker, &format!("{name}/file"));
    }
    let said = docker.xtask(&["clean", "--yes"]).exits(1).stderr;
    assert!(said.starts_with("error: docker is installed, but its daemon does not answer"), "{said}");
    let outcome = docker.xtask(&["clean", "--all", "--yes"]).exits(0);
    assert!(
        outcome.stderr.contains("; so only the folders of the cache are looked at\n"),
        "{}",
        outcome.stderr
    );
    let why = "stays: it is not known what runs, which may use it";
    assert!(outcome.stdout.contains(why), "{}", outcome.stdout);
    assert!(
        cache(&docker).join("offline-world/file").exists() && !cache(&docker).join("test-conda").exists()
    );
}

#[test]
fn whatever_ends_it_a_folder_is_whole_or_is_not_there() {
    let docker = Docker::of_template("project");
    for (round, signal) in ["KILL", "TERM", "KILL", "INT", "KILL", "HUP"].into_iter().enumerate() {
        for number in 0..300 {
            cached(&docker, &format!("offline-world/{}/{number}", number % 17));
        }
        let command = docker.project.command(&["clean", "--all", "--yes"]);
        killed(command, signal, Duration::from_millis(8 * (u64::try_from(round).unwrap() + 1)));
        let world = cache(&docker).join("offline-world");
        let files = || crate::support::tree(&world).iter().filter(|(_, bytes)| bytes.is_some()).count();
        assert!(!world.exists() || files() == 300, "{signal}: a part is left");
        docker.xtask(&["clean", "--all", "--yes"]).exits(0);
        assert!(!world.exists() && !world.with_file_name("offline-world.removed").exists(), "{signal}");
    }
}
