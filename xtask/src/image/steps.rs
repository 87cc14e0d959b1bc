//! The steps of the image, from the lowest, and what makes each run again: the one table that `explain` prints, that
//! xtask/docs/image.md shows, and that the tests hold the image to.

/// A step, which is a layer of the image or a few that belong together.
#[derive(Debug)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What it is made from.
    pub made_from: &'static str,
    /// What edit makes it, and all that lie above it, run again.
    pub after: &'static str,
    /// The files of docker/ that it reads, by the name of their tree in template/stage-files.sh.
    pub trees: &'static [Tree],
}

/// A line `place NAME FILE...` of template/stage-files.sh: the name of a tree, and its files.
pub type Tree = (&'static str, &'static [&'static str]);

/// The steps.
pub const STEPS: [Step; 8] = [
    Step {
        name: "system packages",
        made_from: "the base image and apt's packages",
        after: "the settings `base-image` and `apt`, `apt.txt`",
        trees: &[("shell", &["layer.sh"])],
    },
    Step {
        name: "Conda",
        made_from: "Miniforge, one version with its checksum",
        after: "`template/Dockerfile.j2`",
        trees: &[],
    },
    Step {
        name: "environment",
        made_from: "the Conda part of `environment.yml`, or `lock/`, in `/opt/env`",
        after: "a Conda package or channel, not a comment or the order",
        trees: &[("environment", &["environment.yml"]), ("python", &["install-packages.sh"])],
    },
    Step {
        name: "activation",
        made_from: "what `conda activate` says, asked once",
        after: "`variables:`",
        trees: &[("activation", &["freeze-activation.sh", "activate.sh", "variables.sh", "history"])],
    },
    Step {
        name: "pip",
        made_from: "the `pip:` section, `requirements.txt`, and the files they name",
        after: "a requirement, not a comment or the order",
        trees: &[("pip", &["requirements.txt", "constraints.txt"])],
    },
    Step {
        name: "user",
        made_from: "your user name, user id and group id",
        after: "another user; the layers above are the same for everybody",
        trees: &[("user", &["create-user.sh"])],
    },
    Step {
        name: "postBuild",
        made_from: "`postBuild`",
        after: "`postBuild`, or a file of the setting `build-files`",
        trees: &[("postBuild", &["postBuild", "with-build-files.sh"])],
    },
    Step {
        name: "start",
        made_from: "`start`, and the script that starts each command",
        after: "`start`",
        trees: &[("entrypoint", &["entrypoint.sh", "probe-mounts.sh", "start"])],
    },
];

/// The table as xtask/docs/image.md has it.
pub fn table() -> String {
    let rows = STEPS.iter().map(|step| format!("\n| {} | {} | {} |", step.name, step.made_from, step.after));
    let head = "| layer | made from | runs again after an edit of |\n| --- | --- | --- |".to_owned();
    [head].into_iter().chain(rows).collect()
}

/// The names of the step and of those that lie above it.
pub fn from(name: &str) -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).skip_while(|step| *step != name).collect()
}

/// The step that reads a file of docker/.
pub fn reader(file: &str) -> Option<&'static str> {
    let reads = |step: &&Step| step.trees.iter().any(|tree| tree.1.contains(&file));
    STEPS.iter().find(reads).map(|step| step.name)
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
        let mut table: Vec<String> = STEPS
            .iter()
            .flat_map(|step| step.trees)
            .map(|(name, files)| format!("{name} {}", files.join(" ")))
            .collect();
        placed.sort();
        table.sort();
        assert_eq!(placed, table);
    }

    #[test]
    fn a_step_runs_again_with_all_that_lie_above_it() {
        assert_eq!(from("user"), ["user", "postBuild", "start"]);
        assert_eq!(reader("activate.sh"), Some("activation"));
        assert_eq!(reader("nothing.sh"), None);
    }
}
