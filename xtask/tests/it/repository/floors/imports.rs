//! Reads which file of xtask/src imports what of which other one.

use std::collections::BTreeMap;

use crate::repository::without_tests;

/// An import, or a path that is written where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The file in which it stands, from xtask/src.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The path as it is written.
    pub path: String,
    /// The file that has what is imported.
    pub target: String,
}

/// The imports of all files, but for those of tests. Other crates' are left out.
pub fn imports(sources: &BTreeMap<String, String>) -> Vec<Import> {
    let sources = sources.iter().filter(|(file, _)| !file.contains("/tests"));
    let modules: Modules = sources.map(|(file, text)| (module(file), Module::read(file, text))).collect();
    let mut imports = Vec::new();
    for (at, module) in &modules {
        let used = module.paths.iter().filter(|path| !path.is_named_for_others);
        for Path { line, words, .. } in used {
            let Some(target) = resolve(&modules, at, words) else { continue };
            if target != module.file {
                let (file, path) = (module.file.clone(), words.join("::"));
                imports.push(Import { file, line: *line, path, target: target.to_owned() });
            }
        }
    }
    imports
}

/// The modules by their path, of which that of main.rs is empty.
type Modules = BTreeMap<Vec<String>, Module>;

struct Module {
    file: String,
    paths: Vec<Path>,
}

/// A path in a file.
struct Path {
    line: usize,
    words: Vec<String>,
    /// Whether it stands in a `pub use`.
    is_named_for_others: bool,
}

fn module(file: &str) -> Vec<String> {
    let words = file.trim_end_matches(".rs").split('/').filter(|word| *word != "main");
    words.map(str::to_owned).collect()
}

impl Module {
    fn read(file: &str, text: &str) -> Self {
        let code: Vec<&str> =
            without_tests(text).lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        let mut paths = Vec::new();
        let mut line = 0;
        while line < code.len() {
            let start = code[line].trim_start();
            let is_named_for_others = ["pub use ", "pub(crate) use ", "pub(super) use "]
                .iter()
                .any(|words| start.starts_with(words));
            if !is_named_for_others && !start.starts_with("use ") {
                paths.extend(in_place(&words(&code, line, line)));
                line += 1;
                continue;
            }
            let end = (line..code.len()).find(|&end| code[end].contains(';')).unwrap_or(line);
            let words = words(&code, line, end);
            let at = words.iter().position(|(_, word)| word == "use").map_or(0, |at| at + 1);
            let mut tree = Tree { words: &words, at, found: Vec::new() };
            tree.read(&[]);
            let found = tree.found.into_iter();
            paths.extend(found.map(|(line, words)| Path { line, words, is_named_for_others }));
            line = end + 1;
        }
        Self { file: file.to_owned(), paths }
    }
}

/// The names and signs in these lines, each with the number of its line.
fn words(code: &[&str], from: usize, to: usize) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    for (number, text) in code.iter().enumerate().take(to + 1).skip(from) {
        let mut word = String::new();
        for c in text.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                words.push((number + 1, std::mem::take(&mut word)));
            }
            if !c.is_whitespace() {
                words.push((number + 1, c.to_string()));
            }
        }
    }
    words
}

/// The paths in code that is not an import: `crate::a::B`, `super::c`, `child::d`.
fn in_place(words: &[(usize, String)]) -> Vec<Path> {
    let is = |at: usize, sign: &str| words.get(at).is_some_and(|(_, word)| word == sign);
    let is_name = |at: usize| {
        words.get(at).is_some_and(|(_, word)| !word.contains(|c: char| !c.is_alphanumeric() && c != '_'))
    };
    let mut paths = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (line, mut path) = (words[at].0, vec![words[at].1.clone()]);
        let begins = is_name(at) && !(at > 1 && is(at - 1, ":") && is(at - 2, ":"));
        at += 1;
        while begins && is(at, ":") && is(at + 1, ":") && is_name(at + 2) {
            path.push(words[at + 2].1.clone());
            at += 3;
        }
        if path.len() > 1 {
            paths.push(Path { line, words: path, is_named_for_others: false });
        }
    }
    paths
}

/// What follows `use`: a path, or several in braces.
struct Tree<'a> {
    words: &'a [(usize, String)],
    at: usize,
    found: Vec<(usize, Vec<String>)>,
}

impl Tree<'_> {
    fn read(&mut self, before: &[String]) {
        let mut path = before.to_vec();
        while let Some((line, word)) = self.words.get(self.at) {
            self.at += 1;
            match word.as_str() {
                ":" => {}
                "{" => {
                    while self.words.get(self.at).is_some_and(|(_, word)| word != "}") {
                        self.read(&path);
                    }
                    self.at += 1;
                    return;
                }
                // The other name is not part of the path.
                "as" => self.at += 1,
                "," | ";" => return,
                "}" => {
                    self.at -= 1;
                    return;
                }
                _ => {
                    path.push(word.clone());
                    let goes_on = self.words.get(self.at).is_some_and(|(_, word)| word == ":");
                    if !goes_on {
                        self.found.push((*line, path.clone()));
                    }
                }
            }
        }
    }
}

/// The file that has what the path names, seen from a module; `None` if it is another crate's.
fn resolve<'a>(modules: &'a Modules, from: &[String], words: &[String]) -> Option<&'a str> {
    let mut at = from.to_vec();
    let mut rest = words;
    match rest.first()?.as_str() {
        "crate" => {
            at.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|word| word == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        first => {
            at.push(first.to_owned());
            modules.get(&at)?;
            rest = &rest[1..];
        }
    }
    let deepest =
        (0..=rest.len()).rev().find(|&end| modules.contains_key(&[at.as_slice(), &rest[..end]].concat()))?;
    at.extend_from_slice(&rest[..deepest]);
    rest = &rest[deepest..];
    let module = modules.get(&at)?;
    // What a module names for others is of the file that has it.
    let named = rest.first().and_then(|name| {
        module.paths.iter().find(|path| path.is_named_for_others && path.words.last() == Some(name))
    });
    match named {
        Some(path) => resolve(modules, &at, &path.words).or(Some(&module.file)),
        None => Some(&module.file),
    }
}
