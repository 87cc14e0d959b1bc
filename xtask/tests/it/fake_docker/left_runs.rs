//! Claims about commands of `run` and `shell` that go on after what started them was killed.

use super::facts;
use super::lab_control::{built, status};

/// The mark of a process of this machine that has ended.
fn ended() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let namespace = std::fs::read_link("/proc/self/ns/pid").unwrap();
    let digits: String = namespace.to_str().unwrap().chars().filter(char::is_ascii_digit).collect();
    format!("client={}-{digits}:4194304:1", boot.trim())
}

#[test]
fn a_command_whose_tool_was_killed_is_named_by_status_and_by_the_next_run_and_is_ended_by_stop() {
    let docker = built();
    let (key, ended) = (format!("project={}", docker.key()), ended());
    docker.has_containers(&[
        facts("left", "running", &[&key, "kind=run", &ended], &[]),
        facts("left-shell", "running", &[&key, "kind=shell", &ended], &[]),
        facts("by-compose", "running", &[&key, "kind=run"], &[]),
        facts("elsewhere", "running", &[&key, "kind=run", "client=x:4194304:1"], &[]),
        facts("over", "exited", &[&key, "kind=run", &ended], &[]),
        facts("other", "running", &["project=ff00ff00", "kind=run", &ended], &[]),
    ]);
    let said = status(&docker);
    let remedy = "; nothing waits for it any more, and `cargo xtask stop --runs` ends it\n";
    assert_eq!(said.matches(remedy).count(), 2, "{said}");
    let json = docker.xtask(&["status", "--json"]).exits(0).stdout;
    assert_eq!((json.matches("\"left\": true").count(), json.matches("\"left\": false").count()), (2, 2));
    let said = docker.forget().xtask(&["run", "true"]).exits(0).stderr;
    let warning = |name: &str| {
        format!(
            "warning: `python 'a b.py'` still runs in the container {name}, and nothing waits for it any more; `cargo xtask \
             stop --runs` ends it\n"
        )
    };
    assert!(said.contains(&(warning("left") + &warning("left-shell"))), "{said}");
    assert_eq!(said.matches("warning: ").count(), 2, "{said}");
    let run = docker.only("container run");
    let own = ended.rsplit_once(":4194304").unwrap().0;
    assert!(run.values("--label").iter().any(|label| label.contains(own)), "{:?}", run.args);
    docker.xtask(&["stop", "--runs"]).exits(0);
    let stopped = docker.calls();
    for name in ["left", "left-shell"] {
        assert!(stopped.iter().any(|call| call.line() == format!("container stop id-{name}")), "{name}");
    }
}
