//! Asks podman, which has no daemon: what can be wrong is how it is installed.

use anyhow::{Context as _, Result, anyhow};
use camino::Utf8PathBuf;

use super::{DEADLINE, Engine, reason};
use crate::base::argv::Argv;
use crate::base::process::{Runner, text};
use crate::docker::engine::kind::Kind;
use crate::machine::host::Host;

const QUESTION: &str = "{{.Host.Hostname}}\t{{.Host.Security.Rootless}}\t{{.Host.Security.SELinuxEnabled}}";

/// What podman may say, in lower case, and the remedy.
const SIGNS: [(&str, &str); 3] = [
    ("newuidmap", "install the package `uidmap`, by which it gets ids for its containers"),
    (
        "subuid",
        "give your account ids for its containers: `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 \
         $USER`, then `podman system migrate`",
    ),
    ("cannot connect", "start its machine with `podman machine start`"),
];

/// Podman, if it is installed.
///
/// # Errors
///
/// One sentence with the remedy if it does not work.
pub fn probe(runner: &Runner, host: &Host) -> Result<Option<Engine>> {
    let question = Argv::new(Kind::Podman.program()).args(["info", "--format", QUESTION]);
    let Some(answer) = runner.ask(&question, DEADLINE)? else {
        return Ok(None);
    };
    if !answer.status.success() {
        return Err(unusable(&text(&answer.stderr)));
    }
    let facts = text(&answer.stdout);
    let mut facts = facts.split('\t');
    let mut fact = || facts.next().unwrap_or_default();
    let (machine, rootless, selinux) = (fact().to_owned(), fact() == "true", fact() == "true");
    let endpoint = host.var("CONTAINER_HOST").unwrap_or_default().to_owned();
    Ok(Some(Engine { kind: Kind::Podman, endpoint, machine, rootless, selinux }))
}

impl Engine {
    /// The folder for podman's caches, of this user's own: TMPDIR, which the user may have named.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn temporary(&self, host: &Host, runner: &Runner) -> Result<Option<Utf8PathBuf>> {
        if self.kind != Kind::Podman || host.var("TMPDIR").is_some() {
            return Ok(None);
        }
        let folder = host.cache_dir()?.join("podman");
        if runner.dry_run {
            runner.report.data(&Argv::new("mkdir").args(["-p", folder.as_str()]).to_string());
        } else {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder `{folder}`"))?;
        }
        Ok(Some(folder))
    }
}

/// What to do when `podman info` failed and said this.
fn unusable(said: &str) -> anyhow::Error {
    let lower = said.to_lowercase();
    let remedy = SIGNS.iter().find(|(sign, _)| lower.contains(sign));
    let remedy = remedy.map_or_else(String::new, |(_, remedy)| format!("; {remedy}, and try again"));
    anyhow!("podman is installed, but does not work ({}){remedy}", reason(said))
}

#[cfg(test)]
mod tests {
    use super::unusable;

    #[test]
    fn what_podman_lacks_is_named_with_the_remedy() {
        assert_eq!(
            unusable("Error: command required for rootless mode with multiple IDs: exec: \"newuidmap\": not found\n")
                .to_string(),
            "podman is installed, but does not work (Error: command required for rootless mode with multiple IDs: exec: \
             \"newuidmap\": not found); install the package `uidmap`, by which it gets ids for its containers, and try again"
        );
        assert_eq!(
            unusable("no such runtime\n").to_string(),
            "podman is installed, but does not work (no such runtime)"
        );
    }
}
