//! What the tests share: a project in a folder of its own, the tool run in it, and what to do when something is absent.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};

/// The repository that is tested.
pub fn repository() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A temporary folder, removed when dropped. It is in memory where there is such a place and TMPDIR names no other: the tests
/// make more than ten thousand files, which is most of their work on a slow disk.
pub fn folder() -> tempfile::TempDir {
    static IN_MEMORY: OnceLock<bool> = OnceLock::new();
    let in_memory = *IN_MEMORY.get_or_init(|| {
        let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
        // The tests run programs there, which a container's own /dev/shm does not let them.
        let fits = |line: &str| line.split(' ').nth(1) == Some("/dev/shm") && !line.contains("noexec");
        std::env::var_os("TMPDIR").is_none() && mounts.lines().any(fits)
    });
    let made = if in_memory { tempfile::tempdir_in("/dev/shm") } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// A project in a temporary folder, removed when dropped.
pub struct Project {
    _folder: tempfile::TempDir,
    /// Its root, absolute and without symlinks.
    pub root: Utf8PathBuf,
    /// The environment of the tool, in addition to PATH, HOME and what cargo sets.
    pub env: Vec<(String, String)>,
}

/// What the tool did.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code; 128 + n for signal n.
    pub code: i32,
    /// What it printed as data.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Project {
    /// A copy of the template's own project, in a folder of this name.
    pub fn of_template(name: &str) -> Self {
        let project = Self::empty(name);
        let files = [
            "Cargo.toml",
            "environment.yml",
            "requirements.txt",
            "postBuild",
            "template",
            "docker",
            ".devcontainer",
        ];
        let status = Command::new("cp")
            .arg("-r")
            .args(files.map(|file| repository().join(file)))
            .arg(&project.root)
            .status()
            .unwrap();
        assert!(status.success(), "cannot copy the template's project");
        // It belongs to the repository's folder, and git does not have it.
        for of_one_machine in ["docker/.env", "docker/.generated", "docker/.project-id"] {
            let _ = std::fs::remove_file(project.root.join(of_one_machine));
        }
        project
    }

    /// An empty folder of this name.
    pub fn empty(name: &str) -> Self {
        let folder = folder();
        let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap().join(name);
        std::fs::create_dir(&root).unwrap();
        Self { _folder: folder, root, env: Vec::new() }
    }

    /// Writes a file of the project.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        std::fs::create_dir_all(self.root.join(path).parent().unwrap()).unwrap();
        std::fs::write(self.root.join(path), bytes).unwrap();
        self
    }

    /// Reads a file of the project.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// Sets a variable for the tool.
    pub fn env(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// The tool, about to be run in this project, with nothing of our own environment but what every program needs.
    pub fn command(&self, args: &[&str]) -> Command {
        self.command_in(&self.root, args)
    }

    /// The same, with another path to the project.
    pub fn command_in(&self, root: &Utf8Path, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        // `--project` first: behind a `--` it would be an argument of the command in the container.
        command.args(["--project", root.as_str()]).args(args).env_clear().current_dir("/");
        for name in crate::PASSED_ON {
            if let Ok(value) = std::env::var(name) {
                command.env(name, value);
            }
        }
        command.env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR")).envs(self.env.clone());
        command.stdin(Stdio::null());
        command
    }

    /// Runs the tool and waits for it.
    pub fn xtask(&self, args: &[&str]) -> Outcome {
        Outcome::of(self.command(args).output().unwrap())
    }
}

impl Outcome {
    /// Of a finished process.
    pub fn of(output: Output) -> Self {
        use std::os::unix::process::ExitStatusExt as _;
        Self {
            code: output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap_or_default()),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails the test unless the exit code is this one.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// Whether a program is there. If not, says so past the test runner's capture; under `CI=true` absence is a failure.
pub fn have(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", "command -v \"$0\"", program])
        .output()
        .is_ok_and(|o| o.status.success());
    found || absent(&format!("no {program}"))
}

/// Whether the long set is asked for: rows of tables that differ in little from others.
pub fn is_long() -> bool {
    std::env::var_os("XTASK_TEST_LONG").is_some_and(|long| long == "1")
}

/// Says that a test is skipped for want of something, or fails under `CI=true`. Always false.
pub fn absent(what: &str) -> bool {
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{what}, and CI=true allows no skipping");
    // Not eprintln: the test runner would keep it to itself.
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
    false
}

/// Every file and folder below `root`: its path, and its bytes if it is a file.
pub fn tree(root: &Utf8Path) -> Vec<(Utf8PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().unwrap() {
            let path = entry.unwrap().into_path();
            let kind = path.symlink_metadata().unwrap();
            found.push((path.clone(), kind.is_file().then(|| std::fs::read(&path).unwrap())));
            if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The strings of a constant in a source file of the repository: a test that goes through them forgets no new one.
pub fn names_in(file: &str, constant: &str) -> Vec<String> {
    let source = std::fs::read_to_string(repository().join(file)).unwrap();
    let (_, rest) = source.split_once(&format!("const {constant}: ")).unwrap();
    let value = rest.split_once(';').unwrap().1.split_once(';').unwrap().0;
    value.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The folders with an environment in a form that is found in the wild.
pub fn environments() -> Vec<Utf8PathBuf> {
    let folder = repository().join("xtask/tests/data/environments");
    let entries = folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Runs the tool on a folder.
pub fn on(folder: &Utf8Path, args: &[&str]) -> Outcome {
    let elsewhere = Project::empty("elsewhere");
    Outcome::of(elsewhere.command_in(folder, args).output().unwrap())
}
