//! Where podman runs: by whom, and in which storage.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use super::account::Account;
use super::room::{Room, has_podman, newer, unpacked};
use super::write_files;
use crate::machine::{docker, ids, image, owner, project};
use crate::server::{Server, world_json};
use crate::support::{Outcome, Project, have};
use crate::wait::{ANSWER, within};

/// With what podman gets on in a container or a virtual machine as well: no limits to raise, no systemd to ask.
const CONTAINERS: &str = "[engine]\nruntime = \"runc\"\ncgroup_manager = \"cgroupfs\"\nevents_logger = \"file\"\n\
    [containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n";

/// Root's podmans have one bridge and know nothing of one another's addresses, so they take turns.
static OF_ROOT: Mutex<()> = Mutex::new(());

/// Which podman.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Debian's testing suite's, or the machine's where that cannot be had.
    Todays,
    /// Debian 12's: 4.3.
    Debian12,
}

impl Age {
    fn name(self) -> &'static str {
        match self {
            Self::Todays => "podman",
            Self::Debian12 => "podman-12",
        }
    }

    /// Whether it is 4.3, or may be: the machine's can be of any age.
    fn is_old(self, roots: &[Utf8PathBuf]) -> bool {
        self == Self::Debian12 || roots.is_empty()
    }

    /// The folder with its packages, if it is not the machine's; `None` without a podman.
    fn roots(self) -> Option<Vec<Utf8PathBuf>> {
        match self {
            Self::Todays => has_podman().then(|| newer().into_iter().collect()),
            Self::Debian12 => Some(vec![unpacked("debian-12")?]),
        }
    }
}

/// A project, and podman with nothing but the base image.
pub struct Place {
    /// For the figures: which podman, and by whom.
    pub name: String,
    /// The project.
    pub project: Project,
    /// The ids of its owner.
    pub ids: (u32, u32),
    /// Whether an ordinary user runs it.
    pub is_users: bool,
    /// Whether it is 4.3, or may be.
    is_old: bool,
    account: Option<Account>,
    // Its podman is used until the end, so that it is dropped last.
    room: Option<Room>,
    _server: Server,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Place {
    /// Podman run by root; `None` if nobody of that name is here, which is no lack.
    pub fn of_root(age: Age) -> Option<Self> {
        if ids().0 != 0 {
            return None;
        }
        let roots = age.roots()?;
        let turn = Some(OF_ROOT.lock().unwrap_or_else(PoisonError::into_inner));
        let (project, server) = prepare("podman-root", "");
        give(&project, owner());
        let place = Self {
            name: format!("{}, root", age.name()),
            project,
            ids: owner(),
            is_users: false,
            is_old: age.is_old(&roots),
            account: None,
            room: Room::over(&roots),
            _server: server,
            _turn: turn,
        };
        Some(place.with_base())
    }

    /// Podman run by an ordinary user: whoever runs the tests, or an account of root's making.
    pub fn of_user(age: Age) -> Option<Self> {
        let roots = if have("newuidmap") { age.roots()? } else { return None };
        // The machine's may be too old to use the kernel's own overlays for a user.
        let is_machines = roots.is_empty();
        if is_machines && !have("fuse-overlayfs") {
            return None;
        }
        let overlay = match is_machines {
            true => "[storage.options.overlay]\nmount_program = \"/usr/bin/fuse-overlayfs\"\n",
            false => "",
        };
        let (project, server) = prepare("podman-user", overlay);
        let account = (ids().0 == 0).then(|| Account::make(age.name()));
        let ids = account.as_ref().map_or_else(ids, |account| account.ids);
        give(&project, ids);
        let place = Self {
            name: format!("{}, user", age.name()),
            project,
            ids,
            is_users: true,
            is_old: age.is_old(&roots),
            account,
            room: Room::over(&roots),
            _server: server,
            _turn: None,
        };
        Some(place.with_base())
    }

    /// Podman cannot read the images of Docker's engine, so the base image comes by a file.
    fn with_base(self) -> Self {
        let file = beside(&self.project).join("base.tar");
        docker(&["image", "save", "--output", file.as_str(), &world_json("base_image")]).exits(0);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        self.podman(&["load", "--input", file.as_str()]).exits(0);
        std::fs::remove_file(file).unwrap();
        self
    }

    /// Whether an ordinary user runs a podman that is 4.3, or may be.
    pub fn is_old_of_user(&self) -> bool {
        self.is_old && self.is_users
    }

    /// The image's name.
    pub fn image(&self) -> &str {
        self.project.root.file_name().unwrap()
    }

    /// The tool, about to be run here.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut inner = self.project.command(args);
        inner.env("CONTAINER_ENGINE", "podman");
        self.wrapped(inner)
    }

    /// Runs podman itself.
    pub fn podman(&self, args: &[&str]) -> Outcome {
        let mut inner = self.project.command(&[]);
        let environment: Vec<_> =
            inner.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
        inner = Command::new("podman");
        inner.args(args).env_clear().envs(environment).current_dir("/").stdin(Stdio::null());
        within(ANSWER, self.wrapped(inner))
    }

    /// The same command, in the room and run by the account, which can reach neither our binary nor our home.
    fn wrapped(&self, inner: Command) -> Command {
        let Some(room) = &self.room else { return inner };
        let mut command = room.entrance();
        let mut program = inner.get_program().to_str().unwrap().to_owned();
        if let Some(account) = &self.account {
            command.args(account.becomes());
            if program != "podman" {
                program = Account::tool(&self.project).into_string();
            }
        }
        command.arg(program);
        command.args(inner.get_args()).env_clear().current_dir("/").stdin(Stdio::null());
        // What leads to Docker's engine is not podman's, and lies where the account may not read.
        let is_ours = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with("DOCKER_");
        let variables = inner.get_envs().filter(|(name, _)| is_ours(name));
        command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
        if let Some(account) = &self.account {
            command.env_remove("XDG_CACHE_HOME").env("HOME", format!("/home/{}", account.name));
            // The tool looks for its repository: the project is one.
            command.env("CARGO_MANIFEST_DIR", self.project.root.join("xtask").as_str());
        }
        command
    }

    /// The ids of the containers that are the project's lab.
    pub fn labs(&self) -> Vec<String> {
        let filter = ["--filter", "label=conda-in-docker.port"];
        let listed = self.podman(&[&["container", "ls", "--all", "--quiet"], &filter[..]].concat()).exits(0);
        listed.stdout.lines().map(str::to_owned).collect()
    }

    /// How many containers there are.
    pub fn containers(&self) -> usize {
        self.podman(&["container", "ls", "--all", "--quiet"]).exits(0).stdout.lines().count()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // Its files belong to many ids, and some are mounts. Then nothing of a user's runs any longer.
        self.podman(&["container", "rm", "--all", "--force"]);
        self.podman(&["system", "reset", "--force"]);
        self.podman(&["system", "migrate"]);
    }
}

/// A project whose mirrors are a server's, and podman's configuration beside it.
fn prepare(name: &str, overlay: &str) -> (Project, Server) {
    let (server, mut project) = (Server::of_world(), project(&image(name)));
    write_files(&project);
    server.mirror_for(&mut project, &world_json("base_image"), "apt");
    let beside = beside(&project).to_owned();
    std::fs::set_permissions(&beside, std::fs::Permissions::from_mode(0o755)).unwrap();
    let storage = format!(
        "[storage]\ndriver = \"overlay\"\nrunroot = \"{beside}/run\"\ngraphroot = \"{beside}/graph\"\n{overlay}"
    );
    // Root's would be in /etc, which nobody can write in a room.
    let containers = format!("{CONTAINERS}[network]\nnetwork_config_dir = \"{beside}/networks\"\n");
    for (file, text, variable) in [
        ("containers.conf", containers, "CONTAINERS_CONF"),
        ("storage.conf", storage, "CONTAINERS_STORAGE_CONF"),
    ] {
        std::fs::write(beside.join(file), text).unwrap();
        project.env(variable, beside.join(file).as_str());
    }
    project.env("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
    (project, server)
}

fn beside(project: &Project) -> &Utf8Path {
    project.root.parent().unwrap()
}

/// Gives the project, and the folder that it lies in, to these ids.
fn give(project: &Project, (uid, gid): (u32, u32)) {
    if ids().0 == 0 {
        let ids = format!("{uid}:{gid}");
        assert!(
            Command::new("chown").args(["-R", &ids, beside(project).as_str()]).status().unwrap().success()
        );
    }
}
