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
        for line in output.lines().map(plain) {
            match line.strip_prefix('@').and_then(|line| line.split_once('=')) {
                Some(("env", value)) => facts.variables = variables(value),
                Some((name, value)) => drop(facts.facts.insert(name.to_owned(), value.to_owned())),
                None if facts.beside.trim().is_empty() => facts.beside = line.clone(),
                None => {}
            }
        }
        facts
    }

    /// The same with what was found out about these facts elsewhere.
    #[must_use]
    pub fn with(mut self, names: &[&str], other: &Self) -> Self {
        self.facts.extend(names.iter().map(|&name| (name.to_owned(), other.get(name))));
        self
    }

    /// Whether anything was said that is a fact.
    pub fn has_any(&self) -> bool {
        !self.facts.is_empty() || !self.variables.is_empty()
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

/// A line of a terminal, without what moves the cursor or colours; or of a build's log, without what BuildKit puts in front.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, escape)) = rest.split_once("\x1b[") {
        text += before;
        rest = escape.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).get(1..).unwrap_or_default();
    }
    text += rest;
    let text = text.replace('\r', "");
    // `#5 0.123 TEXT`
    let log = text
        .strip_prefix('#')
        .and_then(|text| text.split_once(' '))
        .and_then(|(_, text)| text.split_once(' '));
    let is_time = |word: &str| word.contains('.') && word.parse::<f64>().is_ok();
    log.filter(|(time, _)| is_time(time)).map_or(text.clone(), |(_, said)| said.to_owned())
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
    fn facts_are_found_on_a_terminal_and_in_the_log_of_a_build() {
        let facts = Facts::parse("\x1b[?2004l\r@a=1\r\n#5 0.123 @b=2\n#5 DONE 0.1s\n\x1b[1;32mx\x1b[0m");
        assert_eq!((facts.get("a"), facts.get("b")), ("1".to_owned(), "2".to_owned()));
        assert_eq!(facts.beside, "#5 DONE 0.1s");
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
