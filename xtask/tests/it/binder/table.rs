//! A table of combinations of files and versions: what `check` says of Binder, and what a build takes, beside what
//! repo2docker's own classes say. One process of Python answers for all rows.

use std::process::Command;

use serde_yaml::Value;

use crate::support::{Project, have, repository};

type Files = Vec<(String, String)>;

/// Dependencies that say which Python, each in an environment.yml.
const PYTHONS: [&str; 40] = [
    "python=3.12",
    "python =3.12",
    "python = 3.12",
    "python==3.11.4",
    "python=3.11.*",
    "python=3.11=h1_0",
    "python 3.11",
    "python 3.11.*",
    "python=3.8,<3.10",
    "python>=3.9",
    "python>=3.10,<3.13",
    "python<3.11",
    "python~=3.9",
    "python!=3.9",
    "python",
    "python=3",
    "python==3",
    "python=3.*",
    "python=*",
    "python=2",
    "python==2",
    "python=2.*",
    "python=2.7",
    "python=2.7.18",
    "python<3",
    "python=2.6",
    "python=3.0",
    "python=3.4",
    "python=3.5",
    "python=3.6",
    "python=3.7",
    "python=3.13",
    "python=3.14",
    "python=3.15",
    "python=3.99",
    "python=4",
    "conda-forge::python=3.9",
    "python-dateutil=2.8",
    "ipython=8",
    "numpy",
];

/// Texts of runtime.txt.
const RUNTIMES: [&str; 42] = [
    "python-3.11",
    "python-3.11\n",
    "python-3.10",
    "python-3.12\r\n",
    "python-3.14",
    "python-3.7",
    "python-3.6",
    "python-3.5",
    "python-3.4",
    "python-3.0",
    "python-2.7",
    "python-2.6",
    "python-3.99",
    "python-3.11.4",
    "python-3",
    "python-2",
    "python-4",
    "python-03",
    "python-3.",
    "python-3.11-2025-06-22",
    "python-2025-06-22",
    "python-3.11-2025-06",
    "python-3.11-2025-13-22",
    "python-3.11-2025-02-29",
    "python-3.11-25-06-22",
    "python-abc",
    "python-",
    "python",
    "Python-3.11",
    "python 3.12",
    "python=3.12",
    "python-3.12 # why",
    "3.12",
    "abc",
    "",
    "r-4.2",
    "r-4.2-2024-01-01",
    "r-2024-01-01",
    "r-9.9-2024-01-01",
    "r-4.2.1-2024-01-01",
    "r-2018-12-06",
    "julia-1.6",
];

/// Values of `requires-python`.
const REQUIRES: [&str; 20] = [
    ">=3.8",
    ">=3.10",
    ">=3.11",
    ">=3.12",
    ">=3.10.2",
    "<3.10",
    "<=3.10",
    "<3.10.1,>=3.9",
    "==3.12.*",
    "==3.12",
    "~=3.9",
    "~=3.9.1",
    "!=3.10",
    "!=3.10.*",
    ">3.10",
    ">=3.99",
    "<3",
    "^3.9",
    ">=3.8<4",
    "",
];

/// Files by which Binder makes an environment of another kind, with a text that their builders take.
const OTHERS: [(&str, &str); 14] = [
    ("Dockerfile", "FROM scratch\n"),
    ("Project.toml", "[deps]\n"),
    ("JuliaProject.toml", "[deps]\n"),
    ("REQUIRE", "IJulia\n"),
    ("default.nix", "{}\n"),
    ("DESCRIPTION", "Package: x\n"),
    ("install.R", "1\n"),
    ("Pipfile", ""),
    ("Pipfile.lock", "{}"),
    ("setup.py", "1\n"),
    ("pyproject.toml", "[project]\nname='x'\n"),
    ("pyproject.toml", "[build-system]\nrequires=[]\n"),
    ("pyproject.toml", "[project]\nname='x'\n[build-system]\nrequires=[]\n"),
    ("pyproject.toml", "[project\n"),
];

/// Folders in which there is something to make an environment from.
const BASES: [(&str, &str); 5] = [
    ("environment.yml", "dependencies: [python=3.11]\n"),
    ("requirements.txt", "tabulate\n"),
    ("apt.txt", "tree\n"),
    ("postBuild", "#!/bin/bash\nset -e\n"),
    ("start", "#!/bin/bash\nexec \"$@\"\n"),
];

fn files(given: &[(&str, &str)]) -> Files {
    given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// All rows.
fn rows() -> Vec<Files> {
    let [environment, requirements, ..] = BASES;
    let mut rows = Vec::new();
    for python in PYTHONS {
        rows.push(files(&[("environment.yml", &format!("dependencies: [\"{python}\", pip]\n"))]));
    }
    for text in RUNTIMES {
        let runtime = ("runtime.txt", text);
        let others: [&[(&str, &str)]; 6] = [
            &[],
            &[requirements],
            &[environment],
            &[requirements, ("Project.toml", "[deps]\n")],
            &[environment, ("DESCRIPTION", "Package: x\n")],
            &[requirements, ("Pipfile", "")],
        ];
        rows.extend(others.iter().map(|others| files(&[&[runtime], *others].concat())));
    }
    for requires in REQUIRES {
        let text = format!("[project]\nname = 'x'\nrequires-python = '{requires}'\n");
        let project = ("pyproject.toml", text.as_str());
        rows.push(files(&[requirements, project]));
        rows.extend(
            ["python-3.9", "python-2", "r-4.2"]
                .map(|runtime| files(&[requirements, project, ("runtime.txt", runtime)])),
        );
    }
    for base in BASES {
        let inside = format!("binder/{}", base.0);
        let inside = (inside.as_str(), base.1);
        rows.push(files(&[base]));
        rows.push(files(&[inside]));
        rows.push(files(&[inside, ("environment.yml", "dependencies: [python=3.9]\n")]));
        for other in OTHERS {
            rows.push(files(&[base, other]));
            rows.push(files(&[inside, (&format!("binder/{}", other.0), other.1)]));
        }
        rows.extend([OTHERS[5], OTHERS[9], OTHERS[12]].map(|other| files(&[inside, other])));
    }
    for spec in ["r-base", "r-ggplot2", "r-base, r-irkernel", "rpy2", "numpy"] {
        let text = format!("dependencies: [python=3.11, {spec}]\n");
        let environment = ("environment.yml", text.as_str());
        rows.push(files(&[environment]));
        rows.push(files(&[environment, OTHERS[0]]));
    }
    rows
}

/// Whether there is such a file among those that count: those in binder/, if there is that folder.
fn has(row: &Files, wanted: &str) -> bool {
    let is_inside = row.iter().any(|(name, _)| name.starts_with("binder/"));
    row.iter().any(|(name, _)| name.starts_with("binder/") == is_inside && name.contains(wanted))
}

/// What Binder does, as far as both can say it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    is_refused: bool,
    python: Option<String>,
    has_second: bool,
    reads_ours: bool,
    installs_project: bool,
    language: &'static str,
    adds_kernel: bool,
}

/// Whether the environment of a row is begun with another Python than it ends with: environment.yml comes on top.
fn is_on_top(row: &Files, language: &str) -> bool {
    !language.is_empty() && has(row, "environment.y")
}

fn of_repo2docker(row: &Files, said: &Value) -> Verdict {
    if said.get("refused").is_some() {
        return Verdict { is_refused: true, ..Verdict::default() };
    }
    let is = |name: &str| said.get(name).and_then(Value::as_bool).unwrap_or_default();
    let language = match said["builder"].as_str().unwrap() {
        "JuliaProjectToml" => "Julia",
        "R" => "R",
        _ => "",
    };
    let is_conda = has(row, "environment.y");
    let is_pip = has(row, "requirements.txt");
    let is_known = ["Conda", "Python"].contains(&said["builder"].as_str().unwrap()) || !language.is_empty();
    let has_ours = if is_conda && language.is_empty() { is("environment") } else { true };
    let reads_ours = has_ours && is_known && (!is_pip || is("requirements"));
    let is_told = reads_ours && !is_on_top(row, language);
    let python = said.get("python").and_then(Value::as_str).filter(|_| is_told).map(str::to_owned);
    Verdict {
        is_refused: false,
        python,
        has_second: is_told && is("second"),
        reads_ours,
        installs_project: is("project"),
        language,
        adds_kernel: language.is_empty() && is("irkernel"),
    }
}

/// The version behind the last of these words.
fn version_behind(text: &str, words: &[&str]) -> Option<String> {
    words.iter().find_map(|word| {
        let (_, rest) = text.split_once(word)?;
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
        let version = rest[..end].trim_end_matches('.');
        version.contains('.').then(|| version.to_owned())
    })
}

/// The version of the environment that a build makes, in two parts.
fn built(project: &Project) -> Option<String> {
    let output = Project::empty("output");
    project.xtask(&["generate", "--output", output.root.as_str()]).exits(0);
    let text = output.read("docker/environment.yml");
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- ").trim_matches(['"', '\'']));
    let spec =
        lines.filter_map(|line| line.strip_prefix("python")).find(|rest| rest.starts_with(['=', ' ']))?;
    let version = version_behind(spec.trim_start_matches([' ', '=']), &[""]);
    let mut parts = version?.split('.').map(str::to_owned).collect::<Vec<_>>();
    parts.truncate(2);
    Some(parts.join("."))
}

/// Whether the tool makes nothing of the folder: no file of its own is there, or runtime.txt names no Python. Binder may
/// have another builder for it, or end as well.
fn is_refused_here(said: &str) -> bool {
    said.contains("the file does not exist") || said.contains("runtime.txt:1: error: ")
}

fn of_the_tool(project: &Project, row: &Files, said: &str) -> Verdict {
    let line =
        |rule: &str| said.lines().find(|line| line.ends_with(&format!("[{rule}]"))).unwrap_or_default();
    let is_read = !said.contains("runtime.txt:1: error: ");
    if !line("binder-refuses").is_empty() || said.contains("Binder's build ends at") || !is_read {
        return Verdict { is_refused: true, ..Verdict::default() };
    }
    let language =
        ["Julia", "R"].into_iter().find(|name| said.contains(&format!("Binder installs {name} and")));
    let language = language.unwrap_or_default();
    let reads_ours = !said.contains("Binder makes the environment from this file");
    let is_told = reads_ours && !is_on_top(row, language);
    let python = is_told.then(|| {
        let of_line = line("python-version").to_owned() + line("requirements-alone");
        let behind = ["Binder takes Python ", "and Binder ", " here, and ", "here, and is "];
        let old = version_behind(line("old-python"), &["Python "]);
        version_behind(&of_line, &behind).or(old).or_else(|| built(project))
    });
    let adds_kernel = line("no-r-kernel").contains("; Binder adds") || row[0].1.contains("r-irkernel");
    Verdict {
        is_refused: false,
        python: python.flatten(),
        has_second: !line("old-python").is_empty(),
        reads_ours,
        installs_project: said.contains("Binder installs the project itself"),
        language,
        adds_kernel: adds_kernel && language.is_empty() && reads_ours,
    }
}

/// The Python in which repo2docker is.
fn interpreter() -> String {
    let path = Command::new("sh").args(["-c", "command -v jupyter-repo2docker"]).output().unwrap().stdout;
    let path = String::from_utf8(path).unwrap();
    let text = std::fs::read_to_string(path.trim()).unwrap();
    let first = text.lines().next().unwrap().trim_start_matches("#!").trim().to_owned();
    assert!(first.contains("python"), "{first}");
    first
}

#[test]
fn what_check_says_of_binder_and_what_a_build_takes_is_what_repo2docker_does() {
    if !have("jupyter-repo2docker") {
        return;
    }
    let rows = rows();
    let projects: Vec<Project> = rows
        .iter()
        .map(|row| {
            let project = Project::empty("project");
            row.iter().for_each(|(name, text)| {
                project.write(name, text);
            });
            project
        })
        .collect();
    let mut ask = Command::new(interpreter());
    ask.arg(repository().join("xtask/tests/it/binder/ask.py"));
    let answers = ask.args(projects.iter().map(|project| &project.root)).output().unwrap();
    let answers = String::from_utf8(answers.stdout).unwrap();
    assert_eq!(answers.lines().count(), rows.len(), "{answers}");
    let asked: Vec<_> = rows.iter().zip(&projects).zip(answers.lines()).collect();
    // As many at a time as CI has processors.
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let work = |part| scope.spawn(move || -> Vec<String> { part_of(part) });
        let threads: Vec<_> = asked.chunks(asked.len().div_ceil(2)).map(work).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} rows\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// The rows of this part in which the two differ.
fn part_of(part: &[((&Files, &Project), &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for ((row, project), answer) in part {
        let answer: Value = serde_yaml::from_str(answer).unwrap();
        let builder = answer.get("builder").and_then(Value::as_str).unwrap_or_default();
        let said = project.xtask(&["check"]).stdout;
        if !["Conda", "Python"].contains(&builder) && is_refused_here(&said) {
            continue;
        }
        let (expected, claimed) = (of_repo2docker(row, &answer), of_the_tool(project, row, &said));
        if expected != claimed {
            wrong.push(format!("{row:?}\n  Binder {expected:?}\n  check  {claimed:?}\n  {answer:?}"));
        }
    }
    wrong
}
