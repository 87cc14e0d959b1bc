//! The options in front of a command or of a service: where they end.

/// How many arguments in front are options, with the values of those in `with_value`.
pub fn number_of_options(args: &[String], with_value: &[&str]) -> usize {
    let mut at = 0;
    while let Some(option) = args.get(at).filter(|arg| arg.starts_with('-')) {
        at += if takes_next(option, with_value) { 2 } else { 1 };
    }
    at.min(args.len())
}

/// Whether the value of an option is the next argument. Of short ones in one word, such as `-dw`, that is the last one's;
/// what stands behind another one that takes a value is that value.
pub fn takes_next(option: &str, with_value: &[&str]) -> bool {
    if option.starts_with("--") {
        return with_value.contains(&option);
    }
    let takes_value = |letter: char| with_value.contains(&format!("-{letter}").as_str());
    option.find(takes_value).is_some_and(|at| at + 1 == option.len())
}
