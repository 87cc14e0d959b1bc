//! Opens the browser at a lab, as `jupyter lab` does: at a page of ours that leads on, so that the token is in no argument.

use anyhow::Result;
use camino::Utf8Path;

use crate::base::argv::Argv;
use crate::base::files::{Access, replace};
use crate::base::process::Runner;
use crate::base::quote;
use crate::machine::host::Host;

/// Opens the page and removes it, once even a slow browser has read it.
const OPEN: &str = "\"$@\"; sleep 30; rm -f \"$0\"";

/// Whether there is somebody who sees a browser's window: a terminal here, and a screen that is not elsewhere.
pub fn is_seen(host: &Host) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| host.var(name).is_some());
    let has_screen = cfg!(target_os = "macos") || has(&["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]);
    host.stdout_is_terminal && has_screen && !has(&["SSH_CONNECTION", "SSH_TTY"])
}

/// Opens the browser; where there is none, nothing happens, since the address is printed as well.
///
/// # Errors
///
/// If the page cannot be written.
pub fn open(host: &Host, runner: &Runner, url: &str) -> Result<()> {
    let page = host.cache_dir()?.join("browser").join(format!("lab-{}.html", std::process::id()));
    let target = quote::html(url);
    let text = format!(
        "<!DOCTYPE html>\n<meta http-equiv=\"refresh\" content=\"0; url={target}\">\n<a href=\"{target}\">JupyterLab</a>\n"
    );
    replace(&page, &text, Access::Owner)?;
    let open = Argv::new("sh").args(["-c", OPEN]).arg(page.as_str()).args(browser(host, &page));
    runner.leave_alone(&open)
}

/// The command that opens this page.
fn browser(host: &Host, page: &Utf8Path) -> Vec<String> {
    // The variable has one command or several, each perhaps with the place of the address in it.
    if let Some(chosen) = host.var("BROWSER").and_then(|browsers| browsers.split(':').next()) {
        let words = chosen.split_whitespace().map(|word| word.replace("%s", page.as_str()));
        let own = (!chosen.contains("%s")).then(|| page.to_string());
        return words.chain(own).collect();
    }
    let program = match host.var("WSL_DISTRO_NAME") {
        Some(_) => "wslview",
        None if cfg!(target_os = "macos") => "open",
        None => "xdg-open",
    };
    vec![program.to_owned(), page.to_string()]
}
