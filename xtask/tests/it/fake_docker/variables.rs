//! Claims about the variables of a container: where they come from, and that no value is in a command line.

use super::Docker;
use crate::support::names_in;

const SECRET: &str = "s3cr3t $HOME 'a' \"b\" #c";

/// A project whose image is current, with these settings, and the file of variables.
fn built(settings: &str, file: &str) -> Docker {
    let docker = Docker::of_template("project");
    let settings = format!("[workspace.metadata.docker]\nimage = \"project\"\n{settings}");
    docker.project.write("Cargo.toml", settings).write(".env", file);
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker
}

/// The commands that start a container.
const WAYS: [&[&str]; 4] =
    [&["run", "--", "true"], &["shell"], &["lab"], &["run", "--no-build", "--", "true"]];

#[test]
fn a_value_is_in_no_command_line_and_in_nothing_that_is_printed_but_a_dry_run() {
    let docker = built("", "");
    let variable = format!("KEY={SECRET}");
    for args in [&["run", "--env", &variable, "--", "true"][..], &["lab", "--env", &variable]] {
        let outcome = docker.forget().xtask(&[&["--verbose"], args].concat()).exits(0);
        let run = docker.only("container run");
        assert!(run.values("--env").contains(&"KEY"), "{:?}", run.args);
        assert_eq!(run.env["KEY"], SECRET);
        for call in docker.calls() {
            assert!(!call.line().contains("s3cr3t"), "{:?}", call.args);
        }
        assert!(!format!("{}{}", outcome.stdout, outcome.stderr).contains("s3cr3t"), "{outcome:?}");
    }
}

#[test]
fn what_docker_itself_goes_by_stays_the_container_s() {
    let docker = built("", "");
    for name in ["PATH", "HOME", "DOCKER_HOST", "LD_PRELOAD", "TMPDIR"] {
        docker.forget().xtask(&["run", "--env", &format!("{name}=/none"), "--", "true"]).exits(0);
        let run = docker.only("container run");
        assert_eq!(run.values("--env"), [format!("{name}=/none")]);
        assert_ne!(run.env.get(name).map(String::as_str), Some("/none"), "{name}");
    }
}

#[test]
fn the_file_of_variables_is_read_by_each_way_and_its_values_are_nowhere() {
    let docker = built("env-file = \".env\"\n", &format!("# keys\nKEY={SECRET}\nNAME\n"));
    let path = docker.project.root.join(".env").into_string();
    for args in WAYS {
        let outcome = docker.forget().xtask(&[&["--verbose"], args].concat()).exits(0);
        assert_eq!(docker.only("container run").value("--env-file"), path, "{args:?}");
        let dry = docker.xtask(&[&["--dry-run"], args].concat()).exits(0);
        let said = [outcome.stdout, outcome.stderr, dry.stdout, dry.stderr].concat();
        assert!(!said.contains("s3cr3t") && said.contains("--env-file"), "{said}");
    }
    let file = docker.project.read("docker/docker-compose.yml");
    assert!(file.contains("- path: \"${LAB_ROOT:-..}/.env\"\n        format: raw\n"), "{file}");
    let editor = docker.project.read(".devcontainer/devcontainer.json");
    assert!(editor.contains("\"--env-file=${localWorkspaceFolder}/.env\""), "{editor}");
    docker.project.write(".env", "KEY=another\n");
    let check = docker.xtask(&["generate", "--check"]).exits(0);
    assert!(!check.stderr.contains("another"));
    for name in ["Dockerfile", "Dockerfile.dockerignore"] {
        assert!(!docker.project.read(&format!("docker/{name}")).contains(".env"), "{name}");
    }
}

#[test]
fn podman_gets_the_file_s_values_one_by_one_since_it_takes_quotes_away() {
    let mut docker = Docker::of_template("project");
    docker.answers("podman info", "0", "vm\tfalse\tfalse\n", "");
    docker.project.env("CONTAINER_ENGINE", "podman");
    let settings = "[workspace.metadata.docker]\nimage = \"project\"\nenv-file = \".env\"\n";
    docker.project.write("Cargo.toml", settings).write(".env", format!("KEY={SECRET}\nNAME\nEMPTY=\n"));
    docker.xtask(&["run", "--", "true"]).exits(0);
    let run = docker.only("podman container run");
    assert_eq!(run.values("--env"), ["KEY", "NAME", "EMPTY"]);
    assert_eq!((run.env["KEY"].as_str(), run.env["EMPTY"].as_str()), (SECRET, ""));
    let dry = docker.xtask(&["--dry-run", "run", "--", "true"]).exits(0).stdout;
    assert!(!dry.contains("s3cr3t"), "{dry}");
    // What stands there in the place of the value is the value.
    let (_, line) = dry.split_once("KEY=").unwrap();
    let (spelling, _) = line.split_once(" EMPTY=").unwrap();
    let said = std::process::Command::new("sh").args(["-c", &format!("printf %s {spelling}")]).output();
    assert_eq!(String::from_utf8(said.unwrap().stdout).unwrap(), SECRET);
}

#[test]
fn a_file_that_is_missing_is_a_warning_and_a_mistake_in_it_stops_before_anything_runs() {
    let docker = built("env-file = \".env\"\n", "A=1\n");
    std::fs::remove_file(docker.project.root.join(".env")).unwrap();
    let outcome = docker.xtask(&["run", "--", "true"]).exits(0);
    assert!(outcome.stderr.contains("warning: .env: there is no such file"), "{}", outcome.stderr);
    assert_eq!(docker.only("container run").values("--env-file"), [""; 0]);
    docker.project.write(".env", "A=1\nexport B=2\n");
    for args in [WAYS[0], WAYS[1], WAYS[2], &["compose", "up"]] {
        let outcome = docker.forget().xtask(args).exits(2);
        let sentence = "error: .env:2:1: `export` is a word of shells; write NAME=VALUE\n";
        assert!(outcome.stderr.ends_with(sentence), "{}", outcome.stderr);
        assert_eq!(docker.deeds(), [], "{args:?}");
    }
    let settings = "[workspace.metadata.docker]\nenv-file = \"src/.env\"\nbuild-files = [\"src\"]\n";
    docker.project.write("Cargo.toml", settings).write("src/.env", "A=1\n");
    let outcome = docker.xtask(&["docker-build"]).exits(2);
    assert!(
        outcome
            .stderr
            .contains("\"src/.env\" is in src, which the setting `build-files` puts into the image")
    );
}

#[test]
fn compose_gets_the_file_only_if_it_takes_its_lines_as_they_stand() {
    let docker = built("env-file = \".env\"\n", "A=1\n");
    docker.answers("compose version", "0", "2.26.1\n", "");
    let outcome = docker.xtask(&["compose", "up"]).exits(1);
    assert!(outcome.stderr.contains("needs Compose 2.30 or later"), "{}", outcome.stderr);
    docker.answers("compose version", "0", "2.30.0\n", "");
    docker.xtask(&["compose", "up"]).exits(0);
}

#[test]
fn git_s_user_and_the_time_zone_come_from_this_machine_by_each_way() {
    let mut docker = built("", "");
    let config = docker.folder.join("gitconfig");
    std::fs::write(&config, "[user]\n\tname = Jane O'Neil\n\temail = jane@example.org\n").unwrap();
    docker.project.env("TZ", ":Asia/Tokyo").env("GIT_CONFIG_GLOBAL", config.as_str());
    for (args, start) in WAYS
        .map(|args| (args, "container run"))
        .into_iter()
        .chain([(&["compose", "up", "--no-build"][..], "compose --project-directory")])
    {
        docker.forget().xtask(args).exits(0);
        let call = docker.only(start);
        for (name, value) in
            [("TZ", "Asia/Tokyo"), ("GIT_USER_NAME", "Jane O'Neil"), ("GIT_USER_EMAIL", "jane@example.org")]
        {
            assert_eq!(call.env[name], value, "{args:?}");
            assert!(start != "container run" || call.values("--env").contains(&name), "{args:?}");
        }
    }
    // Who says so gets another one.
    docker.forget().xtask(&["run", "--env", "TZ=UTC", "--", "true"]).exits(0);
    assert_eq!(docker.only("container run").env["TZ"], "UTC");
}

#[test]
fn a_container_gets_no_new_privileges_unless_the_settings_allow_it() {
    let option = "--security-opt=no-new-privileges";
    for (settings, has) in [("", true), ("allow-privilege-escalation = true\n", false)] {
        let docker = built(settings, "");
        for args in WAYS {
            docker.forget().xtask(args).exits(0);
            let run = docker.only("container run");
            assert_eq!(run.args.iter().any(|arg| arg == option), has, "{settings} {args:?}");
        }
        let compose = docker.project.read("docker/docker-compose.yml");
        assert_eq!(compose.contains("    security_opt:\n      - \"no-new-privileges\"\n"), has, "{compose}");
        assert_eq!(docker.project.read(".devcontainer/devcontainer.json").contains(option), has);
    }
}

#[test]
fn check_says_so_if_git_has_the_file_of_variables() {
    let docker = built("env-file = \".env\"\n", "A=1\n");
    let git = |args: &[&str]| {
        let mut git = std::process::Command::new("git");
        assert!(git.current_dir(&docker.project.root).args(args).output().unwrap().status.success());
    };
    let says = |args: &[&str]| docker.xtask(args).stderr.contains("warning: .env: git has this file");
    git(&["init", "--quiet"]);
    assert!(!says(&["check"]));
    git(&["add", "--force", ".env"]);
    assert!(says(&["check"]) && says(&["lab"]));
}

#[test]
fn a_build_that_goes_through_an_address_of_this_machine_has_its_network() {
    for (name, value, has) in [
        ("HTTPS_PROXY", "http://127.0.0.1:3128", true),
        ("http_proxy", "http://localhost:3128", true),
        ("PIP_INDEX_URL", "http://jane:x@[::1]/simple", true),
        ("NO_PROXY", "127.0.0.1,localhost", false),
        ("HTTPS_PROXY", "http://proxy:3128", false),
    ] {
        let mut docker = Docker::of_template("project");
        docker.project.env(name, value);
        let outcome = docker.xtask(&["docker-build"]).exits(0);
        let network: &[&str] = if has { &["host"] } else { &[] };
        assert_eq!(docker.only("image build").values("--network"), network, "{name}={value}");
        assert!(!outcome.stderr.contains("which may mean another one"), "{}", outcome.stderr);
        docker.answers("info", "0", "docker-desktop\t[]\n", "").forget();
        let outcome = docker.xtask(&["docker-build", "--no-cache"]).exits(0);
        let warning = format!("warning: {name} names this machine as 127.0.0.1 or localhost");
        assert_eq!(outcome.stderr.contains(&warning), has, "{}", outcome.stderr);
    }
}

#[test]
fn what_the_image_s_own_scripts_go_by_is_set_by_nobody_else() {
    let docker = built("", "");
    let names = names_in("xtask/src/conda/image_variables.rs", "OF_THE_IMAGE");
    assert!(names.contains(&"REPO_DIR".to_owned()), "{names:?}");
    let settings = |text: String| {
        docker
            .project
            .write("Cargo.toml", format!("[workspace.metadata.docker]\nimage = \"project\"\n{text}\n"));
    };
    let refused = |args: &[&str], said: &str| {
        let outcome = docker.forget().xtask(args).exits(2);
        assert!(outcome.stderr.contains(said), "{args:?}: {}", outcome.stderr);
        assert_eq!(docker.deed_names(), [""; 0], "{args:?}");
    };
    let environment = docker.project.read("environment.yml");
    for name in &names {
        let said = format!("{name} is set by the image, which needs it as it is");
        for value in ["", "=", "=/other"] {
            let variable = format!("{name}{value}");
            let quoted = said.replacen(name, &format!("`{name}`"), 1);
            for args in [&["run", "--env", &variable, "true"][..], &["lab", "--env", &variable]] {
                refused(args, &quoted);
            }
            for setting in ["run-args", "lab-args"] {
                for option in [format!("--env={variable}"), format!("-e{variable}")] {
                    settings(format!("{setting} = [{option:?}]"));
                    refused(
                        &["run", "true"],
                        &format!("`{name}` in the setting `{setting}` is set by the image"),
                    );
                }
            }
            settings("env-file = \".env\"".to_owned());
            docker.project.write(".env", format!("A=1\n{variable}\n"));
            refused(&["run", "true"], &format!(".env:2:1: {said}"));
            settings(String::new());
        }
        docker.project.write("environment.yml", format!("{environment}variables:\n  {name}: x\n"));
        refused(&["run", "true"], &format!("the image sets `{name}` itself"));
        docker.project.write("environment.yml", &environment);
    }
    for other in ["REPO_DIRS=x", "repo_dir=x", "CONDA_PREFIX_1=x", "R2D_ENTRYPOINT="] {
        docker.forget().xtask(&["run", "--env", other, "true"]).exits(0);
    }
}
