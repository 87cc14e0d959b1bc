//! Claims about the end of a container, whoever asks for it: the exit code is the container's, and nothing of it stays.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::lab::{container, remove_volume};
use super::machine::{docker, shared};
use super::wait::{ANSWER, end_of, eventually, get, within};
use crate::harness::{Test, is_long, tests};
use crate::support::{Project, repository};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    whatever_ends_a_command_the_exit_code_is_its_own_and_nothing_stays,
    a_command_whose_tool_was_killed_goes_on_is_named_by_status_and_by_the_next_run_and_can_be_stopped,
    whatever_ends_a_lab_it_ends_in_order_and_nothing_stays,
    a_closed_terminal_ends_the_command_and_its_container,
    one_ctrl_c_in_a_terminal_ends_the_lab_in_order_without_a_question,
    a_killed_kernel_is_no_zombie_and_a_lab_whose_tool_was_killed_goes_on_is_found_again_and_can_be_stopped,
];

/// What ends the container, and the tool's exit code: of a command that knows no signal, and of JupyterLab, which ends
/// in order.
const ENDS: [(End, i32, i32); 5] = [
    (End::Signal("-INT"), 130, 0),
    (End::Signal("-TERM"), 143, 0),
    (End::Signal("-HUP"), 129, 129),
    (End::Stop, 143, 0),
    (End::Kill, 137, 137),
];

#[derive(Clone, Copy, Debug)]
enum End {
    /// This signal, sent to the tool.
    Signal(&'static str),
    /// `docker container stop`, by somebody else.
    Stop,
    /// `docker container kill`, by somebody else.
    Kill,
}

/// The tool in the foreground, killed with its container when dropped.
pub struct Foreground<'a> {
    traces: &'a Traces,
    child: Child,
}

impl<'a> Foreground<'a> {
    /// Starts it, and waits until it has printed a line.
    fn start(project: &Project, traces: &'a Traces, args: &[&str]) -> (Self, String) {
        let child = project.command(&[&["--offline"], args].concat()).stdout(Stdio::piped()).spawn().unwrap();
        let mut tool = Self { traces, child };
        let line = first_line(&mut tool.child, 180);
        (tool, line)
    }

    fn end(&mut self, how: End) -> Option<i32> {
        match how {
            End::Signal(signal) => {
                let pid = self.child.id().to_string();
                assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
            }
            End::Stop => drop(docker(&["container", "stop", &self.traces.containers()[0]]).exits(0)),
            End::Kill => drop(docker(&["container", "kill", &self.traces.containers()[0]]).exits(0)),
        }
        end_of(&mut self.child, 30, &format!("{how:?} ends it")).code()
    }
}

impl Drop for Foreground<'_> {
    fn drop(&mut self) {
        // It has ended, unless the test fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
        for id in self.traces.containers() {
            docker(&["container", "rm", "--force", &id]);
        }
        remove_volume(&self.traces.volume);
    }
}

/// The first line that a program prints, whose stdout is a pipe.
pub fn first_line(child: &mut Child, seconds: u64) -> String {
    let (send, lines) = mpsc::channel();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        send.send(line).unwrap();
        // Whoever goes on printing is not to find a closed pipe.
        std::io::copy(&mut stdout, &mut std::io::sink())
    });
    lines.recv_timeout(Duration::from_secs(seconds)).unwrap().trim_end().to_owned()
}

/// What a project may leave on the engine. Its names are asked for once: each question to the tool is half a second.
pub struct Traces {
    filter: String,
    volume: String,
}

impl Traces {
    /// Those of a project.
    pub fn of(project: &Project) -> Self {
        let printed = project.xtask(&["--dry-run", "lab"]).exits(0).stdout;
        let after = |word: &str, end: char| {
            let (_, rest) = printed.split_once(word).unwrap();
            rest.split(end).next().unwrap().to_owned()
        };
        let filter = format!("label=conda-in-docker.project={}", after("conda-in-docker.project=", ' '));
        Self { filter, volume: after("type=volume,source=", ',') }
    }

    /// Those of a project without JupyterLab, which has no volume.
    pub fn without_lab(project: &Project) -> Self {
        let printed = project.xtask(&["--dry-run", "run", "true"]).exits(0).stdout;
        let (_, rest) = printed.split_once("conda-in-docker.project=").unwrap();
        let id = rest.split(' ').next().unwrap();
        Self { filter: format!("label=conda-in-docker.project={id}"), volume: String::new() }
    }

    /// The ids of the project's containers.
    pub fn containers(&self) -> Vec<String> {
        let list = ["container", "ls", "--all", "--quiet", "--filter", &self.filter];
        docker(&list).exits(0).stdout.lines().map(str::to_owned).collect()
    }

    /// The engine removes a container a moment after its process has ended.
    pub fn assert_nothing_stays(&self) {
        eventually(10, "the container is removed", || self.containers().is_empty().then_some(()));
    }
}

fn whatever_ends_a_command_the_exit_code_is_its_own_and_nothing_stays() {
    let project = shared();
    let traces = Traces::of(&project);
    for (how, code, _) in ENDS {
        let (mut tool, line) =
            Foreground::start(&project, &traces, &["run", "--", "sh", "-c", "echo up; exec sleep 60"]);
        assert_eq!((line.as_str(), traces.containers().len()), ("up", 1));
        assert_eq!(tool.end(how), Some(code), "{how:?}");
        traces.assert_nothing_stays();
    }
}

fn a_command_whose_tool_was_killed_goes_on_is_named_by_status_and_by_the_next_run_and_can_be_stopped() {
    let project = shared();
    let traces = Traces::of(&project);
    let sleep = ["run", "--", "sh", "-c", "echo up; exec sleep 600"];
    let (mut tool, line) = Foreground::start(&project, &traces, &sleep);
    assert_eq!(line, "up");
    let say = |args: &[&str]| within(ANSWER, project.command(&[&["--offline"], args].concat())).exits(0);
    let nobody = "nothing waits for it any more";
    let alive = (say(&["status"]).stdout, say(&["run", "true"]).stderr);
    assert!(alive.0.contains("\nrun:   sh -c") && !(alive.0 + &alive.1).contains(nobody));
    tool.child.kill().unwrap();
    tool.child.wait().unwrap();
    let end = "`cargo xtask stop --runs` ends it\n";
    let status = say(&["status"]).stdout;
    assert!(status.contains(&format!("; {nobody}, and {end}")), "{status}");
    let said = say(&["run", "true"]).stderr;
    assert!(said.contains(&format!(", and {nobody}; {end}")), "{said}");
    assert_eq!(traces.containers().len(), 1);
    say(&["stop", "--runs"]);
    traces.assert_nothing_stays();
}

fn whatever_ends_a_lab_it_ends_in_order_and_nothing_stays() {
    let project = shared();
    let traces = Traces::of(&project);
    // Each lab is seconds of a processor; a terminal's Ctrl-C, below, and `stop` end labs as well.
    for &(how, _, code) in if is_long() { &ENDS[..] } else { &ENDS[1..3] } {
        let (mut tool, url) = Foreground::start(&project, &traces, &["lab"]);
        assert_eq!(get(&url).0, 200);
        assert_eq!(tool.end(how), Some(code), "{how:?}");
        traces.assert_nothing_stays();
    }
}

/// The exit code of the tool in a terminal of its own, in which a deed is done once a word is printed there.
fn in_terminal(project: &Project, word: &str, deed: &str, args: &[&str]) -> String {
    let inner = project.command(&[&["--offline"], args].concat());
    let mut command = Command::new("python3");
    command.arg(repository().join("xtask/tests/data/terminal.py")).args([word, deed]);
    command.arg(inner.get_program()).args(inner.get_args()).env_clear().current_dir("/");
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    within(ANSWER, command).exits(0).stdout
}

fn a_closed_terminal_ends_the_command_and_its_container() {
    let project = shared();
    let traces = Traces::of(&project);
    let args = ["run", "--", "sh", "-c", "echo up; exec sleep 60"];
    assert_eq!(in_terminal(&project, "up\r", "close", &args), "129\n");
    traces.assert_nothing_stays();
}

fn one_ctrl_c_in_a_terminal_ends_the_lab_in_order_without_a_question() {
    let project = shared();
    let traces = Traces::of(&project);
    assert_eq!(in_terminal(&project, "/lab?token=", "ctrl-c", &["lab"]), "0\n");
    traces.assert_nothing_stays();
    remove_volume(&traces.volume);
}

fn a_killed_kernel_is_no_zombie_and_a_lab_whose_tool_was_killed_goes_on_is_found_again_and_can_be_stopped() {
    let project = shared();
    let traces = Traces::of(&project);
    let (mut tool, url) = Foreground::start(&project, &traces, &["lab"]);
    let program = std::fs::read_to_string(repository().join("xtask/tests/data/kernel.py")).unwrap();
    let id = container(&project).unwrap();
    let said = docker(&["container", "exec", &id, "python", "-c", &program]).exits(0);
    assert_eq!(said.stdout, "left: []\n");

    tool.child.kill().unwrap();
    tool.child.wait().unwrap();
    assert_eq!(get(&url).0, 200);
    let say = |command: &str| within(ANSWER, project.command(&["--offline", command])).exits(0);
    assert!(say("status").stdout.starts_with(&format!("lab:   {url}\n")));
    say("stop");
    traces.assert_nothing_stays();
}
