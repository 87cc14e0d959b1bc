//! Which files a command reads, and which it makes, as far as its words tell.

use camino::{Utf8Path, Utf8PathBuf};

use crate::commands::check::script::{Command, Folder, Word};

/// Where a program's files stand among its words.
#[derive(Clone, Copy)]
enum Takes {
    /// The first word that is no option.
    First,
    /// The same, unless one of these options says otherwise.
    Script(&'static [&'static str]),
    /// Each word that is no option.
    Each,
    /// Each but the last, into which they go.
    AllButLast,
    /// What stands behind these options.
    Behind(&'static [&'static str]),
}

/// Programs that fail without the file that they are given.
const READERS: [(&str, Takes); 31] = [
    ("cd", Takes::First),
    ("pushd", Takes::First),
    ("source", Takes::First),
    (".", Takes::First),
    ("bash", Takes::Script(&["-c"])),
    ("sh", Takes::Script(&["-c"])),
    ("dash", Takes::Script(&["-c"])),
    ("zsh", Takes::Script(&["-c"])),
    ("python", Takes::Script(&["-c", "-m"])),
    ("ipython", Takes::Script(&["-c", "-m"])),
    ("julia", Takes::Script(&["-e", "-E", "--eval"])),
    ("Rscript", Takes::Script(&["-e"])),
    ("node", Takes::Script(&["-e", "-p"])),
    ("perl", Takes::Script(&["-e", "-n", "-p"])),
    ("R", Takes::Behind(&["-f", "--file", "BATCH", "INSTALL"])),
    ("cp", Takes::AllButLast),
    ("mv", Takes::AllButLast),
    ("install", Takes::AllButLast),
    ("cat", Takes::Each),
    ("head", Takes::Each),
    ("tail", Takes::Each),
    ("chmod", Takes::Each),
    ("dos2unix", Takes::Each),
    ("jupyter", Takes::Each),
    ("unzip", Takes::First),
    ("gunzip", Takes::Each),
    ("tar", Takes::Each),
    ("sed", Takes::Each),
    ("conda", Takes::Behind(&["-f", "--file"])),
    ("mamba", Takes::Behind(&["-f", "--file"])),
    ("micromamba", Takes::Behind(&["-f", "--file"])),
];

/// Programs whose words name nothing that they read.
const SILENT: [&str; 22] = [
    "[", "[[", "test", "alias", "apt", "apt-get", "command", "curl", "echo", "exec", "exit", "export",
    "find", "git", "ln", "ls", "mkdir", "printf", "rm", "set", "touch", "wget",
];

/// Options of pip that a file or a folder follows.
const OF_PIP: [&str; 6] = ["-r", "--requirement", "-c", "--constraint", "-e", "--editable"];

/// What a command reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// A file or folder that the project has to have for this to be said.
    Path(Folder),
    /// A folder with code that is installed.
    Setup(Folder),
    /// A file that may be read: the program is not known.
    Perhaps(Folder),
}

/// What the command reads of the project, wherever that lies.
pub fn reads(command: &Command) -> Vec<Read> {
    let at = |word: &Word| command.folder.leads(word);
    let input = command.reads.iter().map(|word| Read::Path(at(word)));
    let Some((first, rest)) = command.words.split_first() else { return input.collect() };
    let mut found: Vec<Read> = input.collect();
    if first.text.contains('/') {
        found.push(Read::Path(at(first)));
    }
    let (program, rest) = by_name(command.program(), rest);
    if program == "pip" {
        found.extend(by_pip(&command.folder, rest));
    } else if let Some(script) =
        rest.iter().find(|word| program == "python" && word.text.ends_with("setup.py"))
    {
        found.push(Read::Setup(at(script)));
    } else if let Some((_, takes)) = READERS.iter().find(|(reader, _)| *reader == program) {
        found.extend(taken(rest, *takes).into_iter().map(|word| Read::Path(at(&word))));
    } else if !SILENT.contains(&program) {
        let is_path = |word: &&Word| word.text.contains(['/', '.']) && !word.text.starts_with('-');
        found.extend(rest.iter().filter(is_path).map(|word| Read::Perhaps(at(word))));
    }
    found
}

/// `python3.11` is `python`, and `python -m pip` is `pip`.
fn by_name<'w>(program: &'w str, words: &'w [Word]) -> (&'w str, &'w [Word]) {
    let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let name = if ["python", "pip"].contains(&bare) { bare } else { program };
    match words {
        [option, module, rest @ ..] if name == "python" && option.text == "-m" && module.text == "pip" => {
            ("pip", rest)
        }
        _ => (name, words),
    }
}

fn taken(words: &[Word], takes: Takes) -> Vec<Word> {
    let is_option = |word: &&Word| !word.text.starts_with(['-', '+']);
    let mut plain: Vec<Word> = words.iter().filter(is_option).cloned().collect();
    match takes {
        Takes::First => plain.truncate(1),
        Takes::Script(options) => {
            let before = words.iter().take_while(|word| word.text.starts_with('-'));
            let has_other = before.into_iter().any(|word| options.iter().any(|option| word.text == *option));
            plain.truncate(usize::from(!has_other));
        }
        Takes::Each => {}
        Takes::AllButLast => {
            plain.pop();
        }
        Takes::Behind(options) => return behind(words, options),
    }
    plain
}

/// The values of these options: in the next word, or behind `=`.
fn behind(words: &[Word], options: &[&str]) -> Vec<Word> {
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if options.contains(&word.text.as_str()) {
            found.extend(words.get(index + 1).cloned());
        } else if let Some((option, value)) = word.text.split_once('=') {
            let value = Word { text: value.to_owned(), ..word.clone() };
            found.extend(options.contains(&option).then_some(value));
        }
    }
    found
}

fn by_pip(folder: &Folder, words: &[Word]) -> Vec<Read> {
    let Some(install) = words.iter().position(|word| word.text == "install") else { return Vec::new() };
    let (words, mut found) = (&words[install + 1..], Vec::new());
    found.extend(behind(words, &OF_PIP[..4]).iter().map(|word| Read::Path(folder.leads(word))));
    let mut is_value = false;
    for word in words {
        let was_value =
            std::mem::replace(&mut is_value, word.text.starts_with('-') && !word.text.contains('='));
        let is_editable = ["-e", "--editable"].contains(&word.text.as_str());
        is_value &= OF_PIP[..4].contains(&word.text.as_str()) || TAKING.contains(&word.text.as_str());
        let path = word.text.split('[').next().unwrap_or_default();
        let is_path =
            path.starts_with('.') || (path.contains('/') && !path.contains(':') && !path.contains('@'));
        if is_editable || was_value || !is_path || word.text.starts_with('-') {
            continue;
        }
        let place = folder.leads(&Word { text: path.to_owned(), ..word.clone() });
        let is_archive = [".whl", ".gz", ".zip"].iter().any(|end| path.ends_with(end));
        found.push(if is_archive { Read::Path(place) } else { Read::Setup(place) });
    }
    found
}

/// Other options of pip that have a value.
const TAKING: [&str; 8] =
    ["-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t", "--target", "--prefix"];

/// The files of which an installation reads one first.
pub const SETUP: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// The folder in which an installation finds its setup: a `setup.py` names it, too.
pub fn setup_folder(path: &Utf8Path) -> Utf8PathBuf {
    match path.file_name() {
        Some("setup.py") => path.parent().unwrap_or(Utf8Path::new("")).to_owned(),
        _ => path.to_owned(),
    }
}
