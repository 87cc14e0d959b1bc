//! What is typed for `check`.

use clap::Args;

/// `check`
#[derive(Args, Debug)]
pub struct Check {
    /// Mend what is safe to mend in your files, and print the difference; with --dry-run only print it
    #[arg(long)]
    pub fix: bool,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// Print the table of rules, and look at nothing
    #[arg(long)]
    pub rules: bool,
}
