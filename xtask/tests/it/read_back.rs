//! What is written as YAML or JSON reads back to the values that went in, whatever these are.

use serde_yaml::Value;

use crate::support::Project;

/// Values that YAML takes for something else, if they stand there bare.
const HOSTILE: [&str; 31] = [
    "it's",
    "a \"b\"",
    "a: b",
    "a:",
    ": a",
    "a #b",
    "#a",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "- a",
    "? a",
    "[a",
    "{a}",
    "a,b",
    "yes",
    "no",
    "null",
    "~",
    "true",
    "1e3",
    "0x10",
    "C:\\new\\table",
    "$HOME ${A:-b} $$",
    "naïve ☃ \u{2028}x",
    "---",
];

/// The text in quotes, for YAML and TOML.
fn quoted(text: &str) -> String {
    let inside = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\u{2028}', "\\u2028");
    format!("\"{inside}\"")
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A list of texts; anything else in it is a mistake.
fn texts(value: &Value) -> Vec<&str> {
    let text = |item: &'_ Value| panic!("{item:?} is no text");
    value.as_sequence().unwrap().iter().map(|item| item.as_str().unwrap_or_else(|| text(item))).collect()
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_channels_of_the_image_are_those_of_the_project() {
    let project = Project::of_template("project");
    let channels = HOSTILE.map(str::to_owned);
    let text = format!("channels: [{}]\ndependencies: [python=3.12, jupyterlab]\n", list(&channels));
    project.write("environment.yml", text).xtask(&["generate"]).exits(0);
    assert_eq!(texts(&yaml(&project.read("docker/environment.yml"))["channels"]), channels);
}

#[test]
fn the_arguments_in_the_compose_file_and_for_an_editor_are_those_of_the_settings() {
    let project = Project::of_template("project");
    let args: Vec<String> =
        HOSTILE.iter().enumerate().map(|(index, value)| format!("--env=A{index}={value}")).collect();
    project.write("Cargo.toml", format!("[workspace.metadata.docker]\nrun-args = [{}]\n", list(&args)));
    project.xtask(&["generate"]).exits(0);
    let compose = project.read("docker/docker-compose.yml");
    let service = yaml(&compose)["services"]["lab"].clone();
    let editor = project.read(".devcontainer/devcontainer.json");
    let json: Vec<&str> = editor.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let for_editor = yaml(&json.join("\n"));
    for arg in &args {
        // Compose makes one `$` of two.
        let variable = arg.trim_start_matches("--env=").replace('$', "$$");
        assert!(texts(&service["environment"]).contains(&variable.as_str()), "{variable}\n{compose}");
        assert!(texts(&for_editor["runArgs"]).contains(&arg.as_str()), "{arg}\n{editor}");
    }
}

#[test]
fn a_folder_of_any_name_is_mounted_under_that_name() {
    let names = [
        "it's",
        "a \"b\"",
        "a #b",
        "#a",
        "&a",
        "!a",
        "- a",
        "[a",
        "{a}",
        "a,b",
        "yes",
        "null",
        "1e3",
        "naïve ☃",
    ];
    let mut mounted = 0;
    for name in names {
        let project = Project::of_template("project");
        std::fs::create_dir(project.root.join(name)).unwrap();
        project.write("Cargo.toml", format!("[workspace.metadata.docker]\nmounts = [{}]\n", quoted(name)));
        let outcome = project.xtask(&["generate"]);
        if outcome.code == 2 {
            // Some names are refused by the settings, with a sentence.
            continue;
        }
        outcome.exits(0);
        mounted += 1;
        let compose = yaml(&project.read("docker/docker-compose.yml"));
        let volumes = compose["services"]["lab"]["volumes"].as_sequence().unwrap();
        let end = format!("/app/{name}");
        let is_it = |volume: &&Value| volume["target"].as_str().is_some_and(|target| target.ends_with(&end));
        assert_eq!(volumes.iter().filter(is_it).count(), 1, "{name} {volumes:?}");
    }
    assert!(mounted >= 10, "{mounted}");
}

#[test]
fn what_is_added_to_a_list_is_listed_as_it_was_typed() {
    let items = [
        ("", "null"),
        ("", "yes"),
        ("", "true"),
        ("", "n"),
        ("", "1e3"),
        ("", "0x10"),
        ("", "4ti2"),
        ("", "numpy>=2,<3"),
        ("--pip", "null"),
        ("--pip", "off"),
        ("--pip", "x[a,b]==1"),
        ("--pip", "x @ https://h/x#egg=a"),
        ("--pip", "x==1; python_version < '3.13' and os_name != \"nt\""),
        ("--pip", "x; extra == 'a: b'"),
    ];
    let lists = [
        "dependencies:\n  - python\n  - pip\n  - pip:\n    - tqdm\n",
        "dependencies: [python, pip, {pip: [tqdm]}]\n",
    ];
    for (manager, item) in items {
        for list in lists {
            let project = Project::empty("project");
            project.write("environment.yml", list);
            let args: Vec<&str> = ["add", manager, item].into_iter().filter(|it| !it.is_empty()).collect();
            project.xtask(&args).exits(0);
            let written = project.read("environment.yml");
            let read = yaml(&written);
            let dependencies = read["dependencies"].as_sequence().unwrap();
            let pip = dependencies.iter().find_map(|it| it.get("pip")).unwrap().as_sequence().unwrap();
            let said = if manager.is_empty() { dependencies } else { pip };
            assert!(said.iter().any(|it| it.as_str() == Some(item)), "{item}\n{written}");
        }
    }
}
