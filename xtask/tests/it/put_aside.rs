//! Claims about forty projects in the forms found in the wild, which were judged by people and by the real readers before
//! `check` saw them. `verdicts.tsv` has what is right of a line: an error, a warning, or nothing.

use std::fs;

use serde_yaml::Value;

use crate::support::{on, repository};

/// Warnings on lines of which the verdict was silence, and why they stay.
const KEPT: [(&str, &str, u64, &str); 4] = [
    ("p06", "requirements.txt", 1, "it is about the file, which environment.yml is absent beside"),
    ("p35", "requirements.txt", 1, "the same"),
    ("p24", "environment.yml", 2, "Conda says of the key that it does not know it"),
    ("p35", "requirements.txt", 10, "the second of two equal lines is left over, though pip takes it"),
];

/// A line of the table.
struct Verdict {
    project: String,
    file: String,
    line: u64,
    kind: String,
}

fn verdicts() -> Vec<Verdict> {
    let table = fs::read_to_string(repository().join("xtask/tests/data/put-aside/verdicts.tsv")).unwrap();
    let row = |line: &str| {
        let [project, file, line, kind, _] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        Verdict {
            project: String::from(project),
            file: String::from(file),
            line: str::parse(line).unwrap(),
            kind: String::from(kind),
        }
    };
    table.lines().skip(1).map(row).collect()
}

#[test]
fn no_error_is_wrong_in_forty_projects_that_were_put_aside_and_the_warnings_that_may_be_are_named() {
    let verdicts = verdicts();
    let (mut wrong, mut errors, mut seen) = (String::new(), 0, 0);
    for number in 1..=40 {
        let project = format!("p{number:02}");
        let said = on(&repository().join("xtask/tests/data/put-aside").join(&project), &["check", "--json"]);
        let document: Value = serde_yaml::from_str(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
        for finding in document["findings"].as_sequence().unwrap() {
            let text = |key: &str| finding[key].as_str().unwrap();
            let (file, line) = (text("file"), finding["line"].as_u64().unwrap());
            let is_here = |it: &&Verdict| (&it.project[..], &it.file[..], it.line) == (&project, file, line);
            let kinds: Vec<&str> = verdicts.iter().filter(is_here).map(|it| it.kind.as_str()).collect();
            let is_kept =
                KEPT.iter().any(|(of, at, number, _)| (*of, *at, *number) == (&project, file, line));
            let is_right = match text("severity") {
                "error" => kinds.contains(&"error"),
                _ => is_kept || !kinds.contains(&"silent") || kinds.len() > 1,
            };
            errors += usize::from(text("severity") == "error");
            seen += usize::from(is_right);
            if !is_right {
                wrong += &format!("{project} {file}:{line}: {} {}\n", text("severity"), text("sentence"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(errors > 20 && seen > 50, "{errors} errors, {seen} findings");
}
