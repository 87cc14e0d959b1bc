//! docker/.env: what docker-compose.yml has to know of this machine and its user.

mod names;

use anyhow::Result;
use minijinja::context;
use minijinja::value::Value;

use crate::base::files::Files;
use crate::base::process::Runner;
use crate::base::quote::word;
use crate::base::regular::{self, require_inside};
use crate::base::replace::{Access, ChangedMeanwhile, replace_known};
use crate::image::generated_paths::GENERATED;
use crate::image::kept_edits::Edit;
use crate::image::record::{Origin, Record};
use crate::image::template::Templates;
use crate::machine::time_zone::machine_s_zone;
use crate::machine::token::new_token;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::paths::{LOCAL_ENV as PATH, TEMPLATE};
use crate::project::settings::Settings;
pub use names::names;

/// The template of it, and of docker/.env.example.
const FILE: &str = "env.example.j2";

/// The time zone where the machine says none.
const UTC: &str = "UTC";

/// The variable of JupyterLab's token.
const TOKEN: &str = "LAB_TOKEN";

/// The name under which `machine` gives the templates these values.
pub const KEY: &str = "machine";

/// What docker/.env.example shows. There is no token in it, so that nobody starts a lab with one that others know.
pub fn example() -> Value {
    let jane = User { name: "jane".to_owned(), uid: 1000, gid: 1000 };
    let names =
        Names { project: "my-project", key: "", image: "my-project", volume: "my-project-jupyterlab" };
    values(names, &jane, 8888, "")
}

/// What docker/.env is to say.
#[derive(Clone, Copy)]
pub struct LocalEnv<'a> {
    /// The project, whose name in the engine it is.
    pub project: &'a Project,
    /// The project's settings, with the name of the image and the port.
    pub settings: &'a Settings,
    /// The user of this machine.
    pub owner: &'a User,
}

impl LocalEnv<'_> {
    /// Writes the file, for its owner alone, if anything in it is to be another. Its token and the user's own lines stay, and
    /// what was edited above them is kept beside it. Returns its name if it changed.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in the template, or if a link leads out of the project; if the file cannot be written.
    pub fn write(&self, runner: &Runner) -> Result<Option<String>> {
        let templates = Templates::read_one(&self.project.template_root, TEMPLATE.into(), FILE)?;
        let root = &self.project.output;
        require_inside(root, PATH.into())?;
        loop {
            let old = regular::read(root, PATH.into())?;
            // A project from before there was Compose has no such template.
            let Some(head) = self.head(&templates, old.as_deref())? else { return Ok(None) };
            let before = parts(old.as_deref().unwrap_or_default(), &head);
            if self.project.is_ours() {
                self.keep_edit(old.as_deref(), &before.head, &head, runner)?;
            }
            let text = [head.as_bytes(), before.own].concat();
            match replace_known(&root.join(PATH), old.as_deref(), &text, Access::Owner) {
                // The first command in a project has no need to fail because a second one made a token as well.
                Err(error) if error.is::<ChangedMeanwhile>() => {}
                written => return Ok(written?.then(|| PATH.to_owned())),
            }
        }
    }

    /// The file as it is, if a command that writes it would keep it beside: its head was edited, and is to be another.
    ///
    /// # Errors
    ///
    /// As [`LocalEnv::write`].
    pub fn edit(&self, runner: &Runner) -> Result<Option<Edit>> {
        let templates = Templates::read(&self.project.template_root, TEMPLATE.into())?;
        let root = &self.project.output;
        require_inside(root, PATH.into())?;
        let old = regular::read(root, PATH.into())?;
        let Some(head) = self.head(&templates, old.as_deref())? else { return Ok(None) };
        let before = parts(old.as_deref().unwrap_or_default(), &head);
        edit(&Record::read(root)?, old.as_deref(), &before.head, &head, runner)
    }

    /// Keeps the old file if this command did not generate its head, which is to be another; remembers the new one.
    fn keep_edit(&self, old: Option<&[u8]>, before: &[u8], head: &str, runner: &Runner) -> Result<()> {
        let record = Record::read(&self.project.root)?;
        if let Some(edit) = edit(&record, old, before, head, runner)? {
            runner.report.warning(&edit.keep(self.project, &self.project.root)?);
        }
        record.add(&Files::from([(PATH.into(), head.to_owned())]))
    }

    /// The generated part that is to be, after this text.
    fn head(&self, templates: &Templates, old: Option<&[u8]>) -> Result<Option<String>> {
        let old = String::from_utf8_lossy(old.unwrap_or_default());
        let token = match value(&old, TOKEN) {
            Some(token) => token.to_owned(),
            None => new_token()?,
        };
        let (project, key) = (self.project.unique_name(), self.project.key());
        let volume = self.project.kept_volume(self.owner.uid);
        let names = Names { project: &project, key: &key, image: &self.settings.image, volume: &volume };
        let machine = values(names, self.owner, self.settings.container.port, &token);
        let zone = machine_s_zone().filter(|zone| word(zone).is_ok());
        let machine = context! { time_zone => zone.unwrap_or_else(|| UTC.to_owned()), ..machine };
        let context = Value::from_pairs([("generated", Value::from(GENERATED)), (KEY, machine)]);
        templates.render_one(FILE, &context)
    }
}

/// The text of a file whose head nobody has generated, and which is to get another one.
fn edit(
    record: &Record,
    old: Option<&[u8]>,
    before: &[u8],
    head: &str,
    runner: &Runner,
) -> Result<Option<Edit>> {
    let old = old.filter(|_| !before.is_empty() && before != head.as_bytes());
    let Some(text) = old else { return Ok(None) };
    let origin = record.origin(PATH.into(), before, runner)?;
    let edit = Edit { path: PATH.into(), origin, text: text.to_owned() };
    Ok((origin != Origin::Known).then_some(edit))
}

/// What the engine calls the project's things.
struct Names<'a> {
    project: &'a str,
    key: &'a str,
    image: &'a str,
    volume: &'a str,
}

fn values(names: Names<'_>, user: &User, port: u16, token: &str) -> Value {
    Value::from_pairs([
        ("project", Value::from(names.project)),
        ("key", Value::from(names.key)),
        ("image", Value::from(names.image)),
        ("volume", Value::from(names.volume)),
        ("user", Value::from(user.name.clone())),
        ("uid", Value::from(user.uid)),
        ("gid", Value::from(user.gid)),
        ("port", Value::from(port)),
        ("token", Value::from(token)),
        ("time_zone", Value::from(UTC)),
    ])
}

/// The token in the file, if there is a file.
pub fn token(project: &Project) -> Option<String> {
    value(&regular::lenient(&project.output.join(PATH)), TOKEN).map(str::to_owned)
}

/// The value of a variable that is set to a plain word.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    plain.then_some(value)
}

/// An old text: what was generated, as it was with plain line ends, and the user's own lines below that, as they are.
struct Parts<'a> {
    head: Vec<u8>,
    own: &'a [u8],
}

/// The parts of an old text. The head ends with the line that is the last one of the new head.
fn parts<'a>(old: &'a [u8], new: &str) -> Parts<'a> {
    let mark = new.lines().next_back().unwrap_or_default().as_bytes();
    let (mut head, mut own) = (Vec::new(), old);
    for line in old.split_inclusive(|byte| *byte == b'\n') {
        own = &own[line.len()..];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        head.extend_from_slice(line);
        head.push(b'\n');
        if line == mark {
            break;
        }
    }
    Parts { head, own }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_s_own_lines_stay_byte_by_byte_whatever_the_line_ends() {
        let new = "# head\nLAB_PORT=1\n# yours:\n";
        // The old text, its head with plain line ends, and the user's own lines.
        let table: [(&[u8], &[u8], &[u8]); 6] = [
            (b"LAB_PORT=2\n# yours:\nA='$b'\n\nB=c", b"LAB_PORT=2\n# yours:\n", b"A='$b'\n\nB=c"),
            (b"LAB_PORT=2\r\n# yours:\r\nA=1\r\n", b"LAB_PORT=2\n# yours:\n", b"A=1\r\n"),
            (b"LAB_PORT=2\n# yours:", b"LAB_PORT=2\n# yours:\n", b""),
            (b"X=\xe9\n# yours:\nA=\xe9\n", b"X=\xe9\n# yours:\n", b"A=\xe9\n"),
            (b"LAB_PORT=2\n# yours:.\nA=1", b"LAB_PORT=2\n# yours:.\nA=1\n", b""),
            (b"", b"", b""),
        ];
        for (old, head, own) in table {
            let parts = parts(old, new);
            assert_eq!((parts.head.as_slice(), parts.own), (head, own), "{}", String::from_utf8_lossy(old));
        }
    }

    #[test]
    fn a_token_is_a_plain_word_or_none() {
        assert_eq!(value("A=1\nLAB_TOKEN=ab_1-2\n", "LAB_TOKEN"), Some("ab_1-2"));
        for line in ["LAB_TOKEN=", "LAB_TOKEN=a b", "LAB_TOKEN=$(id)", "#LAB_TOKEN=a", "XLAB_TOKEN=a"] {
            assert_eq!(value(line, "LAB_TOKEN"), None, "{line}");
        }
    }
}
