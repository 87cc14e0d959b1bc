//! A browser sees it: the printed URL opens JupyterLab with its launcher, and what is made from there is on this machine.
//!
//! XTASK_SCREENSHOT=FILE keeps the picture, which is where README.md has its own from.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use crate::harness::{Test, tests};
use crate::lab::Lab;
use crate::machine::{owner, shared};
use crate::support::{absent, repository};
use crate::wait::{ANSWER, within};

/// The tests of this area.
pub const TESTS: &[Test] =
    tests![the_printed_url_opens_jupyterlab_and_the_notebook_of_a_newcomer_s_first_click_is_in_the_project,];

fn the_printed_url_opens_jupyterlab_and_the_notebook_of_a_newcomer_s_first_click_is_in_the_project() {
    let project = shared();
    let Some(chromium) = chromium() else { return };
    let lab = Lab::detached(&project);
    let picture = std::env::var("XTASK_SCREENSHOT")
        .unwrap_or_else(|_| project.root.join("jupyterlab.png").into_string());
    let mut browser = Command::new("python3");
    browser.arg(repository().join("xtask/tests/data/browser.py"));
    browser.args([chromium, &lab.url, &picture, "200", "print(6 * 7)"]);
    let page = within(ANSWER, browser).exits(0).stdout;
    let mut lines = page.lines();
    assert!(lines.next().unwrap().ends_with("JupyterLab"), "{page}");
    assert_eq!(lines.next(), Some("dialogs: 0"), "{page}");
    let cards: Vec<_> = lines.collect();
    for card in ["Python 3 (ipykernel)", "Terminal", "Text File"] {
        assert!(cards.contains(&card), "{page}");
    }
    let png = std::fs::read(&picture).unwrap();
    assert!(png.starts_with(b"\x89PNG") && png.len() > 10_000);

    assert_eq!(page.lines().last(), Some("42"), "{page}");
    lab.stop().exits(0);
    let notebook = project.root.join("notebooks/Untitled.ipynb");
    assert!(project.read("notebooks/Untitled.ipynb").contains("print(6 * 7)"));
    let metadata = std::fs::metadata(&notebook).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), owner());
}

/// Chromium under one of its names; installed if we are root on a Debian; `None`, and said so, if it cannot be had.
fn chromium() -> Option<&'static str> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
            Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success())
        })
    };
    find().or_else(|| {
        let mut install = Command::new("sh");
        let options = "-o DPkg::Lock::Timeout=300 --yes --no-install-recommends";
        install.args([
            "-c",
            &format!(
                "test $(id -u) = 0 && apt-get update && apt-get install {options} chromium fonts-liberation"
            ),
        ]);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        within(600, install);
        find().or_else(|| {
            absent("no Chromium; install it with `apt-get install chromium`");
            None
        })
    })
}
