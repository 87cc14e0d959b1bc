//! The engines of a run: what the caller names, else our own of today, and beside them the one that the machine has.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use camino::Utf8Path;

use crate::support::{Outcome, repository};

/// A kind of engine, for which there is a group of tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Our own, or the one in its place: nearly all tests.
    Overlay2,
    /// Our own with containerd's image store.
    Containerd,
    /// The machine's, as it is.
    Machines,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Overlay2, Self::Containerd, Self::Machines];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlay2 => "overlay2",
            Self::Containerd => "containerd",
            Self::Machines => "machine",
        }
    }
}

/// An engine that runs until this is dropped, if it is our own.
pub struct Engine {
    /// What its tests are.
    pub kind: Kind,
    /// Versions and storage.
    pub title: String,
    /// What leads a client to it.
    pub variables: Vec<(&'static str, String)>,
    /// Whether others use it as well, so that images are not to stay.
    pub is_others: bool,
    script: Option<Child>,
}

impl Engine {
    /// The engine that the caller has chosen by DOCKER_HOST or by a context; `None` if none was.
    pub fn of_caller() -> Option<Result<Self, String>> {
        let has = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let context = said("docker", &["context", "show"]).unwrap_or_default();
        let is_chosen =
            has("DOCKER_HOST") || has("DOCKER_CONTEXT") || !["", "default"].contains(&context.as_str());
        is_chosen.then(|| Self::there(Kind::Overlay2))
    }

    /// The engine that is there, and a client for it that builds with BuildKit.
    ///
    /// # Errors
    ///
    /// A sentence, if there is none.
    pub fn there(kind: Kind) -> Result<Self, String> {
        let format = "Docker {{.ServerVersion}} on {{.Driver}}";
        let title =
            said("docker", &["info", "--format", format]).filter(|title| !title.contains("Docker  on"));
        let title = title.ok_or("no Docker engine answers")?;
        let path = std::env::var("PATH").unwrap_or_default();
        // A machine may have several clients; Debian's has BuildKit built in, and others have it if buildx is installed.
        let folder = path.split(':').find(|folder| builds_with_buildkit(&format!("{folder}/docker")));
        let folder = folder.ok_or("no Docker client with BuildKit is here")?;
        let variables = vec![("PATH", format!("{folder}:{path}"))];
        Ok(Self { kind, title, variables, is_others: true, script: None })
    }

    /// Starts our own, or joins the one that runs.
    ///
    /// # Errors
    ///
    /// What the script says last, if it cannot be had.
    pub fn own(kind: Kind) -> Result<Self, String> {
        let mut script = Command::new("bash");
        script.arg(repository().join("xtask/tests/on_engines/engine.sh")).args(["serve", kind.name()]);
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut script = script.spawn().map_err(|error| error.to_string())?;
        let mut title = String::new();
        let _ = BufReader::new(script.stdout.take().unwrap()).read_line(&mut title);
        if title.is_empty() {
            let mut said = String::new();
            let _ = script.stderr.take().unwrap().read_to_string(&mut said);
            let _ = script.wait();
            return Err(said.lines().last().unwrap_or("engine.sh says nothing").to_owned());
        }
        let home = own_home();
        let path = std::env::var("PATH").unwrap_or_default();
        let variables = vec![
            ("DOCKER_HOST", format!("unix://{home}/{}/docker.sock", kind.name())),
            ("DOCKER_CONFIG", format!("{home}/config")),
            ("PATH", format!("{home}/bin:{path}")),
        ];
        let title = match kind {
            Kind::Containerd => "the same on containerd's image store".to_owned(),
            _ => format!("{} on overlay2", title.trim()),
        };
        Ok(Self { kind, title, variables, is_others: false, script: Some(script) })
    }

    /// Removes every image whose name begins so.
    pub fn remove_images(&self, beginning: &str) {
        let mut list = Command::new("docker");
        list.envs(self.variables()).args(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]);
        let listed = list.output().map(Outcome::of).map(|listed| listed.stdout).unwrap_or_default();
        let names = listed.lines().filter(|name| name.starts_with(beginning));
        let mut remove = Command::new("docker");
        let _ = remove.envs(self.variables()).args(["image", "rm"]).args(names).output();
    }

    /// The variables, as a command takes them.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.variables.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(script) = &mut self.script else { return };
        // It ends with its stdin.
        drop(script.stdin.take());
        let _ = script.wait();
    }
}

/// The folder of our own engines, as engine.sh has it.
pub fn own_home() -> String {
    let cache = std::env::var("XDG_CACHE_HOME")
        .unwrap_or_else(|_| std::env::var("HOME").unwrap_or_default() + "/.cache");
    format!("{cache}/conda-in-docker/test-engine")
}

fn builds_with_buildkit(client: &str) -> bool {
    if !Utf8Path::new(client).exists() {
        return false;
    }
    let Some(version) = said(client, &["version", "--format", "{{.Client.Version}}"]) else { return false };
    let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    (18..23).contains(&major) || said(client, &["buildx", "version"]).is_some()
}

/// What a program prints, if all went well.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
