//! Where pip looks for packages besides the public index, as far as the files tell.

use crate::commands::check::subject::Subject;
use crate::conda::Requirement;

/// An option of pip's by which it finds packages elsewhere, in a line of a file.
const ELSEWHERE: [&str; 7] =
    ["--index-url", "-i", "--pypi-url", "--extra-index-url", "--find-links", "-f", "--no-index"];

/// Whether pip is told of another place, in a file or by a variable.
pub fn is_another_named(subject: &Subject) -> bool {
    let names_place = |text: &str| text.split([' ', '=', '\t']).any(is_option);
    let lines = subject.examined.pip.iter().map(|line| line.text.as_str());
    let is_pip_s = |name: &str| name.to_uppercase().starts_with("PIP_");
    lines.chain(subject.pip.iter().map(|item| item.text.as_str())).any(names_place)
        || subject.document.variables.iter().any(|(name, _)| is_pip_s(&name.text))
}

/// Whether pip can ask the public index alone: nothing names another, and each line was read.
pub fn is_public_alone(subject: &Subject) -> bool {
    !is_another_named(subject) && !subject.surroundings.has_own_index && subject.examined.refusals.is_empty()
}

/// Whether a line has an address at which this package may be.
pub fn has_address(subject: &Subject, package: &str) -> bool {
    let is_it = |name: Option<&str>| name.is_none_or(|name| name == package);
    let is_address = |text: &str| text.contains("://") && !text.starts_with("--");
    let addresses = subject.pip.iter().filter(|it| is_address(&it.text));
    let constraints = subject.examined.pip.iter().filter(|it| it.is_constraint && is_address(&it.text));
    addresses.map(|it| it.requirement.as_ref().map(|it| it.name.as_str())).any(is_it)
        || constraints.filter_map(|it| Requirement::parse(&it.text)).any(|it| it.name == package)
}

/// Short options may have their value without a space.
fn is_option(word: &str) -> bool {
    ELSEWHERE.contains(&word)
        || (!word.starts_with("--") && (word.starts_with("-i") || word.starts_with("-f")))
}
