//! docker/.env: what docker-compose.yml has to know of this machine and its user.

use anyhow::Result;
use minijinja::context;
use minijinja::value::Value;

use crate::base::quote::word;
use crate::base::regular::{self, require_inside};
use crate::base::replace::{Access, ChangedMeanwhile, replace_known};
use crate::image::generated_paths::GENERATED;
use crate::image::template::Templates;
use crate::machine::time_zone::machine_s_zone;
use crate::machine::token::new_token;
use crate::machine::user::User;
use crate::project::folder::{Project, TEMPLATE};
use crate::project::settings::Settings;

/// The file, in the project.
const PATH: &str = "docker/.env";

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
    /// Writes the file, for its owner alone, if anything in it is to be another. Its token and the user's own lines stay.
    /// Returns its name if it changed.
    ///
    /// # Errors
    ///
    /// `BadInput` for a mistake in the template, or if a link leads out of the project; if the file cannot be written.
    pub fn write(&self) -> Result<Option<String>> {
        let templates = Templates::read(&self.project.template_root, TEMPLATE.into())?;
        let root = &self.project.output;
        require_inside(root, PATH.into())?;
        loop {
            let old = regular::read(root, PATH.into())?;
            // A project from before there was Compose has no such template.
            let Some(text) = self.text(&templates, old.as_deref())? else { return Ok(None) };
            match replace_known(&root.join(PATH), old.as_deref(), text.as_bytes(), Access::Owner) {
                // The first command in a project has no need to fail because a second one made a token as well.
                Err(error) if error.is::<ChangedMeanwhile>() => {}
                written => return Ok(written?.then(|| PATH.to_owned())),
            }
        }
    }

    /// The text that is to be, after this one.
    fn text(&self, templates: &Templates, old: Option<&[u8]>) -> Result<Option<String>> {
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
        let text = templates.render_one(FILE, &context)?;
        Ok(text.map(|text| text.clone() + own_lines(&text, &old)))
    }
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
    let text = String::from_utf8(regular::read(&project.output, PATH.into()).ok()??).ok()?;
    value(&text, TOKEN).map(str::to_owned)
}

/// The variables that the file sets, if there is a file.
pub fn names(project: &Project) -> Vec<String> {
    let text = regular::lenient(&project.output.join(PATH));
    text.lines().filter_map(name).map(str::to_owned).collect()
}

/// The variable that a line sets, in any form that Compose reads.
fn name(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}').trim_start();
    let line = line.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(line);
    let (name, _) = line.split_once(['=', ':'])?;
    Some(name.trim()).filter(|name| !name.is_empty() && !name.starts_with('#'))
}

/// The value of a variable that is set to a plain word.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    plain.then_some(value)
}

/// What stands in the old text below the line that is the last one of the new.
fn own_lines<'a>(new: &str, old: &'a str) -> &'a str {
    let mark = format!("\n{}\n", new.lines().next_back().unwrap_or_default());
    old.split_once(&mark).map_or("", |(_, own)| own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_in_which_a_line_sets_a_variable_is_read() {
        for line in
            ["A=1", "A=", " A = 1", "export A=1", "export\tA=1", "A: 1", "A=x=y", "\u{feff}A=1", "A=1\r"]
        {
            assert_eq!(name(line), Some("A"), "{line:?}");
        }
        assert_eq!(name("exported=1"), Some("exported"));
        for line in ["", "# A=1", "A", "export A", "=1"] {
            assert_eq!(name(line), None, "{line:?}");
        }
    }

    #[test]
    fn the_user_s_own_lines_stay_and_a_token_is_a_plain_word_or_none() {
        let new = "# head\nLAB_PORT=1\n# yours:\n";
        assert_eq!(own_lines(new, "LAB_PORT=2\n# yours:\nA='$b'\n\nB=c"), "A='$b'\n\nB=c");
        assert_eq!(own_lines(new, "LAB_PORT=2\n"), "");
        assert_eq!(value("A=1\nLAB_TOKEN=ab_1-2\n", "LAB_TOKEN"), Some("ab_1-2"));
        for line in ["LAB_TOKEN=", "LAB_TOKEN=a b", "LAB_TOKEN=$(id)", "#LAB_TOKEN=a", "XLAB_TOKEN=a"] {
            assert_eq!(value(line, "LAB_TOKEN"), None, "{line}");
        }
    }
}
