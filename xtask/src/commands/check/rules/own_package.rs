//! The project's own package among pip's, as an export writes down what was installed with `pip install -e .`.

use toml::de::{DeTable, DeValue};

use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::{PipItem, Subject};
use crate::conda::{Requirement, normalised_name};

/// `own-package`
pub fn own_package(subject: &Subject) -> Vec<Finding> {
    // The files are read only where a name may be theirs.
    let named: Vec<_> = subject.requirements().filter(|(item, _)| !item.text.contains("://")).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let Some(own) = own_name(subject) else { return Vec::new() };
    named.into_iter().filter(|(_, it)| it.name == own).map(|(item, it)| finding(item, it)).collect()
}

fn finding(item: &PipItem, requirement: &Requirement) -> Finding {
    let sentence = format!(
        "`{}` is the project's own package, as an export lists it, and pip looks for `{}` at its index",
        shown(&item.text),
        shown(&requirement.name)
    );
    Finding::warning(&item.file, item.line, sentence).fix(
        "delete the line, and let the script `start` install it, with `pip install --no-deps -e .`: `import` finds code \
         in src/ by itself",
    )
}

/// The name in pyproject.toml, setup.cfg or setup.py, as pip compares names.
fn own_name(subject: &Subject) -> Option<String> {
    let text = |file: &str| subject.hint(file.into()).map(|source| source.text);
    let name = text("pyproject.toml")
        .and_then(|text| of_pyproject(&text))
        .or_else(|| text("setup.cfg").and_then(|text| of_setup_cfg(&text)))
        .or_else(|| text("setup.py").and_then(|text| of_setup_py(&text)))?;
    Some(normalised_name(&name))
}

fn of_pyproject(text: &str) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let inner = |table: &DeTable<'_>, key: &str| match table.get(key)?.get_ref() {
        DeValue::Table(inner) => inner.get("name").map(|it| it.get_ref().as_str().map(str::to_owned)),
        _ => None,
    };
    let table = document.get_ref();
    let poetry = || match table.get("tool")?.get_ref() {
        DeValue::Table(tool) => inner(tool, "poetry"),
        _ => None,
    };
    inner(table, "project").or_else(poetry)?
}

fn of_setup_cfg(text: &str) -> Option<String> {
    let lines = text.lines().skip_while(|line| line.trim() != "[metadata]").skip(1);
    let mut lines = lines.take_while(|line| !line.starts_with('['));
    let name = lines.find_map(|line| line.strip_prefix("name")?.trim_start().strip_prefix('='))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The first `name="…"`, in quotes of either kind.
fn of_setup_py(text: &str) -> Option<String> {
    text.match_indices("name").find_map(|(at, _)| {
        let is_word = !text[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
        let value = text[at + "name".len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|it| is_word && ['"', '\''].contains(it))?;
        let name = value[1..].split(quote).next()?;
        (!name.is_empty() && !name.contains(['\n', '{', '%'])).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_project_is_read_in_each_of_its_files() {
        let of = |name: &str| Some(name.to_owned());
        assert_eq!(of_pyproject("[build-system]\n[project]\nname = \"churn\"\n"), of("churn"));
        assert_eq!(of_pyproject("[tool.poetry]\nname = 'churn'\n"), of("churn"));
        assert_eq!(
            of_setup_cfg("[metadata]\nversion = 1\nname = churn\n[options]\nname = no\n"),
            of("churn")
        );
        for text in [
            "setup(name=\"churn\")",
            "setup(\n    name = 'churn',\n)",
            "package_name='x'\nsetup(name='churn')",
        ] {
            assert_eq!(of_setup_py(text), of("churn"), "{text}");
        }
        for text in ["", "name = \"churn", "[project]\nversion = \"1\"\n"] {
            assert_eq!(of_pyproject(text), None, "{text}");
        }
        for text in
            ["setup()", "setup(name=NAME)", "setup(name=f\"{x}\")", "names=['a']", "[options]\nname = a"]
        {
            assert_eq!((of_setup_py(text), of_setup_cfg(text)), (None, None), "{text}");
        }
    }
}
