//! Packages of the operating system: the file apt.txt, and what is the name of one.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::Utf8Path;

use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::source::Source;
use crate::base::wording::shown;

/// A package of apt.txt, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AptItem {
    /// The line, from 1.
    pub line: usize,
    /// The package, with a version if one is named.
    pub package: String,
}

/// The packages of apt.txt in this folder of the project: one or several on a line, `#` begins a comment. Sorted, each once.
///
/// # Errors
///
/// `BadInput` with file, line and column for a word that is not the name of a package.
pub fn read(project: &Overlay, folder: &Utf8Path) -> Result<Vec<String>> {
    let Some(source) = project.read(&folder.join("apt.txt"))? else { return Ok(Vec::new()) };
    let packages = items(&source).into_iter().map(|(_, item)| item.package).collect::<BTreeSet<_>>();
    let refused = items(&source).into_iter().find(|(_, item)| !is_package(&item.package));
    refused.map_or(Ok(packages.into_iter().collect()), |(column, AptItem { line, package })| {
        let sentence = format!("`{}` is not the name of an apt package", shown(&package));
        let mistake =
            Mistake::new(sentence, "write `name` or `name=version`, with spaces or line ends between them");
        Err(source.error_at(line, column, mistake))
    })
}

/// The words of apt.txt, right or wrong, each with its column. Binder joins the lines, so words stand on them as they like.
fn items(source: &Source) -> Vec<(usize, AptItem)> {
    let mut items = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let text = line.split('#').next().unwrap_or_default();
        for package in text.split_whitespace() {
            // A word is a part of the line, so its place is the distance of the two.
            let start = package.as_ptr() as usize - line.as_ptr() as usize;
            let column = line[..start].chars().count() + 1;
            items.push((column, AptItem { line: index + 1, package: package.to_owned() }));
        }
    }
    items
}

/// The packages of apt.txt without what is none.
pub fn listed(source: &Source) -> Vec<AptItem> {
    items(source).into_iter().map(|(_, item)| item).filter(|item| is_package(&item.package)).collect()
}

/// Debian's rule for package names, with an architecture or a version, or a pattern of versions, behind it.
pub fn is_package(package: &str) -> bool {
    let valid = |c: char| c.is_ascii_alphanumeric() || "+-.:=~*".contains(c);
    // apt-get reads a `-` at the end as a wish to remove the package, and a `+` is part of names such as g++.
    package.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && package.chars().all(valid)
        && !package.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conda::tests::{folder, root};

    fn read(files: &[(&str, &str)]) -> Result<Vec<String>> {
        crate::conda::apt_packages(root(&folder(files)))
    }

    #[test]
    fn packages_stand_on_lines_as_they_like_and_order_comments_and_line_ends_do_not_matter() {
        let text = "# tools\r\n\r\n  tree # to look\r\ng++\tlibpq-dev=15.8-0  libc6:amd64\ntree\n";
        assert_eq!(read(&[("apt.txt", text)]).unwrap(), ["g++", "libc6:amd64", "libpq-dev=15.8-0", "tree"]);
        assert_eq!(read(&[("apt.txt", "# nothing\n")]).unwrap(), [""; 0]);
        assert_eq!(read(&[]).unwrap(), [""; 0]);
    }

    #[test]
    fn the_file_in_binder_is_read_in_the_place_of_the_one_in_the_root() {
        assert_eq!(read(&[("apt.txt", "a\n"), ("binder/apt.txt", "b\n")]).unwrap(), ["b"]);
        assert_eq!(read(&[("apt.txt", "a\n"), (".binder/x", "")]).unwrap(), [""; 0]);
    }

    #[test]
    fn what_a_shell_or_apt_would_read_otherwise_is_refused_with_its_place() {
        let rule = "is not the name of an apt package; write `name` or `name=version`, with spaces or line ends between them";
        for (line, column, word) in [
            ("a; touch x", 3, "a;"),
            ("a b $(id) c", 7, "$(id)"),
            ("`id`", 3, "`id`"),
            ("-y", 3, "-y"),
            ("tree -y", 8, "-y"),
            ("--reinstall", 3, "--reinstall"),
            ("a-", 3, "a-"),
            ("A", 3, "A"),
            ("a >=1", 5, ">=1"),
            ("a\t&& b", 5, "&&"),
            ("a&&b", 3, "a&&b"),
            ("./a.deb", 3, "./a.deb"),
            ("a ü", 5, "ü"),
        ] {
            let said = read(&[("binder/apt.txt", &format!("tree\n  {line}\n"))]).unwrap_err().to_string();
            assert_eq!(said, format!("binder/apt.txt:2:{column}: `{}` {rule}", shown(word)));
        }
    }

    #[test]
    fn what_is_no_package_is_left_out_of_the_list() {
        let source = Source { path: "apt.txt".into(), text: "tree -y\n\n b=1 # c\n".to_owned() };
        let items = listed(&source);
        let found: Vec<_> = items.iter().map(|item| (item.line, item.package.as_str())).collect();
        assert_eq!(found, [(1, "tree"), (3, "b=1")]);
    }
}
