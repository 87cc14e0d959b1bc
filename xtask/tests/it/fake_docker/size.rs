//! Claims about `size` without an engine: what it says of an image's history and packages, and which exit code it has.

use std::process::{Command, Stdio};

use expect_test::{Expect, expect};
use serde_yaml::Value;

use super::Docker;
use crate::support::{Outcome, have, repository};

/// What the builder of this name has recorded.
fn history(builder: &str) -> String {
    let path = repository().join(format!("xtask/tests/data/history/{builder}.jsonl"));
    std::fs::read_to_string(path).unwrap()
}

const PACKAGES: &str = r#"[{"name": "tabulate", "version": "0.9", "by": "pip", "bytes": 270000},
    {"name": "python", "version": "3.11.2", "by": "conda", "bytes": 33200000},
    {"name": "libc6", "version": "2.36-9", "by": "apt", "bytes": 12600000}]"#;

/// What a client says that is asked for the history of an image.
const HISTORY: &str = "image history --no-trunc --human=false --format {{json .}}";

const MISSING: &str = "Error response from daemon: No such image: it\n";

/// From now on there is an image of this name, with the history that the builder of that name has recorded.
fn has(docker: &Docker, name: &str, builder: &str) {
    docker.answers(&format!("{HISTORY} {name}"), "0", &history(builder), "");
    // The longer names, which begin in the same way, are others.
    for end in [":", "-"] {
        docker.answers(&format!("{HISTORY} {name}{end}"), "1", "", MISSING);
    }
}

/// A project with a current image, and without variants.
fn project() -> Docker {
    let docker = Docker::of_template("project");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.answers("container run", "0", PACKAGES, "");
    has(&docker, "project", "buildkit");
    docker
}

fn check(outcome: &Outcome, expected: &Expect) {
    expected.assert_eq(&outcome.stdout);
}

#[test]
fn each_layer_has_the_name_of_its_step_and_the_largest_packages_come_first() {
    let outcome = project().xtask(&["size", "--top", "2"]).exits(0);
    check(
        &outcome,
        &expect![[r#"
            layer                        project
            base image                     116MB
            system packages               46.7MB
            Conda                          103MB
            environment: Python             64MB
            environment: large packages    294MB
            environment: the rest           80MB
            activation                    1.14MB
            pip                            403kB
            user                          12.1kB
            postBuild                     27.7kB
            start                         15.7kB
            total                          705MB

            package  version  by       size
            python   3.11.2   conda  33.2MB
            libc6    2.36-9   apt    12.6MB
            1 other                   270kB
        "#]],
    );
    assert_eq!(outcome.stderr, "");
}

#[test]
fn the_container_that_looks_has_no_network_and_writes_nothing() {
    let docker = project();
    docker.xtask(&["size"]).exits(0);
    let run = docker.only("container run").line();
    let start = "container run --rm --read-only --network none --pull never --user 0 --entrypoint /bin/sh project -c for python in";
    assert!(run.starts_with(start), "{run}");
    docker.forget().xtask(&["size", "--top", "0"]).exits(0);
    assert_eq!(docker.deeds(), []);
}

#[test]
fn variants_that_are_there_stand_beside_the_image_and_one_part_is_in_one_row() {
    let docker = project();
    has(&docker, "project:slim", "legacy");
    has(&docker, "project:slim-project", "legacy");
    let outcome = docker.xtask(&["size", "--top", "1"]).exits(0);
    check(
        &outcome,
        &expect![[r#"
            layer                        project  …:slim  …:slim-project
            base image                     116MB   116MB           116MB
            system packages               46.7MB  46.7MB          46.7MB
            Conda                          103MB   103MB           103MB
            environment: Python             64MB       -               -
            environment: large packages    294MB       -               -
            environment: the rest           80MB    64MB            64MB
            activation                    1.14MB  1.14MB          1.14MB
            pip                            403kB   274kB           274kB
            user                          12.1kB  12.2kB          12.2kB
            postBuild                     27.7kB     40B             40B
            start                         15.7kB  15.8kB          15.8kB
            total                          705MB   331MB           331MB

            package   version  by       size
            python    3.11.2   conda  33.2MB
            2 others                  12.9MB
        "#]],
    );
}

#[test]
fn a_name_with_a_tag_has_variants_of_that_tag_and_where_a_variant_alone_is_there_it_is_looked_into() {
    let docker = Docker::of_template("project");
    docker.answers("container run", "0", PACKAGES, "");
    has(&docker, "host:5000/lab:1.0-slim", "legacy");
    let outcome = docker.xtask(&["size", "--tag", "host:5000/lab:1.0"]).exits(0);
    assert!(
        outcome.stdout.starts_with("layer                  host:5000/lab:1.0-slim\nbase image "),
        "{outcome:?}"
    );
    assert!(docker.only("container run").line().contains(" /bin/sh host:5000/lab:1.0-slim -c "));

    let outcome = docker.xtask(&["size", "--tag", "other:1"]).exits(1);
    let build =
        format!("`cargo xtask docker-build --project {} --tag other:1` builds it", docker.project.root);
    assert!(outcome.stderr.ends_with(&format!("there is no image `other:1` yet; {build}\n")), "{outcome:?}");
    let outcome = docker.forget().xtask(&["size", "--tag", "A b"]).exits(2);
    let sentence = "error: --tag A b is not a name for an image; write `name` or `name:tag`\n";
    assert_eq!((outcome.stderr.as_str(), docker.calls()), (sentence, vec![]));
}

#[test]
fn a_program_gets_the_same_as_json() {
    let docker = project();
    has(&docker, "project:slim", "legacy");
    let said = docker.xtask(&["size", "--json", "--top", "1"]).exits(0).stdout;
    let said: Value = serde_yaml::from_str(&said).unwrap();
    let images = said["images"].as_sequence().unwrap();
    let names = |key: &str| images.iter().map(|image| image[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!((names("name"), names("variant")), (vec!["project", "project:slim"], vec!["full", "slim"]));
    let layers = images[0]["layers"].as_sequence().unwrap();
    assert_eq!((&layers[0]["name"], &layers[0]["bytes"]), (&"base image".into(), &116_420_278.into()));
    let sum: u64 = layers.iter().map(|layer| layer["bytes"].as_u64().unwrap()).sum();
    assert_eq!(images[0]["bytes"], Value::from(sum));
    let package = &said["packages"].as_sequence().unwrap()[..];
    assert_eq!(package.len(), 1);
    assert_eq!((&package[0]["name"], &package[0]["by"]), (&"python".into(), &"conda".into()));
    assert_eq!((&said["others"]["number"], &said["others"]["bytes"]), (&2.into(), &12_870_000.into()));
}

#[test]
fn an_image_that_is_larger_than_max_ends_with_1_and_a_value_that_is_no_size_with_2() {
    let docker = project();
    docker.xtask(&["size", "--max", "706MB"]).exits(0);
    let outcome = docker.xtask(&["size", "--max", "0.7GB"]).exits(1);
    assert_eq!(
        outcome.stderr,
        "error: the image `project` (705MB) is larger than --max 0.7GB; take out some of the largest packages, or raise --max\n"
    );
    assert!(outcome.stdout.contains("\ntotal "));
    has(&docker, "project:slim", "legacy");
    let outcome = docker.xtask(&["--quiet", "size", "--json", "--max", "1KiB"]).exits(1);
    assert_eq!(
        outcome.stderr,
        "error: the images `project` (705MB), `project:slim` (331MB) are larger than --max 1KiB; take out some of the largest \
         packages, or raise --max\n"
    );

    let asked = docker.forget();
    let outcome = asked.xtask(&["size", "--max", "2"]).exits(2);
    let sentence = "error: --max 2 is no size; write a number and a unit, such as 2GB, 500MB or 1.5GiB\n";
    assert_eq!(outcome.stderr, sentence);
    assert_eq!(docker.calls(), []);
    docker.xtask(&["size", "--top", "many"]).exits(2);
}

#[test]
fn without_an_image_there_is_nothing_to_measure_and_one_that_is_out_of_date_is_named() {
    let docker = Docker::of_template("project");
    let outcome = docker.xtask(&["size"]).exits(1);
    assert!(outcome.stderr.starts_with("error: there is no image `project` yet; `cargo xtask docker-build"));
    assert_eq!((docker.deeds(), outcome.stdout.as_str()), (vec![], ""));

    let docker = project();
    docker.project.write("environment.yml", "channels: [conda-forge]\ndependencies: [python=3.12, pip]\n");
    let outcome = docker.xtask(&["size"]).exits(0);
    assert!(outcome.stdout.starts_with("layer "), "{outcome:?}");
    let line = "warning: the image project is from before ";
    assert!(outcome.stderr.starts_with(line) && outcome.stderr.lines().count() == 1, "{}", outcome.stderr);
}

#[test]
fn where_packages_cannot_be_read_the_layers_are_shown_and_a_line_says_why() {
    let docker = project();
    for (code, stdout, stderr, why) in [
        ("1", "", "it has no Python\n", "it has no Python"),
        (
            "125",
            "",
            "docker: Error response from daemon: no space left.\n\nRun 'docker run --help'\n",
            "docker: Error response from daemon: no space left.",
        ),
        ("0", "{}", "", "they are no list"),
        ("0", "[{\"name\": \"a\"}]", "", "it has no text `version`"),
    ] {
        docker.answers("container run", code, stdout, stderr);
        let outcome = docker.xtask(&["size"]).exits(0);
        assert_eq!(outcome.stderr, format!("xtask: left out the packages of the image `project`: {why}\n"));
        assert_eq!(outcome.stdout.lines().count(), 13, "{}", outcome.stdout);
        let said = docker.xtask(&["--quiet", "size", "--json"]).exits(0).stdout;
        assert!(said.ends_with(", \"packages\": null, \"others\": null}\n"), "{said}");
    }
}

#[test]
fn an_engine_that_does_not_tell_the_history_is_an_error_with_its_reason() {
    let docker = project();
    docker.answers("image history", "1", "", "Error response from daemon: layer does not exist\n");
    let outcome = docker.xtask(&["size"]).exits(1);
    assert_eq!(
        outcome.stderr,
        "error: docker does not show the image: Error response from daemon: layer does not exist\n"
    );
    docker.answers("image history", "0", "<missing> 3 weeks ago\n", "");
    let outcome = docker.xtask(&["size"]).exits(1);
    let sentence = "error: the history of the image `project` cannot be read: it says `<missing> 3 weeks ago`: it has no number `size`\n";
    assert_eq!(outcome.stderr, sentence);
}

#[test]
fn podman_is_asked_in_the_same_way() {
    let mut docker = Docker::of_template("project");
    docker.answers("podman info", "0", "vm\ttrue\tfalse\n", "");
    docker.project.env("CONTAINER_ENGINE", "podman");
    docker.xtask(&["docker-build"]).exits(0);
    docker.answers("podman image inspect", "0", "@built\n", "");
    docker.answers("podman image history * project:", "125", "", "Error: project:slim: image not known\n");
    docker.answers("podman container run", "0", PACKAGES, "");
    docker.answers(
        "podman image history --no-trunc --human=false --format {{json .}} project",
        "0",
        &history("podman"),
        "",
    );
    docker.answers("podman image history * project:", "125", "", "Error: project:slim: image not known\n");
    let outcome = docker.xtask(&["size", "--top", "1"]).exits(0);
    check(
        &outcome,
        &expect![[r#"
            layer                  project
            base image               120MB
            system packages         47.2MB
            Conda                    107MB
            environment: the rest     67MB
            activation               1.2MB
            pip                      292kB
            user                    36.4kB
            postBuild               6.66kB
            start                   22.5kB
            total                    342MB

            package   version  by       size
            python    3.11.2   conda  33.2MB
            2 others                  12.9MB
        "#]],
    );
}

#[test]
fn a_terminal_shows_bars() {
    if !have("script") {
        return;
    }
    let docker = project();
    let tool = docker.project.command(&["size", "--top", "1"]);
    let words = [tool.get_program()].into_iter().chain(tool.get_args());
    let line: Vec<String> = words.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]).env_clear();
    script.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("COLUMNS", "72");
    let said = Outcome::of(script.stdin(Stdio::null()).output().unwrap()).exits(0).stdout;
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    let longest = format!("294MB  {}", "█".repeat(34));
    assert!(lines.iter().any(|line| line.ends_with(&longest)), "{said}");
    assert!(lines.iter().any(|line| line.starts_with("total ") && line.ends_with("705MB")), "{said}");
    assert!(lines.iter().all(|line| line.chars().count() <= 72), "{said}");
}
