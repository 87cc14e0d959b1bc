//! One run: the engines and the offline world, then a process for each engine, and last what became of every test.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::arguments::Arguments;
use super::engines::{Engine, Kind};
use super::report::{Report, Result as Outcome, busy};
use super::selection::Case;
use super::worker::{MARK, VARIABLE};
use crate::machine;
use crate::support::{Project, is_long};

/// Runs the tests on their engines.
pub fn all(cases: &[Case], arguments: &Arguments) -> ExitCode {
    let (start, before) = (Instant::now(), busy());
    if cases.is_empty() {
        println!("no test on an engine is asked for");
        return ExitCode::SUCCESS;
    }
    let logs = Utf8PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("on_engines");
    let _ = std::fs::remove_dir_all(&logs);
    std::fs::create_dir_all(&logs).unwrap();
    let mut report = Report::new(logs.clone());
    let engines = start_engines(cases, &mut report);
    if !engines.is_empty() {
        match make_world(&engines, cases, &logs) {
            Ok(()) => run_on(&engines, cases, arguments, &mut report),
            Err(Lacks::Cannot(why)) => report.lack(&format!("no offline world ({why})")),
            Err(Lacks::Failed(why)) => report.fail("the offline world", &why),
        }
    }
    drop(engines);
    report.end(cases, start.elapsed().as_secs_f64(), busy() - before)
}

/// The engines of these tests; the first one says in the first line which ones there are.
fn start_engines(cases: &[Case], report: &mut Report) -> Vec<Engine> {
    let needs = |kind: Kind| cases.iter().any(|case| case.kind == kind);
    if let Some(engine) = Engine::of_caller() {
        let engine =
            engine.map_err(|why| report.lack(&format!("where DOCKER_HOST or the context leads, {why}")));
        engine.iter().for_each(|engine| println!("engine: the caller's, {}", engine.title));
        for kind in [Kind::Containerd, Kind::Machines].into_iter().filter(|kind| needs(*kind)) {
            report.lack(&format!("no second engine of the kind {}, since the caller names one", kind.name()));
        }
        return engine.into_iter().collect();
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        report.lack("no Linux on x86-64, for which alone the offline world is made");
        return Vec::new();
    }
    // The first is always needed: with it come the clients that tests on the others use as well.
    let own = match Engine::own(Kind::Overlay2) {
        Ok(own) => own,
        Err(why) => {
            report.lack(&format!("no engine of the tests' own ({why}); the machine's serves"));
            let there = Engine::there(Kind::Overlay2);
            return there.map_err(|why| report.lack(&why)).into_iter().collect();
        }
    };
    let mut engines = vec![own];
    if needs(Kind::Containerd) {
        match Engine::own(Kind::Containerd) {
            Ok(engine) => engines.push(engine),
            Err(why) => report.lack(&format!("no engine with containerd's image store ({why})")),
        }
    }
    if needs(Kind::Machines) {
        match Engine::there(Kind::Machines) {
            Ok(engine) => engines.push(engine),
            Err(why) => report.lack(&format!("no engine of the machine's ({why})")),
        }
    }
    let titles: Vec<&str> = engines.iter().map(|engine| engine.title.as_str()).collect();
    println!("engines: {}", titles.join("; "));
    engines
}

/// Why there is no offline world.
enum Lacks {
    /// This machine cannot have it.
    Cannot(String),
    /// Something went wrong.
    Failed(String),
}

/// Makes the offline world, and gives its base images to the engines.
fn make_world(engines: &[Engine], cases: &[Case], logs: &Utf8Path) -> Result<(), Lacks> {
    let start = Instant::now();
    let mut args = vec!["offline-world"];
    if is_long() && cases.iter().any(|case| case.area == "users") {
        args.extend(["--base", "trixie"]);
    }
    let project = Project::empty("world");
    // The first makes it and the others wait for that; then each loads the images, which is waiting for a disk.
    thread::scope(|scope| {
        let threads: Vec<_> =
            engines.iter().map(|engine| scope.spawn(|| give_world(engine, &project, &args, logs))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap())
    })?;
    println!("the offline world: {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Has the tool make the world, if it is not there, and give it to one engine.
fn give_world(engine: &Engine, project: &Project, args: &[&str], logs: &Utf8Path) -> Result<(), Lacks> {
    let made = project.command(args).envs(engine.variables()).output();
    let said =
        made.as_ref().map(|made| String::from_utf8_lossy(&made.stderr).into_owned()).unwrap_or_default();
    std::fs::write(logs.join(format!("offline-world-{}.log", engine.kind.name())), &said).unwrap();
    if made.is_ok_and(|made| made.status.success()) {
        return Ok(());
    }
    Err(match said.lines().find(|line| line.contains("offline-world needs")) {
        Some(needs) => Lacks::Cannot(needs.to_owned()),
        None => Lacks::Failed(said),
    })
}

/// Runs each engine's tests in a process, all beside one another: the slowest engine waits more than it computes.
fn run_on(engines: &[Engine], cases: &[Case], arguments: &Arguments, report: &mut Report) {
    let (send, results) = channel();
    let logs = report.logs.clone();
    thread::scope(|scope| {
        for engine in engines {
            let (send, logs) = (send.clone(), &logs);
            scope.spawn(move || {
                if let Err(why) = work(engine, arguments, logs, &send) {
                    let _ = send.send(Outcome::broken(engine.kind.name(), &why));
                }
                if engine.is_others {
                    engine.remove_images(&machine::image(""));
                }
            });
        }
        drop(send);
        for result in results {
            report.add(cases, result);
        }
    });
    let kinds: Vec<Kind> = engines.iter().map(|engine| engine.kind).collect();
    report.miss(cases, &kinds);
}

/// The process of one engine, of which every line is in its log.
fn work(
    engine: &Engine,
    arguments: &Arguments,
    logs: &Utf8Path,
    send: &Sender<Outcome>,
) -> Result<(), String> {
    let mut log = File::create(logs.join(format!("{}.log", engine.kind.name()))).unwrap();
    // Most of a test is waiting, for a container or a disk; two that compute are enough for two processors.
    let threads = match engine.kind {
        Kind::Overlay2 => {
            arguments.threads.unwrap_or_else(|| 2 * thread::available_parallelism().map_or(1, usize::from))
        }
        Kind::Containerd | Kind::Machines => 1,
    };
    let mut worker = Command::new(std::env::current_exe().unwrap());
    worker.args(std::env::args().skip(1)).args(["--test-threads", &threads.to_string()]);
    worker.envs(engine.variables()).env(VARIABLE, engine.kind.name());
    let (reader, writer) = os_pipe::pipe().map_err(|error| error.to_string())?;
    worker.stdin(Stdio::null()).stdout(writer.try_clone().unwrap()).stderr(writer);
    let mut child = worker.spawn().map_err(|error| error.to_string())?;
    // It holds our ends of the pipe, which would else never end.
    drop(worker);
    for line in BufReader::new(reader).lines().map_while(Result::ok) {
        match line.strip_prefix(MARK).and_then(Outcome::read) {
            Some(result) => send.send(result).unwrap(),
            None if line.starts_with("skipped: ") => println!("{line}"),
            None => writeln!(log, "{line}").unwrap(),
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("the tests' process ended with {status}")) }
}
