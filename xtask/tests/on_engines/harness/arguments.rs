//! What stands behind `cargo test … --`, in the words of Rust's own test programs.

/// What is asked for.
#[derive(Debug, Default)]
pub struct Arguments {
    /// Parts of names; a test runs if its name has one of them.
    pub filters: Vec<String>,
    /// Parts of names that are left out.
    pub skip: Vec<String>,
    /// Names are meant as a whole.
    pub exact: bool,
    /// Print the names.
    pub list: bool,
    /// How many tests run at a time on the first engine.
    pub threads: Option<usize>,
}

impl Arguments {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// A sentence, for an option that is not known or lacks its value.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--exact" => arguments.exact = true,
                "--list" => arguments.list = true,
                // Everything is in the logs.
                "--nocapture" | "--no-capture" | "--quiet" | "-q" => {}
                "--skip" => arguments.skip.push(value()?),
                "--format" => drop(value()?),
                "--test-threads" => {
                    let number = value()?;
                    arguments.threads =
                        Some(number.parse().map_err(|_| format!("--test-threads {number} is no number"))?);
                }
                option if option.starts_with('-') => return Err(format!("unknown option {option}")),
                _ => arguments.filters.push(word),
            }
        }
        Ok(arguments)
    }

    /// Whether a test of this name is asked for.
    pub fn ask_for(&self, name: &str) -> bool {
        let matches =
            |filter: &String| if self.exact { name == filter } else { name.contains(filter.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(matches)) && !self.skip.iter().any(matches)
    }
}
