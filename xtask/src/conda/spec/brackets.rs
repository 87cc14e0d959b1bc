//! What stands in `[…]` behind a spec, such as `pkg[build=x]`, and what stands outside of it.

use crate::base::error::Mistake;
use crate::base::wording::shown;

/// What stands in `[…]`, with what follows it.
pub fn brackets(rest: &str) -> &str {
    rest.find('[').map_or("", |index| &rest[index..])
}

/// The part behind the name without `[key=value]`, which has a grammar of its own.
///
/// # Errors
///
/// A mistake if the brackets do not match.
pub fn without_brackets(text: &str, rest: &str) -> Result<String, Mistake> {
    let (mut outside, mut depth) = (String::new(), 0_usize);
    let unbalanced = |bracket: &str| {
        Mistake::new(format!("a `{bracket}` is missing in `{}`", shown(text)), "write `pkg[key=value]`")
    };
    for character in rest.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1).ok_or_else(|| unbalanced("["))?,
            other if depth == 0 => outside.push(other),
            _ => {}
        }
    }
    if depth > 0 { Err(unbalanced("]")) } else { Ok(outside) }
}
