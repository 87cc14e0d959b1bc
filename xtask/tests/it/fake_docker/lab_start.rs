//! Claims about what a lab gets for itself: its port beside other labs, its arguments, and an image's name beside other projects.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::{Child, Stdio};

use super::{Call, Docker, wait_until};
use crate::support::Project;

/// A project whose image is current.
fn built(settings: &str) -> Docker {
    let docker = Docker::of_template("project");
    docker.project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}\n"));
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker
}

/// The ports that the calls publish.
fn ports(docker: &Docker) -> Vec<u16> {
    let port = |call: &Call| call.value("--publish").split(':').nth(1).unwrap().parse().unwrap();
    docker.calls().iter().filter(|call| call.line().starts_with("container run")).map(port).collect()
}

/// A program that is killed when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const ALLOCATED: &str =
    "docker: Error response from daemon: Bind for 127.0.0.1:8888 failed: port is already allocated";

#[test]
fn a_port_that_nobody_asked_for_is_chosen_again_when_the_engine_says_that_it_is_taken() {
    let words = [
        ALLOCATED,
        "Error: rootlessport listen tcp 127.0.0.1:8888: bind: address already in use",
        "docker: Error response from daemon: ports are not available: listen tcp4 127.0.0.1:8888: bind: address already in use",
    ];
    // Each of them waits until the lab that has ended is asked for.
    let is_chosen_again = |said: &str| {
        let docker = built("port = 42100");
        // Then it starts, and ends at once.
        docker.answers("container run", "0", "0123\n", "");
        docker.answers_so(3, ["container run --rm --init --interactive --detach", "125", "", said]);
        let outcome = docker.xtask(&["lab", "--detach"]).exits(1);
        assert!(outcome.stderr.contains("ended before JupyterLab answered"), "{}", outcome.stderr);
        let detached: Vec<Call> =
            docker.calls().into_iter().filter(|call| call.args.contains(&"--detach".to_owned())).collect();
        let published: BTreeSet<&str> = detached.iter().map(|call| call.value("--publish")).collect();
        assert_eq!((detached.len(), published.len()), (4, 4), "{published:?}");
    };
    std::thread::scope(|scope| {
        for said in words {
            scope.spawn(move || is_chosen_again(said));
        }
    });
    // One that was asked for is not: the person has to know.
    let docker = built("port = 42100");
    docker.answers("container run", "125", "", ALLOCATED);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let outcome = docker.xtask(&["lab", "--detach", "--port", &free]).exits(125);
    assert!(outcome.stderr.contains("error: the port was taken by another program a moment ago"));
    assert_eq!(ports(&docker).len(), 1);
    // Nor is it tried for ever.
    docker.forget().xtask(&["lab", "--detach"]).exits(125);
    assert_eq!(ports(&docker).len(), 20);
}

#[test]
fn labs_that_start_at_the_same_moment_in_several_projects_have_ports_of_their_own() {
    let dockers: Vec<Docker> = (0..5).map(|_| built("port = 42300")).collect();
    let start = |docker: &Docker| {
        docker.answers("container run", "wait", "", "");
        let mut command = docker.project.command(&["lab"]);
        Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    };
    let running: Vec<Running> = dockers.iter().map(start).collect();
    // Each has become docker, which has not opened the port yet.
    wait_until(|| dockers.iter().all(|docker| docker.folder.join("pid").exists()));
    let ports: BTreeSet<u16> = dockers.iter().flat_map(ports).collect();
    assert_eq!(ports.len(), 5, "{ports:?}");
    drop(running);
}

#[test]
fn what_there_can_be_only_once_is_the_lab_s_alone_and_lab_args_are_too() {
    let settings = r#"run-args = ["--publish=8080:80", "--name", "mine", "--hostname=box", "--shm-size=1g", "-p", "1:2", "-tip", "3:4"]
                      lab-args = ["--env=ONLY=lab"]"#;
    let docker = built(settings);
    docker.xtask(&["lab"]).exits(0);
    let lab = docker.only("container run").line();
    let whole =
        " --shm-size=1g --publish=8080:80 --name mine --hostname=box -p 1:2 -tip 3:4 --env=ONLY=lab project ";
    assert!(lab.contains(whole), "{lab}");
    for args in [&["run", "true"][..], &["shell"]] {
        docker.forget().xtask(args).exits(0);
        let run = docker.only("container run").line();
        assert!(
            run.contains(" --shm-size=1g project ") && !run.contains("mine") && !run.contains(" -tip "),
            "{run}"
        );
    }
    let compose = docker.project.read("docker/docker-compose.yml");
    assert!(
        compose.contains("\n      - \"ONLY=lab\"\n") && compose.contains("hostname: \"box\""),
        "{compose}"
    );
    let editor = docker.project.read(".devcontainer/devcontainer.json");
    assert!(
        editor.contains("--shm-size=1g") && !editor.contains("mine") && !editor.contains("ONLY"),
        "{editor}"
    );
}

#[test]
fn the_folder_docker_is_as_generate_leaves_it_also_where_nothing_is_built() {
    let docker = built("");
    let settled = docker.project.read("docker/activate.sh");
    for args in [&["lab"][..], &["run", "true"], &["shell"], &["compose", "up"], &["lab", "--no-build"]] {
        docker.project.write("docker/activate.sh", "edited\n");
        docker.forget().xtask(args).exits(0);
        assert_eq!(docker.project.read("docker/activate.sh"), settled, "{args:?}");
        assert!(!docker.deed_names().contains(&"image build".to_owned()), "{args:?}");
        docker.project.xtask(&["generate", "--check"]).exits(0);
    }
    docker.project.write("docker/activate.sh", "edited\n");
    docker.xtask(&["--dry-run", "run", "true"]).exits(0);
    assert_eq!(docker.project.read("docker/activate.sh"), "edited\n");
}

#[test]
fn a_project_that_takes_an_image_s_name_from_another_one_says_so_once() {
    let one = built("image = \"same\"");
    let mut two = Docker::with(Project::of_template("project"));
    two.project.write("Cargo.toml", "[workspace.metadata.docker]\nimage = \"same\"\n");
    let cache = one.project.root.parent().unwrap().join("cache");
    two.project.env("XDG_CACHE_HOME", cache.as_str());
    let warning = format!(
        "warning: the image `same` was built for the project in {}, and is now this one's; give one of the two another name in \
         the setting `image`\n",
        one.project.root
    );
    let says = |docker: &Docker| docker.xtask(&["run", "true"]).exits(0).stderr.contains(&warning);
    assert!(says(&two));
    two.has_built_image();
    assert!(!says(&two), "it is there, and nothing is taken from anybody");
    // A build of its own again, of which there is nothing to say.
    two.answers("image inspect", "1", "", "Error response from daemon: No such image\n");
    assert!(!says(&two));
    // A project that is gone misses nothing.
    one.xtask(&["docker-build", "--no-cache"]).exits(0);
    std::fs::remove_dir_all(&one.project.root).unwrap();
    assert!(!says(&two));
}

#[test]
fn in_the_machine_s_own_network_a_lab_listens_to_this_machine_alone_at_the_port_that_is_announced() {
    let table = [
        ("run-args = [\"--network=host\"]", true),
        ("run-args = [\"--network\", \"host\"]", true),
        ("run-args = [\"--net=host\"]", true),
        ("lab-args = [\"--net\", \"host\"]", true),
        ("run-args = [\"--network=name=host\"]", true),
        ("run-args = [\"--network=mine\"]", false),
        ("run-args = [\"--network-alias=host\"]", false),
        ("", false),
    ];
    for (settings, is_the_host_s) in table {
        let docker = built(&format!("port = 42500\n{settings}"));
        docker.xtask(&["lab"]).exits(0);
        let lab = docker.only("container run");
        let labels = lab.values("--label");
        let port = labels.iter().find_map(|label| label.strip_prefix("conda-in-docker.port=")).unwrap();
        let (published, listens) = if is_the_host_s {
            (vec![], format!(" --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0 "))
        } else {
            (vec![format!("127.0.0.1:{port}:8888")], " --ip=0.0.0.0 --port=8888 ".to_owned())
        };
        assert_eq!(lab.values("--publish"), published, "{settings}");
        assert!(lab.line().contains(&listens), "{settings}: {}", lab.line());
        assert!(lab.line().contains("/opt/docker/probe-mounts.sh"), "{}", lab.line());
        // Compose's lab keeps a network of its own, which only this machine reaches.
        let compose = docker.project.read("docker/docker-compose.yml");
        assert!(compose.contains("127.0.0.1:${LAB_PORT") && !compose.contains("network_mode"), "{compose}");
    }
}
