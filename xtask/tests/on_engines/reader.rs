//! Claims about reading: what this tool makes of an environment file is what Conda's and pip's own code read in it.

use std::collections::BTreeMap;
use std::fs;

use serde_yaml::Value;

use super::machine::{SHARED, docker, shared};
use crate::harness::{Test, tests};
use crate::support::{Project, environments, on, repository};

/// The tests of this area.
pub const TESTS: &[Test] = tests![conda_and_pip_read_in_every_environment_what_this_tool_reads,];

/// Environments that this tool refuses and Conda reads, and why that is right. There is none the other way round, and none
/// that both read, but differently.
const REFUSED: [(&str, &str); 13] = [
    ("binder-folder", "the project is not there while the image is built"),
    ("conda-list-as-requirements", "pip reads its lines and finds none of the versions"),
    ("explicit-as-requirements", "the same"),
    ("kaust-template", "pip looks for `file:requirements.txt` in the network, when it is too late"),
    ("lesson", "the same"),
    ("misspelt-key", "Conda ignores `dependancies:` and makes an empty environment"),
    ("one-mistake-in-a-key", "the same"),
    ("pip-frozen", "pip finds no folder of another machine"),
    ("pip-frozen-elsewhere", "the same"),
    ("pip-list-as-requirements", "pip refuses it, too, later"),
    ("pip-local", "the project is not there while the image is built"),
    ("pip-outside", "pip finds no file outside of the project in the image"),
    ("selectors-of-micromamba", "Conda passes over `sel(linux): gdb` without a word"),
];

/// Environments whose dependencies come out in another spelling, and what that is.
const SPELT: [(&str, &str); 1] =
    [("operators-of-conda", "`=>1.24` is `>1.24*` to Conda, and `>=1.24` to all readers")];

/// The fields that are compared.
const FIELDS: [&str; 4] = ["channels", "dependencies", "variables", "pip"];

fn conda_and_pip_read_in_every_environment_what_this_tool_reads() {
    shared();
    let project = Project::empty("environments");
    let [theirs, ours] = ["theirs", "ours"].map(|name| project.root.join(name));
    for folder in environments() {
        let name = folder.file_name().unwrap();
        let (source, copy) = (format!("{folder}/."), theirs.join(name));
        fs::create_dir_all(&copy).unwrap();
        let copied = std::process::Command::new("cp").args(["-r", &source, copy.as_str()]).status();
        assert!(copied.unwrap().success());
        let output = ours.join(name);
        fs::create_dir_all(&output).unwrap();
        on(&folder, &["--quiet", "generate", "--output", output.as_str()]);
        // Only docker/ is what Conda reads.
        let made = output.join("docker");
        for file in ["environment.yml", "requirements.txt", "constraints.txt", "variables.sh"] {
            if made.join(file).exists() {
                fs::rename(made.join(file), output.join(file)).unwrap();
            }
        }
        let _ = fs::remove_dir_all(made);
    }
    let mount = format!("type=bind,source={},target=/environments,readonly", project.root);
    let program = fs::read_to_string(repository().join("xtask/tests/data/conda_reader.py")).unwrap();
    // Nothing is to be fetched, as Conda and pip would for some of these.
    let run = ["container", "run", "--rm", "--network", "none", "--mount", &mount];
    let python = ["--entrypoint", "/opt/conda/bin/python", &SHARED];
    let arguments = ["-c", &program, "/environments/theirs", "/environments/ours"];
    let read = docker(&[&run[..], &python, &arguments].concat()).exits(0).stdout;
    println!("{read}");
    let read: BTreeMap<String, BTreeMap<String, Value>> = serde_yaml::from_str(&read).unwrap();
    assert_eq!(read.len(), environments().len());
    let mut wrong = String::new();
    for (name, read) in &read {
        let differ = FIELDS.iter().filter(|field| read["conda"].get(**field) != read["ours"].get(**field));
        let differ: Vec<_> = differ.collect();
        let is_refused = read["ours"].get("error").is_some() && read["conda"].get("error").is_none();
        let is_spelt = SPELT.iter().any(|(spelt, _)| spelt == name) && differ == [&"dependencies"];
        let is_known = REFUSED.iter().any(|(known, _)| known == name);
        if !is_spelt && (differ.is_empty() == is_known || is_refused != is_known) {
            wrong += &format!(
                "{name}: {differ:?} differ\n  Conda: {:?}\n  ours:  {:?}\n",
                read["conda"], read["ours"]
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
