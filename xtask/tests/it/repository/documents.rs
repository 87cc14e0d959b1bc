//! What the documents say is so.

use std::collections::BTreeSet;

use super::commands::xtask;
use crate::support::{Project, names_in, repository};

/// The text of a document.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_changelog_has_one_section_for_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = read("CHANGELOG.md");
    let heads = changelog.lines().filter(|line| line.starts_with("## "));
    let words =
        heads.map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').collect::<Vec<_>>());
    assert_eq!(words.filter(|words| words.contains(&version)).count(), 1, "for {version}");
}

/// The text of every page, by its path.
pub fn pages() -> Vec<(String, String)> {
    let folder = repository().join("xtask/docs").read_dir_utf8().unwrap();
    let names = folder.map(|entry| format!("xtask/docs/{}", entry.unwrap().file_name()));
    names.filter(|name| name.ends_with(".md")).map(|name| (name.clone(), read(&name))).collect()
}

#[test]
fn the_readme_is_read_in_five_minutes() {
    let readme = read("README.md");
    let (lines, words) = (readme.lines().count(), readme.split_whitespace().count());
    assert!((120..=160).contains(&lines) && words <= 1500, "README.md has {lines} lines and {words} words");
}

#[test]
fn the_index_names_every_page() {
    let index = read("xtask/docs/README.md");
    let pages = pages();
    assert!(pages.len() > 10, "{}", pages.len());
    for (page, _) in pages.iter().filter(|(page, _)| !page.ends_with("/README.md")) {
        let name = page.rsplit('/').next().unwrap();
        assert!(index.contains(&format!("]({name})")), "xtask/docs/README.md does not name {page}");
    }
}

#[test]
fn the_pages_name_every_setting_and_every_variable() {
    let pages: String = pages().into_iter().map(|(_, text)| text).collect();
    let mut names = names_in("xtask/src/project/settings.rs", "KEYS");
    for constant in ["BUILD_VARIABLES", "CA_BUNDLE", "PROXIES"] {
        names.extend(names_in("xtask/src/machine/mirrors.rs", constant));
    }
    names.extend(["BASE_IMAGE", "SOURCE_DATE_EPOCH"].map(str::to_owned));
    assert!(names.len() > 20, "{names:?}");
    let is_named =
        |name: &String| pages.contains(&format!("`{name}")) || pages.contains(&format!("\n{name} = "));
    let missing: Vec<_> = names.iter().filter(|name| !is_named(name)).collect();
    assert!(missing.is_empty(), "xtask/docs mentions {missing:?} neither between backticks nor as a setting");
}

#[test]
fn the_table_of_impossible_cells_gives_the_reasons_of_the_doors() {
    let source = read("xtask/src/commands/verify/doors/reasons.rs");
    // `const NAME: &str = "…";`, in several lines if need be.
    let texts =
        source.split("const ").skip(1).filter_map(|rest| rest.split_once(": &str =")?.1.split('"').nth(1));
    let one_line = |text: &str| text.split("\\\n").map(str::trim_start).collect::<String>();
    let mut reasons: Vec<String> = texts.map(one_line).collect();
    let page = read("xtask/docs/verify.md");
    let (_, table) = page.split_once("\n| door | ").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut written: Vec<&str> =
        rows.filter_map(|row| row.trim_end_matches(" |").split(" | ").nth(2)).collect();
    reasons.sort();
    written.sort_unstable();
    assert!(reasons.len() > 5);
    assert_eq!(written, reasons);
}

#[test]
fn the_table_of_layers_is_what_explain_says() {
    let explained = Project::of_template("project").xtask(&["explain"]).exits(0);
    assert!(
        read("xtask/docs/image.md").contains(&format!("\n\n{}\n", explained.stdout)),
        "{}",
        explained.stdout
    );
}

#[test]
fn every_setting_is_shown_in_cargo_toml() {
    let manifest = read("Cargo.toml");
    for key in names_in("xtask/src/project/settings.rs", "KEYS") {
        assert!(manifest.contains(&format!("{key} = ")), "Cargo.toml does not show `{key}`");
    }
}

#[test]
fn every_file_that_architecture_names_is_there() {
    let text = read("ARCHITECTURE.md");
    // What stands between backticks and looks like a path.
    let spans = text.split('`').skip(1).step_by(2);
    let is_path = |span: &&str| span.contains('/') && !span.contains([' ', '=', '*', '…']);
    let names: BTreeSet<&str> = spans.filter(is_path).collect();
    assert!(names.len() > 25, "{names:?}");
    let is_there =
        |name: &&str| ["", "xtask/src"].iter().any(|folder| repository().join(folder).join(name).exists());
    // git does not have it.
    let missing: Vec<_> =
        names.into_iter().filter(|name| *name != "docker/.env" && !is_there(name)).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md names {missing:?}");
}

#[test]
fn the_page_of_check_has_every_rule_in_its_tables() {
    let tables = xtask(&["check", "--rules"]);
    assert!(tables.lines().count() > 40, "{tables}");
    for table in tables.split("\n\n") {
        assert!(
            read("xtask/docs/check.md").contains(table.trim_end()),
            "xtask/docs/check.md does not have this table of `cargo xtask check --rules`:\n{table}"
        );
    }
}
