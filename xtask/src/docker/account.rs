//! Which account of a container stands for the user of this machine, so that files in shared folders are the user's.
//!
//! An engine that runs as root passes ids on as they are. A rootless one runs as the user and has further ids, some 65536,
//! for its containers: in a container of Docker's, root is the user; podman can make any id of the container the user's.

use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::selinux;
use crate::machine::user::User;

/// The ids that a rootless engine commonly has; the account of a larger id cannot be made in its builds.
const ROOTLESS_IDS: u32 = 65536;

/// The ids of the account in the container of somebody whose own ids are too large.
const SUBSTITUTE: u32 = 1000;

/// The account to be made in the image, for the owner of the files on this machine.
pub fn account(engine: &Engine, owner: &User) -> User {
    let (uid, gid) = match engine.kind {
        // Root there is nobody but the user here, and may no more than the user.
        EngineKind::Docker if engine.rootless => (0, 0),
        EngineKind::Podman if engine.rootless => (substitute(owner.uid), substitute(owner.gid)),
        EngineKind::Docker | EngineKind::Podman => (owner.uid, owner.gid),
    };
    User { name: owner.name.clone(), uid, gid }
}

/// The account of an image that is for no user of this machine.
pub fn account_for_anybody() -> User {
    User { name: "jovyan".to_owned(), uid: 1000, gid: 1000 }
}

/// The options of `container run` by which the files that this account writes are the owner's.
pub fn run_options(engine: &Engine, owner: &User, account: &User) -> Vec<String> {
    let mut options = Vec::new();
    if engine.kind == EngineKind::Podman && engine.rootless {
        // Podman before 4.3 takes no ids there, and needs none if they are the same.
        let ids = if (owner.uid, owner.gid) == (account.uid, account.gid) {
            String::new()
        } else {
            format!(":uid={},gid={}", account.uid, account.gid)
        };
        options.push(format!("--userns=keep-id{ids}"));
        // Without it podman says uid and gid, and the account is no longer in the group that owns the environment.
        options.push(format!("--user={}", account.uid));
    } else {
        let User { uid, gid, .. } = self::account(engine, owner);
        // The account of an image for anybody is another one. Without its name the files are the owner's nevertheless.
        if (uid, gid) != (account.uid, account.gid) {
            options.push(format!("--user={uid}:{gid}"));
        }
    }
    if engine.selinux {
        options.push(selinux::UNCONFINED.to_owned());
    }
    options
}

fn substitute(id: u32) -> u32 {
    if id < ROOTLESS_IDS { id } else { SUBSTITUTE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(kind: EngineKind, rootless: bool, selinux: bool) -> Engine {
        Engine { rootless, selinux, ..Engine::assumed(Some(kind)) }
    }

    #[test]
    fn the_account_in_the_container_and_how_its_files_become_the_users() {
        use EngineKind::{Docker, Podman};
        // Rootless, SELinux; the id of the owner and of the account.
        type Row = (EngineKind, bool, bool, u32, u32, &'static [&'static str]);
        let table: [Row; 8] = [
            (Docker, false, false, 1001, 1001, &[]),
            (Docker, false, true, 1001, 1001, &["--security-opt=label=disable"]),
            (Docker, true, false, 1001, 0, &[]),
            (Docker, true, false, 1885580785, 0, &[]),
            (Podman, false, false, 1885580785, 1885580785, &[]),
            (Podman, true, false, 1001, 1001, &["--userns=keep-id", "--user=1001"]),
            (Podman, true, false, 65536, 1000, &["--userns=keep-id:uid=1000,gid=1000", "--user=1000"]),
            (Podman, true, true, 7, 7, &["--userns=keep-id", "--user=7", "--security-opt=label=disable"]),
        ];
        for (kind, rootless, selinux, id, inside, options) in table {
            let (engine, owner) =
                (engine(kind, rootless, selinux), User { name: "jane".to_owned(), uid: id, gid: id });
            let made = account(&engine, &owner);
            assert_eq!(made, User { name: "jane".to_owned(), uid: inside, gid: inside }, "{engine:?}");
            assert_eq!(run_options(&engine, &owner, &made), options, "{engine:?}");
        }
    }
}
