//! The person who sits at this machine, and the account of a container that stands for them.

use anyhow::{Context as _, Result};
use camino::Utf8Path;

use crate::base::process;
use crate::machine::host::Host;

/// The account that the container's user stands for: the owner of what is written into the mounted folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// A valid Linux account name.
    pub name: String,
    /// The numeric user id.
    pub uid: u32,
    /// The numeric id of the primary group.
    pub gid: u32,
}

impl User {
    /// Whoever runs this; for root in somebody else's project (`sudo cargo xtask`), the project's owner.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn gather(host: &Host, project: &Utf8Path) -> Result<Self> {
        let (mut uid, mut gid, mut account) = (number("-u")?, number("-g")?, None);
        #[cfg(unix)]
        if uid == 0 {
            use std::os::unix::fs::MetadataExt as _;
            let owner = std::fs::metadata(project).with_context(|| format!("cannot read `{project}`"))?;
            (uid, gid, account) = (owner.uid(), owner.gid(), Some(owner.uid().to_string()));
        }
        let known = process::id("-un", account.as_deref()).ok().filter(|name| !name.trim().is_empty());
        // USER names whoever runs this, and not the project's owner.
        let user = host.var("USER").filter(|_| account.is_none());
        let name = known.or_else(|| user.map(str::to_owned)).unwrap_or_default();
        Ok(Self { name: account_name(&name), uid, gid })
    }
}

fn number(option: &str) -> Result<u32> {
    let answer = process::id(option, None).context("cannot ask `id` who you are")?;
    answer.parse().with_context(|| format!("`id {option}` says `{answer}`, which is not a number"))
}

/// The nearest name that a Linux account can have: `DOMAIN\Jane.Doe@corp` becomes `jane_doe`.
///
/// The rule is useradd's: a-z, 0-9, `_` and `-`, beginning with a letter or `_`, 32 characters at most.
fn account_name(name: &str) -> String {
    let name = name.rsplit('\\').next().unwrap_or_default();
    let name = name.split('@').next().unwrap_or_default().to_lowercase();
    let valid =
        |c: char| if c.is_ascii_alphanumeric() || c == '-' { Some(c) } else { (c.is_ascii()).then_some('_') };
    let name: String = name.trim().chars().filter_map(valid).take(31).collect();
    match name.trim_matches('_') {
        "" => "jovyan".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_lowercase()) => name.to_owned(),
        name => format!("u{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::account_name;

    #[test]
    fn every_name_of_a_host_becomes_a_name_that_useradd_takes() {
        let table = [
            ("jane", "jane"),
            ("jane.doe", "jane_doe"),
            ("Jane Doe", "jane_doe"),
            (r"DOMAIN\jane", "jane"),
            ("jane@corp.example", "jane"),
            ("1st", "u1st"),
            ("Ünal", "nal"),
            ("", "jovyan"),
            ("李", "jovyan"),
            ("$(id)", "id"),
            ("a;b", "a_b"),
            ("a\nb", "a_b"),
            ("-x", "u-x"),
            ("a-name-of-forty-letters-that-goes-on-and-on", "a-name-of-forty-letters-that-goe"),
        ];
        for (name, account) in table {
            assert_eq!(account_name(name), account[..account.len().min(31)], "{name:?}");
        }
    }
}
