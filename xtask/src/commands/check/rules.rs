//! The table of rules: what `check` looks for. xtask/docs/check.md has the same table, and a test says so.

mod abandoned_packages;
mod binder;
mod binder_places;
mod brought;
mod builds;
mod channels;
mod export;
mod extensions;
mod gpu;
mod installs;
mod jupyter_versions;
mod links;
mod listed_twice;
mod local_paths;
mod local_versions;
mod made;
mod names_at_pip;
mod old_recipe;
mod other_systems;
mod own_package;
mod own_spelling;
mod pip;
mod pip_indexes;
mod pip_versions;
mod program_table;
mod programs;
mod project_files;
mod project_in_build;
mod python;
mod root;
mod scripts;
mod secrets;
mod shebang;
mod system;
mod system_needs;
mod system_packages;
mod unreadable;
mod warned;

use super::emptied::without_undone;
use super::finding::{Finding, Severity, Severity::Error, Severity::Warning};
use super::subject::Subject;
pub use secrets::Hidden;

/// One rule.
pub struct Rule {
    /// Its name, which findings carry.
    pub name: &'static str,
    /// How bad its findings can be.
    pub severities: &'static [Severity],
    /// What it finds, for the table.
    pub what: &'static str,
    /// What `--fix` does about it, for the table; nothing if that takes a decision.
    pub fix: &'static str,
    /// Why nothing can go well where it finds an error, for the table; nothing if it only warns.
    pub certain: &'static str,
    /// Whether the commands that read the Conda files warn of the same in any case.
    pub is_said: bool,
    find: fn(&Subject) -> Vec<Finding>,
}

const fn rule(
    name: &'static str,
    severities: &'static [Severity],
    what: &'static str,
    fix: &'static str,
    find: fn(&Subject) -> Vec<Finding>,
) -> Rule {
    Rule { name, severities, what, fix, certain: "", is_said: false, find }
}

/// The same for what [`crate::conda::CondaFiles::warnings`] has too.
const fn said(rule: Rule) -> Rule {
    Rule { is_said: true, ..rule }
}

/// The same for a rule whose errors stop a build: the reason why nothing can go well then.
const fn certain(rule: Rule, reason: &'static str) -> Rule {
    Rule { certain: reason, ..rule }
}

/// Every rule, in the order of the table.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    certain(rule("unreadable", &[Error], "what Conda, pip or `docker-build` cannot read", "", unreadable::unreadable), "Conda, pip, apt or `docker-build` ends with the same refusal; what one of their readers takes is no error"),
    rule("encoding", &[Warning], "a byte order mark, or UTF-16, as PowerShell's `>` writes it: it is read here, and not everywhere", "saves it as UTF-8", unreadable::encoding),
    certain(rule("secret", &[Error, Warning], "a password, token or key in an address, in `variables:`, in a script, or in the shape of a known service's; a warning if only its name says so", "", secrets::secret), "whoever has the repository or the image reads it, and a later commit does not take it back"),
    certain(rule("other-system", &[Error, Warning], "a package for macOS or Windows alone, such as `pyobjc-core`, `pywin32`, `vc`; a warning if it is only of no use here, such as `appnope`, `libcxx`", "deletes the line", other_systems::other_system), "no channel has it for Linux, or not in the version, from the channels or in the build that is asked for, so the solver ends; where one may do, it is a warning"),
    certain(rule("build-string", &[Error, Warning], "`pkg=1.2=h1234_0`, as exports have it; an error in one from macOS or Windows", "deletes it, but for what says CUDA, BLAS or MPI", export::build_string), "the file has builds that are made for each system, and a name, a hash or a folder of macOS or Windows, so no channel has them for Linux, and the solver ends"),
    rule("operator", &[Warning], "`pkg=>1.2` and the like, which Conda reads and other programs may refuse", "writes `>=1.2`, if nothing else can be meant", own_spelling::operator),
    rule("selector", &[Warning], "a comment such as `# [win]`, which Conda does not read", "", export::selector),
    rule("prefix", &[Warning], "`prefix:` with a folder of another machine", "deletes the line", export::prefix),
    rule("host-path", &[Warning], "a variable with a folder of one machine", "", export::host_path),
    rule("empty-name", &[Warning], "`name:` without a value, which Conda from 26 on refuses", "", export::empty_name),
    rule("base-export", &[Warning], "an environment called `base`", "", export::base_export),
    certain(rule("dead-channel", &[Error], "the channel `intel`, which is closed", "deletes the line", channels::dead), "the channel's address answers no more, and Conda ends at the first channel that it cannot reach"),
    certain(rule("local-channel", &[Error], "a channel in a folder of one machine", "", channels::local), "the folder is not there while the image is built, and Conda ends at the first channel that it cannot reach"),
    rule("licensed-channel", &[Warning], "`defaults`, `anaconda`, `main`, `r`: Anaconda's, with a licence to pay for", "deletes the line, if conda-forge is there, or writes `nodefaults` for `defaults`", channels::licensed),
    rule("channel-order", &[Warning], "`bioconda` without conda-forge above it, or Anaconda's channels above conda-forge", "puts conda-forge above `bioconda`", channels::order),
    rule("no-channels", &[Warning], "no channel named: conda-forge here, something else elsewhere", "names conda-forge", channels::none),
    rule("python-version", &[Warning], "no Python version, or one that Binder does not read and replaces by 3.10", "", python::version),
    rule("old-python", &[Warning], "Python before 3.7, in environment.yml or runtime.txt", "", python::old),
    rule("no-r-kernel", &[Warning], "packages of R without R's kernel, which Binder adds", "", binder::no_r_kernel),
    rule("no-cuda-version", &[Warning], "a GPU asked for without saying which CUDA", "", gpu::no_cuda_version),
    rule("no-jupyterlab", &[Warning], "JupyterLab is absent, or is there only if a package that nobody here knows brings it", "", python::no_jupyterlab),
    said(rule("unknown-key", &[Warning], "a key that Conda ignores", "", warned::unknown_key)),
    certain(rule("local-path", &[Error], "`-e .`, `./pkg`, `pkg @ file:///…`, and files outside of the project", "keeps only the name of what `pip freeze` wrote of Conda's packages", local_paths::local_path), "the file is not there while the image is built, and pip or Conda ends"),
    certain(rule("file-url", &[Error], "`-r file:requirements.txt`, which pip no longer finds", "deletes `file:`", local_paths::file_url), "pip takes what follows `file:` for a path from the root, where the file is not, and ends"),
    said(rule("no-pip", &[Warning], "requirements, but no `pip` among the dependencies", "adds `- pip`", pip::no_pip)),
    certain(rule("pip-version", &[Error, Warning], "`==1.x`, `>=1.*`, `~=1.4.`, which are no versions; a warning if Python or pip are old enough to read them", "writes `>=1` and `~=1.4`", pip_versions::pip_version), "pip from 24.1 on ends at it, and no older one comes with Python 3.8 or later unless it is asked for"),
    rule("ignored-words", &[Warning], "words on a line of pip's that pip passes over, such as those behind `-r file`", "", pip::ignored_words),
    rule("own-package", &[Warning], "the project's own package among pip's, as an export lists what `pip install -e .` installed", "", own_package::own_package),
    rule("requirements-not-named", &[Warning], "a requirements.txt that environment.yml does not name, so that Binder ignores it", "names it", pip::requirements_not_named),
    certain(rule("listed-twice", &[Error, Warning], "a package listed twice; an error if no version is both", "deletes the second of two equal lines", listed_twice::listed), "no version is both, so the solver or pip ends"),
    rule("conda-and-pip", &[Warning], "a package asked for from Conda and from pip", "deletes pip's line, if it names no version", listed_twice::conda_and_pip),
    certain(rule("gone-package", &[Error, Warning], "a package that pip or Conda does not have, such as pip's `sklearn` or `cv2`, or that is abandoned", "writes the new name", abandoned_packages::gone), "each version that the line allows was put there to end the installation, or none is there; an address, a condition or another index makes it a warning"),
    certain(rule("local-version", &[Error, Warning], "a version such as `torch==2.1.0+cu121`, and no index that has it", "", local_versions::local_version), "pip's public index takes no version with a `+`, and no file, variable or mirror names another index"),
    certain(rule("gone-system-package", &[Error, Warning], "a package that newer systems no longer have, such as `libgl1-mesa-glx`; an error on the default base image", "writes the new name", system_packages::gone), "the base image is known, its apt has no package of that name and none that takes its place, and the build ends"),
    rule("needs-system-package", &[Warning], "a pip package such as `opencv-python` without the library or program that it needs", "", system_needs::needs),
    said(rule("no-shebang", &[Warning], "postBuild or start without `#!` in its first line", "adds `#!/bin/bash -e`", scripts::no_shebang)),
    certain(rule("shebang", &[Error], "`#!/usr/bin/env bash -e` and `#!/bin/bash -euo pipefail`, which do not start", "writes `env -S`", shebang::shebang), "Linux passes all behind the program as one word, and no program or option is called so"),
    rule("no-errexit", &[Warning], "postBuild goes on after a command that failed", "adds `set -e`", scripts::no_errexit),
    rule("windows-line-ends", &[Warning], "postBuild or start with CRLF line ends", "makes them LF", scripts::windows_line_ends),
    certain(rule("needs-root", &[Error, Warning], "`sudo` or `apt-get` in postBuild or start; an error where the script ends with it", "", root::needs_root), "the script runs as you, who is not root and has no `sudo`, so the command fails, and the script ends there: errexit holds, or it is the last command"),
    certain(rule("project-in-build", &[Error, Warning], "postBuild reads files of the project, as in `pip install .`, `cd binder` or `python scripts/data.py`, unless `build-files` names them; an error where the script ends with it", "", project_in_build::project_in_build), "the file is not there while the image is built, no earlier command can have made it, and the script ends there: errexit holds, or it is the last command"),
    certain(rule("binder-place", &[Error, Warning], "a place or an environment that Binder alone has, such as `/srv/conda`, `/home/jovyan` or `source activate notebook`", "", binder_places::binder_place), "nothing that is listed brings the place or `activate`, and the script ends there: errexit holds, or it is the last command"),
    certain(rule("missing-program", &[Error, Warning], "a program such as `wget` or `npm` that nothing listed brings; an error where lock/ shows that; and what is fetched by `ssh`", "", programs::missing_program), "lock/ has all that is installed, the program is not in it nor in the base image, and the script ends there: errexit holds, or it is the last command"),
    said(rule("no-exec", &[Warning], "start does not run the command that it is given", "adds `exec \"$@\"`", scripts::no_exec)),
    certain(rule("extension-build", &[Error, Warning], "obsolete `jupyter labextension install`, `jupyter lab build`, `jupyter nbextension` and `serverextension`; an error where they fail and the script ends with it", "deletes the line, if a listed package brings the extension", extensions::build), "nothing that is listed brings Node.js, or a notebook before 7, which has the command, and the script ends there: errexit holds, or it is the last command"),
    said(rule("requirements-alone", &[Warning], "requirements.txt without environment.yml, or none of the two beside runtime.txt, apt.txt or a script: Conda installs Python and JupyterLab", "", warned::requirements_alone)),
    said(rule("passed-over", &[Warning], "Conda files in the root beside `binder/`, which nobody reads", "", warned::passed_over)),
    said(rule("other-builder", &[Warning], "a Dockerfile, Pipfile, Project.toml and the like, from which Binder makes another environment or installs more, or which is not read", "", warned::other_builder)),
    rule("binder-refuses", &[Warning], "what Binder's build ends at: a version of Python or R that it does not have, a runtime.txt or `requires-python` that it cannot follow", "", binder::refuses),
    rule("stray-link", &[Warning], "a link in a shared folder that leads to where the container has nothing", "", links::stray_link),
    rule("old-recipe", &[Warning], "the Dockerfile, Compose file or script of the lesson or template that this one replaces", "", old_recipe::old_recipe),
];

/// The table as xtask/docs/check.md has it.
pub fn table() -> String {
    let mut table = "| rule | severity | what it finds | `--fix` |\n| --- | --- | --- | --- |".to_owned();
    for rule in RULES {
        let severities: Vec<&str> = rule.severities.iter().map(|severity| severity.word()).collect();
        table +=
            &format!("\n| `{}` | {} | {} | {} |", rule.name, severities.join(" or "), rule.what, rule.fix);
        table = table.replace("|  |", "| |");
    }
    table
}

/// The second table of xtask/docs/check.md: why an error of a rule is certain.
pub fn reasons() -> String {
    let mut table = "| rule | why nothing can go well |\n| --- | --- |".to_owned();
    for rule in RULES.iter().filter(|rule| !rule.certain.is_empty()) {
        table += &format!("\n| `{}` | {} |", rule.name, rule.certain);
    }
    table
}

/// What every rule finds, file by file and line by line.
pub fn findings(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        let found = (rule.find)(subject).into_iter();
        findings.extend(found.map(|finding| Finding { rule: rule.name, ..finding }));
    }
    let hidden = Hidden::of(subject, &findings);
    for finding in &mut findings {
        finding.sentence = hidden.from(std::mem::take(&mut finding.sentence));
        finding.fix = hidden.from(std::mem::take(&mut finding.fix));
    }
    if let Some(source) = subject.source(&subject.file) {
        let mut of_file: Vec<&mut Finding> =
            findings.iter_mut().filter(|finding| finding.file == subject.file).collect();
        without_undone(&source.text, &mut of_file);
    }
    // Stable: what is inserted below one line keeps the order of the rules.
    findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    findings
}
