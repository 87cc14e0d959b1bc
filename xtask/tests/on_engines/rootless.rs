//! Claims about rootless Docker: an ordinary user's engine builds, runs and has labs, and what root writes there is the user's.

use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Stdio};

use camino::Utf8Path;

use super::machine::{BUILD, docker, ids, image, project};
use super::podman::account::Account;
use super::podman::room::{Room, newer, unpacked};
use super::podman::write_files;
use super::server::{Server, world_json};
use super::wait::{ANSWER, eventually, get, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project, absent, have};

/// The tests of this area.
pub const TESTS: &[Test] =
    tests![rootless_docker_builds_runs_and_has_labs_and_the_files_and_volumes_are_the_users];

/// The address by which its containers reach this machine's own, through slirp4netns.
const HOST: &str = "10.0.2.2";

fn rootless_docker_builds_runs_and_has_labs_and_the_files_and_volumes_are_the_users() {
    let Some(place) = Place::make() else { return };
    let security = place.docker(&["info", "--format", "{{.SecurityOptions}}"]).exits(0).stdout;
    assert!(security.contains("name=rootless"), "{security}");
    place.xtask(&["docker-build", "--", "--network", "host"]).exits(0);
    let status = place.xtask(&["status"]).exits(0).stdout;
    assert!(status.ends_with(" is current\n"), "{status}");

    let script = "id -u; id -G; touch results/a; mkdir data/b; pip uninstall --quiet --yes tabulate; exit 7";
    let ran = place.xtask(&["run", "--", "bash", "-euc", script]).exits(7);
    assert_eq!(ran.stdout, "0\n0 100\n");
    // pip has a warning for root, which is not ours.
    let is_wrong = |line: &str| line.contains("building") || line.starts_with("warning:");
    assert!(!ran.stderr.lines().any(is_wrong), "{}", ran.stderr);
    for made in ["results/a", "data/b"] {
        let metadata = std::fs::metadata(place.project.root.join(made)).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), place.account.ids, "{made}");
    }

    let url = place.xtask(&["lab", "--detach"]).exits(0).stdout.trim_end().to_owned();
    let (server, token) = url.split_once("/lab?token=").unwrap();
    assert_eq!(get(&format!("{server}/api/status")).0, 403);
    assert_eq!(get(&format!("{server}/api/status?token={token}")).0, 200);
    let status = place.xtask(&["status"]).exits(0).stdout;
    assert!(status.starts_with(&format!("lab:   {url}\n")), "{status}");
    place.xtask(&["stop"]).exits(0);
    assert_eq!(place.docker(&["container", "ls", "--all", "--quiet"]).exits(0).stdout, "");

    // Compose has the lab's volume, and makes no second one.
    let volumes = place.docker(&["volume", "ls", "--quiet"]).exits(0).stdout;
    let env = place.project.read("docker/.env");
    assert!(env.contains(&format!("LAB_VOLUME={volumes}")), "{volumes}\n{env}");
    let url = place.xtask(&["compose", "up", "--detach"]).exits(0).stdout.trim_end().to_owned();
    assert_eq!(get(&url.replace("/lab?", "/api/status?")).0, 200);
    assert_eq!(place.docker(&["volume", "ls", "--quiet"]).exits(0).stdout, volumes);
    place.xtask(&["compose", "down"]).exits(0);
}

/// A project, and an ordinary user's engine with nothing but the base image. What is dropped first stands first.
struct Place {
    engine: Child,
    room: Room,
    account: Account,
    project: Project,
    _server: Server,
}

impl Place {
    /// `None` without what it needs, which is said.
    fn make() -> Option<Self> {
        let Some(newer) = newer().filter(|_| ids().0 == 0) else {
            absent("no engine of the tests' own, whose Docker a user could run");
            return None;
        };
        if !have("newuidmap") || !have("setpriv") {
            return None;
        }
        let rootless = unpacked("rootless")?;
        let (server, mut project) = (Server::of_world(), project(&image("rootless")));
        write_files(&project);
        server.mirror_for(&mut project, &world_json("base_image"), "apt");
        project.env.iter_mut().for_each(|(_, value)| *value = value.replace("127.0.0.1", HOST));
        project.env("PIP_TRUSTED_HOST", HOST);
        let account = Account::make("docker");
        let beside = project.root.parent().unwrap();
        let given = Command::new("chown")
            .args(["-R", &format!("{}:{}", account.ids.0, account.ids.1), beside.as_str()])
            .status();
        assert!(given.unwrap().success());
        std::fs::set_permissions(beside, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let room = Room::over(&[newer, rootless]).unwrap();
        let engine = start(&room, &account, beside);
        let place = Self { engine, room, account, project, _server: server };
        eventually(60, "rootless Docker answers", || (place.docker(&["version"]).code == 0).then_some(()));
        place.with_base()
    }

    fn with_base(self) -> Option<Self> {
        let file = self.project.root.with_file_name("base.tar");
        docker(&["image", "save", "--output", file.as_str(), &world_json("base_image")]).exits(0);
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        self.docker(&["image", "load", "--input", file.as_str()]).exits(0);
        std::fs::remove_file(file).unwrap();
        Some(self)
    }

    /// Runs the tool as the user.
    fn xtask(&self, args: &[&str]) -> Outcome {
        let inner = self.project.command(args);
        let mut command = self.as_user(Account::tool(&self.project).as_str());
        command.args(inner.get_args()).envs(self.project.env.clone());
        // The tool looks for its repository: the project is one.
        command.env("CARGO_MANIFEST_DIR", self.project.root.join("xtask").as_str());
        within(BUILD, command)
    }

    /// Runs docker as the user.
    fn docker(&self, args: &[&str]) -> Outcome {
        let mut command = self.as_user("docker");
        command.args(args);
        within(ANSWER, command)
    }

    fn as_user(&self, program: &str) -> Command {
        let mut command = as_user(&self.room, &self.account, program);
        command.env("DOCKER_HOST", format!("unix:///home/{}/docker.sock", self.account.name));
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // It ends its engine, and with that the containers; the account ends what is left.
        let _ = Command::new("kill").arg(self.engine.id().to_string()).status();
        let _ = self.engine.wait();
    }
}

/// Debian's own script, as a user calls it. Its bridge needs no rules of iptables, since what comes from outside comes by
/// rootlesskit. It ends with this process.
fn start(room: &Room, account: &Account, logs: &Utf8Path) -> Child {
    let home = format!("/home/{}", account.name);
    let log = std::fs::File::create(logs.join("rootless.log")).unwrap();
    let mut command = as_user(room, account, "setpriv");
    command.args(["--pdeathsig=TERM", "--", "sh", "/usr/share/docker.io/contrib/dockerd-rootless.sh"]);
    command.args(["--iptables=false", "--ip6tables=false", "--host", &format!("unix://{home}/docker.sock")]);
    command.args(["--data-root", &format!("{home}/data"), "--exec-root", &format!("{home}/exec")]);
    command.env("XDG_RUNTIME_DIR", &home).env("DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK", "false");
    command.stdout(log.try_clone().unwrap()).stderr(log);
    command.spawn().unwrap()
}

fn as_user(room: &Room, account: &Account, program: &str) -> Command {
    let mut command = room.entrance();
    command.args(account.becomes()).arg(program).env_clear().current_dir("/").stdin(Stdio::null());
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin").env("USER", &account.name);
    command.env("HOME", format!("/home/{}", account.name));
    command
}
