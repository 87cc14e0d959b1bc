//! A `docker`, and a `podman`, that writes down how it was called and answers as it is told: what every test without an engine uses.

mod build;
mod clean;
mod clean_all;
mod compose;
mod desktop;
mod engine;
mod homes;
mod lab;
mod lab_address;
mod lab_control;
mod lab_end;
mod lab_start;
mod left_runs;
pub mod lock;
mod lock_changes;
mod mistakes;
mod moved;
mod overrides;
mod podman;
mod run;
mod run_arguments;
mod shell_variables;
mod size;
mod slim;
mod variables;
pub mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{Outcome, Project};

/// A project, and the fake `docker` that the tool finds first on PATH.
pub struct Docker {
    /// The project; its environment has what the fake needs.
    pub project: Project,
    /// Where the fake has its log and its script.
    pub folder: Utf8PathBuf,
}

/// One call of the fake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The working directory.
    pub folder: Utf8PathBuf,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// The arguments.
    pub args: Vec<String>,
}

impl Docker {
    /// For a copy of the template's project, in a folder of this name.
    pub fn of_template(name: &str) -> Self {
        Self::with(Project::of_template(name))
    }

    /// For this project.
    pub fn with(mut project: Project) -> Self {
        let beside = project.root.parent().unwrap().to_owned();
        let folder = beside.join("fake docker");
        fs::create_dir(&folder).unwrap();
        let path = format!("{}:{}", fake().parent().unwrap(), std::env::var("PATH").unwrap());
        project.env("PATH", path).env("FAKE_DOCKER", folder.as_str());
        project.env("XDG_CACHE_HOME", beside.join("cache").as_str());
        // A context, so that nobody asks this machine's own engine past the fake.
        let config = beside.join("docker-config");
        fs::create_dir(&config).unwrap();
        fs::write(config.join("config.json"), "{\"currentContext\": \"fake\"}").unwrap();
        project.env("DOCKER_CONFIG", config.as_str());
        // What this machine's time zone and its user's git are makes no difference.
        project.env("TZ", "").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        Self { project, folder }
    }

    /// From now on, answers what begins with `start`, in which `*` stands for anything, so; `action` is an exit code, `signal N` or `wait`.
    pub fn answers(&self, start: &str, action: &str, stdout: &str, stderr: &str) -> &Self {
        self.answers_so(0, [start, action, stdout, stderr])
    }

    /// The same, for the first so many times, and with nothing on stderr.
    pub fn answers_times(&self, times: u32, start: &str, action: &str, stdout: &str) -> &Self {
        self.answers_so(times, [start, action, stdout, ""])
    }

    fn answers_so(&self, times: u32, [start, action, stdout, stderr]: [&str; 4]) -> &Self {
        let path = self.folder.join("script");
        let before = fs::read_to_string(&path).unwrap_or_default();
        let block = [start, &times.to_string(), action, stdout, stderr].map(|field| format!("{field}\0"));
        // In front: what a test says later replaces what it said before.
        fs::write(path, block.concat() + &before).unwrap();
        self
    }

    /// From now on its engine does not answer, and its client says so in these words: `info` as some clients do, which print
    /// what they have not been told, and call it a success.
    pub fn unreachable(&self, said: &str) -> &Self {
        self.answers("info", "0", "\t[]\n", said).answers("version", "1", "", said)
    }

    /// Makes a program in the folder `bin` beside the fake, which the test puts on PATH; returns that folder.
    pub fn program(&self, name: &str, script: &str) -> Utf8PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let bin = self.folder.join("bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join(name), script).unwrap();
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).unwrap();
        bin
    }

    /// Makes a program that the tool finds before the machine's own.
    pub fn put_first(&mut self, name: &str, script: &str) -> &mut Self {
        let bin = self.program(name, script);
        let before = self.project.env.iter().rfind(|(name, _)| name == "PATH");
        let path = before.map_or_else(|| std::env::var("PATH").unwrap(), |(_, path)| path.clone());
        self.project.env("PATH", format!("{bin}:{path}"));
        self
    }

    /// Runs the tool and waits for it; not for what it leaves running, which holds its stdout for a second longer.
    pub fn xtask(&self, args: &[&str]) -> Outcome {
        self.finish(self.project.command(args))
    }

    /// The same for a command that a test has changed.
    pub fn finish(&self, mut command: Command) -> Outcome {
        let [stdout, stderr] = ["stdout", "stderr"].map(|name| self.folder.join(name));
        command.stdout(fs::File::create(&stdout).unwrap()).stderr(fs::File::create(&stderr).unwrap());
        let status = command.status().unwrap();
        let [stdout, stderr] = [stdout, stderr].map(|path| fs::read(path).unwrap());
        Outcome::of(std::process::Output { status, stdout, stderr })
    }

    /// Every call so far.
    pub fn calls(&self) -> Vec<Call> {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        let (mut calls, mut call) = (Vec::new(), Call::default());
        for field in log.split(|byte| *byte == 0).filter(|field| !field.is_empty()) {
            let text = String::from_utf8(field[1..].to_vec()).unwrap();
            match field[0] {
                b'C' => call.folder = text.into(),
                b'A' => call.args.push(text),
                b'E' => {
                    let (name, value) = text.split_once('=').unwrap();
                    call.env.insert(name.to_owned(), value.to_owned());
                }
                _ => calls.push(std::mem::take(&mut call)),
            }
        }
        calls
    }

    /// The calls that change something: all but questions.
    pub fn deeds(&self) -> Vec<Call> {
        let questions = [
            "version",
            "--version",
            "buildx version",
            "buildx inspect",
            "compose version",
            "context inspect",
            "info",
            "image history",
            "image inspect",
            "image ls",
            "image history",
            "system df",
            "container ls",
            "container inspect",
            "volume ls",
        ];
        let is_question = |line: &str| {
            questions.iter().any(|start| line.starts_with(start)) || line.contains("/lab-packages.py ")
        };
        let is_deed = |call: &Call| !is_question(call.line().trim_start_matches("podman "));
        self.calls().into_iter().filter(is_deed).collect()
    }

    /// The first words of each call that changes something.
    pub fn deed_names(&self) -> Vec<String> {
        self.deeds().iter().map(|call| call.args[..2].join(" ")).collect()
    }

    /// The only call that begins with these words.
    #[track_caller]
    pub fn only(&self, start: &str) -> Call {
        let mut calls: Vec<Call> =
            self.calls().into_iter().filter(|call| call.line().starts_with(start)).collect();
        assert_eq!(calls.len(), 1, "calls of `{start}`: {calls:?}");
        calls.remove(0)
    }

    /// Forgets the calls so far.
    pub fn forget(&self) -> &Self {
        let _ = fs::remove_file(self.folder.join("log"));
        self
    }

    /// From now on the image is there that the last build made; it is known by its name alone.
    pub fn has_built_image(&self) -> &Self {
        assert!(self.folder.join("built").exists(), "nothing was built");
        self.answers("image inspect", "0", "@built\n", "")
    }

    /// From now on containers of these facts are there; `lab`, by its name, of the kind and in the state that it is given.
    pub fn has_containers(&self, lines: &[String]) -> &Self {
        let ids: String = (0..lines.len()).map(|number| format!("{number}f\n")).collect();
        self.answers("container ls", "0", &ids, "");
        self.answers("container inspect", "0", &(lines.join("\n") + "\n"), "")
    }

    /// The key of the project, which its containers are labelled with.
    pub fn key(&self) -> String {
        let printed = self.project.xtask(&["--dry-run", "run", "true"]).exits(0).stdout;
        printed.split_once("conda-in-docker.project=").unwrap().1.split(' ').next().unwrap().to_owned()
    }
}

impl Call {
    /// The arguments as one line, for looking at.
    pub fn line(&self) -> String {
        self.args.join(" ")
    }

    /// What follows this option.
    #[track_caller]
    pub fn value(&self, option: &str) -> &str {
        self.values(option).first().unwrap_or_else(|| panic!("no {option} in {:?}", self.args))
    }

    /// What follows this option, each time that it is given.
    pub fn values(&self, option: &str) -> Vec<&str> {
        self.args.windows(2).filter(|pair| pair[0] == option).map(|pair| pair[1].as_str()).collect()
    }
}

impl Default for Call {
    fn default() -> Self {
        Self { folder: "/".into(), env: BTreeMap::new(), args: Vec::new() }
    }
}

/// What docker says of a container: its name and state, and its labels and variables, each `NAME=VALUE`.
pub fn facts(name: &str, state: &str, labels: &[&str], env: &[&str]) -> String {
    let pair = |label: &&str| {
        let (name, value) = label.split_once('=').unwrap();
        format!(
            "{:?}:{value:?}",
            if name.contains('.') { name.to_owned() } else { format!("conda-in-docker.{name}") }
        )
    };
    let labels = labels.iter().map(pair).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"id":"id-{name}","name":"/{name}","image":"sha256:ab","state":"{state}","started":"2026-01-02T03:04:05.6Z","labels":{{{labels}}},"env":{env:?},"command":["python","a b.py"]}}"#
    )
}

/// Waits until a file is there and returns its text; others are at work, so a slow machine gets time.
pub fn wait_for(path: &Utf8Path) -> String {
    let start = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{path} does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until this is so; others are at work, so a slow machine gets time.
#[track_caller]
pub fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "it does not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The fake, compiled once for each run of the tests.
pub fn fake() -> &'static Utf8Path {
    static PATH: OnceLock<Utf8PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let folder = Utf8Path::new(env!("CARGO_TARGET_TMPDIR")).join("fake-docker");
        let (path, new) = (folder.join("docker"), folder.join(format!("docker-{}", std::process::id())));
        fs::create_dir_all(&folder).unwrap();
        let source = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/docker.rs");
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
        let mut command = Command::new(rustc);
        command.args(["--edition=2024", "-Cdebuginfo=0", "--crate-name=docker", "-o", new.as_str()]);
        assert!(command.arg(source).status().unwrap().success(), "tests/data/docker.rs does not compile");
        // By one rename: another run of the tests may be using the old one.
        fs::rename(&new, &path).unwrap();
        // In front of a real podman, which may be there.
        let podman = folder.join("podman");
        if !podman.exists() {
            let _ = std::os::unix::fs::symlink("docker", &podman);
        }
        path
    })
}
