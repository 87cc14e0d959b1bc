//! pyproject.toml as repo2docker reads it: whether Binder installs the project, and the Python that it requires.

use toml::de::{DeTable, DeValue};

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PyProject {
    /// Whether there are both `[project]` and `[build-system]`.
    pub is_package: bool,
    /// `requires-python`.
    pub requires: Option<Requires>,
}

/// The versions of Python that are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requires {
    /// Each condition: operator, numbers, and whether `.*` follows.
    All(Vec<Condition>),
    /// It is legal, and too unusual to be read here.
    Unknown,
    /// No reader takes it.
    Illegal,
}

/// One of the conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    operator: &'static str,
    numbers: Vec<u32>,
    is_open: bool,
}

const OPERATORS: [&str; 7] = ["==", "!=", "<=", ">=", "~=", "<", ">"];

/// What the text says; `None` if it is not TOML.
pub fn parse(text: &str) -> Option<PyProject> {
    let document = DeTable::parse(text).ok()?;
    let table = document.get_ref();
    let Some(project) = table.get("project") else { return Some(PyProject::default()) };
    let is_package = table.contains_key("build-system");
    let requires = match project.get_ref() {
        DeValue::Table(project) => project.get("requires-python").map(|value| match value.get_ref() {
            DeValue::String(text) => requires(text),
            _ => Requires::Illegal,
        }),
        _ => None,
    };
    Some(PyProject { is_package, requires })
}

fn requires(text: &str) -> Requires {
    let mut conditions = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let Some(operator) = OPERATORS.into_iter().find(|operator| part.starts_with(operator)) else {
            return Requires::Illegal;
        };
        let version = part[operator.len()..].trim();
        let is_legal = |it: char| it.is_ascii_alphanumeric() || ".+!*-_=".contains(it);
        if version.is_empty() || !version.chars().all(is_legal) {
            return Requires::Illegal;
        }
        let bare = version.strip_suffix(".*").filter(|_| matches!(operator, "==" | "!="));
        let numbers: Option<Vec<u32>> =
            bare.unwrap_or(version).split('.').map(|number| number.parse().ok()).collect();
        match numbers {
            Some(numbers) if operator == "~=" && numbers.len() < 2 => return Requires::Illegal,
            Some(numbers) => conditions.push(Condition { operator, numbers, is_open: bare.is_some() }),
            None => return Requires::Unknown,
        }
    }
    Requires::All(conditions)
}

impl Requires {
    /// Whether they allow a version such as `3.11`, which is compared as `3.11.0`; `None` if that is not known.
    pub fn allows(&self, version: &str) -> Option<bool> {
        let Self::All(conditions) = self else { return None };
        let version: Vec<u32> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        Some(conditions.iter().all(|condition| condition.allows(&version)))
    }
}

impl Condition {
    fn allows(&self, version: &[u32]) -> bool {
        let length = version.len().max(self.numbers.len());
        let padded = |numbers: &[u32]| {
            let mut numbers = numbers.to_vec();
            numbers.resize(length, 0);
            numbers
        };
        let (ours, asked) = (padded(version), padded(&self.numbers));
        let begins = |count: usize| ours[..count] == asked[..count];
        let is_equal = if self.is_open { begins(self.numbers.len()) } else { ours == asked };
        match self.operator {
            "==" => is_equal,
            "!=" => !is_equal,
            "<" => ours < asked,
            "<=" => ours <= asked,
            ">" => ours > asked,
            "~=" => ours >= asked && begins(self.numbers.len() - 1),
            _ => ours >= asked,
        }
    }
}
