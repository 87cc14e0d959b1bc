//! What a script has made so far, so that a command behind finds it.

use camino::Utf8Path;

use crate::commands::check::script::{Command, Folder, Word};

/// Programs that make nothing but what their words name.
const PLAIN: [&str; 40] = [
    ".", "[", "[[", "]]", "apt", "apt-get", "cat", "cd", "chmod", "command", "conda", "cp", "curl", "echo",
    "export", "git", "head", "install", "jupyter", "ln", "ls", "mamba", "mkdir", "mv", "npm", "pip", "pip3",
    "popd", "printf", "pushd", "rm", "sed", "set", "source", "sudo", "tail", "test", "touch", "wget",
    "which",
];

/// Options behind which stands where the output goes.
const OUTPUTS: [&str; 7] = ["-o", "-O", "--output", "--output-document", "-P", "-d", "-C"];

/// What there is so far, or what the script asks for before it reads it, and so does without.
#[derive(Default)]
pub struct Made {
    /// What was made or asked for, and whether all in it was, too.
    places: Vec<(Folder, bool)>,
    /// Whether something ran of which nobody knows what it makes.
    pub is_uncertain: bool,
}

impl Made {
    /// Whether the script has made or asked for this, or a folder with all that is in it.
    pub fn has(&self, place: &Folder) -> bool {
        self.places.iter().any(|(made, is_deep)| made == place || (*is_deep && is_in(place, made)))
    }

    /// Adds what a command makes, and what it asks for.
    pub fn add(&mut self, command: &Command) {
        let at = |word: &Word| command.folder.leads(word);
        self.places.extend(command.writes.iter().map(|word| (at(word), false)));
        let Some((_, rest)) = command.words.split_first() else { return };
        let plain: Vec<&Word> = rest.iter().filter(|word| !word.text.starts_with('-')).collect();
        match command.program() {
            // Whoever asks whether it is there knows what to do if it is not.
            "[" | "[[" | "test" => self.places.extend(plain.iter().map(|word| (at(word), true))),
            "mkdir" | "touch" | "tee" => self.places.extend(plain.iter().map(|word| (at(word), false))),
            "cp" | "mv" | "ln" | "install" => self.copies(command, &plain),
            "git" if rest.first().is_some_and(|word| word.text == "clone") => self.clones(command, &plain),
            "curl" | "wget" => {
                let urls = plain.iter().filter(|word| word.text.contains("://")).map(|word| base(&word.text));
                self.places.extend(urls.map(|name| (at(&named(name)), false)));
            }
            _ => {}
        }
        let outputs = rest.windows(2).filter(|pair| OUTPUTS.contains(&pair[0].text.as_str()));
        self.places.extend(outputs.map(|pair| (at(&pair[1]), true)));
        let is_module =
            command.program().starts_with("python") && rest.first().is_some_and(|it| it.text == "-m");
        self.is_uncertain |= !is_module && !PLAIN.contains(&command.program());
    }

    fn copies(&mut self, command: &Command, words: &[&Word]) {
        let Some((last, sources)) = words.split_last() else { return };
        let at = |word: &Word| command.folder.leads(word);
        let is_folder = last.text == "." || last.text.ends_with('/');
        for source in sources {
            let inside = named(&format!("{}/{}", last.text.trim_end_matches('/'), base(&source.text)));
            self.places.push((at(&inside), true));
        }
        self.places.extend((!is_folder).then(|| (at(last), true)));
    }

    fn clones(&mut self, command: &Command, words: &[&Word]) {
        let Some(url) = words.iter().position(|word| word.text.contains([':', '/'])) else { return };
        let name = match words.get(url + 1) {
            Some(word) => word.text.clone(),
            None => base(&words[url].text).trim_end_matches(".git").to_owned(),
        };
        self.places.push((command.folder.leads(&named(&name)), true));
    }
}

fn is_in(place: &Folder, made: &Folder) -> bool {
    let inside = |path: &Utf8Path, folder: &Utf8Path| folder != "" && path.starts_with(folder);
    match (place, made) {
        (Folder::Project(path), Folder::Project(folder)) | (Folder::Home(path), Folder::Home(folder)) => {
            inside(path, folder)
        }
        _ => false,
    }
}

fn base(text: &str) -> &str {
    let text = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    text.rsplit('/').next().unwrap_or_default()
}

fn named(text: &str) -> Word {
    Word { text: text.to_owned(), ..Word::default() }
}
