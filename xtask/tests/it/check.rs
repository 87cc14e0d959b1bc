//! Claims about `check`: in each folder of tests/data/environments it finds what is wrong, and nothing else.
//! `UPDATE_EXPECT=1 cargo test -p xtask --test it check` writes findings.txt and fix.diff anew; review them with git.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::expect_file;
use serde_yaml::Value;

use crate::fake_docker::Docker;
use crate::support::{Project, environments, on, repository, tree};

/// A copy of the folder in which the tool may write.
fn copy(folder: &Utf8Path) -> Project {
    let project = Project::empty("project");
    let source = format!("{folder}/.");
    assert!(Command::new("cp").args(["-r", &source, project.root.as_str()]).status().unwrap().success());
    project
}

#[test]
fn each_environment_has_the_findings_that_were_reviewed() {
    let folders = environments();
    assert!(folders.len() >= 40, "{}", folders.len());
    for folder in folders {
        let outcome = on(&folder, &["check"]);
        let said = outcome.stderr.trim_start_matches("error: ").trim_start_matches("xtask: ");
        expect_file![folder.join("findings.txt").as_str()].assert_eq(&format!("{}{said}", outcome.stdout));
        let is_error = outcome.stdout.lines().any(|line| line.contains(": error: "));
        assert_eq!(outcome.code, i32::from(is_error), "{folder}");
    }
}

#[test]
fn a_fix_is_what_was_reviewed_and_leaves_nothing_that_it_could_mend() {
    for folder in environments() {
        let project = copy(&folder);
        let before = tree(&project.root);
        let diff = on(&project.root, &["--quiet", "--dry-run", "check", "--fix"]).exits(0).stdout;
        assert!(tree(&project.root) == before, "a dry run wrote in {folder}");
        let golden = folder.join("fix.diff");
        if diff.is_empty() && std::env::var_os("UPDATE_EXPECT").is_some() {
            let _ = std::fs::remove_file(golden);
        } else if diff.is_empty() {
            assert!(!golden.exists(), "{golden} is no longer made");
        } else {
            expect_file![golden.as_str()].assert_eq(&diff);
        }
        let mended = on(&project.root, &["--quiet", "check", "--fix"]).stdout;
        let left = on(&project.root, &["check"]);
        assert_eq!(mended, format!("{diff}{}", left.stdout), "{folder}");
        assert!(!left.stderr.contains("corrects"), "{folder}\n{}{}", left.stdout, left.stderr);
        let after = tree(&project.root);
        if diff.is_empty() {
            assert!(after == before, "--fix wrote in {folder}, and shows nothing");
            continue;
        }
        on(&project.root, &["check", "--fix"]);
        assert!(tree(&project.root) == after, "a second --fix wrote in {folder}");
    }
}

#[test]
fn the_templates_own_project_is_clean() {
    let outcome = on(&repository(), &["check"]).exits(0);
    assert_eq!(
        (outcome.stdout.as_str(), outcome.stderr.as_str()),
        ("", "xtask: nothing is wrong with the Conda files\n")
    );
}

#[test]
fn the_json_document_has_each_finding_and_with_fix_the_difference() {
    let project = copy(&repository().join("xtask/tests/data/environments/kaust-template"));
    let outcome = on(&project.root, &["check", "--json"]).exits(1);
    let document: Value = serde_yaml::from_str(&outcome.stdout).unwrap();
    let findings = document["findings"].as_sequence().unwrap();
    assert_eq!(findings.len(), on(&project.root, &["check"]).stdout.lines().count());
    let channel = findings.iter().find(|finding| finding["rule"].as_str() == Some("dead-channel")).unwrap();
    assert_eq!(
        (channel["severity"].as_str(), channel["file"].as_str()),
        (Some("error"), Some("environment.yml"))
    );
    assert_eq!((channel["line"].as_u64(), channel["fixable"].as_bool()), (Some(4), Some(true)));
    assert!(
        channel["sentence"].as_str().unwrap().contains("`intel`")
            && !channel["fix"].as_str().unwrap().is_empty()
    );
    assert!(document.get("diff").is_none());

    let outcome = on(&project.root, &["check", "--json", "--fix"]).exits(1);
    let document: Value = serde_yaml::from_str(&outcome.stdout).unwrap();
    assert!(document["diff"].as_str().unwrap().contains("\n-  - intel\n"));
    assert!(document["findings"].as_sequence().unwrap().len() < findings.len());
    assert!(!project.read("environment.yml").contains("intel"));
}

#[test]
fn a_fixed_file_keeps_its_mode_and_a_link_to_it_stays_one() {
    let project = Project::empty("project");
    project.write(
        "shared/environment.yml",
        "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\nprefix: /x\n",
    );
    std::os::unix::fs::symlink("shared/environment.yml", project.root.join("environment.yml")).unwrap();
    project.write("postBuild", "#!/bin/bash\ntrue\ntrue\n");
    let script = project.root.join("postBuild");
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o750)).unwrap();
    on(&project.root, &["check", "--fix"]).exits(0);
    assert_eq!(script.metadata().unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(project.read("postBuild"), "#!/bin/bash\nset -e\ntrue\ntrue\n");
    assert!(project.root.join("environment.yml").is_symlink());
    assert!(!project.read("shared/environment.yml").contains("prefix"));
}

#[test]
fn a_secret_is_found_and_not_repeated() {
    for name in ["secrets", "secrets-in-scripts"] {
        let folder = repository().join("xtask/tests/data/environments").join(name);
        for args in [
            &["check"][..],
            &["check", "--json"],
            &["--verbose", "docker-build"],
            &["check", "--fix", "--dry-run"],
        ] {
            let outcome = on(&folder, args);
            let said = outcome.stdout + &outcome.stderr;
            let values = ["swordfish", "ghp_", "jd-0123", "89abcdef", "0a1b2c3d", "PL0123"];
            assert!(values.iter().all(|value| !said.contains(value)), "{args:?}\n{said}");
        }
    }
}

#[test]
fn no_form_of_a_secret_is_repeated_by_a_finding_or_by_what_fix_shows() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    let environment = |line: &str| {
        format!(
            "channels: [conda-forge, defaults]\ndependencies:\n- python=>3.12\n- jupyterlab\n{line}\nprefix: /x\n"
        )
    };
    let script = |line: &str| format!("#!/bin/bash\n{line}\n");
    let key =
        format!("cat > k <<'E'\n-----BEGIN RSA PRIVATE KEY-----\n{TOKEN}\n-----END RSA PRIVATE KEY-----\nE");
    let github = format!("python=>3.11 # ghp_{TOKEN}AbCdEfGh");
    for (file, text) in [
        ("environment.yml", environment(&format!("- https://jane:{TOKEN}@a.example/c::baz=>1"))),
        ("environment.yml", environment(&format!("- {github}"))),
        ("environment.yml", environment(&format!("variables:\n  DB_PASSWORD: {TOKEN}"))),
        ("environment.yml", environment(&format!("variables:\n  DB_PASSWORD: |\n    {TOKEN}"))),
        ("environment.yml", environment(&format!("variables: {{API_KEY: \"{TOKEN}\"}}"))),
        ("requirements.txt", format!("u:{TOKEN}@h:x\n")),
        ("requirements.txt", format!("--ghp_{TOKEN}AbCdEfGh\n")),
        ("postBuild", script(&format!("curl -u \"jane:{TOKEN}\" https://a.example"))),
        ("postBuild", script(&format!("git clone https://jane:{TOKEN}@a.example/x"))),
        ("postBuild", script(&format!("export API_KEY={TOKEN}\r"))),
        ("postBuild", script(&key)),
        ("postBuild", script(&format!("curl -H 'Authorization: Bearer {TOKEN}' https://a.example"))),
        ("postBuild", script(&format!("sudo docker login -u a -p {TOKEN}"))),
        ("postBuild", script(&format!("sudo aws configure set aws_secret_access_key {TOKEN}"))),
        ("postBuild", script(&format!("mysql -p{TOKEN}"))),
        ("start", script(&format!("export TOKEN=\"{TOKEN}\""))),
    ] {
        let project = Project::empty("project");
        project.write("environment.yml", environment("")).write(file, &text);
        for args in [
            &["check"][..],
            &["check", "--json"],
            &["check", "--fix", "--dry-run"],
            &["check", "--fix", "--json"],
        ] {
            let outcome = on(&project.root, args);
            assert!(
                !(outcome.stdout.clone() + &outcome.stderr).contains(TOKEN),
                "{args:?}\n{text}\n{outcome:?}"
            );
        }
        assert!(project.read(file).contains(TOKEN), "the file itself keeps it: {text}");
    }
}

#[test]
fn docker_build_lab_and_lock_stop_at_an_error_before_they_ask_docker_and_not_with_no_check() {
    let docker = Docker::of_template("project");
    let environment = docker.project.read("environment.yml");
    docker.project.write("environment.yml", environment.replace("  - numpy\n", "  - numpy\n  - pywin32\n"));
    let expected = "error: environment.yml:14: the package `pywin32` is for Windows and not for Linux; delete the line \
        [other-system]\nerror: 1 error in the Conda files; `cargo xtask check --fix` corrects 1, and with --dry-run shows how; \
        --no-check goes on all the same\n";
    for command in ["docker-build", "lab", "lock"] {
        let outcome = docker.xtask(&[command]).exits(2);
        assert_eq!(outcome.stderr, expected);
        assert_eq!(docker.calls(), [], "{command}");
    }
    docker.xtask(&["docker-build", "--no-check"]).exits(0);
}

#[test]
fn a_file_of_variables_that_run_refuses_is_an_error_of_check_as_well() {
    let docker = Docker::of_template("project");
    let project = &docker.project;
    let cargo = project.read("Cargo.toml");
    let head = "[workspace.metadata.docker]\n";
    project.write("Cargo.toml", cargo.replacen(head, &format!("{head}env-file = \".env\"\n"), 1));
    docker.xtask(&["generate"]).exits(0);
    let local = project.read("docker/.env");
    project.write("docker/.env", local + "BARE=1\n");
    for (text, error) in [
        ("A=1\nBARE=2\nLAB_USER=3\nFROM_MY_SHELL\n", None),
        ("A=1\nBARE\n", Some("error: .env:2:1: BARE has no value here, and docker/.env sets it")),
        ("LAB_USER\n", Some("error: .env:1:1: LAB_USER has no value here, and docker/.env sets it")),
        ("export A=1\n", Some("error: .env:1:1: `export` is a word of shells; write NAME=VALUE")),
    ] {
        project.write(".env", text);
        for command in [&["check"][..], &["check", "--json"], &["run", "true"], &["compose", "config"]] {
            let outcome = docker.xtask(command).exits(if error.is_some() { 2 } else { 0 });
            assert!(
                error.is_none_or(|error| outcome.stderr.contains(error)),
                "{command:?} {}",
                outcome.stderr
            );
        }
    }
    // Neither hides the other.
    let environment = project.read("environment.yml");
    project.write("environment.yml", environment.replace("  - numpy\n", "  - numpy\n  - pywin32\n"));
    let outcome = docker.xtask(&["check"]).exits(1);
    assert!(outcome.stdout.contains("[other-system]") && outcome.stderr.contains(".env:1:1: `export`"));
}

#[test]
fn warnings_cost_docker_build_one_line_unless_it_is_to_say_all() {
    let docker = Docker::of_template("project");
    let said = |args: &[&str]| {
        let outcome = docker.xtask(args).exits(0);
        outcome.stderr.lines().filter(|line| line.contains("warning")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(said(&["docker-build"]), [""; 0]);
    let environment = docker.project.read("environment.yml");
    docker
        .project
        .write("environment.yml", environment.replace("python=3.11", "python") + "prefix: /home/jane/env\n");
    assert_eq!(
        said(&["docker-build"]),
        ["xtask: 2 warnings about the Conda files: `cargo xtask check` tells"]
    );
    assert_eq!(said(&["docker-build", "--quiet"]), [""; 0]);
    let all = said(&["docker-build", "--verbose"]);
    assert!(all.len() == 2 && all[1].ends_with("; delete the line [prefix]"), "{all:?}");
    // What the reader warns of in any case is not said twice.
    docker.project.write("environment.yml", environment + "other: 1\n");
    assert_eq!(said(&["docker-build"]).len(), 1);
}

#[test]
fn every_rule_finds_something_in_one_of_the_environments() {
    let tables = on(&repository(), &["check", "--rules"]).exits(0).stdout;
    let table = tables.split("\n\n").next().unwrap();
    // A link leads to somewhere on this machine: fake_docker/homes.rs makes one.
    let rules = table.lines().skip(2).map(|line| line.split('`').nth(1).unwrap());
    let rules = rules.filter(|rule| *rule != "stray-link");
    let read = |folder: Utf8PathBuf| std::fs::read_to_string(folder.join("findings.txt")).unwrap();
    let found: String = environments().into_iter().map(read).collect();
    let idle: Vec<&str> = rules.filter(|rule| !found.contains(&format!("[{rule}]"))).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
