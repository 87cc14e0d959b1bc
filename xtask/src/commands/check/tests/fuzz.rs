//! Thousands of broken files: no rule panics, each finding has a place in its file, and each fix is one.

use camino::Utf8Path;

use super::super::fix::fixed;
use super::super::rules::{RULES, findings};
use super::super::subject::Subject;
use super::super::surroundings::Surroundings;
use crate::base::overlay::Overlay;
use crate::conda::tests::fuzz::{XorShift, mutated};

const ENVIRONMENT: &str = "name: base\nchannels:\n  - bioconda\n  - intel\n  - conda-forge\n  - defaults\nvariables: {A_TOKEN: abcdef, B: /home/x}\n\
    dependencies:\n  - python>=3\n  - appnope\n  - numpy=1=h0_0\n  - pytorch=2=py3_cuda11_0\n  - numpy=2  # [win]\n  - \"defaults::scipy\"\n\
    \x20 - pip:\n    - -r file:requirements.txt\n    - torch\n    - x @ file:///croot/x/work\n    - sklearn\nprefix: C:\\x\nother: 1\n";
const REQUIREMENTS: &str = "numpy==3\n-e .\npywin32\n--index-url https://u:pw@h/s\nscipy\nscipy\n";
const SCRIPT: &str = "#!/bin/bash\r\nsudo apt-get install x\njupyter labextension install @jupyterlab/toc\n\
    jupyter lab build\npip install \\\n  .\n";

#[test]
fn no_bytes_make_a_rule_panic_and_no_fix_breaks_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(dir.path()).unwrap();
    // A file that is included has to be there, whatever is read in its place.
    std::fs::write(root.join("requirements.txt"), "").unwrap();
    let mut chance = XorShift(0x2545_f491_4f6c_dd1d);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..500 {
        let mut project = Overlay::new(root);
        let files = [
            ("environment.yml", ENVIRONMENT),
            ("requirements.txt", REQUIREMENTS),
            ("postBuild", SCRIPT),
            ("start", SCRIPT),
            ("apt.txt", "git\ntree # c\n"),
        ];
        for (name, text) in files {
            let text = String::from_utf8_lossy(&mutated(text, &mut chance)).into_owned();
            project.instead.insert(name.into(), text);
        }
        let subject = Subject::read(project, &Surroundings::default()).unwrap();
        for finding in findings(&subject) {
            let lines = subject.source(&finding.file).map_or(1, |source| source.text.split('\n').count());
            assert!((1..=lines).contains(&finding.line), "{finding:?}");
            let told = format!("{}{}", finding.sentence, finding.fix);
            assert!(
                !told.contains('\n') && !finding.sentence.is_empty() && !finding.fix.is_empty(),
                "{finding:?}"
            );
            let rule = RULES.iter().find(|rule| rule.name == finding.rule).unwrap();
            assert!(rule.severities.contains(&finding.severity), "{finding:?}");
            assert!(finding.edits.is_empty() || !rule.fix.is_empty(), "{finding:?}");
            seen.insert(finding.rule);
        }
        let refusals = subject.examined.refusals.len();
        let (left, _) = fixed(&subject).unwrap();
        assert!(left.iter().filter(|finding| finding.rule == "unreadable").count() <= refusals, "{left:?}");
    }
    // The texts are there to reach the rules, not to be refused as a whole.
    assert!(seen.len() > 20, "{seen:?}");
}
