//! The setting `build-files`: files and folders of the project that postBuild may read.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;

use super::inner_path::inside;
use crate::base::error::Mistake;
use crate::base::source::Source;
use crate::project::paths::DOCKER;

/// What means something else to Docker than to the file system, in `COPY` or in an ignore file.
const SPECIAL: [char; 9] = ['*', '?', '[', ']', '\\', '$', '"', '\'', '`'];

/// Checks the files as they are written in `source`, and that the project in `root` has them. None contains another.
///
/// # Errors
///
/// `BadInput` with file, line and column for what is not a file or folder inside the project.
pub fn check(root: &Utf8Path, source: &Source, files: &[Spanned<String>]) -> Result<Vec<Utf8PathBuf>> {
    let mut checked: Vec<Utf8PathBuf> = Vec::new();
    for file in files {
        let path = check_one(root, file.get_ref(), &checked)
            .map_err(|mistake| source.error_at_offset(file.span().start, mistake))?;
        checked.push(path);
    }
    Ok(checked)
}

fn check_one(root: &Utf8Path, named: &str, others: &[Utf8PathBuf]) -> Result<Utf8PathBuf, Mistake> {
    let wrong = |what: &str, advice: &str| Err(Mistake::new(format!("{named:?} {what}"), advice));
    let Some(path) = inside(named) else {
        return wrong(
            "is not a path inside the project",
            "write it relative to it, such as `data/small.csv`",
        );
    };
    if let Some(c) = named.chars().find(|c| SPECIAL.contains(c) || c.is_control()) {
        let what = format!("has the character {c:?}, which Docker reads in its own way");
        return wrong(&what, "rename the file");
    }
    if path.starts_with(DOCKER) || path.starts_with("env") || path.starts_with(".git") {
        return wrong("is not a part of your work", "name files of the project's own folders");
    }
    let full = root.join(&path);
    match full.canonicalize_utf8() {
        Err(_) => return wrong("does not exist", "create it, or take it out of `build-files`"),
        // Docker copies a link as a link, and not what it leads to.
        Ok(real) if real != full => {
            return wrong("is a link, or lies behind one", "name the file that it leads to");
        }
        Ok(_) => {}
    }
    match others.iter().find(|other| path.starts_with(other) || other.starts_with(&path)) {
        Some(other) => wrong(&format!("and \"{other}\" have files in common"), "keep the larger one"),
        None => Ok(path),
    }
}

#[cfg(test)]
mod tests {
    use super::super::reader::Table;
    use super::*;
    use crate::conda::tests::{folder, root};

    fn files(list: &str) -> Result<Vec<Utf8PathBuf>> {
        let dir = folder(&[("data/a b.csv", ""), ("src/x.py", ""), ("docker/Dockerfile", "")]);
        let root = root(&dir).canonicalize_utf8().unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("data", root.join("link")).unwrap();
        let source = Source { path: "Cargo.toml".into(), text: format!("files = [{list}]") };
        check(&root, &source, &Table::read(&source, &[], &["files"])?.texts("files")?)
    }

    #[test]
    fn files_and_folders_of_the_project_are_taken_as_they_are() {
        assert_eq!(files("'./data/a b.csv', 'src/'").unwrap(), ["data/a b.csv", "src"]);
        assert_eq!(files("").unwrap(), [""; 0]);
    }

    #[test]
    fn what_docker_could_not_copy_is_named_with_its_place() {
        let inside = "is not a path inside the project; write it relative to it, such as `data/small.csv`";
        let special =
            |c: &str| format!("has the character '{c}', which Docker reads in its own way; rename the file");
        let ours = "is not a part of your work; name files of the project's own folders";
        let table = [
            ("'src', '../x'", format!("17: \"../x\" {inside}")),
            ("'/etc/passwd'", format!("10: \"/etc/passwd\" {inside}")),
            ("'~/x'", format!("10: \"~/x\" {inside}")),
            ("''", format!("10: \"\" {inside}")),
            ("'.'", format!("10: \".\" {inside}")),
            ("'data/*.csv'", format!("10: \"data/*.csv\" {}", special("*"))),
            ("'$HOME'", format!("10: \"$HOME\" {}", special("$"))),
            ("'docker'", format!("10: \"docker\" {ours}")),
            ("'env'", format!("10: \"env\" {ours}")),
            ("'.git/config'", format!("10: \".git/config\" {ours}")),
            ("'none'", "10: \"none\" does not exist; create it, or take it out of `build-files`".to_owned()),
            (
                "'link'",
                "10: \"link\" is a link, or lies behind one; name the file that it leads to".to_owned(),
            ),
            (
                "'data', 'data/a b.csv'",
                "18: \"data/a b.csv\" and \"data\" have files in common; keep the larger one".to_owned(),
            ),
        ];
        for (list, expected) in table {
            let said = files(list).unwrap_err().to_string();
            assert_eq!(said, format!("Cargo.toml:1:{expected}"), "{list}");
        }
    }
}
