//! Claims about users: whoever builds, on whatever base image, gets an account of their own ids, and pays for that alone.

mod bases;
mod host;
mod look;
pub mod odd;

use std::thread;

use bases::Base;
use host::Host;

use crate::harness::{Test, is_long, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    every_user_gets_an_account_a_home_and_files_of_their_own_on_every_base_and_builds_the_user_step_alone,
];

/// The ids of a host's account, whose name there is jane, and the name that `whoami` says in the container.
const IDS: [(u32, u32, &str); 9] = [
    (1000, 1000, "jane"),
    (1000, 100, "jane"),
    (501, 20, "jane"),
    (33, 33, "www-data"),
    (0, 0, "root"),
    (57439, 57439, "jane"),
    (1885580785, 1885580785, "jane"),
    (1234, 54321, "jane"),
    (1234, 12, "jane"),
];

/// What `id -un` says on a host (`None`: nothing, as of an id without an account), the folder in /home, and `whoami`.
const NAMES: [(Option<&str>, &str, &str); 16] = [
    (Some("jane.doe"), "jane_doe", "jane_doe"),
    (Some("Jane Doe"), "jane_doe", "jane_doe"),
    (Some(r"DOMAIN\jane"), "jane", "jane"),
    (Some("jane@corp.example"), "jane", "jane"),
    (Some("1st"), "u1st", "u1st"),
    (Some("root"), "root", "u1000"),
    (Some("daemon"), "daemon", "u1000"),
    (Some("users"), "users", "users"),
    (Some("ubuntu"), "ubuntu", "ubuntu"),
    (Some("Ünal"), "nal", "nal"),
    (Some("a-name-of-forty-letters-that-goes-on-and"), FORTY, FORTY),
    (Some(""), "jovyan", "jovyan"),
    (None, "jovyan", "jovyan"),
    (Some("$(id)"), "id", "id"),
    (Some("a;b"), "a_b", "a_b"),
    (Some("a\nb"), "a_b", "a_b"),
];

const FORTY: &str = "a-name-of-forty-letters-that-go";

/// The rows that CI builds: they differ in what the build, postBuild and the container do with them, and from the user whose
/// layers are shared. What the user step makes of an account needs no build: `odd` has a container for each row of these two
/// lists. The others differ in what is read from a name, of which the tool's own tests have each; the long set builds all
/// rows on all bases.
const BUILT: [&str; 4] = ["501:20", "33:33", "0:0", "1885580785:1885580785"];

/// The rows that differ for the user step.
const ON_BOOKWORM: [&str; 15] = [
    "1000:1000",
    "1000:100",
    "501:20",
    "33:33",
    "0:0",
    "57439:57439",
    "1885580785:1885580785",
    "1234:54321",
    "1234:12",
    r#""root""#,
    r#""users""#,
    r#""ubuntu""#,
    r#""a-name-of-forty-letters-that-goes-on-and""#,
    r#""a\nb""#,
    "unset",
];

/// Those that differ where an account of a person is there already.
const ON_UBUNTU: [&str; 5] = ["1000:1000", "1000:100", "501:20", "0:0", r#""ubuntu""#];

/// What Ubuntu 24.04 has and Debian has not: an account of a person.
const UBUNTU: &str = "groupadd --gid 1000 ubuntu; \
    useradd --uid 1000 --gid 1000 --groups adm,dialout,cdrom,floppy,sudo,audio,dip,video,plugdev \
    --comment Ubuntu --create-home --shell /bin/bash ubuntu";

/// The rows of the matrix.
fn hosts() -> Vec<Host> {
    let ids = IDS.map(|(uid, gid, account)| Host {
        row: format!("{uid}:{gid}"),
        name: Some("jane"),
        uid,
        gid,
        home: "jane",
        account,
    });
    let names = NAMES.map(|(name, home, account)| Host {
        row: name.map_or_else(|| "unset".to_owned(), |name| format!("{name:?}")),
        name,
        uid: 1000,
        gid: 1000,
        home,
        account,
    });
    ids.into_iter().chain(names).collect()
}

fn every_user_gets_an_account_a_home_and_files_of_their_own_on_every_base_and_builds_the_user_step_alone() {
    let bases = Base::all();
    let hosts = hosts();
    let column = |base: &Base| {
        let is_built = |host: &Host| is_long() || BUILT.contains(&&*host.row);
        let cell = |host: &Host| is_built(host).then(|| base.cell(host));
        hosts.iter().map(cell).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<Option<Result<String, String>>>> = thread::scope(|scope| {
        let threads: Vec<_> = bases.iter().map(|base| scope.spawn(|| column(base))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });

    let head: Vec<&str> = bases.iter().map(|base| base.name).collect();
    let mut table = line("seconds to build, bytes of the user layer", &head);
    for (number, host) in hosts.iter().enumerate() {
        let cells = columns.iter().map(|column| match &column[number] {
            Some(cell) => cell.as_deref().unwrap_or("FAILED"),
            None => "",
        });
        table += &line(&host.row, &cells.collect::<Vec<_>>());
    }
    println!("{table}");
    let failures: Vec<&String> =
        columns.iter().flatten().flatten().filter_map(|cell| cell.as_ref().err()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// A line of the table.
fn line(row: &str, cells: &[&str]) -> String {
    let cells = cells.iter().map(|cell| format!(" | {cell:16}")).collect::<String>();
    format!("{row:44}{cells}\n")
}
