//! The steps of the image, from the lowest, and what makes each run again: the one table that `explain` prints, that
//! xtask/docs/image.md shows, and that the tests hold the image to.

/// A step, which is a layer of the image or a few that belong together; each lies on those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What the base image and apt give.
    SystemPackages,
    /// Conda itself.
    Conda,
    /// The Conda packages.
    Environment,
    /// What `conda activate` says.
    Activation,
    /// What pip installs.
    Pip,
    /// The account.
    User,
    /// The user's script.
    PostBuild,
    /// What starts each command.
    Start,
}

/// What the table says of a step.
struct Row {
    /// The step.
    step: Step,
    /// Its name.
    name: &'static str,
    /// What it is made from.
    made_from: &'static str,
    /// What edit makes it, and all that lie above it, run again.
    after: &'static str,
    /// The files of docker/ that it reads, by the name of their tree in template/stage-files.sh.
    trees: &'static [Tree],
}

/// A line `place NAME FILE...` of template/stage-files.sh: the name of a tree, and its files.
type Tree = (&'static str, &'static [&'static str]);

/// The table, in the order of the steps.
const ROWS: [Row; 8] = [
    Row {
        step: Step::SystemPackages,
        name: "system packages",
        made_from: "the base image and apt's packages",
        after: "the settings `base-image` and `apt`, `apt.txt`",
        trees: &[("shell", &["layer.sh"])],
    },
    Row {
        step: Step::Conda,
        name: "Conda",
        made_from: "Miniforge, one version with its checksum",
        after: "`template/Dockerfile.j2`, or `MINIFORGE_SHA256`",
        trees: &[],
    },
    Row {
        step: Step::Environment,
        name: "environment",
        made_from: "the Conda part of `environment.yml`, or `lock/`, in `/opt/env`",
        after: "a Conda package or channel, not a comment or the order",
        trees: &[
            ("environment", &["environment.yml", "solve-environment.py"]),
            (
                "packages",
                &[
                    "install-packages.py",
                    "package_list.py",
                    "packed.py",
                    "download.py",
                    "by_rattler.py",
                    "by_conda.py",
                    "conda_meta.py",
                ],
            ),
        ],
    },
    Row {
        step: Step::Activation,
        name: "activation",
        made_from: "what `conda activate` says, asked once",
        after: "`variables:`",
        trees: &[(
            "activation",
            &["freeze-activation.sh", "activate.sh", "variables.sh", "history", "python-start.py"],
        )],
    },
    Row {
        step: Step::Pip,
        name: "pip",
        made_from: "the `pip:` section, `requirements.txt`, and the files they name",
        after: "a requirement, not a comment or the order",
        trees: &[("pip", &["requirements.txt", "constraints.txt"])],
    },
    Row {
        step: Step::User,
        name: "user",
        made_from: "your user name, user id and group id; below it the scripts that start each command",
        after: "another user; the layers above are the same for everybody",
        trees: &[(
            "user",
            &[
                "create-user.sh",
                "entrypoint.sh",
                "probe-mounts.sh",
                "lab-packages.py",
                "jupyter_server_config.py",
            ],
        )],
    },
    Row {
        step: Step::PostBuild,
        name: "postBuild",
        made_from: "`postBuild`",
        after: "`postBuild`, or a file of the setting `build-files`",
        trees: &[("postBuild", &["postBuild", "with-build-files.sh"])],
    },
    Row {
        step: Step::Start,
        name: "start",
        made_from: "`start`, and the folders around deeper mounts",
        after: "`start`, or a mount's `target` with a `/`",
        trees: &[("start", &["start"])],
    },
];

impl Step {
    /// All of them, from the lowest.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.step)
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The step and those that lie above it.
    pub fn and_above(self) -> impl Iterator<Item = Self> {
        Self::all().skip_while(move |step| *step != self)
    }

    /// The step that reads a file of docker/.
    pub fn that_reads(file: &str) -> Option<Self> {
        let reads = |step: &Self| step.row().trees.iter().any(|tree| tree.1.contains(&file));
        Self::all().find(reads)
    }
}

/// A stage of the Dockerfile at which a build can stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Behind the step `Conda`: there is no environment, and what its solver is to be asked.
    Solver,
    /// Behind the step of this name: what Conda installs is there, and nothing of pip's.
    Environment,
}

impl Stage {
    /// Its name in template/Dockerfile.j2.
    pub fn name(self) -> &'static str {
        match self {
            Self::Solver => "solver",
            Self::Environment => "environment",
        }
    }
}

/// The table as xtask/docs/image.md has it.
pub fn table() -> String {
    let row = |Row { name, made_from, after, .. }: &Row| format!("\n| {name} | {made_from} | {after} |");
    let head = "| layer | made from | runs again after an edit of |\n| --- | --- | --- |".to_owned();
    [head].into_iter().chain(ROWS.iter().map(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_that_sorts_the_files_gives_each_step_what_this_table_says() {
        let script = include_str!("../../../template/stage-files.sh");
        let mut placed: Vec<String> = script
            .lines()
            .filter_map(|line| line.trim().strip_prefix("place "))
            .map(|words| words.replace('"', ""))
            .collect();
        let mut table: Vec<String> = ROWS
            .iter()
            .flat_map(|row| row.trees)
            .map(|(name, files)| format!("{name} {}", files.join(" ")))
            .collect();
        placed.sort();
        table.sort();
        assert_eq!(placed, table);
    }

    #[test]
    fn each_step_has_its_row() {
        assert!(Step::all().all(|step| step.row().step == step));
        assert_eq!(Step::Start.row().name, "start");
    }

    #[test]
    fn a_step_runs_again_with_all_that_lie_above_it() {
        assert!(Step::User.and_above().eq([Step::User, Step::PostBuild, Step::Start]));
        assert_eq!(Step::that_reads("activate.sh"), Some(Step::Activation));
        assert_eq!(Step::that_reads("nothing.sh"), None);
    }

    #[test]
    fn each_stage_is_one_of_the_dockerfile() {
        let template = include_str!("../../../template/Dockerfile.j2");
        for stage in [Stage::Solver, Stage::Environment] {
            let name = format!(" AS {}", stage.name());
            assert!(
                template.lines().any(|line| line.starts_with("FROM ") && line.ends_with(&name)),
                "{name}"
            );
        }
    }
}
