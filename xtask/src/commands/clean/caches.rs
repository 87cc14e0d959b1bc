//! The folders of this tool's cache, which every project has in common.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::Result;
use camino::Utf8Path;

use super::containers::runs;
use super::look::Look;
use super::rules::{Kind, State, Whose};
use super::thing::{Deed, Thing};
use crate::base::argv::Argv;
use crate::base::folder_size::folder_size;
use crate::base::process::DEADLINE;
use crate::base::replace::removed;
use crate::commands::offline_world::World;
use crate::docker::podman_cache::{podman_cache_folder, podman_cache_remove};

/// The folder with what a build reads in the place of the internet.
const WORLD: &str = "offline-world";

const PODMAN: &str = podman_cache_folder();

/// The folders and what is said of them. Beside them are the notes on images, which take no room and stay.
const FOLDERS: [(&str, &str); 7] = [
    (WORLD, "`cargo xtask offline-world` makes it again"),
    ("projects", "the next build writes them again"),
    (PODMAN, "podman's cache mounts, which the next build fills again"),
    ("browser", "pages that have opened a lab"),
    ("test-engine", "the engines of this tool's own tests"),
    ("test-conda", "the Conda of this tool's own tests"),
    ("ci-tools", "the programs of this tool's own CI"),
];

/// The folders that a container may have mounted, or that a lab is started from.
const OF_CONTAINERS: [&str; 3] = [WORLD, "projects", "browser"];

/// Files that are locked while something works in the folder.
const LOCKS: [&str; 3] = ["lock", "overlay2/users", "containerd/users"];

/// The folders; none without `--all`.
///
/// # Errors
///
/// If there is no place for a cache.
pub fn folders(look: &Look<'_>) -> Result<Vec<Thing>> {
    let cache = look.task.host.cache_dir()?;
    let mut things = Vec::new();
    for (name, what) in FOLDERS.iter().filter(|_| look.asked.all) {
        let path = cache.join(name);
        for path in [removed(&path), path].iter().filter(|path| path.is_dir()) {
            let user = user(look, path, name);
            let state = if user.is_some() { State::Used } else { State::Idle };
            let beside = user.unwrap_or_else(|| (*what).to_owned());
            let bytes = Some(folder_size(path));
            let thing = Thing::new(
                Kind::Cache,
                path.file_name().unwrap_or_default(),
                (Whose::Everybody, state),
                &beside,
                deed(look, path),
            );
            things.push(thing.sized(bytes, bytes));
        }
    }
    Ok(things)
}

/// What removes the folder. Some files in podman's belong to ids that an ordinary user has in containers alone.
fn deed(look: &Look<'_>, path: &Utf8Path) -> Deed {
    let of_user = look.engine.filter(|engine| engine.rootless && path.ends_with(PODMAN));
    let remove = of_user.and_then(|engine| podman_cache_remove(engine, path));
    remove.map_or_else(|| Deed::Folder(path.to_owned()), |argv| Deed::engine(argv, ""))
}

/// Why the folder stays, if something uses it.
fn user(look: &Look<'_>, path: &Utf8Path, name: &str) -> Option<String> {
    if path.is_symlink() {
        return Some("it is a link, and what it leads to may be another's".to_owned());
    }
    if OF_CONTAINERS.contains(&name) {
        if look.engine.is_none() {
            return Some("it is not known what runs, which may use it".to_owned());
        }
        if let Some(facts) = look.containers.iter().find(|facts| runs(facts)) {
            return Some(format!("the container {} runs, which may use it", facts.name));
        }
    }
    if name == WORLD && is_served(look) {
        return Some("a build uses it".to_owned());
    }
    let is_held = LOCKS.iter().any(|lock| is_locked(look, &path.join(lock)));
    is_held.then(|| "another program works in it".to_owned())
}

/// Whether the server of the offline world answers, as it does during a build.
fn is_served(look: &Look<'_>) -> bool {
    let world = World::read(&look.task.host).ok().flatten();
    let at = |world: World| SocketAddr::from((Ipv4Addr::LOCALHOST, world.port));
    world.is_some_and(|world| TcpStream::connect_timeout(&at(world), Duration::from_secs(1)).is_ok())
}

/// Whether a program holds the lock. Where there is no `flock`, none of those is there that hold one.
fn is_locked(look: &Look<'_>, lock: &Utf8Path) -> bool {
    let question = Argv::new("flock").args(["--nonblock", lock.as_str(), "true"]);
    let ask = || look.task.runner.ask(&question, DEADLINE).ok().flatten();
    lock.is_file() && ask().is_some_and(|answer| answer.status.code() == Some(1))
}
