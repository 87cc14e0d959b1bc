//! Claims about a lab in the background: where it is to be had and by whom, and how it is found again and stopped.

use super::machine::{BUILD, SHARED, build, docker, image, project, replacing, shared, small_lab};
use super::wait::{ANSWER, get, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project, absent, repository};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    a_lab_answers_this_machine_and_the_token_alone_shows_the_token_nowhere_and_is_found_again_and_stopped,
    the_page_opens_by_the_printed_address_whoever_chose_the_token_and_the_path,
    a_terminal_of_the_menu_begins_where_it_lasts_and_a_new_kernel_sees_what_conda_was_told_since,
    in_the_machine_s_own_network_a_lab_is_this_machine_s_alone_at_a_port_that_was_free,
    jupyterlabs_own_settings_outlive_the_lab_and_are_the_users,
    a_lab_of_roots_project_answers_and_what_it_writes_is_roots,
    a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale,
];

/// A lab that is stopped when this is dropped.
pub struct Lab<'a> {
    project: &'a Project,
    /// What `lab --detach` printed.
    pub url: String,
    /// What it said.
    pub said: String,
    /// The volume with JupyterLab's settings, which outlives the lab.
    volume: String,
}

impl<'a> Lab<'a> {
    /// `lab --detach`, with the image as it is or from the offline world.
    pub fn detached(project: &'a Project) -> Self {
        let volume = volume(project);
        let started = within(600, project.command(&["--offline", "lab", "--detach"]));
        let mut lab = Self { project, url: String::new(), said: String::new(), volume };
        (lab.url, lab.said) = (started.stdout.clone(), started.stderr.clone());
        started.exits(0);
        assert_eq!(lab.url.lines().count(), 1, "{:?}", lab.url);
        lab.url = lab.url.trim_end().to_owned();
        lab
    }

    /// Stops it.
    pub fn stop(&self) -> Outcome {
        within(ANSWER, self.project.command(&["--offline", "stop"]))
    }

    /// What follows `token=` in the URL, and the address before the path.
    pub fn token_and_server(&self) -> (&str, &str) {
        let (server, token) = self.url.split_once("/lab?token=").unwrap();
        (token, server)
    }

    /// What docker says about the container.
    pub fn inspect(&self, format: &str) -> String {
        docker(&["container", "inspect", "--format", format, &container(self.project).unwrap()])
            .exits(0)
            .stdout
    }
}

impl Drop for Lab<'_> {
    fn drop(&mut self) {
        if let Some(id) = container(self.project) {
            docker(&["container", "rm", "--force", &id]);
        }
        remove_volume(&self.volume);
    }
}

/// The volume that the project's lab is going to have.
pub fn volume(project: &Project) -> String {
    let printed = project.xtask(&["--dry-run", "lab"]).exits(0).stdout;
    let (_, volume) = printed.split_once("type=volume,source=").unwrap();
    volume.split(',').next().unwrap().to_owned()
}

/// Removes it, once the engine has removed the container.
pub fn remove_volume(volume: &str) {
    let is_left = || docker(&["volume", "inspect", volume]).code == 0;
    for _ in 0..100 {
        if !is_left() || docker(&["volume", "rm", volume]).code == 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The container of the project's lab. Another project's lab may have taken this one's port, so the project counts as well,
/// once it has been given its name.
pub fn container(project: &Project) -> Option<String> {
    let settings = project.read("Cargo.toml");
    let port = settings.rsplit_once("port = ").unwrap().1.trim();
    let mut filters = vec![format!("label=conda-in-docker.port={port}")];
    if project.root.join("docker/.project-id").exists() {
        let written = project.read("docker/.project-id");
        let (_, id) = written.lines().next().unwrap().rsplit_once('-').unwrap();
        filters.push(format!("label=conda-in-docker.project={id}"));
    }
    let mut list = vec!["container", "ls", "--all", "--quiet"];
    list.extend(filters.iter().flat_map(|filter| ["--filter", filter]));
    docker(&list).exits(0).stdout.lines().next().map(str::to_owned)
}

fn a_lab_answers_this_machine_and_the_token_alone_shows_the_token_nowhere_and_is_found_again_and_stopped() {
    let project = shared();
    let say = |command: &str| within(ANSWER, project.command(&["--offline", command])).exits(0);
    say("generate");
    let (volume, image) = (volume(&project), &*SHARED);
    let current = |made: &str| {
        format!(
            "volume: {volume} at ~/.kept: JupyterLab's settings, histories{made}\nimage: {image} is current\n"
        )
    };
    let not_yet = current(" (made by the first lab)");
    assert_eq!(say("status").stdout, format!("lab:   not running; `cargo xtask lab` starts it\n{not_yet}"));
    let logs = within(ANSWER, project.command(&["--offline", "logs"])).exits(1);
    assert!(logs.stderr.contains("no lab of this project runs"));

    // Each lab is seconds of a processor, so one is looked at from all sides.
    let lab = Lab::detached(&project);
    answers_this_machine_alone_and_only_with_the_token(&lab);
    shows_the_token_nowhere(&lab);

    assert_eq!(say("status").stdout, format!("lab:   {}\n{}", lab.url, current("")));
    assert_eq!(say("lab").stdout, format!("{}\n", lab.url));
    opens_a_shell_and_is_told_to_programs(&project, &lab);
    let logs = say("logs");
    assert!((logs.stdout + &logs.stderr).contains("Jupyter Server"));
    lab.stop().exits(0);
    assert_eq!(container(&project), None);
    assert!(say("stop").stderr.contains("no lab of this project runs"));
}

fn answers_this_machine_alone_and_only_with_the_token(lab: &Lab<'_>) {
    let (token, server) = lab.token_and_server();
    assert_eq!(get(&format!("{server}/api")).0, 200);
    assert_eq!(get(&format!("{server}/api/status")).0, 403);
    assert_eq!(get(&format!("{server}/api/status?token=wrong")).0, 403);
    assert_eq!(get(&format!("{server}/api/status?token={token}")).0, 200);
    let (status, page) = get(&lab.url);
    assert_eq!(status, 200);
    assert!(page.contains("<title>JupyterLab</title>"), "{page}");
    let published =
        lab.inspect("{{range .NetworkSettings.Ports}}{{range .}}{{println .HostIp .HostPort}}{{end}}{{end}}");
    assert_eq!(published.trim(), server.strip_prefix("http://").unwrap().replace(':', " "));
}

fn shows_the_token_nowhere(lab: &Lab<'_>) {
    let (token, _) = lab.token_and_server();
    assert_eq!(token.len(), 48);
    let image = lab.inspect("{{.Image}}");
    let places = [
        lab.inspect("{{.Path}} {{.Args}} {{.Config.Entrypoint}} {{.Config.Cmd}} {{.Config.Labels}}"),
        docker(&["image", "history", "--no-trunc", image.trim()]).exits(0).stdout,
        docker(&["image", "inspect", image.trim()]).exits(0).stdout,
        command_lines(),
        lab.said.clone(),
        within(ANSWER, lab.project.command(&["--offline", "logs"])).exits(0).stderr,
    ];
    for place in places {
        assert!(!place.is_empty() && !place.contains(token), "{place}");
    }
}

fn opens_a_shell_and_is_told_to_programs(project: &Project, lab: &Lab<'_>) {
    let mut shell = project.command(&["--offline", "shell", "--lab"]);
    project.write("typed", "hostname; which python\n");
    shell.stdin(std::fs::File::open(project.root.join("typed")).unwrap());
    let seen = within(ANSWER, shell).exits(0).stdout;
    let host = lab.inspect("{{.Config.Hostname}}");
    assert!(seen.starts_with(host.trim()) && seen.ends_with("\n/opt/env/bin/python\n"), "{seen}");
    let json = within(ANSWER, project.command(&["--offline", "status", "--json"])).exits(0).stdout;
    let fields = [
        format!("\"url\": {:?}", lab.url),
        "\"older_image\": false".to_owned(),
        format!("\"folder\": {:?}", project.root),
    ];
    for field in fields {
        assert!(json.contains(&field), "{field}: {json}");
    }
}

fn the_page_opens_by_the_printed_address_whoever_chose_the_token_and_the_path() {
    let project = shared();
    let config =
        "c = get_config()\nc.IdentityProvider.token = 'mine & more'\nc.ServerApp.base_url = '/deep/er/'\n";
    project.write("conf/jupyter_server_config.py", config);
    let settings = project.read("Cargo.toml");
    let conf = format!("--mount=type=bind,source={}/conf,target=/opt/conf,readonly", project.root);
    let further = format!("lab-args = [\"--env=JUPYTER_CONFIG_PATH=/opt/conf\", {conf:?}]\nport = ");
    project.write("Cargo.toml", settings.replace("port = ", &further));
    let lab = Lab::detached(&project);
    assert!(lab.url.ends_with("/deep/er/lab?token=mine%20%26%20more"), "{}", lab.url);
    let (status, page) = get(&lab.url);
    assert!(status == 200 && page.contains("<title>JupyterLab</title>"), "{status}: {page}");
    let said = within(ANSWER, project.command(&["--offline", "status"])).exits(0).stdout;
    assert!(said.starts_with(&format!("lab:   {}\n", lab.url)), "{said}");
}

fn a_terminal_of_the_menu_begins_where_it_lasts_and_a_new_kernel_sees_what_conda_was_told_since() {
    let project = shared();
    let lab = Lab::detached(&project);
    let program = std::fs::read_to_string(repository().join("xtask/tests/data/opened.py")).unwrap();
    let id = container(&project).unwrap();
    let said = docker(&["container", "exec", &id, "python", "-c", &program]).exits(0).stdout;
    let app = docker(&["container", "exec", &id, "sh", "-c", "echo $REPO_DIR"]).exits(0).stdout;
    assert_eq!(said, format!("terminal: {}/notebooks\nkernel: it's $5 # None\n", app.trim()));
    lab.stop().exits(0);
}

fn in_the_machine_s_own_network_a_lab_is_this_machine_s_alone_at_a_port_that_was_free() {
    let project = shared();
    let settings = project.read("Cargo.toml");
    let (before, port) = settings.trim_end().rsplit_once("port = ").unwrap();
    let taken = std::net::TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    project.write("Cargo.toml", format!("{before}run-args = [\"--network=host\"]\nport = {port}\n"));
    let lab = Lab::detached(&project);
    let (_, server) = lab.token_and_server();
    let chosen = server.rsplit_once(':').unwrap().1;
    assert_ne!(chosen, port);
    // By it the container is found again.
    project.write("Cargo.toml", format!("{before}run-args = [\"--network=host\"]\nport = {chosen}\n"));
    drop(taken);
    assert_eq!(get(&lab.url).0, 200);
    assert_eq!(get(&format!("{server}/api/status")).0, 403);
    assert_eq!(lab.inspect("{{.HostConfig.NetworkMode}}").trim(), "host");
    // The address and the port, in hexadecimal digits; 0A is the state of what listens.
    let end = format!(":{:04X}", chosen.parse::<u16>().unwrap());
    let mut listen = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let text = std::fs::read_to_string(table).unwrap_or_default();
        let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let rows = rows.filter(|row| row[1].ends_with(&end) && row[3] == "0A");
        listen.extend(rows.map(|row| row[1].trim_end_matches(&end).to_owned()));
    }
    assert_eq!(listen, ["0100007F"]);
    lab.stop().exits(0);
}

fn jupyterlabs_own_settings_outlive_the_lab_and_are_the_users() {
    let project = shared();
    let lab = Lab::detached(&project);
    let theme = "api/settings/@jupyterlab/apputils-extension:themes";
    let ask = |lab: &Lab<'_>, method: &str, body: &str| {
        let (token, server) = lab.token_and_server();
        let script = "import sys, urllib.request as r; print(r.urlopen(r.Request(sys.argv[1], sys.argv[3].encode() or None, \
                      {'Authorization': 'token ' + sys.argv[4]}, method=sys.argv[2])).read().decode())";
        let url = format!("{server}/lab/{theme}");
        let mut command = std::process::Command::new("python3");
        command.args(["-c", script, &url, method, body, token]);
        within(ANSWER, command).exits(0).stdout
    };
    assert!(!ask(&lab, "GET", "").contains(r#""theme": "JupyterLab Dark""#));
    ask(&lab, "PUT", r#"{"raw": "{\"theme\": \"JupyterLab Dark\"}"}"#);
    lab.stop().exits(0);
    let again = Lab::detached(&project);
    assert_eq!(again.volume, lab.volume);
    let kept = ask(&again, "GET", "");
    assert!(kept.contains(r#""settings": {"theme": "JupyterLab Dark"}"#), "{kept}");
}

fn a_lab_of_roots_project_answers_and_what_it_writes_is_roots() {
    use std::os::unix::fs::MetadataExt as _;
    shared();
    let project = project(&image("root"));
    let own = std::process::Command::new("chown").args(["-R", "0:0", project.root.as_str()]).output();
    if !own.is_ok_and(|own| own.status.success()) {
        absent("no right to give a project to root");
        return;
    }
    build(&project, &[]).exits(0);
    let lab = Lab::detached(&project);
    let (token, server) = lab.token_and_server();
    assert_eq!(get(&format!("{server}/api/status?token={token}")).0, 200);
    let id = container(&project).unwrap();
    let write = "id -u && whoami && touch /home/root/app/data/made";
    assert_eq!(docker(&["container", "exec", &id, "sh", "-c", write]).exits(0).stdout, "0\nroot\n");
    assert_eq!(std::fs::metadata(project.root.join("data/made")).unwrap().uid(), 0);
}

/// The command line of every process of this machine.
fn command_lines() -> String {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    // A process may have ended in the meantime.
    let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " ") + "\n").collect()
}

fn a_small_project_is_built_has_a_lab_and_is_built_again_when_its_image_is_stale() {
    let project = small_lab(&image("small-lab"));
    build(&project, &[]).exits(0);
    let lab = Lab::detached(&project);
    assert!(!lab.said.contains("building"), "{}", lab.said);
    let (token, server) = lab.token_and_server();
    assert_eq!(get(&format!("{server}/api/status")).0, 403);
    assert_eq!(get(&format!("{server}/api/status?token={token}")).0, 200);
    let says = |line: &str| {
        let said = within(ANSWER, project.command(&["--offline", "status"])).exits(0).stdout;
        assert!(said.contains(line) && said.ends_with(" is current\n"), "{said}");
    };
    says(&format!(
        "lab:   {}\nvolume: {} at ~/.kept: JupyterLab's settings, histories\nimage: ",
        lab.url, lab.volume
    ));
    assert_is_built_again_when_its_image_is_stale(&project);
    // The lab lacks what was built, though the image has it.
    says("\n       it runs an older image, from before postBuild changed; ");
    let older = lab.inspect("{{.Image}}");
    lab.stop().exits(0);
    assert_eq!(container(&project), None);
    docker(&["image", "rm", older.trim()]);
}

/// Asserts it of a small project whose image is current.
pub fn assert_is_built_again_when_its_image_is_stale(project: &Project) {
    // An old engine compares the whole image for each layer, so the stale one is the last.
    project.write("postBuild", "#!/bin/bash\necho of the new one >~/made\n");
    let status = within(ANSWER, project.command(&["--offline", "status"])).exits(0).stdout;
    assert!(!status.contains("is current"), "{status}");
    let run = project.command(&["--offline", "run", "--", "sh", "-c", "cat ~/made"]);
    let ran = replacing(project.root.file_name().unwrap(), || within(BUILD, run)).exits(0);
    assert!(ran.stderr.contains("postBuild changed"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "of the new one\n");
}
