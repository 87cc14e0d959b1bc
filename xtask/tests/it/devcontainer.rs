//! Claims about .devcontainer/devcontainer.json: what an editor reads in it.

use serde_yaml::Value;

use crate::support::{Project, repository};

/// The file as JSON; the lines that are comments are the only ones that JSON has not.
fn read(project: &Project) -> Value {
    let text = project.read(".devcontainer/devcontainer.json");
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    // JSON is YAML, but YAML is not JSON: no trailing comma, and every key is a string.
    let json = lines.collect::<Vec<_>>().join("\n");
    let bare: String = json.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(!bare.contains(",}") && !bare.contains(",]"), "{json}");
    serde_yaml::from_str(&json).unwrap()
}

fn generated(cargo_toml: &str, environment: &str) -> Value {
    let project = Project::of_template("project");
    project.write("Cargo.toml", cargo_toml).write("environment.yml", environment);
    project.xtask(&["generate"]).exits(0);
    read(&project)
}

const WITH_LAB: &str = "dependencies: [python=3.12, jupyterlab]\n";

#[test]
fn every_key_is_one_that_the_specification_has_and_of_the_kind_that_it_says() {
    // containers.dev, "Dev Container metadata reference": general properties and those of an image or a Dockerfile.
    let kinds = [
        ("name", "string"),
        ("build", "object"),
        ("workspaceMount", "string"),
        ("workspaceFolder", "string"),
        ("initializeCommand", "array"),
        ("mounts", "array"),
        ("runArgs", "array"),
        ("containerEnv", "object"),
        ("init", "boolean"),
        ("containerUser", "string"),
        ("remoteUser", "string"),
        ("updateRemoteUserUID", "boolean"),
        ("postStartCommand", "string"),
        ("forwardPorts", "array"),
        ("portsAttributes", "object"),
        ("customizations", "object"),
    ];
    let kind = |value: &Value| match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
        _ => "something else",
    };
    let full = "[workspace.metadata.docker]\nplatform = \"linux/amd64\"\nrun-args = [\"--gpus=all\", \"--shm-size=2g\"]\n\
                mounts = [\"data\", { source = \"/srv/sets\", target = \"data/sets\", read-only = true }]\n";
    let mut seen = std::collections::BTreeSet::new();
    for cargo_toml in ["", full] {
        let file = generated(cargo_toml, WITH_LAB);
        for (key, value) in file.as_mapping().unwrap() {
            let key = key.as_str().unwrap();
            assert!(kinds.contains(&(key, kind(value))), "{key} is {}", kind(value));
            seen.insert(key.to_owned());
        }
        for (key, value) in file["build"].as_mapping().unwrap() {
            let allowed =
                [("dockerfile", "string"), ("context", "string"), ("args", "object"), ("options", "array")];
            assert!(allowed.contains(&(key.as_str().unwrap(), kind(value))), "{key:?}");
        }
        assert!(file["build"]["args"].as_mapping().unwrap().values().all(Value::is_string));
    }
    assert_eq!(seen.len(), kinds.len(), "not every kind was tested: {seen:?}");
}

#[test]
fn paths_are_relative_to_the_file_and_lead_to_the_dockerfile_and_the_project() {
    let project = Project::of_template("project");
    let file = read(&project);
    let folder = project.root.join(".devcontainer");
    let at = |key: &str| folder.join(file["build"][key].as_str().unwrap()).canonicalize_utf8().unwrap();
    assert_eq!(at("dockerfile"), project.root.join("docker/Dockerfile"));
    assert_eq!(at("context"), project.root);
}

#[test]
fn user_interpreter_and_home_are_those_of_the_image() {
    let file = generated("", WITH_LAB);
    let name = file["build"]["args"]["username"].as_str().unwrap();
    assert_eq!(file["remoteUser"].as_str(), Some(name));
    assert_eq!(file["containerUser"].as_str(), Some(name));
    assert_eq!(file["workspaceFolder"].as_str(), Some(format!("/home/{name}/app").as_str()));
    let editor = &file["customizations"]["vscode"];
    let python = editor["settings"]["python.defaultInterpreterPath"].as_str().unwrap();
    let dockerfile = std::fs::read_to_string(repository().join("docker/Dockerfile")).unwrap();
    assert!(dockerfile.contains(&format!("CONDA_PREFIX={}", python.strip_suffix("/bin/python").unwrap())));
    let extensions = editor["extensions"].as_sequence().unwrap();
    assert_eq!(extensions, &["ms-python.python", "ms-toolsai.jupyter"]);
    assert_eq!(file["forwardPorts"][0].as_u64(), Some(8888));
    let without = generated("", "dependencies: [python=3.12]\n");
    assert!(without.get("forwardPorts").is_none() && without.get("portsAttributes").is_none());
}

#[test]
fn mounts_beyond_the_workspace_have_a_place_that_the_user_made() {
    let mounts = "[workspace.metadata.docker]\nmounts = [\"data\", { source = \"~/a \\\"b\\\", c\", target = \"sets\" }]\n";
    let file = generated(mounts, WITH_LAB);
    let expected = "type=bind,\"source=${localEnv:HOME}/a \"\"b\"\", c\",target=/home/jovyan/app/sets";
    let kept = "type=volume,source=kept-${devcontainerId},target=/home/jovyan/.kept";
    assert_eq!(file["mounts"].as_sequence().unwrap(), &[expected, kept]);
    assert_eq!(file["initializeCommand"].as_sequence().unwrap(), &["mkdir", "-p", "sets"]);
    assert_eq!(generated("", WITH_LAB)["mounts"].as_sequence().unwrap(), &[kept]);
    let cache = "[workspace.metadata.docker]\nmounts = [{ volume = \"cache\", target = \"~/.cache\" }]\n";
    let volume =
        "type=volume,source=conda-in-docker-cache-${localEnv:USER:editor},target=/home/jovyan/.cache";
    assert_eq!(generated(cache, WITH_LAB)["mounts"].as_sequence().unwrap(), &[volume, kept]);
}

#[test]
fn the_file_of_variables_is_there_when_docker_reads_it() {
    let settings =
        "[workspace.metadata.docker]\nenv-file = \"-a b.env\"\nmounts = [{ source = \"/srv/x\" }]\n";
    let file = generated(settings, WITH_LAB);
    let commands = &file["initializeCommand"];
    assert_eq!(commands["folders"].as_sequence().unwrap(), &["mkdir", "-p", "x"]);
    assert_eq!(commands["variables"].as_sequence().unwrap(), &["touch", "./-a b.env"]);
    let args = file["runArgs"].as_sequence().unwrap();
    assert_eq!(args.last().unwrap(), "--env-file=${localWorkspaceFolder}/-a b.env");
}
