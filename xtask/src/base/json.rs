//! JSON documents: writes them of values that are JSON already, and reads what other programs wrote.
//!
//! A text becomes JSON by [`quote::json`].

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

/// Reads a document.
///
/// # Errors
///
/// If it is none; the library says where.
pub fn read(text: &str) -> Result<Value, serde_yaml::Error> {
    // JSON is YAML.
    serde_yaml::from_str(text)
}

/// The text at a key of an object; `None` for anything else.
pub fn text(object: &Value, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.to_owned())
}

/// Whether it is true at a key of an object; `None` for anything but a truth value.
pub fn truth(object: &Value, key: &str) -> Option<bool> {
    object.get(key)?.as_bool()
}

/// The number at a key of an object; `None` for anything else.
pub fn number(object: &Value, key: &str) -> Option<u64> {
    object.get(key)?.as_u64()
}

/// The list at a key of an object; an empty one for anything else.
pub fn items<'v>(object: &'v Value, key: &str) -> &'v [Value] {
    object.get(key).and_then(Value::as_sequence).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_by_its_key_and_type() {
        let answer = read(r#"{"a": "1.0", "b": true, "c": 7, "d": ["x", {"a": "\n"}]}"#).unwrap();
        assert_eq!((text(&answer, "a"), text(&answer, "c")), (Some("1.0".to_owned()), None));
        assert_eq!((truth(&answer, "b"), truth(&answer, "e")), (Some(true), None));
        assert_eq!((number(&answer, "c"), number(&answer, "a")), (Some(7), None));
        assert_eq!(items(&answer, "d").len(), 2);
        assert_eq!(text(&items(&answer, "d")[1], "a"), Some("\n".to_owned()));
        assert!(items(&answer, "a").is_empty() && text(&items(&answer, "d")[0], "a").is_none());
        assert!(read("{").is_err());
    }
}
