//! Mistakes in environment.yml, requirements.txt and postBuild.

use std::fs;

use super::{check, refused};
use crate::fake_docker::Docker;
use crate::support::Project;

const YML: &str = "environment.yml";

#[test]
fn a_mistake_in_a_conda_file_is_one_sentence_with_its_place() {
    check(&[
        (
            YML,
            b"dependencies: [a\n",
            "environment.yml:2:1: this is not YAML (did not find expected ',' or ']'); check the indentation, colons and \
             quotes here and in the line above",
        ),
        (
            YML,
            b"- numpy\n- pandas\n",
            "environment.yml:1:1: the file is a list; write a key `dependencies:` with a list of packages below it",
        ),
        (
            YML,
            b"chanels: [conda-forge]\ndependencies: [python]\n",
            "environment.yml:1:1: unknown key `chanels`; did you mean `channels`?",
        ),
        (
            YML,
            b"dependencies:\n  - python\n  - 3.10\n",
            "environment.yml:3:5: the number 3.10 is not a package; write a name with it, such as `python=3.10`",
        ),
        (
            YML,
            b"dependencies:\n- pip:\n  - a\n- pip:\n  - b\n",
            "environment.yml:4:3: this is the second `pip:` list; move its lines into the first",
        ),
        (
            YML,
            b"name: a\ndependencies: [b]\nname: c\n",
            "environment.yml:3:1: the key `name` stands here for the second time; keep one",
        ),
        (
            YML,
            b"dependencies:\n\t- numpy\n",
            "environment.yml:2:1: YAML takes no tabs in the indentation; use spaces",
        ),
        (
            YML,
            b"",
            "environment.yml:1:1: the file is empty; write a key `dependencies:` with a list of packages below it",
        ),
        (
            YML,
            b"dependencies:\n  - pip\n  - pip:\n      - -r none.txt\n",
            "environment.yml:4:9: none.txt does not exist; create it or remove this line",
        ),
        (
            YML,
            b"dependencies:\n  - pip\n  - pip:\n      - -r ../secret.txt\n",
            "environment.yml:4:9: `../secret.txt` leaves the project; name a file inside it",
        ),
        (
            "requirements.txt",
            b"numpy\n-r none.txt\n",
            "requirements.txt:2:1: none.txt does not exist; create it or remove this line",
        ),
        (
            "requirements.txt",
            b"-c /etc/passwd\n",
            "requirements.txt:1:1: `/etc/passwd` is an absolute path; name a file inside the project",
        ),
    ]);
}

#[test]
fn each_conda_file_is_refused_if_nobody_can_tell_its_letters() {
    for file in [YML, "requirements.txt", "postBuild"] {
        let latin_1 = format!("{file}:2:6: the byte 0xe9 is not UTF-8; save the file as UTF-8");
        let marked =
            format!("{file}:1:1: the file starts with a byte order mark; save it as UTF-8 without BOM");
        check(&[
            (file, b"# x\n# caf\xe9\n", &latin_1),
            // The mark of UTF-8 or UTF-16, before what is none.
            (file, b"\xef\xbb\xbf# caf\xe9\n", &marked),
            (file, b"\xff\xfe#\0\0\xd8", &marked),
        ]);
    }
}

#[test]
fn a_conda_file_with_a_byte_order_mark_or_in_utf_16_means_the_same_as_without() {
    let text = "channels: [conda-forge]\ndependencies: [python=3.12, jupyterlab, pip]\n";
    let utf_16 = |text: &str| {
        text.encode_utf16()
            .fold(b"\xff\xfe".to_vec(), |bytes, unit| [bytes, unit.to_le_bytes().to_vec()].concat())
    };
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let made = |write: &dyn Fn(&str) -> Vec<u8>| {
        let project = Project::of_template("project");
        project.write(YML, write(text)).write("requirements.txt", write("scipy==1.14\n"));
        project.write("postBuild", write("#!/bin/bash -e\necho a\n")).write("apt.txt", write("tree\n"));
        project.xtask(&["generate"]).exits(0);
        ["Dockerfile", "environment.yml", "requirements.txt", "postBuild"]
            .map(|name| project.read(&format!("docker/{name}")))
    };
    let plain = made(&|text| text.as_bytes().to_vec());
    assert_eq!(made(&utf_16), plain);
    assert_eq!(made(&marked), plain);
}

#[test]
fn a_link_that_leaves_the_project_is_refused_as_the_path_would_be() {
    let docker = Docker::of_template("project");
    fs::write(docker.folder.join("secret.txt"), "s3cr3t\n").unwrap();
    std::os::unix::fs::symlink(docker.folder.join("secret.txt"), docker.project.root.join("linked.txt"))
        .unwrap();
    docker.project.write("requirements.txt", "-r linked.txt\n");
    let said = refused(&docker, &["docker-build"]);
    assert!(said.starts_with("error: requirements.txt:1:1: ") && said.lines().count() == 1, "{said}");
    assert!(said.contains("leaves the project") && !said.contains("s3cr3t"), "{said}");
}

#[test]
fn a_directory_in_the_place_of_a_conda_file_is_refused() {
    for file in [YML, "requirements.txt", "postBuild"] {
        let docker = Docker::of_template("project");
        fs::remove_file(docker.project.root.join(file)).unwrap();
        fs::create_dir(docker.project.root.join(file)).unwrap();
        // The template's environment.yml includes requirements.txt.
        let sentence = match file {
            "requirements.txt" => {
                "error: environment.yml:18:9: `requirements.txt` is a directory; name a file, or put one in its place\n".to_owned()
            }
            _ => format!("error: {file}: this is a directory; put a text file in its place\n"),
        };
        assert_eq!(refused(&docker, &["docker-build"]), sentence);
    }
}

#[test]
fn a_directory_that_is_included_is_refused_at_its_line() {
    let docker = Docker::of_template("project");
    for directory in [".", "src", "src/"] {
        docker.project.write("src/mine.py", "").write("requirements.txt", format!("tqdm\n-r {directory}\n"));
        let sentence = format!("`{directory}` is a directory; name a file, or put one in its place");
        assert_eq!(refused(&docker, &["docker-build"]), format!("error: requirements.txt:2:1: {sentence}\n"));
        let found = docker.xtask(&["check"]).exits(1).stdout;
        assert!(found.contains(&format!("requirements.txt:2: error: {sentence}")), "{found}");
    }
}

#[test]
fn ten_megabytes_are_refused_by_their_number() {
    let docker = Docker::of_template("project");
    for file in [YML, "requirements.txt", "postBuild"] {
        let before = docker.project.read(file);
        docker.project.write(file, b"# comment\n".repeat(1 << 20));
        let sentence =
            "10485760 bytes are too many for this kind of file (the limit is 1048576); keep data in data/";
        assert_eq!(refused(&docker, &["docker-build"]), format!("error: {file}: {sentence}\n"));
        docker.project.write(file, before);
    }
}

#[test]
fn bombs_are_refused_at_once() {
    let mut aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        aliases += &format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", "));
    }
    aliases += "dependencies: *a29\n";
    let bombs = [aliases, "dependencies: &a [*a]\n".to_owned(), "[".repeat(500_000), "? ".repeat(100_000)];
    let docker = Docker::of_template("project");
    for bomb in bombs {
        docker.project.write(YML, bomb);
        let said = refused(&docker, &["docker-build"]);
        assert!(said.starts_with("error: environment.yml:") && said.lines().count() == 1, "{said}");
        assert!(said.len() < 300, "{said}");
    }
}

#[test]
fn files_that_include_each_other_many_times_over_are_read_once() {
    let docker = Docker::of_template("project");
    docker.project.write(YML, "dependencies: [pip, pip: [-r r0.txt]]\n");
    for n in 0..20 {
        docker.project.write(&format!("r{n}.txt"), format!("-r r{0}.txt\n-r r{0}.txt\n", n + 1));
    }
    docker.project.write("r20.txt", "leaf\n").xtask(&["generate", "--quiet"]).exits(0);
    assert_eq!(docker.project.read("docker/requirements.txt").matches("leaf").count(), 1);

    docker.project.write("r20.txt", "-r r0.txt\n");
    let said = refused(&docker, &["docker-build"]);
    assert!(said.starts_with("error: r20.txt:1:1: r0.txt includes itself (r0.txt -> "), "{said}");
}

#[test]
fn both_names_of_the_environment_file_or_none_are_refused() {
    let docker = Docker::of_template("project");
    docker.project.write("environment.yaml", "dependencies: [a]\n");
    let sentence = "environment.yaml: environment.yml is there as well; delete one of the two";
    assert_eq!(refused(&docker, &["lab"]), format!("error: {sentence}\n"));

    let docker = Docker::with(Project::empty("no conda files"));
    let sentence = "environment.yml: the file does not exist; create it with a list `dependencies`, such as `dependencies: [python=3.12]`";
    assert_eq!(refused(&docker, &["lab"]), format!("error: {sentence}\n"));
    assert_eq!(docker.calls(), []);
}

#[test]
fn every_command_that_reads_the_conda_files_refuses_them_alike() {
    let docker = Docker::of_template("project");
    docker.project.write(YML, "chanels: []\n");
    let commands: [&[&str]; 7] = [
        &["generate"],
        &["generate", "--check"],
        &["docker-build"],
        &["lab"],
        &["run", "--", "true"],
        &["shell"],
        &["--dry-run", "lab"],
    ];
    for args in commands {
        let sentence = "error: environment.yml:1:1: unknown key `chanels`; did you mean `channels`?\n";
        assert_eq!(refused(&docker, args), sentence, "{args:?}");
    }
}

#[test]
fn without_jupyterlab_a_lab_is_refused_before_the_build_and_the_rest_works() {
    let docker = Docker::of_template("project");
    docker.project.write(YML, "dependencies: [python=3.12, pip, jupyter_core]\n");
    docker.xtask(&["generate"]).exits(0);
    let sentence = "environment.yml: JupyterLab is not in this environment; add the line `  - jupyterlab=4` under \
                    `dependencies:` (`cargo xtask run` and `shell` work without it)";
    assert_eq!(refused(&docker, &["lab"]), format!("error: {sentence}\n"));
    assert_eq!(docker.calls(), []);
    docker.xtask(&["docker-build"]).exits(0);
    docker.xtask(&["run", "--", "true"]).exits(0);
    assert!(docker.project.read("docker/Dockerfile").contains("\nCMD [\"bash\"]\n"));
}

#[test]
fn where_the_files_do_not_tell_the_image_is_built_and_tells_whether_it_has_jupyterlab() {
    let docker = Docker::of_template("project");
    docker.project.write(YML, "dependencies: [python=3.12, our-tools]\n");
    let look = "container run * sh -c command -v jupyter-lab";
    docker.answers(look, "44", "", "");
    let outcome = docker.xtask(&["lab", "--no-check"]).exits(2);
    let sentence = "error: environment.yml: JupyterLab is not in this environment; add the line";
    assert!(outcome.stderr.lines().last().unwrap().starts_with(sentence), "{}", outcome.stderr);
    assert!(docker.deed_names().contains(&"image build".to_owned()), "{:?}", docker.deed_names());
    docker.answers(look, "0", "", "");
    docker.xtask(&["lab"]).exits(0);
    // What brings it is enough, and asks nobody.
    docker.project.write(YML, "dependencies: [python=3.12, notebook=7]\n");
    docker.xtask(&["docker-build"]).exits(0);
    docker.has_built_image().forget();
    docker.xtask(&["lab"]).exits(0);
    assert_eq!(docker.deed_names(), ["container run"]);
    assert!(docker.project.read("docker/Dockerfile").contains("\nCMD [\"jupyter\", \"lab\""));
}
