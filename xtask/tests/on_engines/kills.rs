//! Claims about a tool that is killed while an engine works for it, and about two at a time: nothing is left, and the next goes on.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::lab::{remove_volume, volume};
use super::lock::xtask;
use super::machine::{BUILD, build, docker, give, image, shared, small_project};
use super::signals::Traces;
use super::wait::{finish, get};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    after_a_kill_at_any_moment_the_next_command_builds_and_opens_a_lab_and_nothing_is_left,
    of_two_at_a_time_both_end_well_or_one_says_that_the_other_was_first,
];

/// What ends the tool, each time a third of a second later.
const ENDS: [&str; 6] = ["-KILL", "-TERM", "-KILL", "-INT", "-KILL", "-KILL"];

fn start(project: &Project, args: &[&str]) -> Child {
    let mut command = project.command(&[&["--offline"], args].concat());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Starts the tool and ends it after so many thirds of a second, if it still runs.
fn killed(project: &Project, thirds: u32, signal: &str, args: &[&str]) -> Outcome {
    let tool = start(project, args);
    sleep(Duration::from_millis(333) * thirds);
    // Nobody has waited for it yet, so no other process has its id.
    let _ = Command::new("kill").args([signal, &tool.id().to_string()]).stderr(Stdio::null()).status();
    finish(tool, BUILD, "a killed tool ends")
}

fn after_a_kill_at_any_moment_the_next_command_builds_and_opens_a_lab_and_nothing_is_left() {
    let (small, project) = (small_project(&image("killed")), shared());
    build(&small, &[]).exits(0);
    let (of_small, traces) = (Traces::without_lab(&small), Traces::of(&project));
    let mut hits = [0, 0];
    for (number, signal) in (0..).zip(ENDS) {
        small.write("postBuild", format!("#!/bin/bash\nsleep 1\necho {number} >~/made\n"));
        give(&small);
        hits[0] += u32::from(killed(&small, number, signal, &["docker-build"]).code != 0);
        let ran = xtask(&small, &["run", "--", "sh", "-c", "cat ~/made"]).exits(0);
        assert_eq!(ran.stdout, format!("{number}\n"), "{}", ran.stderr);
        of_small.assert_nothing_stays();

        hits[1] += u32::from(killed(&project, number, signal, &["lab", "--detach"]).code != 0);
        let url = xtask(&project, &["lab", "--detach"]).exits(0).stdout;
        assert_eq!(get(url.trim_end()).0, 200);
        assert_eq!(traces.containers().len(), 1);
        xtask(&project, &["stop"]).exits(0);
        traces.assert_nothing_stays();
    }
    println!("ended while it ran, of {} times: docker-build {}, lab {}", ENDS.len(), hits[0], hits[1]);
    remove_volume(&volume(&project));
    docker(&["image", "rm", "--force", &image("killed")]);
}

/// What one says that comes too late.
const TOO_LATE: [&str; 3] = [
    "a container of that name was started a moment ago",
    "another build has given its image the name",
    "the lab has ended in the meantime",
];

fn of_two_at_a_time_both_end_well_or_one_says_that_the_other_was_first() {
    let (small, project) = (small_project(&image("twice")), shared());
    small.write("postBuild", "#!/bin/bash\nsleep 1\n");
    give(&small);
    let traces = Traces::of(&project);
    let table: [(&Project, [&[&str]; 2], usize); 4] = [
        (&small, [&["docker-build"], &["docker-build"]], 0),
        (&project, [&["lab", "--detach"], &["lab", "--detach"]], 1),
        (&project, [&["stop"], &["lab", "--detach"]], 1),
        (&project, [&["stop"], &["stop"]], 0),
    ];
    for (of, pair, labs) in table {
        let children = pair.map(|args| start(of, args));
        let outcomes = children.map(|child| finish(child, BUILD, "one of two ends"));
        let is_late = |outcome: &Outcome| TOO_LATE.iter().any(|sentence| outcome.stderr.contains(sentence));
        assert!(
            outcomes.iter().all(|outcome| outcome.code == 0 || is_late(outcome)),
            "{pair:?}: {outcomes:?}"
        );
        assert!(outcomes.iter().any(|outcome| outcome.code == 0), "{pair:?}: {outcomes:?}");
        // Whether a lab was there that could be stopped is a matter of chance.
        assert!(traces.containers().len() <= labs, "{pair:?}: {outcomes:?}");
    }
    xtask(&project, &["stop"]).exits(0);
    traces.assert_nothing_stays();
    remove_volume(&volume(&project));
    docker(&["image", "rm", "--force", &image("twice")]);
}
