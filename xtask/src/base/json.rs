//! JSON documents, of values that are JSON already; a text becomes one by [`quote::json`].

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
