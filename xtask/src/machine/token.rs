//! A secret that nobody can guess.

use anyhow::{Result, anyhow};

use crate::base::digest::hex;

/// The variable by which JupyterLab is told its token; command lines are seen by others, environments are not.
pub const TOKEN: &str = "JUPYTER_TOKEN";

/// 48 hexadecimal digits that nobody can guess.
///
/// # Errors
///
/// If this machine has no random numbers.
pub fn new_token() -> Result<String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("this machine gives no random numbers: {error}"))?;
    Ok(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tokens_differ_and_are_long() {
        let (one, two) = (new_token().unwrap(), new_token().unwrap());
        assert_eq!(one.len(), 48);
        assert_ne!(one, two);
    }
}
