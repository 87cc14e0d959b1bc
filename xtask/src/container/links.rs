//! Links in a shared folder that lead out of it, to where the container has nothing: what reads them fails there alone.

use std::collections::VecDeque;
use std::fs;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::place::normal;
use crate::base::report::Report;
use crate::base::wording::one_line;
use crate::container::paths::{source_of, target_of};
use crate::docker::mount::{Mount, innermost};
use crate::machine::host::Host;
use crate::project::folder::Project;
use crate::project::settings::mount::Folder;

/// How much of the folders is looked at: a walk is to take no time that anybody feels, on a network's disk as well. The first
/// entries are looked at in any case, so that a busy machine misses none of a small project.
const AT_LEAST: usize = 500;
const ENTRIES: usize = 5000;
const TIME: Duration = Duration::from_millis(50);

/// Folders that are many files and none of the user's own.
const PASSED_OVER: [&str; 4] = [".git", ".ipynb_checkpoints", "__pycache__", "node_modules"];

/// Where the image has something itself.
const OF_THE_IMAGE: [&str; 11] =
    ["/bin", "/dev", "/etc", "/lib", "/lib64", "/opt/conda", "/opt/env", "/proc", "/sbin", "/sys", "/usr"];

/// A link that leads to where the container has nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The link on this machine, from the project on if it is there.
    pub link: Utf8PathBuf,
    /// What it leads to on this machine.
    pub leads_to: Utf8PathBuf,
    /// What mends it.
    pub mend: String,
}

impl Stray {
    /// What is wrong.
    pub fn sentence(&self) -> String {
        let (link, leads_to) = (one_line(self.link.as_str()), one_line(self.leads_to.as_str()));
        format!("`{link}` leads to {leads_to}, which the container does not have")
    }
}

/// The folders that the settings share, as far as they are there.
pub fn shared(folders: &[Folder], project: &Project, host: &Host, app: &Utf8Path) -> Vec<Mount> {
    let mount = |folder: &Folder| {
        let source = source_of(folder, project, host)
            .ok()?
            .canonicalize_utf8()
            .ok()
            .filter(|source| source.is_dir())?;
        Some(Mount { source, target: target_of(folder, app), read_only: folder.read_only })
    };
    folders.iter().filter_map(mount).collect()
}

/// The links in these folders that lead to where the container has nothing, as far as the walk comes.
pub fn strays(mounts: &[Mount], root: &Utf8Path, app: &Utf8Path) -> Vec<Stray> {
    let (start, mut seen, mut strays) = (Instant::now(), 0, Vec::new());
    // Folder by folder and level by level, so that a deep one does not take the time of all others.
    let mut folders: VecDeque<(Utf8PathBuf, Utf8PathBuf)> =
        mounts.iter().map(|mount| (mount.source.clone(), mount.target.clone())).collect();
    while let Some((folder, target)) = folders.pop_front() {
        let Ok(entries) = folder.read_dir_utf8() else { continue };
        for entry in entries.flatten() {
            seen += 1;
            if seen > ENTRIES || seen > AT_LEAST && start.elapsed() > TIME {
                return strays;
            }
            let place = target.join(entry.file_name());
            // What is mounted there is seen, and not what lies beneath.
            let is_hidden = mounts.iter().any(|mount| mount.target == place);
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_symlink() && !is_hidden {
                strays.extend(stray(entry.path(), &place, &Shares { mounts, root, app }));
            } else if kind.is_dir() && !is_hidden && !PASSED_OVER.contains(&entry.file_name()) {
                folders.push_back((entry.path().to_owned(), place));
            }
        }
    }
    strays
}

/// How many links a command names before a container starts.
const NAMED: usize = 3;

/// Names the links before a container starts in which they lead nowhere.
pub fn warn(mounts: &[Mount], root: &Utf8Path, app: &Utf8Path, report: &Report) {
    let strays = strays(mounts, root, app);
    for stray in strays.iter().take(NAMED) {
        report.warning(&format!("{}; {}", stray.sentence(), stray.mend));
    }
    if let Some(more) = strays.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let links = if more == 1 { "link is" } else { "links are" };
        report.warning(&format!("{more} more {links} like that; `cargo xtask check` names all"));
    }
}

/// What the container has.
struct Shares<'a> {
    mounts: &'a [Mount],
    root: &'a Utf8Path,
    app: &'a Utf8Path,
}

impl Shares<'_> {
    /// Whether the container may have something at this path.
    fn have(&self, path: &Utf8Path) -> bool {
        match innermost(self.mounts, path) {
            Some((mount, rest)) => fs::symlink_metadata(mount.source.join(rest)).is_ok(),
            // What is in this machine's memory is not in the container's.
            None if path.starts_with("/dev/shm") => false,
            None => {
                let env = self.app.join("env");
                path.starts_with(env) || OF_THE_IMAGE.iter().any(|known| path.starts_with(known))
            }
        }
    }
}

/// What is wrong with the link, which the container has in this place.
fn stray(link: &Utf8Path, place: &Utf8Path, shares: &Shares<'_>) -> Option<Stray> {
    let text = link.read_link_utf8().ok()?;
    // One that leads nowhere here either is no matter of the container's.
    let leads_to = link.canonicalize_utf8().ok()?;
    let seen_as = normal(&place.parent()?.join(text));
    if shares.have(&seen_as) {
        return None;
    }
    let inside = leads_to.strip_prefix(shares.root).ok();
    let source = inside.unwrap_or(&leads_to);
    let mend = if !leads_to.is_dir() {
        "put a copy of the file in its place, since a folder is what can be shared".to_owned()
    } else if inside.is_some_and(|inside| shares.app.join(inside) == seen_as) {
        format!("add {source:?} to the setting `mounts`")
    } else {
        // The engine follows the link, and mounts the folder where it leads.
        let target = place.strip_prefix(shares.app).unwrap_or(place);
        format!("add `{{ source = {source:?}, target = {target:?} }}` to the setting `mounts`")
    };
    let link = link.strip_prefix(shares.root).unwrap_or(link).to_owned();
    Some(Stray { link, leads_to, mend })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// A link, what it says, and if it is one: where it leads and a part of what mends it.
    type Row = (&'static str, String, Option<(Utf8PathBuf, String)>);

    #[test]
    fn a_link_out_of_the_shared_folders_is_named_with_what_mends_it_and_no_other_is() {
        let dir = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        let (root, app) = (base.join("p"), Utf8Path::new("/home/jane/app"));
        for folder in
            ["p/data/raw/deep", "p/data/mounted", "p/data/.git", "p/notebooks", "p/big/set", "elsewhere"]
        {
            fs::create_dir_all(base.join(folder)).unwrap();
        }
        fs::write(base.join("elsewhere/f.csv"), "").unwrap();
        fs::write(root.join("data/plain"), "").unwrap();
        let outside = base.join("elsewhere");
        let table: [Row; 15] = [
            (
                "data/a",
                outside.to_string(),
                Some((outside.clone(), format!("{{ source = \"{outside}\", target = \"data/a\" }}"))),
            ),
            (
                "data/b",
                "../../elsewhere".to_owned(),
                Some((outside.clone(), format!("{{ source = \"{outside}\", target = \"data/b\" }}"))),
            ),
            (
                "data/raw/deep/c",
                "../../../big/set".to_owned(),
                Some((root.join("big/set"), "\"big/set\"".to_owned())),
            ),
            (
                "data/d",
                root.join("big").to_string(),
                Some((root.join("big"), "{ source = \"big\", target = \"data/d\" }".to_owned())),
            ),
            ("data/e", format!("{outside}/f.csv"), Some((outside.join("f.csv"), String::new()))),
            (
                "data/f",
                root.join("data/raw").to_string(),
                Some((root.join("data/raw"), "{ source = \"data/raw\", target = \"data/f\" }".to_owned())),
            ),
            ("data/ok1", "raw".to_owned(), None),
            ("data/ok2", "../notebooks".to_owned(), None),
            ("data/raw/ok3", "../plain".to_owned(), None),
            ("data/ok4", "/usr".to_owned(), None),
            ("data/ok5", "nowhere".to_owned(), None),
            ("data/ok6", "/nowhere".to_owned(), None),
            ("data/.git/ok7", outside.to_string(), None),
            ("data/mounted/ok8", outside.to_string(), None),
            ("notebooks/ok9", "../data/raw/./deep".to_owned(), None),
        ];
        for (link, text, _) in &table {
            symlink(text, root.join(link)).unwrap();
        }
        let mount =
            |source: Utf8PathBuf, target: &str| Mount { source, target: app.join(target), read_only: false };
        let mounts = [
            mount(root.join("data"), "data"),
            mount(root.join("notebooks"), "notebooks"),
            mount(base.join("p/big"), "data/mounted"),
        ];
        let mut found = strays(&mounts, &root, app);
        found.sort_by(|one, other| one.link.cmp(&other.link));
        let mut expected: Vec<_> =
            table.iter().filter_map(|(link, _, found)| Some((*link, found.clone()?))).collect();
        expected.sort();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (stray, (link, (leads_to, mend))) in found.iter().zip(expected) {
            assert_eq!((stray.link.as_str(), stray.leads_to.as_path()), (link, leads_to.as_path()));
            let is_there = stray.mend.contains(&mend) && mend.is_empty() != stray.mend.starts_with("add ");
            assert!(is_there, "{stray:?}");
        }
    }

    #[test]
    fn the_walk_ends_after_some_thousand_entries() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        for folder in 0..20 {
            fs::create_dir(root.join(folder.to_string())).unwrap();
            for file in 0..300 {
                fs::write(root.join(format!("{folder}/{file}")), "").unwrap();
            }
        }
        // The walk comes to this one last, level by level.
        fs::create_dir(root.join("0/deep")).unwrap();
        symlink("/tmp", root.join("0/deep/link")).unwrap();
        let mounts = [Mount { source: root.clone(), target: "/home/jane/app".into(), read_only: false }];
        assert_eq!(strays(&mounts, &root, Utf8Path::new("/home/jane/app")), []);
        let mounts = [Mount { source: root.join("0"), ..mounts[0].clone() }];
        assert_eq!(strays(&mounts, &root, Utf8Path::new("/home/jane/app")).len(), 1);
    }
}
