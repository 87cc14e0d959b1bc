//! Claims about the programs that make and serve the offline world, each asked by itself.

use std::process::Command;

use crate::support::{Outcome, folder, have, repository};

/// Runs a Python program that finds those of the offline world.
fn python(program: &str, args: &[&str]) -> Outcome {
    let mut command = Command::new("python3");
    command.args(["-B", "-c", program]).args(args);
    Outcome::of(command.env("PYTHONPATH", repository().join("xtask/offline-world")).output().unwrap())
}

#[test]
fn two_programs_do_not_make_the_world_at_a_time() {
    if !have("python3") {
        return;
    }
    let folder = folder();
    let program = r#"
import fcntl, make, sys, threading, time
path = sys.argv[1] + "/lock"
first = open(path, "w")
make.wait_for(first, quiet=True)
def release():
    time.sleep(0.3)
    print("released", file=sys.stderr, flush=True)
    first.close()
threading.Thread(target=release).start()
with open(path, "w") as second:
    make.wait_for(second, quiet=False)
    print("mine", file=sys.stderr)
"#;
    let said = python(program, &[folder.path().to_str().unwrap()]).exits(0).stderr;
    assert_eq!(said, "offline-world: waiting for another program that makes it\nreleased\nmine\n");
}

#[test]
fn a_world_whose_making_is_interrupted_has_no_stamp_and_no_half_made_step() {
    if !have("python3") {
        return;
    }
    let folder = folder();
    let program = r#"
import json, pathlib, sys, world
from steps import Progress, Step
out = pathlib.Path(sys.argv[1])
place = world.World(out, "bookworm", "m", (), (), {})
place.summary.write_text(json.dumps({"port": 1, "stamp": "s"}))
def make(place):
    with world.replacing(place.www) as www:
        (www / "half").write_text("x")
        raise KeyboardInterrupt
step = Step("pip index", make, lambda place: place.www.exists(), ("steps.py",))
try:
    Progress(place, quiet=True).bring_up_to_date(step)
except KeyboardInterrupt:
    print(place.summary.read_text(), place.www.exists(), (out / "stamps/pip-index").exists())
"#;
    let said = python(program, &[folder.path().to_str().unwrap()]).exits(0).stdout;
    assert_eq!(said, "{\n  \"port\": 1\n}\n False False\n");
}

#[test]
fn what_a_world_was_asked_for_once_stays() {
    if !have("python3") {
        return;
    }
    let program = "import make; print(make.union(['git', 'curl'], ['tree', 'git']))";
    assert_eq!(python(program, &[]).exits(0).stdout, "('curl', 'git', 'tree')\n");
}

#[test]
fn of_a_damaged_description_the_port_and_what_the_world_was_asked_for_stay_if_they_can_be_read() {
    if !have("python3") {
        return;
    }
    let folder = folder();
    let file = folder.path().join("world.json");
    let program = "import pathlib, sys, world; print(world.read_summary(pathlib.Path(sys.argv[1])))";
    let table = [
        ("{\"port\": 20001, \"requirements\": [\"x\"]", "{}"),
        ("[]", "{}"),
        ("{\"port\": 20001, \"apt\": \"git\", \"images\": {\"a\": {}}}", "{'port': 20001}"),
        ("{\"port\": 70000, \"requirements\": [\"x\"]}", "{'requirements': ['x']}"),
        (
            "{\"apt\": [1], \"images\": {\"a\": {\"archive\": \"b\", \"layer\": \"c\"}}}",
            "{'images': {'a': {'archive': 'b', 'layer': 'c'}}}",
        ),
    ];
    for (document, read) in table {
        std::fs::write(&file, document).unwrap();
        assert_eq!(
            python(program, &[file.to_str().unwrap()]).exits(0).stdout,
            format!("{read}\n"),
            "{document}"
        );
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_one_sentence() {
    if !have("python3") {
        return;
    }
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let world = file.join("world");
    let program = "import make, sys; sys.exit(make.main())";
    let said = python(program, &[world.to_str().unwrap()]).exits(1).stderr;
    let sentence = format!(
        "offline-world: cannot use `{}` (Not a directory); make that folder writable, or name another one for caches in the \
         variable XDG_CACHE_HOME\n",
        world.display()
    );
    assert_eq!(said, sentence);
}

#[test]
fn a_world_keeps_its_port_beside_its_own_servers_and_leaves_it_to_another_program() {
    if !have("python3") {
        return;
    }
    let program = r#"
import make, serve, socket
print(make.is_usable(None))
with socket.create_server(("127.0.0.1", 0)) as other:
    print(make.is_usable(other.getsockname()[1]))
server = serve.Server(("127.0.0.1", 0), serve.Handler)
print(make.is_usable(server.server_address[1]))
"#;
    assert_eq!(python(program, &[]).exits(0).stdout, "False\nFalse\nTrue\n");
}
