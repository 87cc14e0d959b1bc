//! Claims about docker-compose.yml and .env, as Compose reads them; no engine is asked.

use camino::Utf8Path;
use serde_yaml::Value;

use crate::composes::{Compose, v2};
use crate::support::{Outcome, Project};

/// What `config` says.
fn config(compose: &Compose, project: &Project) -> Outcome {
    Outcome::of(compose.command(project, &["config"]).output().unwrap())
}

/// The service `lab`, as `config` reads it.
#[track_caller]
fn service(compose: &Compose, project: &Project) -> Value {
    let outcome = config(compose, project).exits(0);
    let read: Value = serde_yaml::from_str(&outcome.stdout).unwrap();
    read["services"]["lab"].clone()
}

fn generated(cargo_toml: &str) -> Project {
    let project = Project::of_template("a project's $HOME");
    project.write("Cargo.toml", cargo_toml).xtask(&["generate"]).exits(0);
    project
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap().trim_end().to_owned(),
    }
}

/// The variables of .env.
fn local(project: &Project, name: &str) -> String {
    let text = project.read("docker/.env");
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}

#[test]
fn compose_reads_a_service_with_the_values_of_this_machine() {
    let project = generated("[workspace.metadata.docker]\nimage = \"team/lab\"\nport = 9123\n");
    let user = local(&project, "LAB_USER");
    if let Some(compose) = v2() {
        let service = service(&compose, &project);
        assert_eq!(text(&service["image"]), "team/lab", "{compose:?}");
        let args = &service["build"]["args"];
        let expected = ["USER", "UID", "GID"].map(|name| local(&project, &format!("LAB_{name}")));
        assert_eq!(["username", "uid", "gid"].map(|name| text(&args[name])), expected, "{compose:?}");
        let context = text(&service["build"]["context"]).replace("$$", "$");
        assert_eq!(context, project.root.as_str(), "{compose:?}");
        assert_eq!(text(&service["environment"]["JUPYTER_TOKEN"]), local(&project, "LAB_TOKEN"));
        for flag in ["init", "stdin_open", "tty"] {
            assert_eq!(service[flag], Value::Bool(true), "{compose:?} {flag}");
        }
        let port = serde_yaml::to_string(&service["ports"]).unwrap();
        assert!(port.contains("127.0.0.1") && port.contains("9123") && !port.contains("0.0.0.0"), "{port}");
        let volumes = service["volumes"].as_sequence().unwrap();
        let (kept, volumes) = volumes.split_first().unwrap();
        assert_eq!((text(&kept["type"]).as_str(), text(&kept["source"]).as_str()), ("volume", "kept"));
        assert_eq!(text(&kept["target"]), format!("/home/{user}/.kept"));
        let folders = ["bin", "data", "doc", "notebooks", "results", "src"];
        assert_eq!(volumes.len(), folders.len(), "{compose:?}");
        for (volume, folder) in volumes.iter().zip(folders) {
            assert_eq!(text(&volume["type"]), "bind");
            assert_eq!(text(&volume["source"]).replace("$$", "$"), project.root.join(folder).as_str());
            assert_eq!(text(&volume["target"]), format!("/home/{user}/app/{folder}"));
        }
    }
}

#[test]
fn what_the_settings_say_stays_in_its_place_whatever_it_is() {
    // TOML's and JSON's strings are alike for these.
    let names = [
        "a b",
        "$HOME",
        "${LAB_TOKEN}",
        "$$",
        "it's",
        "\"",
        "#x",
        "a: b",
        "{{ x }}",
        "プロジェクト",
        "*",
        "!y",
        "\\n",
    ];
    let mounts: Vec<String> = names
        .iter()
        .map(|name| format!("{{ source = {:?}, read-only = true }}", format!("/srv/{name}")))
        .collect();
    let home = "{ source = \"~/sets\" }";
    let project =
        generated(&format!("[workspace.metadata.docker]\nmounts = [{}, {home}, \".\"]\n", mounts.join(", ")));
    let app = format!("/home/{}/app", local(&project, "LAB_USER"));
    if let Some(compose) = v2() {
        let service = service(&compose, &project);
        // `config` prints a file, in which a lone `$` would be a variable.
        let read = |value: &Value| text(value).replace("$$", "$");
        let volumes = &service["volumes"].as_sequence().unwrap()[1..];
        for (volume, name) in volumes.iter().zip(names) {
            assert_eq!(read(&volume["source"]), format!("/srv/{name}"), "{compose:?}");
            assert_eq!(read(&volume["target"]), format!("{app}/{name}"), "{compose:?}");
            assert_eq!(volume["read_only"], Value::Bool(true), "{compose:?}");
        }
        let [sets, whole] = &volumes[names.len()..] else { panic!("{volumes:?}") };
        let home = std::env::var("HOME").unwrap();
        assert_eq!(text(&sets["source"]), Utf8Path::new(&home).join("sets").as_str(), "{compose:?}");
        assert_eq!(read(&whole["source"]), project.root.as_str(), "{compose:?}");
        assert_eq!(text(&whole["target"]), app, "{compose:?}");
    }
}

#[test]
fn a_missing_value_is_an_error_that_names_the_command() {
    let project = generated("");
    std::fs::remove_file(project.root.join("docker/.env")).unwrap();
    if let Some(compose) = v2() {
        let outcome = config(&compose, &project);
        assert_ne!(outcome.code, 0, "{compose:?}: {}", outcome.stdout);
        assert!(outcome.stderr.contains("run cargo xtask generate"), "{compose:?}: {}", outcome.stderr);
    }
    // The example has all of it but the token, which nobody may share.
    std::fs::copy(project.root.join("docker/.env.example"), project.root.join("docker/.env")).unwrap();
    if let Some(compose) = v2() {
        assert_ne!(config(&compose, &project).code, 0, "{compose:?}");
    }
    let example = project.read("docker/.env.example").replace("LAB_TOKEN=\n", "LAB_TOKEN=a-token-of-mine\n");
    project.write("docker/.env", example);
    if let Some(compose) = v2() {
        let service = service(&compose, &project);
        assert_eq!(text(&service["build"]["args"]["username"]), "jane", "{compose:?}");
        assert_eq!(text(&service["environment"]["JUPYTER_TOKEN"]), "a-token-of-mine", "{compose:?}");
    }
}

#[test]
fn a_shell_s_own_variables_change_nothing() {
    let mut project = generated("");
    let Some(compose) = v2() else { return };
    let before = service(&compose, &project);
    for name in ["USER", "UID", "GID", "USERNAME", "PORT", "TOKEN", "IMAGE", "PWD", "LOGNAME"] {
        project.env(name, "another");
    }
    assert_eq!(before, service(&compose, &project));
}

#[test]
fn an_override_file_and_lines_of_one_s_own_in_env_are_kept_and_read() {
    let project = generated("");
    project.write(
        "docker/docker-compose.override.yml",
        "services: {lab: {environment: {MINE: \"${MINE}\"}, mem_limit: 1g}}\n",
    );
    let env = project.read("docker/.env");
    project.write("docker/.env", format!("{env}MINE=here\n"));
    project.write("Cargo.toml", "[workspace.metadata.docker]\nport = 9000\n");
    project.xtask(&["generate"]).exits(0);
    assert_eq!(local(&project, "LAB_PORT"), "9000");
    if let Some(compose) = v2() {
        assert_eq!(text(&service(&compose, &project)["environment"]["MINE"]), "here", "{compose:?}");
    }
}

#[test]
fn env_is_its_owner_s_alone_keeps_its_token_and_is_in_no_check_and_no_other_place() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = generated("");
    let path = project.root.join("docker/.env");
    let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    // As one is that was copied by hand.
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(project.xtask(&["generate"]).exits(0).stderr, "xtask: wrote docker/.env\n");
    assert_eq!(mode(), 0o600);
    let token = local(&project, "LAB_TOKEN");
    assert!(token.len() == 48 && token.chars().all(|c| c.is_ascii_hexdigit()), "{token}");
    project.write("Cargo.toml", "[workspace.metadata.docker]\nimage = \"another\"\n");
    project.xtask(&["generate", "--check"]).exits(0);
    assert_eq!(project.xtask(&["generate"]).exits(0).stderr, "xtask: wrote docker/.env\n");
    assert_eq!((local(&project, "LAB_IMAGE").as_str(), local(&project, "LAB_TOKEN")), ("another", token));

    std::fs::remove_file(&path).unwrap();
    project.xtask(&["generate", "--check"]).exits(0);
    project.xtask(&["generate", "--output", project.root.join("there").as_str()]).exits(0);
    assert!(!path.exists() && !project.root.join("there/docker/.env").exists());
    assert!(project.root.join("there/docker/docker-compose.yml").exists());
}

#[test]
fn run_args_are_said_in_compose_s_words() {
    let args = "\"--shm-size=2g\", \"--cpus=1.5\", \"--gpus=all\", \"--env=A=$B c\", \"--cap-add\", \"SYS_PTRACE\", \"--oom-kill-disable\"";
    let project = generated(&format!("[workspace.metadata.docker]\nrun-args = [{args}]\n"));
    let file = project.read("docker/docker-compose.yml");
    assert!(
        file.contains("    # Of the settings `run-args` and `lab-args`, without a counterpart here: --oom-kill-disable\n"),
        "{file}"
    );
    if let Some(compose) = v2() {
        let service = service(&compose, &project);
        assert!(["2g", "2147483648"].contains(&text(&service["shm_size"]).as_str()), "{compose:?}");
        assert_eq!(text(&service["cpus"]), "1.5", "{compose:?}");
        assert_eq!(text(&service["environment"]["A"]).replace("$$", "$"), "$B c", "{compose:?}");
        assert_eq!(text(&service["cap_add"][0]), "SYS_PTRACE", "{compose:?}");
        let device = &service["deploy"]["resources"]["reservations"]["devices"][0];
        assert_eq!(text(&device["capabilities"][0]), "gpu", "{compose:?}");
        assert!(["all", "-1"].contains(&text(&device["count"]).as_str()), "{compose:?}: {device:?}");
    }
}

#[test]
fn the_tool_s_compose_means_this_project_whatever_the_shell_and_a_file_in_the_root_say() {
    let mut project = generated("");
    let Some(compose) = v2() else { return };
    project.env("DOCKER_CONFIG", compose.config);
    let name = local(&project, "COMPOSE_PROJECT_NAME");
    project.write("other.yml", "name: other\nservices: {lab: {image: other}}\n");
    project.write(".env", "COMPOSE_PROJECT_NAME=other\nCOMPOSE_FILE=other.yml\nLAB_IMAGE=other\n");
    let config = |project: &Project| project.xtask(&["compose", "config"]).exits(0).stdout;
    let before = config(&project);
    assert!(before.contains(&format!("name: {name}\n")), "{before}");
    let other = project.root.join("other.yml").into_string();
    for (variable, value) in [
        ("COMPOSE_FILE", other.as_str()),
        ("COMPOSE_PROJECT_NAME", "other"),
        ("COMPOSE_ENV_FILES", "other.env"),
        ("COMPOSE_DISABLE_ENV_FILE", "1"),
        ("COMPOSE_PROFILES", "*"),
        ("LAB_IMAGE", "other"),
        ("LAB_USER", "other"),
    ] {
        project.env(variable, value);
    }
    assert_eq!(config(&project), before);
}
