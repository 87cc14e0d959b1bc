//! Claims about packages.py, by which `size` knows how large the packages of an image are.

use std::process::Command;

use serde_yaml::Value;

use crate::support::{Project, have, repository};

/// What packages.py says of this root, whose environment is in `opt/env`: a line for each package.
fn measured(project: &Project) -> Vec<String> {
    let script = std::fs::read_to_string(repository().join("xtask/src/commands/size/packages.py")).unwrap();
    let root = project.root.as_str();
    let mut python = Command::new("python3");
    python.args(["-I", "-S", "-c", &script]).arg(format!("{root}/opt/env")).arg(root).current_dir("/");
    let said = python.output().unwrap();
    assert!(said.status.success(), "{said:?}");
    let said: Value = serde_yaml::from_slice(&said.stdout).unwrap();
    let text = |package: &Value, key: &str| package[key].as_str().unwrap().to_owned();
    let line = |package: &Value| {
        let [by, name, version] = ["by", "name", "version"].map(|key| text(package, key));
        format!("{by} {name} {version} {}", package["bytes"].as_u64().unwrap())
    };
    said.as_sequence().unwrap().iter().map(line).collect()
}

const SITE: &str = "opt/env/lib/python3.11/site-packages";

#[test]
fn a_package_is_as_large_as_its_files_and_their_byte_code_and_each_file_counts_once() {
    if !have("python3") {
        return;
    }
    let project = Project::empty("root");
    let file = |path: &str, bytes: usize| {
        project.write(path, "x".repeat(bytes));
    };
    // Of Conda: a library with its link, Python files of which one has byte-code that nobody lists, and what is gone.
    file("opt/env/lib/liba.so.1", 1000);
    std::os::unix::fs::symlink("liba.so.1", project.root.join("opt/env/lib/liba.so")).unwrap();
    file(&format!("{SITE}/a/b.py"), 10);
    file(&format!("{SITE}/a/bb.py"), 1);
    file(&format!("{SITE}/a/__pycache__/b.cpython-311.pyc"), 20);
    file(&format!("{SITE}/a/__pycache__/bb.cpython-311.pyc"), 2);
    file(&format!("{SITE}/a-1.0.dist-info/METADATA"), 0);
    file(&format!("{SITE}/a-1.0.dist-info/RECORD"), 0);
    let listed = ["lib/liba.so.1", "lib/liba.so", "lib/gone"].map(str::to_owned).into_iter();
    let site = SITE.trim_start_matches("opt/env/");
    let of_site = ["a/b.py", "a/bb.py", "a/__pycache__/bb.cpython-311.pyc", "a-1.0.dist-info/METADATA"];
    let listed: Vec<String> = listed.chain(of_site.iter().map(|path| format!("{site}/{path}"))).collect();
    project.write(
        "opt/env/conda-meta/a-1.0-0.json",
        format!("{{\"name\": \"a\", \"version\": \"1.0\", \"files\": {listed:?}}}"),
    );
    // A record as rattler may write it.
    file("opt/env/bin/tool", 300);
    let paths = "{\"paths\": [{\"_path\": \"bin/tool\"}]}";
    let record =
        format!("{{\"name\": \"tool\", \"version\": \"2\", \"files\": [], \"paths_data\": {paths}}}");
    project.write("opt/env/conda-meta/tool-2-0.json", record);
    // Of pip: what it has put in the place of Conda's is its own.
    std::os::unix::fs::symlink("python3.11", project.root.join("opt/env/lib/python3.1")).unwrap();
    file("opt/env/bin/p q", 5);
    file(&format!("{SITE}/p/__init__.py"), 7);
    let metadata = "Metadata-Version: 2.1\nName: P.q\nVersion: 3\nClassifier: Name :: x\n\nName: none\n";
    project.write(&format!("{SITE}/p_q-3.dist-info/METADATA"), metadata);
    let record = "\"../../../bin/p q\",,\np/__init__.py,,\na/bb.py,,\n/no/such/file,,\n";
    project.write(&format!("{SITE}/p_q-3.dist-info/RECORD"), record);
    // Of the system.
    file("usr/bin/git", 4000);
    std::fs::hard_link(project.root.join("usr/bin/git"), project.root.join("usr/bin/git-more")).unwrap();
    let listing = "/.\n/usr\n/usr/bin\n/usr/bin/git\n/usr/bin/git-more\n";
    project.write("var/lib/dpkg/info/git.list", listing).write("var/lib/dpkg/info/libc6:amd64.list", "/.\n");
    let status =
        "Package: git\nStatus: install ok installed\nVersion: 1:2.39\n\nPackage: libc6\nVersion: 2.36\n";
    project.write("var/lib/dpkg/status", status);
    assert_eq!(
        measured(&project),
        [
            // Its link is as long as its target's name; the file that pip has replaced has 1 byte, and its byte-code 2.
            "pip P.q 3 15",
            "conda a 1.0 1039",
            "conda tool 2 300",
            "apt git 1:2.39 4000",
            "apt libc6 2.36 0"
        ]
    );
}

#[test]
fn an_image_without_environment_or_dpkg_has_no_packages() {
    if have("python3") {
        assert_eq!(measured(&Project::empty("root")), [""; 0]);
    }
}
