//! The offline world's files, served as somebody's mirror would.

use std::io::BufRead as _;
use std::process::{Child, ChildStdin, Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use crate::support::{Project, repository};

/// A server that ends with this value.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    /// The port of this machine at which it listens.
    pub port: u16,
}

impl Server {
    /// Starts one of the Python programs that print their port and end with their stdin.
    fn start(program: &Utf8Path, args: &[&str]) -> Self {
        let mut child = Command::new("python3")
            .arg(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { stdin: child.stdin.take(), child, port: line.trim().parse().unwrap() }
    }

    /// Serves the offline world at any port.
    pub fn of_world() -> Self {
        Self::of(&world_dir().join("www"))
    }

    /// Serves a folder like it.
    pub fn of(www: &Utf8Path) -> Self {
        Self::start(&repository().join("xtask/offline-world/serve.py"), &[www.as_str(), "0"])
    }

    /// Makes it the mirror of everything for the tool in this project, with the apt repository of this name.
    pub fn mirror_for(&self, project: &mut Project, base_image: &str, apt: &str) {
        let address = format!("http://127.0.0.1:{}", self.port);
        project.env("BASE_IMAGE", base_image);
        project.env("APT_SOURCES", format!("deb [trusted=yes] {address}/{apt} ./"));
        project.env("MINIFORGE_URL", format!("{address}/{}", world_json("installer")));
        project.env("MINIFORGE_SHA256", world_json("installer_sha256"));
        project.env("CONDA_CHANNEL_ALIAS", address.as_str());
        project.env("PIP_INDEX_URL", format!("{address}/simple/"));
    }

    /// Serves it over TLS or as an HTTP proxy, and writes the addresses that are asked for into the file `log`.
    pub fn recording(log: &Utf8Path, certificate: Option<&Utf8Path>) -> Self {
        let www = world_dir().join("www");
        let mut args = vec![www.as_str(), log.as_str()];
        args.extend(certificate.map(Utf8Path::as_str));
        Self::start(&repository().join("xtask/tests/data/mirror.py"), &args)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // It ends by itself; a kill, so that waiting for it cannot last.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the offline world says about itself.
pub fn world_json(key: &str) -> String {
    let text = std::fs::read_to_string(world_dir().join("world.json")).unwrap();
    let (_, rest) = text.split_once(&format!("\"{key}\": ")).unwrap();
    rest.split([',', '\n']).next().unwrap().trim_matches('"').to_owned()
}

/// The folder of the offline world.
pub fn world_dir() -> Utf8PathBuf {
    let cache =
        std::env::var("XDG_CACHE_HOME").unwrap_or_else(|_| std::env::var("HOME").unwrap() + "/.cache");
    Utf8PathBuf::from(cache).join("conda-in-docker/offline-world")
}
