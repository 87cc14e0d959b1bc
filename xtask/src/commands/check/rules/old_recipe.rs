//! Files of the recipes that this template replaces: the lesson on Conda and Docker, and the template that came of it.

use camino::Utf8Path;

use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;

/// A file, words in it of which the first is on the line that is meant, and what is wrong with that.
const FILES: [(&str, &[&str], &str); 4] = [
    (
        "docker/Dockerfile",
        &["--force", "conda env create"],
        "`conda env create --force` is no option since Conda 24.3",
    ),
    (
        "docker/docker-compose.yml",
        &["uid=${UID}"],
        "no shell exports `UID`, so Compose builds with an empty one",
    ),
    ("docker/.env", &["UID=$UID"], "no shell reads this file, so `UID` becomes the text `$UID`, or nothing"),
    (
        "bin/create-conda-env.sh",
        &["--force", "conda env create"],
        "`conda env create --force` is no option since Conda 24.3",
    ),
];

/// `old-recipe`
pub fn old_recipe(subject: &Subject) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (file, words, sentence) in FILES {
        let file = Utf8Path::new(file);
        let source = subject.hint(file).filter(|source| words.iter().all(|word| source.text.contains(word)));
        let Some(source) = source else { continue };
        let found = source.text.lines().position(|line| line.contains(words[0]));
        if let Some(index) = found {
            let fix = "delete the file: `cargo xtask` makes what is needed from the Conda files";
            findings.push(Finding::warning(file, index + 1, sentence).fix(fix));
        }
    }
    findings
}
