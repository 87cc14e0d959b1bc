//! Packages of the operating system: the file apt.txt, and what is the name of one.

use std::collections::BTreeSet;

use anyhow::Result;
use camino::Utf8Path;

use crate::base::error::Mistake;
use crate::base::overlay::Overlay;
use crate::base::wording::shown;

/// The packages of apt.txt in this folder of the project: one a line, `#` begins a comment. Sorted, each once.
///
/// # Errors
///
/// `BadInput` with file, line and column for a line that is not the name of one package.
pub fn read(project: &Overlay, folder: &Utf8Path) -> Result<Vec<String>> {
    let Some(source) = project.read(&folder.join("apt.txt"))? else { return Ok(Vec::new()) };
    let mut packages = BTreeSet::new();
    for (index, line) in source.text.lines().enumerate() {
        let package = line.split('#').next().unwrap_or_default().trim();
        if package.is_empty() {
            continue;
        }
        if !is_package(package) {
            let column = line.chars().take_while(|c| c.is_whitespace()).count() + 1;
            let sentence = format!("`{}` is not the name of an apt package", shown(package));
            let mistake = Mistake::new(sentence, "write one on each line, as `name` or `name=version`");
            return Err(source.error_at(index + 1, column, mistake));
        }
        packages.insert(package.to_owned());
    }
    Ok(packages.into_iter().collect())
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
    fn one_package_stands_on_each_line_and_order_comments_and_line_ends_do_not_matter() {
        let text = "# tools\r\n\r\n  tree # to look\r\ng++\nlibpq-dev=15.8-0\nlibc6:amd64\ntree\n";
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
        let rule = "is not the name of an apt package; write one on each line, as `name` or `name=version`";
        for line in [
            "a; touch x",
            "a b",
            "$(id)",
            "`id`",
            "-y",
            "--reinstall",
            "a-",
            "A",
            "a>=1",
            "a\tb",
            "a&&b",
            "./a.deb",
            "ü",
        ] {
            let said = read(&[("binder/apt.txt", &format!("tree\n  {line}\n"))]).unwrap_err().to_string();
            assert_eq!(said, format!("binder/apt.txt:2:3: `{}` {rule}", shown(line)));
        }
    }
}
