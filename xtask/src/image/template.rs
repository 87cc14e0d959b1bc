//! Renders template/ strictly: nothing undefined, and no string that has not passed a filter of quote.rs.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, syntax::SyntaxConfig};

use crate::base::error::Mistake;
use crate::base::quote;
use crate::base::regular::require_inside;
use crate::base::source::Source;

/// The end of a template's name; any other file of template/ is copied as it is.
pub const EXTENSION: &str = "j2";

/// The files of template/, by name, as the user has them now.
pub struct Templates {
    files: BTreeMap<String, Source>,
}

impl Templates {
    /// Reads every file in `root/folder`; `folder` is how messages name it.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or a file in it is not text, or is a link that leads out of `root`.
    pub fn read(root: &Utf8Path, folder: &Utf8Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        require_inside(root, folder)?;
        let entries = root.join(folder).read_dir_utf8().map_err(|error| {
            anyhow!("cannot read `{folder}`: {error}; restore it with `git checkout -- {folder}`")
        })?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_owned();
            if !is_left_out(&name) && !entry.file_type()?.is_dir() {
                files.extend(file(root, &folder.join(&name))?.map(|source| (name, source)));
            }
        }
        Ok(Self { files })
    }

    /// Reads the one of this name, and the others only if it may have a part of one in it.
    ///
    /// # Errors
    ///
    /// As [`Templates::read`].
    pub fn read_one(root: &Utf8Path, folder: &Utf8Path, name: &str) -> Result<Self> {
        let source = file(root, &folder.join(name))?;
        let mentions = |word: &&str| source.as_ref().is_some_and(|source| source.text.contains(*word));
        match ["include", "import", "extends"].iter().any(mentions) {
            true => Self::read(root, folder),
            false => Ok(Self { files: source.map(|source| (name.to_owned(), source)).into_iter().collect() }),
        }
    }

    /// Each file's name in docker/ and the text it is to have.
    ///
    /// # Errors
    ///
    /// `BadInput` with file, line, column and the source line, for the first mistake in any template.
    pub fn render(&self, context: &Value) -> Result<BTreeMap<Utf8PathBuf, String>> {
        let environment = self.environment()?;
        let mut rendered = BTreeMap::new();
        for (name, source) in &self.files {
            let (target, text) = match name.strip_suffix(&format!(".{EXTENSION}")) {
                None => (name.as_str(), source.text.clone()),
                Some(target) => (target, self.text(&environment, name, context)?),
            };
            rendered.insert(Utf8PathBuf::from(target), text);
        }
        Ok(rendered)
    }

    /// The text of one template; `None` if there is none of this name.
    ///
    /// # Errors
    ///
    /// As [`Templates::render`].
    pub fn render_one(&self, name: &str, context: &Value) -> Result<Option<String>> {
        if !self.files.contains_key(name) {
            return Ok(None);
        }
        self.text(&self.environment()?, name, context).map(Some)
    }

    fn environment(&self) -> Result<Environment<'static>> {
        let mut environment = strict_environment()?;
        for (name, source) in &self.files {
            if name.ends_with(EXTENSION) {
                let added = environment.add_template_owned(name.clone(), source.text.clone());
                added.map_err(|error| self.bad_template(&error))?;
            }
        }
        Ok(environment)
    }

    fn text(&self, environment: &Environment<'_>, name: &str, context: &Value) -> Result<String> {
        let template = environment.get_template(name).map_err(|error| self.bad_template(&error))?;
        template.render(context.clone()).map_err(|error| self.bad_template(&error))
    }

    /// `template/NAME:LINE:COLUMN: what is wrong`, and below it the source line with a caret.
    fn bad_template(&self, error: &Error) -> anyhow::Error {
        let name = error.name().unwrap_or_default();
        let detail = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        let Some((source, line)) = self.files.get(name).zip(error.line()) else {
            return Mistake::new(detail, "").in_file(&Utf8Path::new("template").join(name));
        };
        let text = source.text.lines().nth(line - 1).unwrap_or_default();
        let line_start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let offset = error.range().map_or(0, |range| range.start.saturating_sub(line_start)).min(text.len());
        let column = text.get(..offset).unwrap_or_default().chars().count() + 1;
        source.error_at(line, column, Mistake::new(format!("{detail}\n  {text}\n  {:>column$}", "^"), ""))
    }
}

/// One file of the folder; `None` if there is none.
fn file(root: &Utf8Path, path: &Utf8Path) -> Result<Option<Source>> {
    // What a template says can be read in docker/ afterwards: it is to be the project's own.
    require_inside(root, path)?;
    let Some(mut source) = Source::read(root, path)? else { return Ok(None) };
    // A checkout on Windows may have put other line ends in.
    source.text = source.text.replace("\r\n", "\n");
    Ok(Some(source))
}

/// Whether this is no template: editors leave such files beside the one that is edited.
pub fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~')
}

fn strict_environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Tags on lines of their own vanish, and a file keeps its last newline.
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax?);
    // Escaping by the file's extension would quote for HTML or JSON where the file is something else.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_debug(true);
    environment.set_formatter(|out, _, value| match value.kind() {
        ValueKind::Number => Ok(out.write_str(&value.to_string())?),
        ValueKind::String if value.is_safe() => Ok(out.write_str(value.as_str().unwrap_or_default())?),
        kind => Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("a {kind} is printed without a filter; add one of | word, | env, | json, | compose, | line, | comment, | sh"),
        )),
    });
    environment.add_filter("json", |value: String| Value::from_safe_string(quote::json(&value)));
    environment.add_filter("compose", |value: String| Value::from_safe_string(quote::compose(&value)));
    environment.add_filter("sh", |value: String| Value::from_safe_string(quote::sh(&value)));
    environment.add_filter("word", |value: String| checked(quote::word(&value)));
    environment.add_filter("env", |value: String| checked(quote::env(&value)));
    environment.add_filter("comment", |value: String| checked(quote::comment(&value)));
    environment.add_filter("line", |value: String| checked(quote::line(&value)));
    // For text that a template made itself, or that is a whole file of the user's.
    environment.add_filter("raw", |value: String| Value::from_safe_string(value));
    Ok(environment)
}

fn checked(quoted: quote::Quoted) -> Result<Value, Error> {
    quoted.map(Value::from_safe_string).map_err(|reason| Error::new(ErrorKind::InvalidOperation, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> Result<String> {
        let path = Utf8PathBuf::from("template/f.j2");
        let files = BTreeMap::from([("f.j2".to_owned(), Source { path, text: template.to_owned() })]);
        let context = minijinja::context! { name => "a b", none => (), port => 8888, list => ["x", "y"] };
        Ok(Templates { files }.render(&context)?.remove(Utf8Path::new("f")).unwrap())
    }

    fn error(template: &str) -> String {
        render(template).unwrap_err().to_string()
    }

    #[test]
    fn a_number_prints_as_it_is_and_the_last_newline_is_kept() {
        assert_eq!(render("EXPOSE {{ port }}\n{% if true %}\nA\n{% endif %}\n").unwrap(), "EXPOSE 8888\nA\n");
    }

    #[test]
    fn a_string_without_a_filter_is_an_error_that_shows_its_place() {
        assert_eq!(
            error("FROM x\nRUN echo {{ name }}\n"),
            "template/f.j2:2:13: invalid operation: a string is printed without a filter; add one of | word, | env, \
             | json, | compose, | line, | comment, | sh\n  RUN echo {{ name }}\n              ^"
        );
        assert!(error("{{ none }}").contains("a none is printed"));
        assert!(error("{{ name ~ 'x' }}").contains("a string is printed"));
        assert!(error("{{ list }}").contains("a sequence is printed"));
    }

    #[test]
    fn what_is_undefined_or_misspelt_or_not_a_template_is_an_error_with_its_line() {
        assert!(error("\n{{ nam | sh }}").starts_with("template/f.j2:2:"), "{}", error("\n{{ nam | sh }}"));
        assert!(error("\n{% if nam %}{% endif %}").starts_with("template/f.j2:2:"));
        assert!(error("{{ name | shell }}").contains("unknown filter"));
        assert!(error("\n\n{% if %}").starts_with("template/f.j2:3:"));
        assert!(error("{% for x in list %}").starts_with("template/f.j2:1:"));
    }

    #[test]
    fn a_value_that_a_filter_refuses_is_an_error_with_its_place() {
        assert!(error("FROM {{ name | word }}").starts_with("template/f.j2:1:"));
        assert!(
            error("FROM {{ name | word }}")
                .contains("the character ' ' cannot stand in the bare word \"a b\"")
        );
    }

    #[test]
    fn a_template_is_read_with_the_others_only_if_it_names_one() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        std::fs::create_dir(root.join("template")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.join("template").join(name), text).unwrap();
        write("part.j2", "{{ name | sh }}\n");
        let one = |text: &str| {
            write("one.j2", text);
            let templates = Templates::read_one(root, "template".into(), "one.j2").unwrap();
            let rendered = templates.render_one("one.j2", &minijinja::context! { name => "a b" });
            (templates.files.len(), rendered.unwrap().unwrap())
        };
        assert_eq!(one("{{ name | sh }}\n"), (1, "'a b'\n".to_owned()));
        assert_eq!(one("{% include 'part.j2' %}\n"), (2, "'a b'\n".to_owned()));
        let none = Templates::read_one(root, "template".into(), "none.j2").unwrap();
        assert_eq!(none.render_one("none.j2", &Value::UNDEFINED).unwrap(), None);
    }
}
