//! What a container shares with this machine, as `--mount` and `--secret` take it.

use camino::{Utf8Path, Utf8PathBuf};

use super::engine::Engine;
use super::engine_kind::EngineKind;
use crate::base::argv::Argv;
use crate::base::json;

/// A folder of this machine, and where the container has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The folder, absolute.
    pub source: Utf8PathBuf,
    /// The path in the container, absolute.
    pub target: Utf8PathBuf,
    /// Whether the container may only read it.
    pub read_only: bool,
}

impl Mount {
    /// The value of `--mount`.
    pub fn value(&self) -> String {
        bind_mount(self.source.as_str(), self.target.as_str(), self.read_only)
    }
}

/// The innermost of these mounts that has this path of the container, and where in it.
pub fn innermost<'a>(
    mounts: impl IntoIterator<Item = &'a Mount>,
    path: &'a Utf8Path,
) -> Option<(&'a Mount, &'a Utf8Path)> {
    let around = mounts.into_iter().filter_map(|mount| Some((mount, path.strip_prefix(&mount.target).ok()?)));
    around.min_by_key(|(_, rest)| rest.components().count())
}

/// A volume of the engine's, and where the container has it. The engine makes it if there is none, with what the image has
/// in that place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// The path in the container, absolute.
    pub target: Utf8PathBuf,
    /// The Compose project that has it as well: by the label Compose knows it for its own.
    pub project: Option<String>,
}

impl Volume {
    /// The value of `--mount`.
    pub fn value(&self, kind: EngineKind) -> String {
        let volume = format!("type=volume,source={}", self.name);
        let volume = csv_pair(&format!("{volume},"), "target", self.target.as_str());
        match &self.project {
            Some(project) if kind == EngineKind::Docker => {
                format!("{volume},volume-label=com.docker.compose.project={project}")
            }
            _ => volume,
        }
    }
}

/// Makes a volume, if there is none of this name.
pub fn volume_create(engine: &Engine, name: &str) -> Argv {
    engine.argv().args(["volume", "create", name])
}

/// Removes a volume that no container has.
pub fn volume_remove(engine: &Engine, name: &str) -> Argv {
    engine.argv().args(["volume", "rm", name])
}

/// The names of the engine's volumes, and of each the Compose project by its label: a line for each. Podman writes no label on the
/// volume of a `--mount`, so its lines have none.
pub fn volumes_and_projects(engine: &Engine) -> Argv {
    engine.argv().args(["volume", "ls", "--format"]).arg(match engine.kind {
        EngineKind::Docker => "{{.Name}}\t{{.Label \"com.docker.compose.project\"}}",
        EngineKind::Podman => "{{.Name}}\t",
    })
}

/// The names of the engine's volumes, a line for each.
pub fn volume_names(engine: &Engine) -> Argv {
    engine.argv().args(["volume", "ls", "--quiet"])
}

/// The same, asked at the engine's socket; `None` if the client is to be asked.
pub fn volume_names_at_socket(engine: &Engine) -> Option<Vec<String>> {
    let listed = engine.socket.as_ref()?.get("/volumes")?;
    let names = json::elements(&listed, "Volumes").map(|volume| volume["Name"].as_str().map(str::to_owned));
    names.collect()
}

/// The value of `--mount` for a folder of this machine, and where the container has it.
pub fn bind_mount(source: &str, target: &str, read_only: bool) -> String {
    let source = csv_pair("type=bind,", "source", source);
    let mount = csv_pair(&format!("{source},"), "target", target);
    if read_only { mount + ",readonly" } else { mount }
}

/// `KEY=VALUE` as a field of the CSV that `--mount` and `--secret` take, after the fields in `before`.
pub fn csv_pair(before: &str, key: &str, value: &str) -> String {
    if value.contains([',', '"', '\n']) {
        return format!("{before}\"{key}={}\"", value.replace('"', "\"\""));
    }
    format!("{before}{key}={value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::socket::Socket;
    use crate::docker::socket::tests::answering;

    #[test]
    fn a_path_lies_in_the_innermost_of_the_mounts_around_it() {
        let mount = |target: &str| Mount { source: "/x".into(), target: target.into(), read_only: false };
        let mounts = ["/app", "/app/data", "/app/data/raw/old", "/app/database"].map(mount);
        let table = [
            ("/", None),
            ("/apple", None),
            ("/app", Some("/app ")),
            ("/app/data", Some("/app/data ")),
            ("/app/data/raw", Some("/app/data raw")),
            ("/app/data/raw/old/x/y", Some("/app/data/raw/old x/y")),
            ("/app/database2", Some("/app database2")),
        ];
        for (path, expected) in table {
            let found =
                innermost(&mounts, path.into()).map(|(mount, rest)| format!("{} {rest}", mount.target));
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn the_volumes_are_named_at_the_socket() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("socket");
        let engine = Engine { socket: Socket::at(&format!("unix://{path}")), ..Engine::assumed(None) };
        let answers = [
            (200, r#"{"Volumes":[{"Name":"a","Driver":"local"},{"Name":"b"}],"Warnings":null}"#),
            (200, r#"{"Volumes":null}"#),
            (500, "{}"),
        ];
        answering(&path, &answers, || {
            let expected = [Some(vec!["a".to_owned(), "b".to_owned()]), Some(Vec::new()), None];
            for expected in expected {
                assert_eq!(volume_names_at_socket(&engine), expected);
            }
        });
    }

    #[test]
    fn a_path_with_a_comma_or_a_quote_is_one_field() {
        let table = [
            ("/a", "/b", false, "type=bind,source=/a,target=/b"),
            ("/a", "/b", true, "type=bind,source=/a,target=/b,readonly"),
            (r"C:\Users\Jane Doe", "/b", false, r"type=bind,source=C:\Users\Jane Doe,target=/b"),
            ("/a, b", "/c\"d", false, "type=bind,\"source=/a, b\",\"target=/c\"\"d\""),
        ];
        for (source, target, read_only, value) in table {
            assert_eq!(bind_mount(source, target, read_only), value);
        }
    }
}
