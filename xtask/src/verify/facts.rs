//! Reads what look.sh and its like print: lines `@NAME=VALUE`, of which `@env=` has all variables, in hexadecimal.

use std::collections::BTreeMap;

/// What was seen through a door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    facts: BTreeMap<String, String>,
    /// The variables of the environment.
    pub variables: BTreeMap<String, String>,
    /// The first line of the output that is no fact; empty if there is none.
    pub beside: String,
}

impl Facts {
    /// Reads an output.
    pub fn parse(output: &str) -> Self {
        let mut facts = Self::default();
        for line in output.lines() {
            match line.strip_prefix('@').and_then(|line| line.split_once('=')) {
                Some(("env", value)) => facts.variables = variables(value),
                Some((name, value)) => drop(facts.facts.insert(name.to_owned(), value.to_owned())),
                None if facts.beside.is_empty() => facts.beside = line.to_owned(),
                None => {}
            }
        }
        facts
    }

    /// A fact; empty if it was not said.
    pub fn get(&self, name: &str) -> String {
        self.facts.get(name).cloned().unwrap_or_default()
    }

    /// A variable; empty if it is not set.
    pub fn variable(&self, name: &str) -> String {
        self.variables.get(name).cloned().unwrap_or_default()
    }

    /// The first of these variables that is another one here, as it should be and as it is; or all of them, twice.
    pub fn compare(&self, expected: &BTreeMap<String, String>) -> (String, String) {
        let shown = |name: &str, value: Option<&String>| match value {
            Some(value) => format!("{name}={value}"),
            None => format!("{name} is not set"),
        };
        let differs = |(name, value): &(&String, &String)| self.variables.get(*name) != Some(*value);
        if let Some((name, value)) = expected.iter().find(differs) {
            return (shown(name, Some(value)), shown(name, self.variables.get(name)));
        }
        let all = expected.iter().map(|(name, value)| shown(name, Some(value))).collect::<Vec<_>>().join(" ");
        (all.clone(), all)
    }
}

/// The variables in the bytes that these hexadecimal digits stand for; each ends with a NUL.
fn variables(digits: &str) -> BTreeMap<String, String> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).filter_map(byte).collect();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_variables_and_what_stands_beside_them_are_told_apart() {
        let facts = Facts::parse("hello\n@env=413d31003d3d0042433d780a7900\n@list=/opt/env=x\nmore\n");
        assert_eq!(facts.variable("A"), "1");
        assert_eq!(facts.variable("BC"), "x\ny");
        assert_eq!(
            (facts.get("list"), facts.get("pip"), facts.beside.clone()),
            ("/opt/env=x".to_owned(), String::new(), "hello".to_owned())
        );
    }

    #[test]
    fn the_first_variable_that_differs_is_named() {
        let facts = Facts::parse("@env=413d3100423d3200");
        let expected = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            facts.compare(&pairs.collect())
        };
        assert_eq!(expected(&[("A", "1"), ("B", "2")]), ("A=1 B=2".to_owned(), "A=1 B=2".to_owned()));
        assert_eq!(expected(&[("A", "1"), ("B", "3")]), ("B=3".to_owned(), "B=2".to_owned()));
        assert_eq!(expected(&[("C", "")]), ("C=".to_owned(), "C is not set".to_owned()));
    }
}
