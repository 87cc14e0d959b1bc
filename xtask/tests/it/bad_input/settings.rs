//! Mistakes in Cargo.toml and on the command line.

use std::fs;

use super::{check, refused};
use crate::fake_docker::Docker;

#[test]
fn a_mistake_in_the_settings_is_one_sentence_with_its_place() {
    let table = "[workspace.metadata.docker]\n";
    let cases = [
        ("prot = 1\n", "2:1: unknown key `prot`; did you mean `port`?"),
        ("base_image = \"x\"\n", "2:1: unknown key `base_image`; did you mean `base-image`?"),
        (
            "colour = 1\n",
            "2:1: unknown key `colour`; the keys are image, base-image, apt, build-files, mounts, port, platform, run-args, lab-args, env-file, allow-privilege-escalation",
        ),
        ("port = \"x\"\n", "2:8: \"x\" is not a port; choose one from 1 to 65535"),
        ("apt = \"git\"\n", "2:7: \"git\" is not a list; write `apt = [\"git\"]`"),
        ("port = 0\n", "2:8: 0 is not a port; choose one from 1 to 65535"),
        ("port = 1\nport = 2\n", "3:1: duplicate key"),
        ("apt = [\"git\"\n", "2:13: unclosed array, expected `]`"),
        ("port 8888\n", "2:6: key with no value, expected `=`"),
        (
            "mounts = [\"../x\"]\n",
            "2:11: \"../x\" is not a folder inside the project; write it relative to the project, such as `data`",
        ),
        (
            "mounts = [\"data\", { source = \"/x\", read_only = true }]\n",
            "2:36: unknown key `read_only`; did you mean `read-only`?",
        ),
        (
            "mounts = [{ source = \"/x\", target = \"../y\" }]\n",
            "2:37: \"../y\" is not a folder inside ~/app; write a path relative to it, such as `shared`",
        ),
        (
            "apt = [\"a; b\"]\n",
            "2:8: \"a; b\" is not the name of an apt package; write `name` or `name=version`",
        ),
    ];
    let cases: Vec<(String, String)> =
        cases.iter().map(|(text, rest)| (format!("{table}{text}"), format!("Cargo.toml:{rest}"))).collect();
    let cases: Vec<_> =
        cases.iter().map(|(text, sentence)| ("Cargo.toml", text.as_bytes(), sentence.as_str())).collect();
    check(&cases);
}

#[test]
fn the_file_with_the_settings_is_refused_unless_it_is_utf_8_without_byte_order_mark() {
    check(&[
        (
            "Cargo.toml",
            b"\xef\xbb\xbf[workspace]\n",
            "Cargo.toml:1:1: the file starts with a byte order mark; save it as UTF-8 without BOM",
        ),
        (
            "Cargo.toml",
            b"[workspace]\n# caf\xe9\n",
            "Cargo.toml:2:6: the byte 0xe9 is not UTF-8; save the file as UTF-8",
        ),
    ]);
    let docker = Docker::of_template("project");
    docker.project.write("Cargo.toml", b"# comment\n".repeat(1 << 20));
    let sentence =
        "10485760 bytes are too many for this kind of file (the limit is 1048576); keep data in data/";
    assert_eq!(refused(&docker, &["docker-build"]), format!("error: Cargo.toml: {sentence}\n"));
    fs::remove_file(docker.project.root.join("Cargo.toml")).unwrap();
    fs::create_dir(docker.project.root.join("Cargo.toml")).unwrap();
    let sentence = "error: Cargo.toml: this is a directory; put a text file in its place\n";
    assert_eq!(refused(&docker, &["docker-build"]), sentence);
}

#[test]
fn a_project_that_is_not_there_or_no_directory_is_refused() {
    let docker = Docker::of_template("project");
    let file = docker.project.root.join("postBuild");
    let table = [
        (
            "/no/such/folder".to_owned(),
            "--project /no/such/folder: there is no such directory; name one with Conda files".to_owned(),
        ),
        (file.to_string(), format!("--project {file}: this is not a directory")),
    ];
    for (project, sentence) in table {
        let mut command = docker.project.command(&[]);
        let env: Vec<_> =
            command.get_envs().filter_map(|(k, v)| Some((k.to_owned(), v?.to_owned()))).collect();
        command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["--project", &project, "lab"]).env_clear().envs(env);
        let outcome = docker.finish(command).exits(2);
        assert_eq!(outcome.stderr, format!("error: {sentence}\n"));
        assert_eq!(docker.calls(), []);
    }
}

#[test]
fn a_file_in_the_place_of_a_shared_folder_is_refused_before_the_container_runs() {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.project.write("data", "a file");
    let sentence = "data: this is to be shared with the container, but it is not a folder; move it away, or take it out of \
                    the setting `mounts`";
    let outcome = docker.xtask(&["run", "--", "true"]).exits(2);
    assert_eq!(outcome.stderr, format!("error: {}/{sentence}\n", docker.project.root));
    assert_eq!(docker.deeds(), []);
}

#[test]
fn a_wrong_command_line_exits_with_2_and_names_what_was_meant() {
    let docker = Docker::of_template("project");
    let table: [(&[&str], &str); 7] = [
        (&["labb"], "'lab'"),
        (&["docker-biuld"], "'docker-build'"),
        (&["lab", "--prot", "1"], "'--port'"),
        (&["lab", "--port", "0"], "1..=65535"),
        (&["lab", "--port", "x"], "invalid digit"),
        (&["run"], "<CMD>"),
        (&["--quiet", "--verbose", "lab"], "cannot be used with"),
    ];
    for (args, part) in table {
        let said = refused(&docker, args);
        assert!(said.starts_with("error: ") && said.contains(part), "{args:?}: {said}");
        assert_eq!(docker.calls(), []);
    }
}
