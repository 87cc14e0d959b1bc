//! A `docker` that stands before the real one: asked to run a container, it writes the time into `$BENCH_NOTE` and ends; all
//! else it hands on to `$BENCH_DOCKER`.

use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::SystemTime;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let variable = |name: &str| std::env::var(name).expect("bench sets it");
    if args.windows(2).any(|words| words == ["container", "run"]) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock that is right");
        std::fs::write(variable("BENCH_NOTE"), now.as_secs_f64().to_string()).expect("room for a number");
        return;
    }
    let error = Command::new(variable("BENCH_DOCKER")).args(args).exec();
    panic!("docker cannot be started: {error}");
}
