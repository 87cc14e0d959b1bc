//! Every pointer to a page leads to a page that is there: in this repository, and in a project that `new` makes from it.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::files;
use crate::new_project::{new, place};
use crate::support::tree;

/// The text files of a project, by their paths from its root.
type Files = BTreeMap<Utf8PathBuf, String>;

/// What a file says of another one.
#[derive(Debug, PartialEq, Eq)]
enum Pointer {
    /// A link of Markdown, seen from the folder of the file: the path, and the heading if it names one.
    Link(String, Option<String>),
    /// A page by its name, as an error or a comment has it: seen from the root, or from a folder above the file.
    Name(String, Option<String>),
}

#[test]
fn every_pointer_of_this_repository_leads_to_a_page_that_is_there() {
    let files: Files = files().into_iter().collect();
    if files.is_empty() {
        return;
    }
    assert_eq!(broken(&files), [] as [String; 0]);
    let found: usize = files.iter().map(|(file, text)| pointers(file, text).len()).sum();
    assert!(found > 60, "{found} pointers are too few to be all");
}

#[test]
fn every_pointer_of_a_new_project_leads_to_a_page_that_is_there() {
    let place = place();
    new(&place, &["project"]).exits(0);
    let root = place.project.root.join("project");
    let text = |(path, bytes): (Utf8PathBuf, Option<Vec<u8>>)| {
        let name = path.strip_prefix(&root).unwrap().to_owned();
        Some((name, String::from_utf8(bytes?).ok()?)).filter(|(name, _)| !name.starts_with(".git"))
    };
    let files: Files = tree(&root).into_iter().filter_map(text).collect();
    assert!(files.contains_key(Utf8Path::new("xtask/docs/README.md")));
    assert_eq!(broken(&files), [] as [String; 0]);
}

#[test]
fn a_pointer_to_a_page_or_a_heading_that_is_gone_is_found_with_its_line() {
    let page = "# The page\n\n```sh\n# no heading\n```\n\n## What, if `x`?\n\n[a](../a.rs) [b](https://x.org/b.md)\n";
    let table = [
        ("top.md", "[x](docs/page.md#what-if-x)", ""),
        ("top.md", "\n[x](docs/page.md#no-heading)", "top.md:2: docs/page.md has no heading #no-heading"),
        ("docs/other.md", "[x](page.md) [y](#y)\n# Y", ""),
        ("docs/other.md", "[x](docs/page.md)", "docs/other.md:1: there is no docs/page.md"),
        ("docs/other.md", "[x](../page.md)", "docs/other.md:1: there is no ../page.md"),
        ("a.rs", "\"see docs/page.md#the-page, or page\"", ""),
        ("a.rs", "// as docs/gone.md.", "a.rs:1: there is no docs/gone.md"),
        ("docs/a.sh", "# page.md and https://x.org/gone.md", ""),
        ("a.rs", "\"docs/page.md#gone\"", "a.rs:1: docs/page.md has no heading #gone"),
    ];
    for (file, text, message) in table {
        let files: Files = [("docs/page.md", page), ("a.rs", ""), (file, text)]
            .map(|(path, text)| (Utf8PathBuf::from(path), text.to_owned()))
            .into();
        assert_eq!(broken(&files).join("\n"), message, "{text}");
    }
}

/// What is wrong with the pointers of these files, a line for each.
fn broken(files: &Files) -> Vec<String> {
    let mut broken = Vec::new();
    // The tests have files of imagined projects; README of a new project is a template, and is looked at in one.
    let ours =
        |file: &Utf8Path| file.starts_with("xtask/tests") || file == "xtask/src/commands/new/README.md";
    for (file, text) in files.iter().filter(|(file, _)| !ours(file)) {
        for (line, pointer) in pointers(file, text) {
            if let Err(why) = follow(files, file, &pointer) {
                broken.push(format!("{file}:{line}: {why}"));
            }
        }
    }
    broken
}

fn follow(files: &Files, file: &Utf8Path, pointer: &Pointer) -> Result<(), String> {
    let folder = file.parent().unwrap_or(Utf8Path::new(""));
    let (to, heading, places) = match pointer {
        Pointer::Link(to, heading) => (to, heading, vec![folder]),
        Pointer::Name(to, heading) => (to, heading, folder.ancestors().collect()),
    };
    let place = |folder: &Utf8Path| if to.is_empty() { Some(file.to_owned()) } else { joined(folder, to) };
    // A link may lead to a folder or a picture.
    let is_there = |path: &Utf8PathBuf| files.keys().any(|file| file.starts_with(path)) || is_picture(path);
    let Some(page) = places.into_iter().filter_map(place).find(is_there) else {
        return Err(format!("there is no {to}"));
    };
    match heading {
        Some(heading) if !headings(&files[&page]).contains(heading) => {
            Err(format!("{page} has no heading #{heading}"))
        }
        _ => Ok(()),
    }
}

/// Pictures are no text files; those of the documents are in `doc`.
fn is_picture(path: &Utf8Path) -> bool {
    path.extension() == Some("png") && crate::support::repository().join(path).exists()
}

/// The path without `..`; none if it leads out of the project.
fn joined(folder: &Utf8Path, to: &str) -> Option<Utf8PathBuf> {
    let mut path = folder.to_owned();
    for part in to.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." if !path.pop() => return None,
            ".." => {}
            part => path.push(part),
        }
    }
    Some(path)
}

/// The pointers of a file, each with its line.
fn pointers(file: &Utf8Path, text: &str) -> Vec<(usize, Pointer)> {
    let is_markdown = file.extension() == Some("md");
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut rest = line.to_owned();
        if is_markdown {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link)
            {
                rest = rest.replace(&format!("]({link})"), "]");
                if !link.contains("://") {
                    let (to, heading) = split(link);
                    found.push((index + 1, Pointer::Link(to, heading)));
                }
            }
        }
        found.extend(names(&rest).map(|(to, heading)| (index + 1, Pointer::Name(to, heading))));
    }
    found
}

/// The names of pages in a line.
fn names(line: &str) -> impl Iterator<Item = (String, Option<String>)> + '_ {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || "_./-#".contains(c);
    let words = line.split(move |c: char| !of_a_name(c)).map(|word| word.trim_end_matches('.'));
    words.map(split).filter(|(to, _)| {
        // What follows `https:` begins with slashes.
        to.strip_suffix(".md").is_some_and(|stem| stem.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

fn split(link: &str) -> (String, Option<String>) {
    match link.split_once('#') {
        Some((to, heading)) => (to.to_owned(), Some(heading.to_owned())),
        None => (link.to_owned(), None),
    }
}

/// The anchors of a page's headings, as hosting sites make them.
fn headings(page: &str) -> Vec<String> {
    let mut in_code = false;
    let outside = page.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    });
    let titles = outside.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
    titles
        .map(|title| title.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-"))
        .collect()
}
