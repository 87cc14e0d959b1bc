//! Claims about `new`: the project that it makes works by itself, and where it cannot make one it leaves nothing.

use std::process::Command;

use camino::Utf8Path;
use xshell::Shell;

use crate::fake_docker::Docker;
use crate::new_here::names;
use crate::support::{Outcome, Project, have, names_in, repository, tree};

/// A folder to make projects in, with a git that knows who its user is.
pub fn place() -> Docker {
    let mut docker = Docker::with(Project::empty("place"));
    let home = docker.project.root.parent().unwrap().join("home");
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join(".gitconfig"), "[user]\nname = Jane\nemail = jane@example.org\n").unwrap();
    docker.project.env("HOME", home.as_str());
    docker.project.env("GIT_CONFIG_GLOBAL", home.join(".gitconfig").as_str());
    docker
}

/// `cargo xtask new` in that folder, with the tool of this project.
fn new_from(docker: &Docker, project: Option<&Utf8Path>, args: &[&str]) -> Outcome {
    let like = docker.project.command(&[]);
    let env: Vec<_> =
        like.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    if let Some(project) = project {
        command.args(["--project", project.as_str()]);
    }
    command.arg("new").args(args).env_clear().envs(env).current_dir(&docker.project.root);
    command.stdin(std::process::Stdio::null());
    docker.finish(command)
}

/// The same, with the tool of this repository.
pub fn new(docker: &Docker, args: &[&str]) -> Outcome {
    new_from(docker, None, args)
}

fn git(folder: &Utf8Path, args: &[&str]) -> String {
    let output = Command::new("git").args(["-C", folder.as_str()]).args(args).output().unwrap();
    let outcome = Outcome::of(output).exits(0);
    outcome.stdout
}

#[test]
fn every_path_of_this_repository_is_in_the_table_of_what_a_new_project_gets() {
    let table = names_in("xtask/src/commands/new/parts.rs", "PARTS");
    if !have("git") || !repository().join(".git").exists() {
        return;
    }
    let root = repository();
    let all: Vec<String> = names(&Shell::new().unwrap(), &root).collect();
    for path in all.iter().map(Utf8Path::new) {
        let fits = table.iter().any(|row| path.starts_with(row));
        assert!(fits, "{path}: PARTS in commands/new/parts.rs has to say what a new project gets of it");
    }
    for row in &table {
        let is_known = all.iter().any(|path| Utf8Path::new(path).starts_with(row));
        assert!(is_known, "{row} is in the table, and git does not know it");
    }
}

#[test]
fn a_new_project_is_committed_and_has_nothing_of_the_old_one_s_own() {
    if !have("git") {
        return;
    }
    let docker = place();
    let said = new(&docker, &["My Analysis (2)"]).exits(0);
    let folder = docker.project.root.join("My Analysis (2)");
    // This repository may have edits at the moment.
    let lines = said.stderr.lines().filter(|line| !line.contains("changes that are not committed here"));
    assert_eq!(
        lines.map(|line| format!("{line}\n")).collect::<String>(),
        "xtask: made the project my-analysis-2; next: cd 'My Analysis (2)' && cargo xtask lab\n"
    );
    assert_eq!(git(&folder, &["log", "--format=%an %s"]), "Jane Start the project\n");
    assert_eq!(
        git(&folder, &["status", "--porcelain", "--ignored"]),
        "!! docker/.env\n!! docker/.generated\n!! docker/.project-id\n"
    );
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("README.md").starts_with("# my-analysis-2\n"));
    assert!(read("Cargo.toml").contains("\nimage = \"my-analysis-2\"\n"));
    assert_eq!(
        read("environment.yml"),
        std::fs::read_to_string(repository().join("environment.yml")).unwrap()
    );
    let top: Vec<String> =
        folder.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned()).collect();
    for name in [".ci", "CHANGELOG.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "LICENSE-MIT", "target"] {
        assert!(!top.contains(&name.to_owned()), "{top:?}");
    }
    for name in ["bin", "data", "doc", "notebooks", "results", "src"] {
        let inside: Vec<_> =
            folder.join(name).read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
        assert_eq!(inside, [folder.join(name).join(".gitkeep")]);
    }
    assert!(!folder.join("xtask/tests").exists() && folder.join("xtask/LICENSE-MIT").exists());
    // What `new` is run from may have work of its own, which stays there.
    assert!(!tree(&folder).iter().any(|(path, _)| path.as_str().contains("__pycache__")));
}

#[test]
fn edits_that_are_not_committed_are_named_where_the_new_project_gets_them() {
    if !have("git") {
        return;
    }
    let docker = place();
    new(&docker, &["one"]).exits(0);
    let one = docker.project.root.join("one");
    let note = |name: &str| {
        let said = new_from(&docker, Some(&one), &[name]).exits(0).stderr;
        said.lines().filter(|line| line.contains("not committed")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(note("two").is_empty());
    let edit = |path: &str| {
        let text = std::fs::read_to_string(one.join(path)).unwrap();
        std::fs::write(one.join(path), text + "# mine\n").unwrap();
    };
    // The first two are made anew.
    ["README.md", "docker/layer.sh", "environment.yml"].into_iter().for_each(edit);
    let it = "environment.yml has changes that are not committed here; it is in the new project with them";
    assert_eq!(note("three"), [format!("xtask: {it}")]);
    ["Cargo.toml", "postBuild", "template/layer.sh"].into_iter().for_each(edit);
    let they = "Cargo.toml, environment.yml, postBuild and 1 more have changes that are not committed here; they are in the new \
                project with them";
    assert_eq!(note("four"), [format!("xtask: {they}")]);
}

/// A target folder in which the dependencies are compiled, as links to the files of this one.
fn compiled_dependencies() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let debug = folder.path().join("debug");
    std::fs::create_dir(&debug).unwrap();
    let ours = Utf8Path::new(env!("CARGO_BIN_EXE_xtask")).parent().unwrap();
    let mut link = Command::new("cp");
    link.args(["-al", "deps", "build", ".fingerprint"]).arg(&debug).current_dir(ours);
    // Where this cannot be done, cargo compiles them once more.
    let _ = link.output();
    folder
}

#[test]
fn a_new_project_is_compiled_offline_and_passes_its_own_check_and_a_dry_run_of_its_lab() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    if !have(&cargo) {
        return;
    }
    let docker = place();
    new(&docker, &["one", "--name", "jane/one"]).exits(0);
    let folder = docker.project.root.join("one");
    let before = tree(&folder);
    let target = compiled_dependencies();
    let xtask = |args: &[&str]| {
        let mut command = Command::new(&cargo);
        command.args(["--offline", "xtask"]).args(args).current_dir(&folder);
        command.env_remove("CARGO_MANIFEST_DIR").env("CARGO_TARGET_DIR", target.path());
        // What is compiled once need not be compiled so that the next time is quicker.
        command.env("CARGO_INCREMENTAL", "0");
        for (name, value) in docker.project.env.iter().filter(|(name, _)| name != "HOME") {
            command.env(name, value);
        }
        docker.finish(command).exits(0)
    };
    let checked = xtask(&["generate", "--check"]);
    assert!(
        checked.stderr.ends_with("xtask: docker/ and .devcontainer/ are up to date\n"),
        "{}",
        checked.stderr
    );
    let lab = xtask(&["lab", "--dry-run"]).stdout;
    assert!(lab.contains("docker image build ") && lab.contains(" --tag jane/one "), "{lab}");
    let run = lab.lines().last().unwrap();
    assert!(run.contains("docker container run ") && run.contains(" jane/one "), "{lab}");
    assert!(lab.contains(&format!("source={folder}/notebooks,")), "{lab}");
    // Not even Cargo.lock had to be written.
    assert!(tree(&folder) == before, "something was written");
}

#[test]
fn what_cannot_be_made_is_refused_and_nothing_is_left() {
    let docker = place();
    docker.project.write("there/file", "x").write("file", "x");
    let inside = repository().join("new-one");
    std::os::unix::fs::symlink(repository().join("xtask"), docker.project.root.join("link")).unwrap();
    let lies_inside = |named: &str| {
        let advice = "choose a place outside of it, such as `../new-one`";
        format!("{named}: this lies in the project {}; {advice}", repository())
    };
    let table: [(&[&str], String); 9] = [
        (&["link/new-one"], lies_inside("link/new-one")),
        (&["./link/../new-one"], lies_inside("./link/../new-one")),
        (&["there"], "there: this is there already; choose another name, or remove it".to_owned()),
        (&["file"], "file: this is there already; choose another name, or remove it".to_owned()),
        (&["."], ".: this is there already; choose another name, or remove it".to_owned()),
        (
            &["no/one"],
            format!("no/one: there is no folder `{}/no` for it; make that first", docker.project.root),
        ),
        (
            &["one", "--name", "My Project"],
            "`My Project` is not a name for a project, because an image cannot have it; write --name my-project".to_owned(),
        ),
        (
            &["one", "--name", "a\"\nb = \"c"],
            "`a\"\\nb = \"c` is not a name for a project, because an image cannot have it; write --name a-b-c".to_owned(),
        ),
        (
            &[inside.as_str()],
            lies_inside(inside.as_str()),
        ),
    ];
    let before = tree(&docker.project.root);
    for (args, sentence) in table {
        let said = new(&docker, args).exits(2);
        assert_eq!(said.stderr, format!("error: {sentence}\n"), "{args:?}");
        assert!(tree(&docker.project.root) == before && !inside.exists(), "{args:?} wrote something");
    }
    let printed = new(&docker, &["--dry-run", "a b", "--name", "c"]).exits(0).stdout;
    assert_eq!(printed, "cargo xtask new 'a b' --name c\n");
    assert!(tree(&docker.project.root) == before);
}

#[test]
fn a_new_project_is_made_from_files_and_from_nothing_else() {
    use std::os::unix::fs::symlink;
    type Put = fn(&Utf8Path);
    let pipe: Put = |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let device: Put = |path| symlink("/dev/zero", path).unwrap();
    let huge: Put = |path| std::fs::write(path, vec![b'#'; 2 << 20]).unwrap();
    let out: Put = |path| symlink("/", path).unwrap();
    // The place, what is put there, and what is said of it.
    let table: [(&str, Put, &str); 11] = [
        ("template/odd", pipe, "this is a named pipe; put a text file in its place"),
        ("template/odd", device, "this is a device; put a text file in its place"),
        (
            "template/odd",
            out,
            "this is a link that leads out of the project, to /; put what it stands for in its place",
        ),
        (
            "template/odd",
            |path| symlink(".", path).unwrap(),
            "this is a link that leads to a folder around it; remove it",
        ),
        (
            "template/odd",
            |path| symlink("odd", path).unwrap(),
            "this is a link that leads nowhere; put what it stands for",
        ),
        ("xtask/docs/odd.md", pipe, "this is a named pipe; put a text file in its place"),
        ("xtask/docs/odd.md", huge, "2097152 bytes are too many for this kind of file"),
        (
            "xtask/docs/odd.md",
            |path| std::fs::write(path, b"caf\xe9").unwrap(),
            "1:4: the byte 0xe9 is not UTF-8",
        ),
        ("xtask/Cargo.toml", pipe, "this is a named pipe; put a text file in its place"),
        ("xtask/Cargo.toml", huge, "2097152 bytes are too many for this kind of file"),
        ("CHANGELOG.md", device, "this is a device; put a text file in its place"),
    ];
    let source = |path: &str| {
        let source = Project::of_template("source");
        source
            .write("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n")
            .write("xtask/docs/page.md", "# Page\n");
        let _ = std::fs::remove_file(source.root.join(path));
        source
    };
    for (path, put, said) in table {
        let (docker, source) = (place(), source(path));
        put(&source.root.join(path));
        let outcome = new_from(&docker, Some(&source.root), &["one"]).exits(2);
        let start = format!("error: {path}:{}{said}", if said.starts_with('1') { "" } else { " " });
        assert!(outcome.stderr.contains(&start), "{path}: {}", outcome.stderr);
        assert_eq!(docker.project.root.read_dir_utf8().unwrap().count(), 0, "{path}");
    }
    // Of a link to a file elsewhere the new project has a file, however large.
    let (docker, source) = (place(), source("template/odd"));
    huge(&source.root.with_file_name("elsewhere"));
    symlink(source.root.with_file_name("elsewhere"), source.root.join("xtask/docs/data.bin")).unwrap();
    new_from(&docker, Some(&source.root), &["one"]).exits(0);
    let copied = docker.project.root.join("one/xtask/docs/data.bin").symlink_metadata().unwrap();
    assert!(copied.is_file() && copied.len() == 2 << 20);
}

#[test]
fn a_project_that_cannot_be_finished_is_removed_again() {
    let docker = place();
    let source = Project::of_template("source");
    // The new project does not get data/, so its settings would be wrong.
    source
        .write("data/small.csv", "x")
        .write("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n")
        .write("Cargo.toml", "[workspace.metadata.docker]\nbuild-files = [\"data/small.csv\"]\n");
    let said = new_from(&docker, Some(&source.root), &["one"]).exits(2);
    assert!(said.stderr.contains("\"data/small.csv\" does not exist"), "{}", said.stderr);
    assert!(!docker.project.root.join("one").exists());
    let other = Project::empty("other");
    other.write("environment.yml", "dependencies: [python]\n");
    let said = new_from(&docker, Some(&other.root), &["one"]).exits(2);
    let sentence = "this is not a project of this template, so none can be made from it; leave out --project";
    assert_eq!(said.stderr, format!("error: {}: {sentence}\n", other.root));
}

#[test]
fn without_a_commit_the_project_is_whole_and_what_to_do_is_said() {
    if !have("git") {
        return;
    }
    let docker = place();
    let home = docker.project.root.parent().unwrap().join("home");
    std::fs::write(home.join(".gitconfig"), "[user]\nuseConfigOnly = true\n").unwrap();
    let said = new(&docker, &["one"]).exits(0);
    let folder = docker.project.root.join("one");
    let warning = format!(
        "warning: git does not know who you are, so nothing is committed; run `git config --global user.name NAME` and `git \
         config --global user.email ADDRESS`, and then `git -C {folder} commit --message 'Start the project'`\n"
    );
    assert!(said.stderr.contains(&warning), "{}", said.stderr);
    std::fs::write(home.join(".gitconfig"), "[user]\nname = Jane\nemail = jane@example.org\n").unwrap();
    let mut again = Command::new("git");
    again.args(["-C", folder.as_str(), "commit", "--quiet", "--message", "Start the project"]);
    Outcome::of(again.env("HOME", &home).output().unwrap()).exits(0);
    assert_eq!(git(&folder, &["status", "--porcelain"]), "");

    git(&docker.project.root, &["init", "--quiet"]);
    let said = new(&docker, &["two"]).exits(0);
    let note = format!(
        "nothing is committed, because the folder lies in the git repository {}",
        docker.project.root
    );
    assert!(said.stderr.contains(&note), "{}", said.stderr);
    assert!(!docker.project.root.join("two/.git").exists());
}

#[test]
fn on_a_terminal_the_name_is_asked_for_and_the_folder_s_is_offered() {
    if !have("script") {
        return;
    }
    for (typed, name) in [("\\n", "one"), ("Two\\n", ""), ("two\\n", "two")] {
        let docker = place();
        let tool = format!("'{}' new one", env!("CARGO_BIN_EXE_xtask"));
        let mut command = Command::new("sh");
        let line = format!("printf '{typed}' | script --quiet --return --command \"$0\" /dev/null");
        command.args(["-c", &line, &tool]).current_dir(&docker.project.root);
        command.envs(docker.project.env.clone()).env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
        let said = docker.finish(command);
        assert!(said.stdout.contains("the name of the project and its image? [one]"), "{}", said.stdout);
        let made = docker.project.root.join("one");
        assert_eq!(made.exists(), !name.is_empty(), "{}", said.stdout);
        if made.exists() {
            let manifest = std::fs::read_to_string(made.join("Cargo.toml")).unwrap();
            assert!(manifest.contains(&format!("\nimage = \"{name}\"\n")), "{manifest}");
        }
    }
}
