//! JSON documents: written from values that are JSON already (a text becomes one by [`quote::json`]), and read key by key.

use anyhow::{Result, anyhow};
use serde_yaml::Value;

use crate::base::quote;

/// A list.
pub fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

/// An object.
pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let fields = fields.into_iter().map(|(name, value)| format!("{}: {value}", quote::json(name)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}

/// The document that another program has written. JSON is YAML.
///
/// # Errors
///
/// If it is something else.
pub fn read(document: &[u8]) -> Result<Value> {
    Ok(serde_yaml::from_slice(document)?)
}

/// The elements of the list at `key`; none if there is no list.
pub fn elements<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    object[key].as_sequence().into_iter().flatten()
}

/// The list at `key`, where an answer without one is no answer.
///
/// # Errors
///
/// If there is none.
pub fn list_of<'a>(object: &'a Value, key: &str) -> Result<&'a [Value]> {
    object[key].as_sequence().map(Vec::as_slice).ok_or_else(|| missing("list", key))
}

/// The text at `key`.
///
/// # Errors
///
/// If there is none.
pub fn text(object: &Value, key: &str) -> Result<String> {
    object[key].as_str().map(str::to_owned).ok_or_else(|| missing("text", key))
}

/// The number at `key`.
///
/// # Errors
///
/// If there is none.
pub fn number(object: &Value, key: &str) -> Result<u64> {
    object[key].as_u64().ok_or_else(|| missing("number", key))
}

fn missing(what: &str, key: &str) -> anyhow::Error {
    anyhow!("it has no {what} `{key}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_object_does_not_have_is_named() {
        let object = read(br#"{"name": "x", "size": 3, "1.0": "1.0", "all": ["a", "b"]}"#).unwrap();
        assert_eq!(text(&object, "name").unwrap(), "x");
        assert_eq!(text(&object, "1.0").unwrap(), "1.0");
        assert_eq!(number(&object, "size").unwrap(), 3);
        assert_eq!(elements(&object, "all").filter_map(Value::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(elements(&object, "none").count(), 0);
        assert_eq!(text(&object, "size").unwrap_err().to_string(), "it has no text `size`");
        assert_eq!(number(&object["none"], "size").unwrap_err().to_string(), "it has no number `size`");
        assert!(read(b"{").is_err());
    }
}
