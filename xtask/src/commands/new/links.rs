//! The links of a page that is moved, or that leads to one that is.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::base::place::normal;

/// The text of the Markdown page `from`, for the place `to`: its links lead to where `moved` says that each file is now.
pub fn rebase(
    text: &str,
    from: &Utf8Path,
    to: &Utf8Path,
    moved: impl Fn(&Utf8Path) -> Utf8PathBuf,
) -> String {
    let folder = |page: &Utf8Path| page.parent().unwrap_or(Utf8Path::new("")).to_owned();
    let (old, new) = (folder(from), folder(to));
    let mut parts = text.split("](");
    let mut rebased = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rebased += "](";
        let end = part.find([')', ' ', '\n', '#']).unwrap_or(part.len());
        let (target, rest) = part.split_at(end);
        let is_file = !target.is_empty() && !target.contains(':') && !target.starts_with('/');
        match is_file.then(|| normal(&old.join(target))) {
            // A link that still holds stays as it is spelt.
            Some(file) if old != new || moved(&file) != file => {
                rebased += relative(&new, &moved(&file)).as_str();
            }
            _ => rebased += target,
        }
        rebased += rest;
    }
    rebased
}

/// How `file` is called in the folder `from`.
fn relative(from: &Utf8Path, file: &Utf8Path) -> Utf8PathBuf {
    let common = from.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(common).map(|_| Utf8Component::ParentDir);
    // The separator of links is that of no system in particular.
    let names: Vec<_> = up.chain(file.components().skip(common)).map(|part| part.as_str()).collect();
    names.join("/").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_the_same_file_from_the_page_s_new_place_and_to_a_file_s_new_place() {
        let moved = |path: &Utf8Path| match path.as_str() {
            "A.txt" | "C.txt" => Utf8Path::new("xtask").join(path),
            _ => path.to_owned(),
        };
        let table = [
            ("A.txt", "[x](xtask/docs/lock.txt#up)", "[x](docs/lock.txt#up)"),
            ("A.txt", "[x](C.txt) and [y](./README.txt)", "[x](C.txt) and [y](../README.txt)"),
            ("xtask/docs/lock.txt", "![x](../../A.txt)", "![x](../A.txt)"),
            ("xtask/docs/lock.txt", "[x](check.txt) [y](#here)", "[x](check.txt) [y](#here)"),
            (
                "A.txt",
                "[x](https://conda.io/C.txt) [y](#here) a](",
                "[x](https://conda.io/C.txt) [y](#here) a](",
            ),
        ];
        for (page, text, expected) in table {
            let page = Utf8Path::new(page);
            assert_eq!(rebase(text, page, &moved(page), moved), expected, "{page}: {text}");
        }
    }
}
