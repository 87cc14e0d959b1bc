//! Where the library says that something stands.

use serde::de;

/// The place of an error, as far as it has one.
pub fn place(error: &serde_yaml::Error) -> Option<(usize, usize)> {
    error.location().map(|location| (location.line(), location.column()))
}

/// The line of an error that is still on its way through the library.
///
/// `serde` hides its type there, and with it the method for the place, so this is read from the text of the error.
pub fn line_on_the_way(error: &impl de::Error) -> Option<usize> {
    let message = error.to_string();
    let (_, place) = message.rsplit_once(" at line ")?;
    place.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde::de::Deserialize as _;
    use serde_yaml::Deserializer;

    use super::*;

    #[test]
    fn the_text_of_an_error_has_the_line_that_the_library_tells() {
        for (text, line) in [("\n\n- x\n", 3), ("- 1\n-\n  \"a\n  b\"\n", 3), ("- 1\n- [300,\n   {}]\n", 2)] {
            let error = Vec::<u8>::deserialize(Deserializer::from_str(text)).unwrap_err();
            assert_eq!(place(&error).map(|(line, _)| line), Some(line), "{error}");
            assert_eq!(line_on_the_way(&error), Some(line), "{error}");
        }
    }
}
