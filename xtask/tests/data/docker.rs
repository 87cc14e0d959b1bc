//! A `docker` for tests: it writes down how it was called, and answers by a script. Under the name `podman` it is that, and
//! its command lines begin with the word `podman`.
//!
//! `$FAKE_DOCKER` is a folder. Each call is appended to its file `log`: the working directory, the environment and the
//! arguments, each as a letter (C, E, A), the text and a NUL; the call ends with X and a NUL. Its file `script` has
//! blocks of five fields, each ended by a NUL: the first words of the command line that it answers, in which `*` stands for
//! anything, how often (0: always), the action, stdout, stderr. The first block that fits counts. `$FAKE_DOCKER_PAUSE` is how
//! many milliseconds each answer takes. In stdout `@built` stands for the label of the image that was built last. An action is
//! an exit code, `signal N`, or `wait`, for a signal or the file `go`.

use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, exit};

fn main() {
    let folder = std::env::var("FAKE_DOCKER").expect("FAKE_DOCKER names a folder");
    let mut args: Vec<String> = std::env::args().collect();
    // The own name stays only if it is the other one.
    match args[0].rsplit('/').next() {
        Some("podman") => "podman".clone_into(&mut args[0]),
        _ => drop(args.remove(0)),
    }
    let line = args.join(" ");
    let earlier = log(&folder, &args);
    let label = args.iter().find_map(|arg| arg.strip_prefix("conda-in-docker.inputs="));
    if let Some(label) = label.filter(|_| line.contains("image build ")) {
        fs::write(format!("{folder}/built"), label).expect("room for a label");
    }
    let script = fs::read_to_string(format!("{folder}/script")).unwrap_or_default();
    let fields: Vec<&str> = script.split_terminator('\0').collect();
    let answer = fields.chunks_exact(5).find(|block| {
        let times: usize = block[1].parse().expect("a number");
        begins_with(&line, block[0]) && (times == 0 || count(&earlier, block[0]) < times)
    });
    let (action, stdout, stderr) = match answer {
        Some(block) => (block[2], block[3].replace("@built", &built(&folder)), block[4]),
        None => default(&line),
    };
    // A moment in which somebody can end whoever waits for it.
    if let Some(pause) = std::env::var("FAKE_DOCKER_PAUSE").ok().and_then(|pause| pause.parse().ok()) {
        std::thread::sleep(std::time::Duration::from_millis(pause));
    }
    print!("{stdout}");
    eprint!("{stderr}");
    std::io::stdout().flush().expect("stdout is open");
    act(action, &folder);
}

/// The label of the image that was built last.
fn built(folder: &str) -> String {
    fs::read_to_string(format!("{folder}/built")).unwrap_or_default()
}

/// Whether the line begins with these words; a `*` in them stands for anything.
fn begins_with(line: &str, start: &str) -> bool {
    let mut parts = start.split('*');
    let rest = line.strip_prefix(parts.next().unwrap_or_default());
    parts.try_fold(rest, |rest, part| Some(rest?.split_once(part).map(|(_, rest)| rest))).flatten().is_some()
}

/// What an engine says that has no image and no container.
fn default(line: &str) -> (&'static str, String, &'static str) {
    let hostname = || fs::read_to_string("/etc/hostname").unwrap_or_default();
    let answers = [
        ("--version", "Docker version 28.0.0, build f4f5dae\n".to_owned()),
        ("buildx version", "github.com/docker/buildx v0.20.0\n".to_owned()),
        ("context inspect", "unix:///var/run/docker.sock\n".to_owned()),
        ("info", hostname()),
    ];
    if line.starts_with("image inspect") || line.starts_with("image history") {
        return ("1", "\n".to_owned(), "Error response from daemon: No such image\n");
    }
    if line.starts_with("podman image inspect") || line.starts_with("podman image history") {
        return ("125", "\n".to_owned(), "Error: inspecting object: project: image not known\n");
    }
    if line.starts_with("podman info") {
        return ("125", String::new(), "Error: there is no podman here\n");
    }
    let answer = answers.into_iter().find(|(start, _)| line.starts_with(start));
    ("0", answer.map(|(_, text)| text).unwrap_or_default(), "")
}

fn act(action: &str, folder: &str) {
    let shell = |script: &str| -> ! {
        let error = Command::new("/bin/sh").args(["-c", script, folder]).exec();
        panic!("cannot start sh: {error}");
    };
    if action == "wait" {
        // Tells a signal apart that reached this very process, and ends as a program does that was told to.
        shell(
            "trap 'echo TERM >>\"$0/signals\"; exit 143' TERM; trap 'echo INT >>\"$0/signals\"; exit 130' INT; \
             echo $$ >\"$0/pid.new\"; mv \"$0/pid.new\" \"$0/pid\"; \
             for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5 6 7 8 9 10; do [ -e \"$0/go\" ] && exit 0; sleep 0.1; \
             done; done",
        );
    }
    if let Some(signal) = action.strip_prefix("signal ") {
        shell(&format!("kill -{signal} $$"));
    }
    exit(action.parse().expect("an exit code"));
}

/// Appends this call, in one write since others may run beside it. Returns what was there before.
fn log(folder: &str, args: &[String]) -> Vec<u8> {
    let path = format!("{folder}/log");
    let earlier = fs::read(&path).unwrap_or_default();
    let mut record = Vec::new();
    let mut field = |letter: u8, parts: &[&[u8]]| {
        record.push(letter);
        parts.iter().for_each(|part| record.extend(*part));
        record.push(0);
    };
    field(b'C', &[std::env::current_dir().expect("a folder").as_os_str().as_bytes()]);
    for (name, value) in std::env::vars_os() {
        field(b'E', &[name.as_bytes(), b"=", value.as_bytes()]);
    }
    args.iter().for_each(|arg| field(b'A', &[arg.as_bytes()]));
    field(b'X', &[]);
    let mut file = fs::OpenOptions::new().append(true).create(true).open(&path).expect("a log");
    file.write_all(&record).expect("room for the log");
    earlier
}

/// The calls in the log that begin with these words.
fn count(log: &[u8], start: &str) -> usize {
    let mut args: Vec<String> = Vec::new();
    let mut found = 0;
    for field in log.split(|byte| *byte == 0).filter(|field| !field.is_empty()) {
        match field[0] {
            b'A' => args.push(String::from_utf8_lossy(&field[1..]).into_owned()),
            b'X' => found += usize::from(begins_with(&std::mem::take(&mut args).join(" "), start)),
            _ => {}
        }
    }
    found
}
