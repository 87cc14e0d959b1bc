//! What the project chose: the table `[workspace.metadata.docker]` of its Cargo.toml.

mod build_files;
pub mod container;
pub mod inner_path;
pub mod mount;
mod reader;
pub mod volume;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::error::Mistake;
use crate::base::place::{real, within};
use crate::base::source::Source;
use crate::conda::{CondaFiles, is_apt_package};
use crate::machine::image_name;
use crate::project::folder::Project;
use crate::project::paths::DOCKER;

use container::{ContainerSettings, ENV_FILE, ENV_FILE_KEY};
use reader::{Form, Table};

/// The multi-platform digest that `ubuntu:24.04` had in July 2026.
const BASE_IMAGE: &str =
    "ubuntu:24.04@sha256:786a8b558f7be160c6c8c4a54f9a57274f3b4fb1491cf65146521ae77ff1dc54";

/// Packages of the operating system that every image needs: what downloads, git for pip's `git+https:` requirements, and
/// what creates users.
const APT: [&str; 4] = ["ca-certificates", "curl", "git", "passwd"];

/// Those of them that only a build and a person at work need.
const APT_OF_BUILD: [&str; 2] = ["curl", "git"];

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
    /// The platform to build for, such as `linux/amd64`; the engine's own if there is none.
    pub platform: Option<String>,
    /// What each container gets.
    pub container: ContainerSettings,
}

/// The table, in Cargo.toml.
const TABLE: [&str; 3] = ["workspace", "metadata", "docker"];

const KEYS: [&str; 11] = [
    "image",
    "base-image",
    "apt",
    "build-files",
    "mounts",
    "port",
    "platform",
    "run-args",
    "lab-args",
    "env-file",
    "allow-privilege-escalation",
];

const IMAGE: Form = Form {
    fits: image_name::is_name,
    what: "is not a name for an image",
    advice: "use a-z, 0-9, and one `.`, `_` or `/`, or some `-`, between them",
};
const BASE: Form = Form {
    fits: image_name::is_reference,
    what: "is not an image",
    advice: "write it as `name:tag` or `name@sha256:…`",
};
const PACKAGE: Form = Form {
    fits: is_apt_package,
    what: "is not the name of an apt package",
    advice: "write `name` or `name=version`",
};
const PLATFORM: Form =
    Form { fits: is_platform, what: "is not a platform", advice: "write `linux/amd64` or `linux/arm64`" };

impl Settings {
    /// Reads the project's Cargo.toml; without one, or without the table, everything has its default.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line and column for what is not TOML, an unknown key, or a value that cannot be.
    pub fn read(project: &Project) -> Result<Self> {
        let path = Utf8Path::new("Cargo.toml");
        let nothing = || Source { path: path.to_owned(), text: String::new() };
        Self::parse(project, &Source::read(&project.root, path)?.unwrap_or_else(nothing))
    }

    fn parse(project: &Project, source: &Source) -> Result<Self> {
        let table = Table::read(source, &TABLE, &KEYS)?;
        let text = |key, form| table.text_in(key, form);
        let settings = Self {
            image: text("image", &IMAGE)?.unwrap_or_else(|| project.slug()),
            base_image: text("base-image", &BASE)?.unwrap_or_else(|| BASE_IMAGE.to_owned()),
            apt: APT.map(str::to_owned).into_iter().chain(table.texts_in("apt", &PACKAGE)?).collect(),
            platform: text("platform", &PLATFORM)?,
            container: ContainerSettings::read(project, source, &table)?,
            build_files: build_files::check(&project.root, source, &table.texts("build-files")?)?,
        };
        settings.keep_secret(&project.root, source, &table)?;
        Ok(settings)
    }

    /// Refuses a file of variables that is known to this tool or to a build in another role, perhaps behind a link.
    fn keep_secret(&self, root: &Utf8Path, source: &Source, table: &Table<'_>) -> Result<()> {
        let Some((file, text)) = self.container.env_file.as_ref().zip(table.text(ENV_FILE_KEY)?) else {
            return Ok(());
        };
        let wrong = |mistake| Err(source.error_at_offset(text.span().start, mistake));
        // Where it leads to, if that is in the project.
        let behind = real(&root.join(file)).ok();
        let behind = behind.as_deref().and_then(|place| within(root, place)).unwrap_or(file);
        if behind.starts_with(DOCKER) {
            let Form { what, advice, .. } = ENV_FILE;
            return wrong(Mistake::new(format!("{:?} {what}", text.get_ref()), advice));
        }
        match self
            .build_files
            .iter()
            .find(|around| [file, behind].iter().any(|path| path.starts_with(around)))
        {
            Some(around) => wrong(Mistake::new(
                format!(
                    "{:?} is in {around}, which the setting `build-files` puts into the image",
                    text.get_ref()
                ),
                "move it, or name other files there",
            )),
            None => Ok(()),
        }
    }

    /// The packages of the operating system that the project itself names.
    pub fn own_apt(&self) -> &[String] {
        self.apt.get(APT.len()..).unwrap_or_default()
    }

    /// The packages of the operating system without those that only a build needs, unless the project itself names them.
    pub fn apt_without_build(&self) -> Vec<String> {
        let stay = APT.iter().filter(|package| !APT_OF_BUILD.contains(package));
        stay.map(|&package| package.to_owned()).chain(self.own_apt().iter().cloned()).collect()
    }

    /// Whether the image is built on the base image that the tool chose.
    pub fn has_default_base(&self) -> bool {
        self.base_image == BASE_IMAGE
    }

    /// The files that a build gets for postBuild: none if there is no such script.
    pub fn files_for_build(&self, conda: &CondaFiles) -> &[Utf8PathBuf] {
        if conda.post_build.is_some() { &self.build_files } else { &[] }
    }
}

fn is_platform(platform: &str) -> bool {
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '/';
    platform.starts_with("linux/") && platform.len() > 6 && platform.chars().all(valid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::identity::Identity;

    fn parse(text: &str) -> Result<Settings> {
        parse_in(Utf8Path::new("/project"), text)
    }

    fn parse_in(root: &Utf8Path, text: &str) -> Result<Settings> {
        let (root, identity) = (root.to_owned(), Identity::of_path(root));
        let project =
            Project { template_root: root.clone(), output: root.clone(), is_home: true, identity, root };
        Settings::parse(&project, &Source { path: "Cargo.toml".into(), text: text.to_owned() })
    }

    fn parse_table(table: &str) -> Result<Settings> {
        parse(&format!("[workspace]\n[workspace.metadata.docker]\n{table}\n"))
    }

    #[test]
    fn a_mistake_is_named_with_line_and_column() {
        let table = [
            ("prot = 1", "Cargo.toml:3:1: unknown key `prot`; did you mean `port`?"),
            (
                "colour = 1",
                "Cargo.toml:3:1: unknown key `colour`; the keys are image, base-image, apt, build-files, mounts, port, platform, run-args, lab-args, env-file, allow-privilege-escalation",
            ),
            ("port = 0", "Cargo.toml:3:8: 0 is not a port; choose one from 1 to 65535"),
            ("port = 70000", "Cargo.toml:3:8: 70000 is not a port; choose one from 1 to 65535"),
            ("port = \"x\"", "Cargo.toml:3:8: \"x\" is not a port; choose one from 1 to 65535"),
            ("image = 3", "Cargo.toml:3:9: 3 is not a text, as `image` has to be; write one in quotes"),
            ("apt = \"git\"", "Cargo.toml:3:7: \"git\" is not a list; write `apt = [\"git\"]`"),
            (
                "apt = [\"git\", 3]",
                "Cargo.toml:3:15: 3 is not a text, as `apt` has to be; write one in quotes",
            ),
            (
                "image = \"x\"\nzzz = 1\nprot = 1",
                "Cargo.toml:4:1: unknown key `zzz`; the keys are image, base-image, apt, build-files, mounts, port, platform, run-args, lab-args, env-file, allow-privilege-escalation",
            ),
            (
                "image = \"My Image\"",
                "Cargo.toml:3:9: \"My Image\" is not a name for an image; use a-z, 0-9, and one `.`, `_` or `/`, or some `-`, between them",
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
                "env-file = \"docker/.env\"",
                "Cargo.toml:3:12: \"docker/.env\" is not a file of the project's that only this machine has; write its path in the project, such as `.env`, but none in docker/",
            ),
            (
                "env-file = \"./docker//.env\"",
                "Cargo.toml:3:12: \"./docker//.env\" is not a file of the project's that only this machine has; write its path in the project, such as `.env`, but none in docker/",
            ),
            (
                "env-file = \"data/../.env\"",
                "Cargo.toml:3:12: \"data/../.env\" is not a file of the project's that only this machine has; write its path in the project, such as `.env`, but none in docker/",
            ),
            (
                "env-file = \"../.env\"",
                "Cargo.toml:3:12: \"../.env\" is not a file of the project's that only this machine has; write its path in the project, such as `.env`, but none in docker/",
            ),
            (
                "allow-privilege-escalation = \"yes\"",
                "Cargo.toml:3:30: \"yes\" is neither true nor false; write one of the two, without quotes",
            ),
            (
                "platform = \"amd64\"",
                "Cargo.toml:3:12: \"amd64\" is not a platform; write `linux/amd64` or `linux/arm64`",
            ),
        ];
        for (input, message) in table {
            assert_eq!(parse_table(input).err().unwrap().to_string(), message, "{input}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_of_variables_is_neither_generated_nor_in_the_image_by_whatever_name() {
        let dir = crate::conda::tests::folder(&[("src/.env", ""), ("docker/.env", ""), (".env", "")]);
        let root = crate::conda::tests::root(&dir).canonicalize_utf8().unwrap();
        for (goal, name) in
            [("src", "link"), ("docker/.env", "generated"), ("src/.env", "lent"), (".env", "fine")]
        {
            std::os::unix::fs::symlink(goal, root.join(name)).unwrap();
        }
        let image = "is in src, which the setting `build-files` puts into the image; move it, or name other files there";
        let ours = "is not a file of the project's that only this machine has; write its path in the project, such as `.env`, but none in docker/";
        // The setting, and the path that is kept of it, or what is wrong.
        let table = [
            (".env", Ok(".env")),
            ("./.env", Ok(".env")),
            (".//.env", Ok(".env")),
            ("fine", Ok("fine")),
            ("none/.env", Ok("none/.env")),
            ("src/.env", Err(image)),
            ("./src//.env", Err(image)),
            ("link/.env", Err(image)),
            ("lent", Err(image)),
            ("generated", Err(ours)),
        ];
        for (file, expected) in table {
            let text = format!("[workspace.metadata.docker]\nbuild-files = ['src']\nenv-file = '{file}'\n");
            let found = parse_in(&root, &text).map(|settings| settings.container.env_file.unwrap());
            let expected = expected.map(Utf8PathBuf::from);
            let expected = expected.map_err(|what| format!("Cargo.toml:3:12: {file:?} {what}"));
            assert_eq!(found.map_err(|error| error.to_string()), expected, "{file}");
        }
    }

    #[test]
    fn what_is_no_table_where_one_is_looked_for_is_refused_and_its_absence_is_not() {
        let said = |text: &str| parse(text).err().map(|error| error.to_string());
        assert_eq!(
            said("[workspace.metadata]\ndocker = 3\n").unwrap(),
            "Cargo.toml:2:10: `workspace.metadata.docker` is not a table; write `[workspace.metadata.docker]`"
        );
        for text in
            ["", "[package]\nname = \"x\"\n", "[workspace]\n", "[workspace.metadata.other]\nport = \"x\"\n"]
        {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn a_table_may_be_written_in_any_of_toml_s_ways() {
        for text in [
            "workspace.metadata.docker.port = 9000\n",
            "workspace = { metadata = { docker = { port = 9_000 } } }\n",
            "[workspace]\nmetadata.docker = { \"port\" = 0o21450 }\n",
            "[workspace.metadata.docker]\nport = 9000\n[[workspace.metadata.docker.mounts]]\nsource = \"data\"\n",
        ] {
            assert_eq!(parse(text).unwrap().container.port, 9000, "{text}");
        }
        for (text, place) in [
            ("workspace.metadata.docker.image.x = 1\n", "1:27: image"),
            ("[workspace.metadata.docker]\nimage = { x = 1 }\n", "2:9: { x = 1 }"),
            ("\n[[workspace.metadata.docker.image]]\n", "2:1: [[workspace.metadata.docker.image]]"),
        ] {
            let expected =
                format!("Cargo.toml:{place} is not a text, as `image` has to be; write one in quotes");
            assert_eq!(parse(text).err().unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn the_documented_keys_are_taken() {
        let settings = parse_table(
            "image = \"127.0.0.1:5000/lab/x_y\"\nbase-image = \"debian:12\"\napt = [\"g++\", \"git=1:2.4*\"]\nmounts = [\".\"]\n\
             port = 0x2328\nplatform = \"linux/arm64\"\nrun-args = [\"--shm-size=2g\"]",
        );
        let settings = settings.unwrap();
        assert_eq!((settings.container.port, settings.platform.as_deref()), (9000, Some("linux/arm64")));
        assert_eq!(settings.apt[APT.len()..], ["g++", "git=1:2.4*"]);
    }
}
