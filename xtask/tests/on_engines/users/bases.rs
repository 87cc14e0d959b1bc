//! The base images, and a small project on each, of which every row builds the user step and what follows.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Instant;

use super::UBUNTU;
use super::host::{Host, install_id};
use super::look::{look, owners};
use crate::harness::is_long;
use crate::layers::{Layers, below, common, layers};
use crate::machine::{BUILD, docker, image, replacing, small_project};
use crate::server::Server;
use crate::support::{Outcome, Project};
use crate::wait::within;

static UBUNTU_IMAGE: LazyLock<String> = LazyLock::new(|| image("users-base-ubuntu"));

/// The account of the image whose layers the others share; it is no row.
static FIRST: LazyLock<Host> = LazyLock::new(|| Host {
    row: String::new(),
    name: Some("first"),
    uid: 4242,
    gid: 4242,
    home: "first",
    account: "first",
});

/// A base image with a project that builds on it.
pub struct Base {
    /// The head of its column.
    pub name: &'static str,
    /// The project; its folder and its image have one name.
    pub project: Project,
    /// The image of the first row, whose layers the others share.
    first: Option<Layers>,
    /// How many of them lie below the user step.
    shared: usize,
    _server: Server,
}

impl Base {
    /// Every column. The layers below the user step are built here, for a user that is no row.
    pub fn all() -> Vec<Self> {
        let on = |name, image_name: &str, base, apt| Self::new(name, &image(image_name), base, apt);
        let mut bases = vec![on("bookworm", "users-bookworm", "offline/debian:bookworm", "apt")];
        if is_long() {
            make_ubuntu();
            bases.push(on("ubuntu-like", "users-ubuntu", &UBUNTU_IMAGE, "apt"));
            bases.push(on("trixie", "users-trixie", "offline/debian:trixie", "apt-trixie"));
        }
        bases
    }

    fn new(name: &'static str, image: &str, base_image: &str, apt: &str) -> Self {
        let server = Server::of_world();
        let mut project = small_project(image);
        // As postBuild runs as the user, it sees what the user step made of the account.
        project.write("postBuild", "#!/bin/bash\npython -c 'import tabulate'\ntouch ~/postBuild-was-here\n");
        for folder in ["bin", "data", "doc", "notebooks", "results", "src"] {
            std::fs::create_dir(project.root.join(folder)).unwrap();
        }
        assert!(
            Command::new("git")
                .args(["init", "--quiet", project.root.join("src").as_str()])
                .status()
                .unwrap()
                .success()
        );
        server.mirror_for(&mut project, base_image, apt);
        install_id(&mut project);
        let mut base = Self { name, project, first: None, shared: 0, _server: server };

        let start = Instant::now();
        base.build(&FIRST).exits(0);
        println!("the first image on {name}: {:.1} s", start.elapsed().as_secs_f64());
        base.first = Some(layers(image));
        let of_base = layers(base_image).len();
        // `below` counts one layer for the base image.
        base.shared = below(&base.project, "RUN /opt/docker/create-user.sh") - 1 + of_base;
        base
    }

    /// The name of the image.
    pub fn image(&self) -> &str {
        self.project.root.file_name().unwrap()
    }

    /// `docker-build`, as this account would type it.
    fn build(&self, host: &Host) -> Outcome {
        let command = host.command(&self.project, &["docker-build", "--", "--network", "host"]);
        replacing(self.image(), || within(BUILD, command))
    }

    /// One cell: what the build took; or what is wrong, in a sentence.
    pub fn cell(&self, host: &Host) -> Result<String, String> {
        let wrong = |what: &str| format!("{} on {}: {what}", host.row, self.name);
        host.own(&self.project, self.image());
        let start = Instant::now();
        let built = self.build(host);
        let seconds = start.elapsed().as_secs_f64();
        if built.code != 0 {
            return Err(wrong(&built.stderr));
        }
        // An account of the same name and ids shares more.
        let shared = |one: &[String], other: &[String]| common(one, other).min(self.shared);
        let shared = self.first.as_ref().unwrap().with(&layers(self.image()), &self.shared, shared);
        let bytes = self.bytes_of_user_layer();
        if shared < self.shared {
            return Err(wrong(&format!("it shares {shared} layers of {}", self.shared)));
        }
        if bytes > 100_000 {
            return Err(wrong(&format!("the user layer has {bytes} bytes")));
        }
        look(&self.project, host).map_err(|what| wrong(&what))?;
        owners(&self.project, host).map_err(|what| wrong(&what))?;
        Ok(format!("{seconds:.1} s, {bytes:6}"))
    }

    fn bytes_of_user_layer(&self) -> u64 {
        let format = "{{.Size}} {{.CreatedBy}}";
        let history =
            docker(&["image", "history", "--no-trunc", "--human=false", "--format", format, self.image()])
                .exits(0)
                .stdout;
        let step = history
            .lines()
            .find(|line| line.contains("RUN") && line.contains("create-user.sh \"$username\""))
            .unwrap();
        step.split(' ').next().unwrap().parse().unwrap()
    }
}

/// Builds the base image that is like Ubuntu's.
fn make_ubuntu() {
    let mut command = Command::new("docker");
    command.args(["image", "build", "--tag", &UBUNTU_IMAGE, "-"]).env("DOCKER_BUILDKIT", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let dockerfile = format!("FROM offline/debian:bookworm\nRUN set -e; {UBUNTU}\n");
    child.stdin.take().unwrap().write_all(dockerfile.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}
