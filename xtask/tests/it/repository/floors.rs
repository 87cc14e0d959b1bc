//! The floors of the rooms: no import runs up, and none in a circle.
//!
//! A file of xtask/src imports from its own room and from rooms below. Commands, the command line and the task share a
//! floor, on which the command line knows nothing of the commands.

mod imports;

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::support::{repository, tree};
use imports::{Import, imports};

/// The rooms, from the top; those in one row are on one floor.
const FLOORS: [&[&str]; 9] = [
    &["main"],
    &["commands", "cli", "task"],
    &["container"],
    &["image"],
    &["docker"],
    &["project"],
    &["conda"],
    &["machine"],
    &["base"],
];

#[test]
fn no_import_runs_up_and_none_in_a_circle() {
    let root = repository().join("xtask/src");
    let file = |(path, bytes): (Utf8PathBuf, Option<Vec<u8>>)| {
        let text = String::from_utf8(bytes.filter(|_| path.extension() == Some("rs"))?).unwrap();
        Some((path.strip_prefix(&root).unwrap().to_string(), text))
    };
    let sources: BTreeMap<String, String> = tree(&root).into_iter().filter_map(file).collect();
    let wrong = wrong(&sources);
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    let found = imports(&sources).len();
    assert!(found > 600, "{found} imports are too few to be all");
}

/// What is wrong with the imports of these files, a sentence for each.
fn wrong(sources: &BTreeMap<String, String>) -> Vec<String> {
    let imports = imports(sources);
    let mut wrong: Vec<String> = imports.iter().filter_map(runs_up).collect();
    wrong.extend(circles(&imports));
    wrong
}

/// The room of a file: the folder that it lies in, or itself.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn floor(file: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room(file)));
    floor.unwrap_or_else(|| panic!("xtask/src/{file} lies in no room; name its floor in FLOORS"))
}

fn runs_up(import: &Import) -> Option<String> {
    let Import { file, line, path, target } = import;
    let (from, to) = (room(file), room(target));
    if floor(target) < floor(file) {
        return Some(format!(
            "xtask/src/{file}:{line}: `{path}` is of {to}/, which is above {from}/: what {from}/ needs of it belongs into \
             {from}/ or below, or is handed down as a value"
        ));
    }
    (from == "cli" && to != "cli" && floor(target) == floor(file)).then(|| {
        format!(
            "xtask/src/{file}:{line}: `{path}` is of {to}/, of which the command line knows nothing: what is typed belongs \
             into cli/, and what it does into commands/"
        )
    })
}

/// One sentence for each import that closes a circle.
fn circles(imports: &[Import]) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut told = Vec::new();
    for import in imports {
        let Some(way) = way(imports, &import.target, &import.file) else { continue };
        // Each circle once, whichever of its imports is met first.
        if known.insert(way.iter().copied().collect::<BTreeSet<&str>>()) {
            let Import { file, line, path, .. } = import;
            told.push(format!(
                "xtask/src/{file}:{line}: `{path}` closes a circle: {file} -> {}; what both need belongs into a file of its \
                 own, that imports neither",
                way.join(" -> ")
            ));
        }
    }
    told
}

/// The shortest way by imports from one file to another, both of them included.
fn way<'a>(imports: &'a [Import], from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![from]];
    let mut seen = BTreeSet::from([from]);
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way[way.len() - 1];
            if last == to {
                return Some(way);
            }
            for next in
                imports.iter().filter(|import| import.file == last).map(|import| import.target.as_str())
            {
                if seen.insert(next) {
                    longer.push([way.as_slice(), &[next]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sources: &[(&str, &str)]) -> Vec<String> {
        let sources = sources.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        wrong(&sources.collect())
    }

    #[test]
    fn an_import_from_above_is_named_with_its_place_and_where_the_thing_belongs() {
        let table = [
            ("use crate::task::Task;", 1, "crate::task::Task"),
            ("use std::fmt;\nuse crate::{\n    base::argv,\n    task::Task,\n};", 4, "crate::task::Task"),
            ("fn f(task: &super::super::task::Task) {}", 1, "super::super::task::Task"),
            (
                "//! It knows [`crate::task::Task`].\nfn f() {\n    crate::task::Task;\n}",
                3,
                "crate::task::Task",
            ),
        ];
        for (text, line, path) in table {
            let sources = [("image.rs", ""), ("image/plan.rs", text), ("task.rs", ""), ("base/argv.rs", "")];
            let sentence = format!(
                "xtask/src/image/plan.rs:{line}: `{path}` is of task/, which is above image/: what image/ needs of it belongs \
                 into image/ or below, or is handed down as a value"
            );
            assert_eq!(found(&sources), [sentence], "{text}");
        }
        assert_eq!(
            found(&[("image/plan.rs", "use crate::base::argv::Argv;"), ("base/argv.rs", "")]),
            [""; 0]
        );
    }

    #[test]
    fn the_command_line_imports_no_command_and_no_task() {
        let sources =
            [("cli/lab.rs", "use crate::commands::lab;"), ("commands/lab.rs", "use crate::cli::lab;")];
        assert!(
            found(&sources)[0]
                .starts_with("xtask/src/cli/lab.rs:1: `crate::commands::lab` is of commands/, of which")
        );
        assert_eq!(found(&[("cli.rs", "use crate::task;"), ("task.rs", "")]).len(), 1);
    }

    #[test]
    fn a_circle_is_named_once_with_all_that_are_in_it() {
        let sources = [
            ("conda/a.rs", "use crate::base::error;\nuse super::b::B;"),
            ("conda/b.rs", "use crate::conda::c::C;"),
            ("conda/c.rs", "fn f() -> super::a::A {}"),
            ("conda/d.rs", "use super::a::A;"),
            ("base/error.rs", ""),
        ];
        let sentence = "xtask/src/conda/a.rs:2: `super::b::B` closes a circle: conda/a.rs -> conda/b.rs -> conda/c.rs -> \
                        conda/a.rs; what both need belongs into a file of its own, that imports neither";
        assert_eq!(found(&sources), [sentence]);
    }

    #[test]
    fn a_room_s_own_file_and_its_parts_are_in_a_circle_if_each_uses_the_other() {
        let part = ("conda/pip.rs", "use super::MAX;");
        assert_eq!(found(&[("conda.rs", "mod pip;\nfn f() { pip::read(MAX) }"), part]).len(), 1);
        assert_eq!(found(&[("conda.rs", "mod pip;\nuse pip::read;"), part]).len(), 1);
        // To name a part for others is not to use it.
        assert_eq!(found(&[("conda.rs", "mod pip;\npub use pip::read;"), part]), [""; 0]);
    }

    #[test]
    fn what_a_room_names_for_others_is_of_the_file_that_has_it() {
        let room = ("conda.rs", "mod pip;\nmod spec;\npub(crate) use pip::{Pip, read};\nuse spec::Spec;");
        let spec = ("conda/spec.rs", "use crate::conda::Pip;");
        assert_eq!(found(&[room, spec, ("conda/pip.rs", "")]), [""; 0]);
        let wrong = found(&[room, spec, ("conda/pip.rs", "use super::spec::Spec;")]);
        assert!(wrong[0].contains(": conda/pip.rs -> conda/spec.rs -> conda/pip.rs; "), "{wrong:?}");
    }

    #[test]
    fn what_only_tests_import_is_not_looked_at() {
        let text = "use crate::base::argv;\n#[cfg(test)]\nmod tests {\n    use crate::task::Task;\n}\n";
        assert_eq!(found(&[("image/a.rs", text), ("task.rs", ""), ("base/argv.rs", "")]), [""; 0]);
        assert_eq!(found(&[("image/tests/a.rs", "use crate::task::Task;"), ("task.rs", "")]), [""; 0]);
    }
}
