//! Claims about the two Python programs of the image that know what was installed in a container, run on this machine in
//! folders of their own.

use std::fs;
use std::process::Command;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{have, repository};

/// A program of template/ with other paths in it, in this folder.
fn program(folder: &Utf8Path, name: &str, paths: &[(&str, &str)]) -> Utf8PathBuf {
    let mut text = fs::read_to_string(repository().join("template").join(name)).unwrap();
    for (path, here) in paths {
        assert!(text.contains(path), "{name} has no {path}");
        text = text.replace(path, here);
    }
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    file
}

fn python(file: &Utf8Path, args: &[&str]) -> String {
    let output = Command::new("python3").arg(file).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn python_s_start_says_something_only_at_the_end_of_an_installation_in_a_container_that_runs() {
    if !have("python3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let say = root.join("say.py");
    fs::write(&say, "import sys; print('said', *sys.argv[2:3])").unwrap();
    let python3 = Command::new("python3").args(["-c", "import sys; print(sys.executable, end='')"]).output();
    let python3 = String::from_utf8(python3.unwrap().stdout).unwrap();
    let words = format!("\"{python3}\", \"{say}\"");
    let paths = [
        ("/proc/%s/cmdline", format!("{root}/%s")),
        ("\"/opt/conda/bin/python\", \"/opt/docker/lab-packages.py\"", words + ", \"x\""),
        ("/tmp/.pip-uninstalled", format!("{root}/uninstalled")),
    ];
    let paths: Vec<(&str, &str)> = paths.iter().map(|(path, here)| (*path, here.as_str())).collect();
    let start = program(root, "python-start.py", &paths);
    let table = [
        ("python /opt/env/bin/pip install x", "docker-init -- a", "said hint\n"),
        ("python -m pip install x", "/run/podman-init -- a", "said hint\n"),
        ("python /opt/env/bin/pip3.11 --quiet install x", "python /opt/env/bin/jupyter-lab", "said hint\n"),
        ("python /opt/conda/bin/conda install x", "docker-init", "said hint\n"),
        ("python /opt/conda/bin/conda update --all", "docker-init", "said hint\n"),
        ("python /opt/env/bin/pip uninstall x", "docker-init", "said hint\n"),
        ("python /opt/env/bin/pip list", "docker-init", ""),
        ("python /opt/conda/bin/conda list", "docker-init", ""),
        ("python x.py install", "docker-init", ""),
        ("python", "docker-init", ""),
        // Not the lab itself, but one that somebody starts in a terminal.
        ("python /opt/env/bin/jupyter-lab list", "docker-init", ""),
        // A build.
        ("python -m pip install x", "/bin/bash -p -o pipefail /opt/docker/layer.sh", ""),
        ("python -m pip install x", "/bin/sh -c pip install x", ""),
        ("python -m pip install x", "/sbin/init", ""),
        ("", "", ""),
    ];
    for (own, first, said) in table {
        for (name, line) in [("self", own), ("1", first)] {
            fs::write(root.join(name), line.replace(' ', "\0")).unwrap();
        }
        assert_eq!(python(&start, &[]), said, "{own} below {first}");
    }
    // Without /proc nothing fails.
    fs::remove_file(root.join("self")).unwrap();
    assert_eq!(python(&start, &[]), "");
    // What a Python before 3.5 does not read is in neither of them; it has no `async`, no annotations and no f"…".
    let syntax = "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 4))";
    assert!(Command::new("python3").args(["-c", syntax, start.as_str()]).status().unwrap().success());
}

#[test]
fn what_was_asked_for_by_name_since_the_image_was_made_is_listed_and_nothing_else() {
    if !have("python3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let (env, uninstalled) = (root.join("env"), root.join("uninstalled"));
    let paths = [
        ("/opt/env", env.as_str()),
        ("/tmp/.pip-uninstalled", uninstalled.as_str()),
        ("~/.local", "/nowhere"),
    ];
    let list = program(root, "lab-packages.py", &paths);
    let of_image = SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600);
    let date =
        |file: &Utf8Path| fs::File::options().write(true).open(file).unwrap().set_modified(of_image).unwrap();
    date(&list);
    let write = |name: &str, text: &str, is_new: bool| {
        let file = env.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        if !is_new {
            date(&file);
        }
    };
    let history = "==> 2025-01-01 00:00:00 <==\n# update specs: ['numpy', 'old=1']\n\
                   ==> 2026-05-01 10:00:00 <==\n# update specs: [\"conda-forge::tqdm>=4\", 'numpy', 'gone', 'samtools']\n\
                   ==> 2026-05-01 11:00:00 <==\n# remove specs: ['gone', 'old']\n";
    write("conda-meta/history", history, true);
    // What came along, what was there, what was asked for, and what was asked for and there already.
    let records = [
        ("along-1-0", "conda-forge", true),
        ("tqdm-4.1-py_0", "conda-forge", true),
        ("samtools-1.2-h1_0", "bioconda", true),
        ("numpy-2.0-h1_0", "conda-forge", false),
    ];
    for (record, channel, is_new) in records {
        let record_text =
            format!("{{\"url\": \"https://conda.anaconda.org/{channel}/noarch/{record}.conda\"}}");
        write(&format!("conda-meta/{record}.json"), &record_text, is_new);
    }
    let pip = |name: &str, version: &str, requested: Option<bool>, origin: &str, installer: &str| {
        let folder = format!("lib/python3.11/site-packages/{name}-{version}.dist-info");
        write(
            &format!("{folder}/METADATA"),
            &format!("Name: {name}\nVersion: {version}\n\nVersion: no\n"),
            true,
        );
        write(&format!("{folder}/INSTALLER"), installer, true);
        if let Some(is_new) = requested {
            write(&format!("{folder}/REQUESTED"), "", is_new);
        }
        if !origin.is_empty() {
            write(&format!("{folder}/direct_url.json"), origin, true);
        }
    };
    pip("Humanize", "4.1", Some(true), "", "pip\n");
    pip("of_image", "1", Some(false), "", "pip\n");
    pip("along", "1", None, "", "pip\n");
    pip("of_conda", "1", Some(true), "", "conda\n");
    pip("of_uv", "1", Some(true), "", "uv");
    pip(
        "mine",
        "1",
        Some(true),
        r#"{"url": "file:///home/jane/app", "dir_info": {"editable": true}}"#,
        "pip",
    );
    pip("wheel", "1", Some(true), r#"{"url": "file:///tmp/x.whl", "archive_info": {}}"#, "pip");
    let git = r#"{"url": "https://host/x", "vcs_info": {"vcs": "git", "commit_id": "ab12"}}"#;
    pip("cloned", "1", Some(true), git, "pip");
    pip("direct", "1", Some(true), r#"{"url": "https://host/d.whl", "archive_info": {}}"#, "pip");
    fs::write(&uninstalled, "NumPy\nwatermark\nof_image\nwater_mark2\n").unwrap();

    let expected = "conda\tbioconda::samtools=1.2\nconda\ttqdm=4.1\nconda-removed\tgone\nconda-removed\told\n\
                    pip\tHumanize==4.1\npip\tcloned @ git+https://host/x@ab12\npip\tdirect @ https://host/d.whl\npip\tof_uv==1\n\
                    conda-removed\tnumpy\npip-removed\twater-mark2\npip-removed\twatermark\n";
    assert_eq!(python(&list, &["list"]), expected);
    let end = python(&list, &["end"]);
    assert!(
        end.contains("\n  cargo xtask add --pip Humanize==4.1 'cloned @ git+https://host/x@ab12' "),
        "{end}"
    );
    assert!(
        end.ends_with(
            "\n  cargo xtask remove gone old numpy\n  cargo xtask remove --pip water-mark2 watermark\n"
        ),
        "{end}"
    );
    let hint = python(&list, &["hint", "0"]);
    assert!(
        hint.starts_with(
            "xtask: samtools, tqdm, Humanize, cloned, direct, of_uv are in this container alone"
        ),
        "{hint}"
    );
    assert_eq!(hint.lines().count(), 1);
    assert_eq!(python(&list, &["hint", "99999999999"]), "");
}
