//! Spellings that Conda's own reader takes and other readers of specs refuse, such as `=>1.2`.
//!
//! They come from what `_parse_spec_str` in Conda's `conda/models/match_spec.py` (24.7) does with a `=` in front: it takes
//! `==` away if no build follows, and makes `1.2*` of `=1.2`, so that `=>1.2` becomes `>1.2*`, which is `>=1.2`. It does so
//! with a single version alone: `=>1.2,<2` is refused.

use super::operators::is_of_operator;
use super::version;

/// The same condition as every reader takes it, for `rest`, which stands behind the name and outside of brackets.
///
/// `None` if it is spelt in the usual way, or in one that Conda does not take either.
pub fn standard(rest: &str) -> Option<String> {
    let behind = rest.trim_start().strip_prefix('=')?.trim_start();
    let behind = behind.strip_prefix('=').unwrap_or(behind).trim_start();
    if behind.starts_with(|character: char| !is_of_operator(character)) {
        return None; // As nearly all are.
    }
    let (versions, build) = version::split(rest);
    let versions: String = versions.split_whitespace().collect();
    if versions == "=" && build.is_empty() {
        return Some(String::new());
    }
    if let Some(behind) = versions.strip_prefix("==").filter(|behind| behind.starts_with(is_of_operator)) {
        return build.is_empty().then(|| behind.to_owned());
    }
    let behind = versions.strip_prefix('=')?;
    let number = behind.strip_prefix(['<', '>']).filter(|number| !number.contains(['=', ',', '|']))?;
    if number.is_empty() {
        return None;
    }
    match (&behind[..1], build) {
        (">", "") => Some(format!(">={number}")),
        (_, "") => Some(behind.to_owned()),
        (_, build) => Some(format!("{behind}={build}")),
    }
}

/// Whether the spelling means to everybody what Conda makes of it, so that the usual one can take its place unasked.
pub fn is_meant(rest: &str) -> bool {
    let (versions, build) = version::split(rest);
    let operator: String = versions.chars().filter(|c| is_of_operator(*c)).collect();
    ["=>", "="].contains(&operator.as_str()) && build.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_conda_takes_and_others_refuse_has_a_usual_spelling() {
        // By `MatchSpec` of Conda 24.7.1; none of those on the left is read by rattler 0.28.
        for (rest, usual, meant) in [
            ("=>1.2", ">=1.2", true),
            (" => 1.2", ">=1.2", true),
            ("=> 1.2.*", ">=1.2.*", true),
            ("=<1.2", "<1.2", false),
            (" =< 1.2", "<1.2", false),
            ("=>1.2=h_0", ">1.2=h_0", false),
            ("=>1.2 h_0", ">1.2=h_0", false),
            ("==>1.2", ">1.2", false),
            ("==>=1.2", ">=1.2", false),
            ("==>1.2,<2", ">1.2,<2", false),
            ("===1.2", "=1.2", false),
            ("====1.2", "==1.2", false),
            ("=", "", true),
            (" =", "", true),
        ] {
            assert_eq!(standard(rest).as_deref(), Some(usual), "{rest}");
            assert_eq!(is_meant(rest), meant, "{rest}");
        }
    }

    #[test]
    fn what_is_usual_or_refused_by_conda_too_is_left_as_it_is() {
        for rest in [
            "",
            "=1.2",
            "==1.2",
            " = 1.2",
            ">=1.2",
            "~=1.2",
            "!=1.2",
            "=1.2=h_0",
            "=1.2|=1.3",
            "=!1.2",
            "<>1.2",
            "=>1.2,<2",
            "=>1|=<0.5",
            ">=1,=<2",
            "=>=1.2",
            "=~1.2",
            "==",
            ">=",
            "=>",
            "!1.2",
            "==>1.2=h_0",
        ] {
            assert_eq!(standard(rest), None, "{rest}");
        }
    }
}
