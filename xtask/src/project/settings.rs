//! What the project chose: the table `[workspace.metadata.docker]` of its Cargo.toml.

mod build_files;
pub mod mount;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;
use toml::Spanned;

use crate::base::source::Source;
use crate::base::wording::nearest;
use crate::conda::is_apt_package;
use crate::project::folder::Project;

use mount::{Entry, Folder};

/// The multi-platform digest that `ubuntu:24.04` had in July 2026.
const BASE_IMAGE: &str =
    "ubuntu:24.04@sha256:786a8b558f7be160c6c8c4a54f9a57274f3b4fb1491cf65146521ae77ff1dc54";

/// Packages of the operating system that every image needs: what downloads, git for pip's `git+https:` requirements, and
/// what creates users.
const APT: [&str; 4] = ["ca-certificates", "curl", "git", "passwd"];

/// The settings, each with its default filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The image's name, without tag.
    pub image: String,
    /// The image to build on.
    pub base_image: String,
    /// Packages of the operating system: those that every image needs, and then the project's.
    pub apt: Vec<String>,
    /// The files and folders of the project that postBuild may read, relative to the project.
    pub build_files: Vec<Utf8PathBuf>,
    /// The folders that the container shares with this machine.
    pub mounts: Vec<Folder>,
    /// The first port of this machine to try.
    pub port: u16,
    /// The platform to build for, such as `linux/amd64`; the engine's own if there is none.
    pub platform: Option<String>,
    /// Further arguments of `docker container run`.
    pub run_args: Vec<String>,
}

#[derive(Deserialize)]
struct Manifest {
    workspace: Option<Workspace>,
}

#[derive(Deserialize)]
struct Workspace {
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    docker: Option<Table>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    image: Option<Spanned<String>>,
    base_image: Option<Spanned<String>>,
    #[serde(default)]
    apt: Vec<Spanned<String>>,
    #[serde(default)]
    build_files: Vec<Spanned<String>>,
    mounts: Option<Vec<Spanned<Entry>>>,
    port: Option<Spanned<u16>>,
    platform: Option<Spanned<String>>,
    #[serde(default)]
    run_args: Vec<Spanned<String>>,
}

const KEYS: [&str; 8] =
    ["image", "base-image", "apt", "build-files", "mounts", "port", "platform", "run-args"];

impl Settings {
    /// Reads the project's Cargo.toml; without one, or without the table, everything has its default.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line and column for what is not TOML, an unknown key, or a value that cannot be.
    pub fn read(project: &Project) -> Result<Self> {
        let (table, mounts, build_files) = match Source::read(&project.root, Utf8Path::new("Cargo.toml"))? {
            Some(source) => {
                let (table, mounts) = Self::parse(&source)?;
                let build_files = build_files::check(&project.root, &source, &table.build_files)?;
                (table, mounts, build_files)
            }
            None => (Table::default(), None, Vec::new()),
        };
        // Only a project of this template has the six folders; of any other directory the container gets the whole.
        let folders = if project.is_ours() {
            &["bin", "data", "doc", "notebooks", "results", "src"][..]
        } else {
            &["."]
        };
        let own =
            |values: Vec<Spanned<String>>| values.into_iter().map(Spanned::into_inner).collect::<Vec<_>>();
        Ok(Self {
            image: table.image.map_or_else(|| project.slug(), Spanned::into_inner),
            base_image: table.base_image.map_or_else(|| BASE_IMAGE.to_owned(), Spanned::into_inner),
            apt: APT.iter().map(|&package| package.to_owned()).chain(own(table.apt)).collect(),
            build_files,
            mounts: mounts.unwrap_or_else(|| folders.iter().map(|name| Folder::named(name)).collect()),
            port: table.port.map_or(8888, Spanned::into_inner),
            platform: table.platform.map(Spanned::into_inner),
            run_args: own(table.run_args),
        })
    }

    /// The table, with its values checked, and the mounts that it means.
    fn parse(source: &Source) -> Result<(Table, Option<Vec<Folder>>)> {
        let manifest: Manifest = toml::from_str(&source.text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            source.error_at_offset(start, &explain(error.message()))
        })?;
        let table =
            manifest.workspace.and_then(|workspace| workspace.metadata).and_then(|metadata| metadata.docker);
        let table = table.unwrap_or_default();
        let check =
            |value: &Spanned<String>, valid: fn(&str) -> bool, rule: &str| match valid(value.get_ref()) {
                true => Ok(()),
                false => {
                    Err(source.error_at_offset(value.span().start, &format!("{:?} {rule}", value.get_ref())))
                }
            };
        if let Some(image) = &table.image {
            check(
                image,
                is_image_name,
                "is not a name for an image; use a-z, 0-9, and `-`, `_`, `.` or `/` between them",
            )?;
        }
        if let Some(image) = &table.base_image {
            check(image, is_image_reference, "is not an image; write it as `name:tag` or `name@sha256:…`")?;
        }
        for package in &table.apt {
            check(
                package,
                is_apt_package,
                "is not the name of an apt package; write `name` or `name=version`",
            )?;
        }
        if let Some(platform) = &table.platform {
            check(platform, is_platform, "is not a platform; write `linux/amd64` or `linux/arm64`")?;
        }
        for arg in &table.run_args {
            check(
                arg,
                is_one_argument,
                "is two arguments in one; write them as two strings, or with `=` between them",
            )?;
        }
        if let Some(port) = &table.port {
            if *port.get_ref() == 0 {
                return Err(source
                    .error_at_offset(port.span().start, "0 is not a port; choose one from 1024 to 65535"));
            }
        }
        let mounts = table.mounts.as_deref().map(|mounts| mount::check(source, mounts)).transpose()?;
        Ok((table, mounts))
    }
}

/// toml's sentence in one line, with the key that was probably meant.
fn explain(message: &str) -> String {
    let message = message.lines().collect::<Vec<_>>().join("; ");
    let Some(key) = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()) else {
        return message;
    };
    // The message goes on with the keys that there are: those of a mount, or those of the whole.
    let is_mount = mount::KEYS.iter().all(|key| message.contains(&format!("`{key}`")));
    let keys = if is_mount { &mount::KEYS[..] } else { &KEYS[..] };
    match nearest(key, keys) {
        Some(meant) => format!("unknown key `{key}`; did you mean `{meant}`?"),
        None => format!("unknown key `{key}`; the keys are {}", keys.join(", ")),
    }
}

/// A repository name as in Docker's reference grammar, in lower case and without tag.
pub fn is_image_name(name: &str) -> bool {
    name.len() <= 128
        && name.split('/').all(|part| {
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:".contains(c);
            let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            part.starts_with(end) && part.ends_with(end) && part.chars().all(inner) && !part.contains("..")
        })
        && !name.rsplit('/').next().unwrap_or_default().contains(':')
}

fn is_image_reference(reference: &str) -> bool {
    let valid = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
    reference.starts_with(|c: char| c.is_ascii_alphanumeric()) && reference.chars().all(valid)
}

fn is_platform(platform: &str) -> bool {
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '/';
    platform.starts_with("linux/") && platform.len() > 6 && platform.chars().all(valid)
}

fn is_one_argument(arg: &str) -> bool {
    !arg.starts_with('-') || arg.split('=').next().is_none_or(|flag| !flag.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(table: &str) -> Result<(Table, Option<Vec<Folder>>)> {
        let text = format!("[workspace]\n[workspace.metadata.docker]\n{table}\n");
        Settings::parse(&Source { path: "Cargo.toml".into(), text })
    }

    #[test]
    fn a_mistake_is_named_with_line_and_column() {
        let table = [
            ("prot = 1", "Cargo.toml:3:1: unknown key `prot`; did you mean `port`?"),
            (
                "colour = 1",
                "Cargo.toml:3:1: unknown key `colour`; the keys are image, base-image, apt, build-files, mounts, port, platform, run-args",
            ),
            ("port = 0", "Cargo.toml:3:8: 0 is not a port; choose one from 1024 to 65535"),
            ("port = 70000", "Cargo.toml:3:8: invalid value: integer `70000`, expected u16"),
            ("port = \"x\"", "Cargo.toml:3:8: invalid type: string \"x\", expected u16"),
            (
                "image = \"My Image\"",
                "Cargo.toml:3:9: \"My Image\" is not a name for an image; use a-z, 0-9, and `-`, `_`, `.` or `/` between them",
            ),
            (
                "apt = [\"git\", \"a; b\"]",
                "Cargo.toml:3:15: \"a; b\" is not the name of an apt package; write `name` or `name=version`",
            ),
            (
                "run-args = [\"--gpus all\"]",
                "Cargo.toml:3:13: \"--gpus all\" is two arguments in one; write them as two strings, or with `=` between them",
            ),
            (
                "base-image = \"a b\"",
                "Cargo.toml:3:14: \"a b\" is not an image; write it as `name:tag` or `name@sha256:…`",
            ),
            (
                "platform = \"amd64\"",
                "Cargo.toml:3:12: \"amd64\" is not a platform; write `linux/amd64` or `linux/arm64`",
            ),
        ];
        for (input, message) in table {
            assert_eq!(parse(input).err().unwrap().to_string(), message, "{input}");
        }
    }

    #[test]
    fn the_documented_keys_are_taken() {
        let table = parse(
            "image = \"127.0.0.1:5000/lab/x_y\"\nbase-image = \"debian@sha256:00\"\napt = [\"g++\", \"git=1:2.4*\"]\nmounts = [\".\"]\n\
             port = 9000\nplatform = \"linux/arm64\"\nrun-args = [\"--shm-size=2g\"]",
        );
        assert!(table.is_ok());
    }
}
