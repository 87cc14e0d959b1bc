//! Claims about the user step alone: base images that lack something, and build arguments that cannot be.

use std::process::Command;

use super::{ON_BOOKWORM, ON_UBUNTU, UBUNTU, hosts};
use crate::harness::{Test, tests};
use crate::support::{Outcome, repository};
use crate::wait::{ANSWER, within};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    the_user_step_makes_the_account_of_every_row_on_debian_and_beside_a_person_s,
    a_base_image_that_lacks_a_group_or_a_home_or_has_the_name_gets_the_same_account,
    a_build_argument_that_cannot_be_ends_the_build_with_a_sentence,
];

/// What is odd, the commands that make the base image so, and what `id jane` and the home say afterwards.
const BASES: [(&str, &str, &str); 6] = [
    ("nothing", "true", "uid=1000(jane) gid=1000(jane) groups=1000(jane),100(users)"),
    ("no group 100", "groupdel users", "uid=1000(jane) gid=1000(jane) groups=1000(jane),100(users)"),
    (
        "`users` is another group",
        "groupmod --gid 2000 users",
        "uid=1000(jane) gid=1000(jane) groups=1000(jane),100(g100)",
    ),
    (
        "the old home is missing",
        "useradd --uid 1000 --no-create-home ubuntu",
        "uid=1000(jane) gid=1000(jane) groups=1000(jane),100(users)",
    ),
    (
        "the group's name is taken",
        "groupadd --gid 2000 jane",
        "uid=1000(jane) gid=1000(g1000) groups=1000(g1000),100(users)",
    ),
    (
        "the name and the id belong to two persons",
        "useradd --uid 1001 jane; useradd --uid 1000 ubuntu",
        "uid=1000(jane) gid=1000(jane) groups=1000(jane),100(users)",
    ),
];

/// Build arguments that a person may pass to plain docker, and the beginning of what is said.
const REFUSED: [([&str; 3], &str); 11] = [
    (["a;b", "1000", "1000"], "username=a;b is no Linux account name"),
    (["$(id)", "1000", "1000"], "username=$(id) is no Linux account name"),
    (["", "1000", "1000"], "username= is no Linux account name"),
    (["Jane Doe", "1000", "1000"], "username=Jane Doe is no Linux account name"),
    (["Ünal", "1000", "1000"], "username=Ünal is no Linux account name"),
    (["a\nb", "1000", "1000"], "username=a"),
    (["a-name-of-forty-letters-that-goes-on-and", "1000", "1000"], "username=a-name-of-forty"),
    (["jane", "", "1000"], "uid= and gid=1000 must be numbers"),
    (["jane", "1000", "users"], "uid=1000 and gid=users must be numbers"),
    (["jane", "-1", "1000"], "uid=-1 and gid=1000 must be numbers"),
    (["jane", "4294967295", "1000"], "uid=4294967295 and gid=1000 must be less than 4294967295"),
];

/// Runs the user step in a container of the base image, after and before some commands.
fn create_user(args: &[&str], before: &str, after: &str) -> Outcome {
    let template = repository().join("template");
    let script = format!(
        "set -e; {{ {before}; }} >&2; mkdir -p /opt/env; sh /template/create-user.sh \"$@\" >&2; {after}"
    );
    let mut command = Command::new("docker");
    command.args(["container", "run", "--rm", "--network", "none", "--mount"]);
    command.arg(format!("type=bind,source={template},target=/template,readonly"));
    command.args(["offline/debian:bookworm", "sh", "-c", &script, "sh"]).args(args);
    within(ANSWER, command)
}

fn the_user_step_makes_the_account_of_every_row_on_debian_and_beside_a_person_s() {
    // What a container with `USER uid` is: the account that has the id, its ids, and whose the home is.
    let look = "getent passwd \"$2\" | cut -d: -f1,3,4; id -G \"$(getent passwd \"$2\" | cut -d: -f1)\" | tr ' ' '\\n' | \
                grep -cx 100; stat -c '%u:%g %a' \"/home/$1\"; getent passwd 0 33 | cut -d: -f1,3";
    for (before, rows) in [("true", &ON_BOOKWORM[..]), (UBUNTU, &ON_UBUNTU)] {
        for host in hosts().iter().filter(|host| rows.contains(&&*host.row)) {
            let (uid, gid, home, account) = (host.uid, host.gid, host.home, host.account);
            let seen = create_user(&[home, &uid.to_string(), &gid.to_string()], before, look).exits(0);
            let expected = format!("{account}:{uid}:{gid}\n1\n{uid}:{gid} 755\nroot:0\nwww-data:33\n");
            assert_eq!(seen.stdout, expected, "{} after {before:?}: {}", host.row, seen.stderr);
        }
    }
}

fn a_base_image_that_lacks_a_group_or_a_home_or_has_the_name_gets_the_same_account() {
    let look = "id jane; stat -c '%U %a %n' /home/jane /home/jane/app /home/jane/.jupyter /home/jane/.kept";
    for (odd, before, id) in BASES {
        let seen = create_user(&["jane", "1000", "1000"], before, look).exits(0);
        let homes = "jane 755 /home/jane\njane 755 /home/jane/app\njane 700 /home/jane/.jupyter\njane 755 /home/jane/.kept\n";
        assert_eq!(seen.stdout, format!("{id}\n{homes}"), "{odd}: {}", seen.stderr);
    }
}

fn a_build_argument_that_cannot_be_ends_the_build_with_a_sentence() {
    for (args, sentence) in REFUSED {
        let refused = create_user(&args, "true", "echo made").exits(2);
        assert!(refused.stderr.starts_with(sentence) && refused.stdout.is_empty(), "{args:?}: {refused:?}");
    }
}
