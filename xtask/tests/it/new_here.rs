//! Claims about `new --here`: a clone or a copy of this repository becomes the user's own project, or stays as it was.

mod losses;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use crate::support::{Outcome, folder, have, repository, tree};

/// A folder with this repository as its template's `upstream`, and the user's `clone` of it.
struct Place {
    _folder: tempfile::TempDir,
    shell: Shell,
    root: Utf8PathBuf,
}

/// What `git` says of the files of a project.
#[derive(Debug, PartialEq, Eq)]
struct Look {
    head: String,
    branches: String,
    remotes: String,
    status: String,
    files: Vec<(Utf8PathBuf, Option<Vec<u8>>)>,
}

/// What is most of the files, and only removed.
const TESTS: [&str; 4] =
    ["xtask/tests/data/environments/", "xtask/tests/golden/", "xtask/tests/it/", "xtask/tests/on_engines/"];

impl Place {
    /// With the repository as it is now, committed or not, without what is below these paths.
    fn without(left_out: &[&str]) -> Option<Self> {
        if !have("git") {
            return None;
        }
        let folder = folder();
        let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        let shell = Shell::new().unwrap();
        shell.set_var("HOME", &root);
        shell.set_var("GIT_CONFIG_NOSYSTEM", "1");
        let place = Self { _folder: folder, shell, root };
        place.introduce();
        let (ours, upstream) = (repository(), place.root.join("upstream"));
        let is_in = |name: &String| !left_out.iter().any(|start| name.starts_with(start));
        for name in names(&place.shell, &ours).filter(is_in) {
            place.shell.create_dir(upstream.join(&name).parent().unwrap()).unwrap();
            place.shell.copy_file(ours.join(&name), upstream.join(&name)).unwrap();
        }
        place.shell.change_dir(&upstream);
        place.sh("git init --quiet; git add --all; git commit --quiet --message One");
        place.sh("git commit --quiet --allow-empty --message Two");
        place.anew();
        Some(place)
    }

    /// Tells git who its user is.
    fn introduce(&self) {
        let config = "[user]\nname = Jane\nemail = jane@example.org\n[init]\ndefaultBranch = main\n";
        self.shell.write_file(self.root.join(".gitconfig"), config).unwrap();
    }

    /// Makes the clone, or makes it once more.
    fn anew(&self) {
        self.introduce();
        self.shell.change_dir(&self.root);
        self.sh("rm -rf clone .git; git clone --quiet \"$PWD/upstream\" clone");
        self.shell.change_dir(self.clone());
    }

    /// With all that a project gets. `None`, and said so, where there is no git.
    fn whole() -> Option<Self> {
        Self::without(&TESTS)
    }

    /// With some files of each kind, which is enough where none of them is looked at by itself.
    fn find() -> Option<Self> {
        Self::without(
            &[&TESTS[..], &["xtask/bench/", "xtask/docs/", "xtask/src/commands/", "xtask/src/image/"]]
                .concat(),
        )
    }

    fn clone(&self) -> Utf8PathBuf {
        self.root.join("clone")
    }

    /// Runs a command line in the clone.
    #[track_caller]
    fn sh(&self, line: &str) -> String {
        cmd!(self.shell, "sh -ec {line}").quiet().ignore_stderr().read().unwrap()
    }

    /// The tool of the clone, about to be run with `new` and these arguments.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("new").args(args).env_clear().current_dir(self.clone());
        command.env("CARGO_MANIFEST_DIR", self.clone().join("xtask")).env("HOME", &self.root);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("PATH", std::env::var("PATH").unwrap());
        command.stdin(Stdio::null());
        command
    }

    fn here(&self, args: &[&str]) -> Outcome {
        Outcome::of(self.command(&[&["--here"], args].concat()).output().unwrap())
    }

    /// Everything in the clone, but for the inside of git.
    fn look(&self) -> Look {
        let files = tree(&self.clone()).into_iter().filter(|(path, _)| {
            !path.components().any(|part| part.as_str() == ".git")
                && ![".env", ".generated", ".project-id"].contains(&path.file_name().unwrap_or_default())
        });
        let says = |line: &str| self.sh(&format!("{line} 2>/dev/null || :"));
        Look {
            head: says("git rev-parse HEAD"),
            branches: says("git branch --format '%(refname) %(objectname) %(upstream)'"),
            remotes: says("git remote --verbose"),
            status: says("git status --porcelain"),
            files: files.collect(),
        }
    }

    /// Every file that git knows and its text.
    fn committed(&self, folder: &Utf8Path) -> BTreeMap<String, Vec<u8>> {
        let read = |name: String| (name.clone(), std::fs::read(folder.join(name)).unwrap());
        names(&self.shell, folder).map(read).collect()
    }
}

/// The files that git knows in a folder, and that are there.
pub fn names<'a>(shell: &Shell, folder: &'a Utf8Path) -> impl Iterator<Item = String> + use<'a> {
    let listed = cmd!(shell, "git -C {folder} ls-files -z").quiet().read().unwrap();
    let names: Vec<_> = listed.split_terminator('\0').map(str::to_owned).collect();
    names.into_iter().filter(move |name| folder.join(name).exists())
}

/// The commands that undo it, as it says.
fn undo(said: &Outcome) -> String {
    let (_, rest) = said.stderr.split_once("to undo this, run `").unwrap();
    rest.split_once('`').unwrap().0.to_owned()
}

#[test]
fn a_clone_becomes_what_new_makes_elsewhere_in_one_commit_and_what_it_says_undoes_it() {
    let Some(place) = Place::whole() else { return };
    let before = place.look();
    let said = place.here(&["--name", "jane/one"]).exits(0);
    let address = place.root.join("upstream");
    let sentence = "xtask: this is the project jane/one now\nxtask: README.md is a new one for you to write\n\
         xtask: Cargo.toml has the project's name\nxtask: moved to xtask/, since they are about the tool: ARCHITECTURE.md, \
         CHANGELOG.md, CONTRIBUTING.md, LICENSE-APACHE, LICENSE-MIT\nxtask: removed, since only the development of the template \
         needs them: .ci, ";
    assert!(said.stderr.starts_with(sentence), "{}", said.stderr);
    let origin = format!(
        "xtask: `origin` is {address}, as before; if that is not your own repository, run `git remote rename origin template`\n"
    );
    assert!(said.stderr.contains(&origin), "{}", said.stderr);
    assert_eq!(place.sh("git log --format='%an %s'"), "Jane Start the project\nJane Two\nJane One");
    assert_eq!(
        place.sh("git status --porcelain --ignored"),
        "!! docker/.env\n!! docker/.generated\n!! docker/.project-id"
    );
    let made = place.root.join("made");
    // From the clone as it came, since a project that is somebody's own has no more to give than itself.
    place.sh("git -c advice.detachedHead=false checkout --quiet HEAD~1");
    Outcome::of(place.command(&[made.as_str(), "--name", "jane/one"]).output().unwrap()).exits(0);
    place.sh("git checkout --quiet main");
    let (here, elsewhere) = (place.committed(&place.clone()), place.committed(&made));
    assert_eq!(here.keys().collect::<Vec<_>>(), elsewhere.keys().collect::<Vec<_>>());
    for (name, text) in here {
        assert!(text == elsewhere[&name], "{name} is another one");
    }
    place.sh(&undo(&said));
    assert!(place.look() == before, "{}", place.sh("git status"));
}

#[test]
fn the_record_has_the_version_and_a_digest_of_each_file_of_the_template() {
    let Some(place) = Place::whole() else { return };
    // These are nothing of the template's.
    place.sh(
        "echo x >notebooks/own.ipynb; echo '# Mine' >README.md; git add .; git commit --quiet --message Own",
    );
    place.here(&["--name", "one"]).exits(0);
    let record = place.shell.read_file("xtask/template.toml").unwrap();
    assert!(record.contains(&format!("\nversion = \"{}\"\n", env!("CARGO_PKG_VERSION"))), "{record}");
    let mut expected = Vec::new();
    for (name, bytes) in place.committed(&place.clone()) {
        if !["notebooks/own.ipynb", "README.md", "xtask/template.toml"].contains(&name.as_str()) {
            place.shell.write_file(place.root.join("bytes"), bytes).unwrap();
            let digest = place.sh("sha256sum ../bytes");
            expected.push(format!("\"{name}\" = \"{}\"", &digest[..8]));
        }
    }
    let (_, files) = record.split_once("[files]\n").unwrap();
    assert_eq!(files.lines().collect::<Vec<_>>(), expected);
    assert!(expected.len() > 150);
    assert_eq!(place.shell.read_file("README.md").unwrap(), "# Mine\n");
}

#[test]
fn every_kind_of_clone_and_copy_becomes_a_project_and_keeps_the_user_s_own_files() {
    let archive = "rm -rf .git";
    let shallow = "cd ..; rm -r clone; git clone --quiet --depth 1 file://$PWD/upstream clone";
    let one_commit = "git checkout --quiet --orphan copy; git commit --quiet --message Copy";
    // How it came about, its branch, and whether its history begins anew.
    let situations = [
        (":", "main", true),
        ("git remote remove origin", "main", false),
        ("git remote set-url origin https://example.org/jane/one.git", "main", false),
        (shallow, "main", false),
        (shallow, "main", true),
        ("git checkout --quiet --detach", "", false),
        ("git checkout --quiet --detach", "", true),
        (one_commit, "copy", false),
        (archive, "main", false),
        (archive, "main", true),
        ("rm -rf .git; git init --quiet --initial-branch work", "work", false),
    ];
    let Some(place) = Place::find() else { return };
    for (what, branch, fresh) in situations {
        place.anew();
        place.sh(what);
        place.sh("echo x >data/big.csv; echo y >notes.txt");
        let flags = ["--name", "one", "--fresh-history"];
        let said = place.here(if fresh { &flags } else { &flags[..2] }).exits(0).stderr;
        let commits = place.sh("git log --format=%s");
        assert!(commits.starts_with("Start the project"), "{what}: {commits}");
        assert_eq!(commits.lines().count() == 1, fresh, "{what}: {commits}");
        let old = place.sh("git log --format=%s template-history 2>/dev/null || :");
        assert_eq!(!old.is_empty(), fresh, "{what}: {old}");
        assert_eq!(place.sh("git branch --show-current"), branch, "{what}");
        assert_eq!(said.contains("on no branch"), branch.is_empty(), "{what}: {said}");
        // Where there was no history, none is kept.
        let kept = if what == archive {
            "the template's files as they came are kept"
        } else {
            "the one so far is kept"
        };
        assert_eq!(said.contains(kept), fresh, "{what}: {said}");
        let status = place.sh("git status --porcelain");
        assert_eq!(status, "?? data/big.csv\n?? notes.txt", "{what}");
        assert!(place.shell.read_file("README.md").unwrap().starts_with("# one\n"), "{what}");
        place.sh(&undo(&Outcome { code: 0, stdout: String::new(), stderr: said }));
        assert!(place.clone().join("ARCHITECTURE.md").exists(), "{what}");
    }
}

#[test]
fn origin_is_renamed_only_when_somebody_says_so_and_then_nothing_is_pushed_to_it_by_chance() {
    let Some(place) = Place::find() else { return };
    let before = place.look();
    let said = place.here(&["--rename-origin"]).exits(0);
    assert_eq!(place.sh("git remote"), "template");
    assert_eq!(place.look().branches.split_whitespace().count(), 2, "{}", place.look().branches);
    let note = "xtask: `origin` is now called `template`; `git remote add origin ADDRESS` names a repository of your own\n";
    assert!(said.stderr.contains(note), "{}", said.stderr);
    // The folder's name is the default.
    assert!(said.stderr.contains("this is the project clone now\n"), "{}", said.stderr);
    place.sh(&undo(&said));
    assert!(place.look() == before);
}

#[test]
fn on_a_terminal_it_asks_whose_origin_is() {
    let Some(place) = Place::find().filter(|_| have("script")) else { return };
    for (typed, code, remote) in
        [("yes", 0, "origin"), ("no", 0, "template"), ("N", 0, "template"), ("maybe", 2, "origin")]
    {
        place.anew();
        let tool = format!("'{}' new --here --name one", env!("CARGO_BIN_EXE_xtask"));
        let line = format!("printf '{typed}\\n' | script --quiet --return --command \"$0\" /dev/null");
        let mut command = Command::new("sh");
        command.args(["-c", &line, &tool]).current_dir(place.clone()).env("HOME", &place.root);
        command.env("CARGO_MANIFEST_DIR", place.clone().join("xtask")).env("GIT_CONFIG_NOSYSTEM", "1");
        let said = Outcome::of(command.output().unwrap()).exits(code);
        let question = format!(
            "is `origin` ({}/upstream) your own repository? yes: it stays as it is; no, it is the template's: it is renamed `template` [yes/no]",
            place.root
        );
        assert!(said.stdout.contains(&question), "{}", said.stdout);
        assert_eq!(place.sh("git remote"), remote, "{typed}");
        assert_eq!(place.clone().join("CHANGELOG.md").exists(), code != 0, "{typed}");
    }
}

#[test]
fn what_cannot_be_done_or_undone_is_refused_by_a_sentence_and_nothing_is_changed() {
    let table: [(&str, &[&str], i32, &str); 14] = [
        (
            "echo x >>environment.yml",
            &[],
            2,
            "environment.yml: this has changes that are not committed; commit them",
        ),
        ("echo x >'a b'; git add 'a b'", &[], 2, "a b: this has changes that are not committed; commit them"),
        ("rm postBuild", &[], 2, "postBuild: this has changes that are not committed; commit them"),
        (
            "git mv CHANGELOG.md x",
            &[],
            2,
            "CHANGELOG.md: this has changes that are not committed; commit them",
        ),
        (
            "git branch template-history",
            &["--fresh-history"],
            2,
            "there is a branch `template-history` already; rename it",
        ),
        ("git remote remove origin", &["--rename-origin"], 2, "there is no remote `origin` to be renamed"),
        ("git remote add template x", &["--rename-origin"], 2, "there is a remote `template` already"),
        (
            "printf '[user]\\nuseConfigOnly = true\\n' >../.gitconfig",
            &[],
            2,
            "git does not know who you are, so nothing could be committed",
        ),
        ("echo x >xtask/ARCHITECTURE.md", &[], 2, "xtask/ARCHITECTURE.md: this is there already, where"),
        ("echo x: [ >environment.yml; git commit --quiet --all --message x", &[], 2, "environment.yml:"),
        (":", &["--name", "My Project"], 2, "`My Project` is not a name for a project"),
        ("rm -rf .git; cd ..; git init --quiet", &[], 2, "this lies in the git repository"),
        // What is refused only when docker/ is written is undone.
        (
            "printf 'build-files = [\"deny.toml\"]\\n' >>x; sed -i '/^# image = /r x' Cargo.toml; rm x; git commit --quiet --all --message x",
            &[],
            2,
            "deny.toml",
        ),
        (
            "sed -i 's/^# image = .*/build-files = [\"deny.toml\"]/' Cargo.toml; rm -rf .git",
            &[],
            2,
            "deny.toml",
        ),
    ];
    let Some(place) = Place::find() else { return };
    for (prepare, flags, code, sentence) in table {
        place.anew();
        place.sh(prepare);
        let before = place.look();
        let said = place.here(flags).exits(code);
        assert!(said.stderr.contains(sentence), "{prepare}: {}", said.stderr);
        assert_eq!(said.stderr.lines().count(), 1, "{prepare}: {}", said.stderr);
        assert!(place.look() == before, "{prepare}: {}", place.sh("git status"));
        assert!(!prepare.ends_with(".git") || !place.clone().join(".git").exists());
    }
}

#[test]
fn a_second_time_says_that_the_project_is_the_user_s_own_already() {
    let Some(place) = Place::find() else { return };
    place.here(&["--name", "one"]).exits(0);
    let before = place.look();
    let said = place.here(&["--name", "two"]).exits(2).stderr;
    let sentence = "this is a project of your own already, as xtask/template.toml says, so nothing is changed; its name is the \
                    setting `image` in Cargo.toml";
    assert_eq!(said, format!("error: {}: {sentence}\n", place.clone()));
    assert!(place.look() == before);
}

#[test]
fn without_git_nothing_is_changed_and_a_dry_run_prints_what_would_be_run() {
    let Some(place) = Place::find() else { return };
    let before = place.look();
    let mut without = place.command(&["--here"]);
    let said = Outcome::of(without.env("PATH", "/nowhere").output().unwrap()).exits(1).stderr;
    assert!(
        said.starts_with("error: git is not installed, without which nothing could be undone;"),
        "{said}"
    );
    let printed = place.here(&["--dry-run", "--fresh-history"]).exits(0).stdout;
    assert_eq!(printed, "cargo xtask new --here --name clone --fresh-history\n");
    assert!(place.look() == before);
}
