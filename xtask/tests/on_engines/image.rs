//! Claims about the image: whose the files are, what is not in it, and what its user may do.

use std::process::Command;

use serde_yaml::Value;

use super::machine::{SHARED, docker, image, owner, shared};
use super::server::Server;
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::Outcome;

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    the_files_are_roots_or_the_users_and_nobody_else_may_write_them,
    no_downloads_lists_or_logs_stay_in_the_image,
    the_list_of_fonts_has_no_order_of_a_disk_s_and_is_the_one_that_matplotlib_reads,
    the_user_may_write_the_home_and_the_environment_but_not_conda,
    conda_and_pip_install_into_the_environment_of_a_running_container,
    conda_knows_what_was_asked_for_and_removes_nothing_else_without_a_lock_too,
    its_size_is_said_by_step_and_by_package_as_the_engine_and_the_files_have_it,
];

/// A container in which nothing happens, removed when this is dropped.
pub struct Container(String);

impl Container {
    /// Of the shared image, on this machine's own network.
    pub fn idle() -> Self {
        shared();
        let run =
            ["container", "run", "--detach", "--rm", "--init", "--network", "host", &SHARED, "sleep", "900"];
        Self(docker(&run).exits(0).stdout.trim().to_owned())
    }

    /// `docker container exec`, with these options before the container and this command behind.
    pub fn exec(&self, options: &[&str], command: &[&str]) -> Outcome {
        let mut exec = Command::new("docker");
        exec.args(["container", "exec"]).args(options).arg(&self.0).args(command);
        within(180, exec)
    }

    /// What root's `find` in the container prints.
    fn find(&self, args: &str) -> String {
        self.exec(&["--user", "0", "--env", "BASH_ENV="], &["sh", "-c", &format!("find {args}")])
            .exits(0)
            .stdout
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        docker(&["container", "rm", "--force", &self.0]);
    }
}

fn the_files_are_roots_or_the_users_and_nobody_else_may_write_them() {
    let container = Container::idle();
    let (uid, gid) = owner();
    assert_eq!(
        container.find(&format!("/opt/env /opt/conda /opt/docker /home -xdev ! -uid 0 ! -uid {uid}")),
        ""
    );
    assert_eq!(container.find(&format!("/home -xdev ! -uid {uid} -mindepth 2")), "");
    let sticky = "-perm -1000 -type d";
    let temporary = "-path /tmp -o -path /var/tmp -o -path /dev/shm -o -path /run/lock";
    let writable = format!(r"/ -xdev ! -type l -perm -0002 ! \( {sticky} \( {temporary} \) \)");
    assert_eq!(container.find(&writable), "");
    assert_eq!(container.find("/opt/env -type d ! -group 100"), "");
    assert_eq!(container.find("/opt/env -type d ! -perm -2070"), "");
    let id = container.exec(&[], &["id"]).exits(0).stdout;
    assert!(id.starts_with(&format!("uid={uid}(")) && id.contains(&format!(" gid={gid}(")), "{id}");
    assert!(id.trim_end().ends_with("100(users)"), "{id}");
}

fn no_downloads_lists_or_logs_stay_in_the_image() {
    let container = Container::idle();
    let places = "/opt/conda/pkgs ~root/.cache ~root/.conda ~root/.config /var/lib/apt/lists /var/cache/apt/archives /var/log /tmp /dev/shm";
    assert_eq!(container.find(&format!("{places} -xdev -type f ! -size 0 2>/dev/null || true")), "");
    // What is there of a cache is postBuild's: matplotlib's list of fonts, for which the first plot need not wait.
    let caches = container.find("/home/*/.cache /home/*/.conda -type f 2>/dev/null || true");
    assert!(caches.lines().all(|file| file.contains("/matplotlib/fontlist")), "{caches}");
    let history = docker(&["image", "history", "--no-trunc", &SHARED]).exits(0).stdout;
    assert!(!history.contains("http://127.0.0.1") && !history.contains("BUILD_ENV"), "{history}");
    let env = container.exec(&[], &["env"]).exits(0).stdout;
    assert!(!env.contains("http://") && !env.to_lowercase().contains("_proxy"), "{env}");
}

/// Prints how many lists there are, whether they are sorted, and what time the file has when matplotlib has read it.
const FONTS: &str = "import json, pathlib, matplotlib.pyplot
file, = pathlib.Path.home().glob('.cache/matplotlib/fontlist-*.json')
lists = [part for part in json.loads(file.read_text()).values() if isinstance(part, list)]
print(len(lists), all(part == sorted(part, key=json.dumps) for part in lists), int(file.stat().st_mtime))";

fn the_list_of_fonts_has_no_order_of_a_disk_s_and_is_the_one_that_matplotlib_reads() {
    let container = Container::idle();
    // matplotlib writes a list that it cannot read anew.
    let seen = container.exec(&[], &["python", "-c", FONTS]).exits(0).stdout;
    assert_eq!(seen, "2 True 1735689600\n");
}

fn the_user_may_write_the_home_and_the_environment_but_not_conda() {
    let container = Container::idle();
    let may = |path: &str| container.exec(&[], &["test", "-w", path]).code == 0;
    for path in ["/opt/env", "/opt/env/bin", "/opt/env/conda-meta/history", "/tmp"] {
        assert!(may(path), "{path}");
    }
    for path in
        ["/opt/conda", "/opt/conda/bin", "/opt/conda/conda-meta/history", "/opt/docker", "/etc/profile.d"]
    {
        assert!(!may(path), "{path}");
    }
    container
        .exec(&[], &["bash", "-c", "touch ~/x && ! touch ~/app/x && test -x ~/app/env/bin/python"])
        .exits(0);
}

fn conda_and_pip_install_into_the_environment_of_a_running_container() {
    let container = Container::idle();
    let server = Server::of_world();
    let alias = format!("CONDA_CHANNEL_ALIAS=http://127.0.0.1:{}", server.port);
    let index = format!("PIP_INDEX_URL=http://127.0.0.1:{}/simple/", server.port);
    let here = ["--env", &alias, "--env", &index];
    // A package that is not in the environment yet.
    let terminal = [&["--tty"], &here[..]].concat();
    let said =
        container.exec(&terminal, &["bash", "-lc", "conda install --yes --quiet matplotlib"]).exits(0).stdout;
    let hint = "xtask: matplotlib is in this container alone and goes with it; on your machine `cargo xtask add matplotlib=";
    assert_eq!(said.matches(hint).count(), 1, "{said}");
    let listed =
        container.exec(&[], &["conda", "list", "--prefix", "/opt/env", "^matplotlib$"]).exits(0).stdout;
    assert!(listed.contains("matplotlib "), "{listed}");
    container.exec(&here, &["python", "-m", "pip", "install", "--quiet", "humanize"]).exits(0);
    let place =
        container.exec(&[], &["python", "-c", "import humanize; print(humanize.__file__)"]).exits(0).stdout;
    assert!(place.starts_with("/opt/env/lib/python3"), "{place}");
    let list = ["/opt/conda/bin/python", "/opt/docker/lab-packages.py", "list"];
    let list = container.exec(&[], &list).exits(0).stdout;
    let begins = ["conda\tmatplotlib=", "pip\thumanize=="];
    assert!(list.lines().zip(begins).all(|(line, begin)| line.starts_with(begin)), "{list}");
    assert_eq!(list.lines().count(), 2, "{list}");
}

fn conda_knows_what_was_asked_for_and_removes_nothing_else_without_a_lock_too() {
    let container = Container::idle();
    let asked = container.exec(&[], &["conda", "env", "export", "--from-history"]).exits(0).stdout;
    for spec in ["activation-hook", "jupyterlab=4", "numpy", "pip", "python=3.11"] {
        assert!(asked.contains(&format!("  - {spec}\n")), "{spec}: {asked}");
    }
    let server = Server::of_world();
    let alias = format!("CONDA_CHANNEL_ALIAS=http://127.0.0.1:{}", server.port);
    let remove = ["conda", "remove", "--prefix", "/opt/env", "--dry-run", "--json", "matplotlib-base"];
    let plan = container.exec(&["--env", &alias], &remove).exits(0).stdout;
    let removed = |name: &str| plan.contains(&format!("\"name\": \"{name}\""));
    // With what came along with it, but not with what somebody asked for.
    assert!(removed("matplotlib-base") && removed("contourpy"), "{plan}");
    assert!(!["numpy", "jupyterlab", "python", "activation-hook"].into_iter().any(removed), "{plan}");
}

fn its_size_is_said_by_step_and_by_package_as_the_engine_and_the_files_have_it() {
    let project = shared();
    let size = |args: &[&str]| within(ANSWER, project.command(&[&["--offline", "size"], args].concat()));
    let said = size(&["--json", "--top", "1000"]).exits(0).stdout;
    let said: Value = serde_yaml::from_str(&said).unwrap();
    let of = |image: &Value, key: &str| image[key].as_u64().unwrap();
    let full = &said["images"][0];
    let layers = full["layers"].as_sequence().unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer["name"].as_str().unwrap()).collect();
    let parts = ["environment: Python", "environment: large packages", "environment: the rest"];
    let steps = ["activation", "pip", "user", "postBuild"];
    assert_eq!(names, [&["base image", "system packages", "Conda"], &parts[..], &steps[..]].concat());
    let inspected = docker(&["image", "inspect", "--format", "{{.Size}}", &SHARED]).exits(0).stdout;
    assert_eq!(of(full, "bytes").to_string(), inspected.trim());

    let packages = said["packages"].as_sequence().unwrap();
    let sum = |by: &str| packages.iter().filter(|it| it["by"] == by).map(|it| of(it, "bytes")).sum::<u64>();
    let bytes_of = |name: &str| of(&layers[names.iter().position(|layer| *layer == name).unwrap()], "bytes");
    // Of the environment's layers the packages have all but Conda's records and its history.
    let share = sum("conda") * 100 / parts.iter().map(|part| bytes_of(part)).sum::<u64>();
    assert!((90..=100).contains(&share), "{share} %");
    assert!(sum("pip") > 0 && sum("pip") <= bytes_of("pip"), "{} bytes of pip", sum("pip"));
    assert!(sum("apt") > bytes_of("base image") / 2, "{} bytes of apt", sum("apt"));

    // A variant stands beside it: any image that has its name.
    let names = ["measured:1", "measured:1-slim"].map(image);
    names.iter().for_each(|name| drop(docker(&["image", "tag", &SHARED, name]).exits(0)));
    let compared = size(&["--tag", &names[0], "--top", "0", "--max", "10MB"]);
    docker(&["image", "rm", "--no-prune", &names[0], &names[1]]);
    let compared = compared.exits(1);
    assert!(
        compared.stdout.starts_with("layer ")
            && compared.stdout.contains(&format!(" {}  …-slim\n", names[0]))
    );
    assert!(compared.stderr.contains(&format!("`{}` (", names[1])), "{}", compared.stderr);
}
