//! Claims about a lab's address: with what is printed the page opens, whoever chose its token and its path; or it is refused.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;

use super::lab_control::{built, lab};
use super::{Docker, wait_for, wait_until};
use crate::support::repository;

/// A port at which somebody answers as JupyterLab does that wants another token: each request gets this status.
fn answering(status: &'static str) -> u16 {
    answer_at(0, status)
}

/// The same at this port, or at a free one.
fn answer_at(port: u16, status: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 200];
            let length = stream.read(&mut request).unwrap_or_default();
            let has_token = String::from_utf8_lossy(&request[..length]).contains("\r\nAuthorization: token ");
            let status = if has_token { status } else { "500 without a token" };
            let _ = stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes());
        }
    });
    port
}

/// What a server notes of itself, and the end of the address that is printed.
const NOTES: [(&str, &str); 4] = [
    (r#"{"base_url": "/", "token": "mine", "password": false}"#, "/lab?token=mine"),
    (r#"{"base_url": "/user/me/", "token": "0a1b", "password": false}"#, "/user/me/lab?token=0a1b"),
    (r#"{"base_url": "/", "token": "", "password": true}"#, "/lab"),
    (r#"{"base_url": "/", "token": "a&b c", "password": false}"#, "/lab?token=a%26b%20c"),
];

#[test]
fn a_token_or_a_path_of_a_configuration_is_honoured_by_every_command_that_prints_the_address() {
    for (number, (note, end)) in NOTES.into_iter().enumerate() {
        let docker = built();
        let port = answering(if number == 1 { "404 Not Found" } else { "403 Forbidden" });
        docker.has_containers(&[lab(&docker, "lab", port)]);
        docker.answers("container exec id-a-lab sh -c", "0", note, "");
        let address = format!("http://127.0.0.1:{port}{end}");
        assert_eq!(docker.xtask(&["lab"]).exits(0).stdout, format!("{address}\n"));
        let status = docker.xtask(&["status"]).exits(0).stdout;
        assert!(status.starts_with(&format!("lab:   {address}\n")), "{status}");
        assert!(docker.xtask(&["status", "--json"]).exits(0).stdout.contains(&format!("{address:?}")));
        for call in docker.calls() {
            assert!(!call.line().contains("mine"), "{call:?}");
        }
    }
}

#[test]
fn the_companion_of_a_lab_in_the_foreground_and_of_compose_s_asks_the_container_that_it_stands_beside() {
    let docker = built();
    let table: [(&[&str], &str); 2] = [(&["lab"], "project-lab-"), (&["compose", "up"], "project-")];
    for (args, name) in table {
        docker.answers("container run", "wait", "", "").answers(
            "compose --project-directory",
            "wait",
            "",
            "",
        );
        let _ = std::fs::remove_file(docker.folder.join("pid"));
        let mut tool = docker.forget().project.command(args).stdout(Stdio::piped()).spawn().unwrap();
        wait_until(|| docker.folder.join("pid").exists());
        let made = docker.calls().into_iter().rfind(|call| call.line().contains("--")).unwrap();
        let port = match made.env.get("LAB_PORT") {
            Some(port) => port.parse().unwrap(),
            None => made.value("--publish").split(':').nth(1).unwrap().parse::<u16>().unwrap(),
        };
        let (note, end) = NOTES[1];
        docker.answers(&format!("container exec {name}"), "0", note, "");
        answer_at(port, "404 Not Found");
        let mut line = String::new();
        BufReader::new(tool.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, format!("http://127.0.0.1:{port}{end}\n"));
        let _ = tool.kill();
        let _ = tool.wait();
    }
}

#[test]
fn a_lab_that_does_not_answer_yet_is_waited_for_before_its_address_is_printed() {
    let docker = built();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    docker.has_containers(&[lab(&docker, "lab", port)]);
    let status = docker.xtask(&["status"]).exits(0).stdout;
    assert!(status.contains(&format!(":{port}/lab?token=0a1b, which does not answer yet\n")), "{status}");
    let server = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(600));
        let (mut stream, _) = TcpListener::bind(("127.0.0.1", port)).unwrap().accept().unwrap();
        let _ = stream.read(&mut [0; 200]);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    });
    assert_eq!(docker.xtask(&["lab"]).exits(0).stdout, format!("http://127.0.0.1:{port}/lab?token=0a1b\n"));
    server.join().unwrap();
}

#[test]
fn a_token_address_or_port_on_a_command_line_is_refused_wherever_that_stands() {
    const NONE: &str = "";
    let table: [(&str, &[&str], Option<&str>); 20] = [
        (NONE, &["--", "--IdentityProvider.token=x"], Some("--IdentityProvider.token=x")),
        (NONE, &["--", "--ServerApp.base_url=/x"], Some("--ServerApp.base_url=/x")),
        (NONE, &["--", "--ip", "0.0.0.0"], Some("--ip")),
        (NONE, &["--", "--port=1"], Some("--port=1")),
        (NONE, &["--", "--ServerApp.port=1"], Some("--ServerApp.port=1")),
        (NONE, &["--", "--certfile", "x"], Some("--certfile")),
        (NONE, &["--", "--sock=/tmp/x"], Some("--sock=/tmp/x")),
        ("run-args = [\"--env=JUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("run-args = [\"--env\", \"JUPYTER_TOKEN\"]", &[], Some("JUPYTER_TOKEN")),
        ("run-args = [\"-e\", \"JUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("run-args = [\"-eJUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("lab-args = [\"--env=JUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("lab-args = [\"-ie\", \"JUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("run-args = [\"-tieJUPYTER_TOKEN=x\"]", &[], Some("JUPYTER_TOKEN")),
        ("run-args = [\"--label\", \"-eJUPYTER_TOKEN=x\"]", &[], None),
        (NONE, &["--env", "JUPYTER_TOKEN=x"], Some("JUPYTER_TOKEN")),
        (NONE, &["--env", "JUPYTER_TOKEN"], Some("JUPYTER_TOKEN")),
        ("lab-args = [\"--env=JUPYTER_TOKENS=x\"]", &[], None),
        ("run-args = [\"--env\", \"A=JUPYTER_TOKEN\"]", &[], None),
        (NONE, &["--", "--ServerApp.terminals_enabled=False"], None),
    ];
    let docker = Docker::of_template("project");
    for (settings, args, refused) in table {
        docker.project.write("Cargo.toml", format!("[workspace.metadata.docker]\n{settings}\n"));
        let outcome = docker.forget().xtask(&[&["lab"], args].concat());
        let Some(word) = refused else {
            outcome.exits(0);
            continue;
        };
        let place = match settings.split(' ').next().unwrap() {
            NONE => format!("error: `{word}` "),
            setting => format!("error: Cargo.toml: `{word}` in the setting `{setting}` "),
        };
        let sentence = place + "is set by this tool, which chooses address, port and token; ";
        assert!(outcome.exits(2).stderr.starts_with(&sentence), "{settings} {args:?}");
        assert_eq!(docker.deeds(), []);
        if settings != NONE {
            let said = docker.xtask(&["compose", "up"]).exits(2).stderr;
            assert!(said.starts_with(&sentence), "{settings}: {said}");
            assert_eq!(docker.deeds(), []);
        }
    }
    // A committed file would have it, so it is one mistake for each command.
    let settings = "[workspace.metadata.docker]\nrun-args = [\"--env=JUPYTER_TOKEN=x\"]\n";
    docker.project.write("Cargo.toml", settings);
    docker.forget().xtask(&["run", "true"]).exits(2);
    docker.project.write("Cargo.toml", "");
    docker.xtask(&["run", "--env", "JUPYTER_TOKEN=x", "true"]).exits(2);
    assert_eq!(docker.deeds(), []);
}

#[test]
fn at_a_terminal_with_a_screen_the_browser_is_opened_by_a_page_that_only_its_owner_can_read() {
    let script = "#!/bin/sh\nfor last; do :; done\ncp \"$last\" \"$FAKE_DOCKER/page\"; stat -c %a \"$last\" >\"$FAKE_DOCKER/mode\"\n\
                  printf '%s\\n' \"$*\" >\"$FAKE_DOCKER/opened.new\"; mv \"$FAKE_DOCKER/opened.new\" \"$FAKE_DOCKER/opened\"\n";
    type Variables = &'static [(&'static str, &'static str)];
    // With these variables and arguments the browser is called with these options, or not at all.
    let table: [(Variables, &[&str], Option<&str>); 7] = [
        (&[("DISPLAY", ":0")], &[], Some("")),
        (&[("WAYLAND_DISPLAY", "w"), ("BROWSER", "see --new %s:other")], &[], Some("--new ")),
        (&[("DISPLAY", ":0"), ("BROWSER", "see -n")], &[], Some("-n ")),
        (&[("DISPLAY", ":0")], &["--no-browser"], None),
        (&[("DISPLAY", ":0"), ("SSH_CONNECTION", "1")], &[], None),
        (&[("DISPLAY", ":0"), ("SSH_TTY", "/dev/pts/1")], &[], None),
        (&[], &[], None),
    ];
    for (variables, args, opened) in table {
        let mut docker = built();
        docker.put_first("xdg-open", script).put_first("see", script);
        docker.put_first("sleep", "#!/bin/sh\n[ \"$1\" = 30 ] || exec /bin/sleep \"$@\"\n");
        for (name, value) in variables {
            docker.project.env(name, *value);
        }
        docker.answers("container run", "wait", "", "");
        let inner = docker.project.command(&[&["lab"], args].concat());
        let mut terminal = std::process::Command::new("python3");
        terminal.arg(repository().join("xtask/tests/data/terminal.py")).args(["/lab?token=", "ctrl-c"]);
        terminal.arg(inner.get_program()).args(inner.get_args()).env_clear().current_dir("/");
        terminal.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let mut terminal = terminal.stdout(Stdio::null()).spawn().unwrap();
        wait_until(|| docker.folder.join("pid").exists());
        let run = docker.only("container run");
        let port = run.value("--publish").split(':').nth(1).unwrap().parse().unwrap();
        answer_at(port, "200 OK");
        terminal.wait().unwrap();
        let Some(options) = opened else {
            assert!(!docker.folder.join("page").exists(), "{variables:?} {args:?}");
            continue;
        };
        let called = wait_for(&docker.folder.join("opened"));
        let page = called.trim_end().strip_prefix(options).unwrap();
        assert!(page.ends_with(".html") && !called.contains(&run.env["JUPYTER_TOKEN"]), "{called}");
        assert_eq!(std::fs::read_to_string(docker.folder.join("mode")).unwrap(), "600\n");
        let url = format!("url=http://127.0.0.1:{port}/lab?token={}\"", run.env["JUPYTER_TOKEN"]);
        let text = std::fs::read_to_string(docker.folder.join("page")).unwrap();
        assert!(text.contains(&url), "{text}");
        // The page goes when it was read, though the terminal's Ctrl-C has ended all else.
        wait_until(|| !std::path::Path::new(page).exists());
    }
}
