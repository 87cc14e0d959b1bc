//! The build cache of Docker's engine: which of its records this tool's Dockerfile has made. The engine knows no project of them.

use std::collections::BTreeSet;

use super::engine::Engine;
use crate::base::argv::Argv;

/// How the record of a step begins that a shell runs, behind whatever is said of its mounts.
const EXEC: &str = " from exec ";

/// The shell of each step of this tool's Dockerfile.
const SHELL: &str = " from exec /bin/bash -p -o pipefail /opt/docker/layer.sh ";

/// The cache mounts of template/Dockerfile.j2: the ids by which every project has the same ones.
const MOUNTS: [&str; 3] = ["cache-apt", "cache-conda", "cache-pip"];

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// The ids of those on which it lies.
    pub parents: Vec<String>,
    /// The builder's word for what it is.
    pub kind: String,
    /// What made it.
    pub description: String,
    /// Its size.
    pub bytes: u64,
    /// Whether an image has it as well.
    pub is_shared: bool,
    /// Whether a build works with it.
    pub is_used: bool,
}

impl Record {
    /// Which cache mount of this tool's it is, if it is one.
    fn mount(&self) -> Option<&'static str> {
        let is_of = |name: &&&str| self.description.starts_with(&format!("cached mount /dev/{name} from "));
        let is_ours = self.kind == "exec.cachemount" && self.description.contains(SHELL);
        MOUNTS.iter().find(is_of).copied().filter(|_| is_ours)
    }

    /// Whether it is the layer of a step of this tool's.
    fn is_step(&self) -> bool {
        self.kind == "regular" && self.description.contains(SHELL)
    }

    /// Whether it is a layer that no shell made: a copy, or a folder.
    fn is_copy(&self) -> bool {
        self.kind == "regular" && !self.description.contains(EXEC)
    }
}

/// The records of each cache mount, by its name.
pub fn mounts(records: &[Record]) -> impl Iterator<Item = (&'static str, Vec<&Record>)> {
    let of = |name| records.iter().filter(|record| record.mount() == Some(name)).collect::<Vec<_>>();
    MOUNTS.into_iter().map(move |name| (name, of(name))).filter(|(_, records)| !records.is_empty())
}

/// The layers of this tool's steps that no image has: those of a step, and what was copied onto one.
pub fn left_layers(records: &[Record]) -> Vec<&Record> {
    let mut ours: BTreeSet<&str> = BTreeSet::new();
    loop {
        let lies_on_one =
            |record: &Record| record.parents.iter().any(|parent| ours.contains(parent.as_str()));
        let is_ours = |record: &&Record| record.is_step() || record.is_copy() && lies_on_one(record);
        let found: BTreeSet<&str> = records.iter().filter(is_ours).map(|record| record.id.as_str()).collect();
        if found.len() == ours.len() {
            break;
        }
        ours = found;
    }
    let is_left = |record: &&Record| ours.contains(record.id.as_str()) && !record.is_shared;
    records.iter().filter(is_left).collect()
}

/// How the engine stores its images.
pub fn image_store(engine: &Engine) -> Argv {
    engine.argv().args(["info", "--format", "{{.DriverStatus}}"])
}

/// Whether an engine that answers so to [`image_store`] forgets all steps of all builds when one record is removed, as Docker 28 does
/// with containerd's image store. It is then also at times wrong about whether an image has a record.
pub fn forgets_steps(said: &str) -> bool {
    said.contains("io.containerd.snapshotter")
}

/// Removes the records of these ids, as far as no image and no build has them, and nothing else lies on them.
pub fn build_cache_prune<'a>(engine: &Engine, ids: impl IntoIterator<Item = &'a str>) -> Argv {
    // Several ids would be refused, and one is a pattern.
    let ids = ids.into_iter().collect::<Vec<_>>().join("|");
    engine.argv().args(["builder", "prune", "--force", "--filter"]).arg(format!("id=^({ids})$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record: its id, what it lies on, its kind, its description, and whether an image has it.
    fn record((id, parent, kind, description, is_shared): (&str, &str, &str, &str, bool)) -> Record {
        let description =
            description.replace("LAYER", "from exec /bin/bash -p -o pipefail /opt/docker/layer.sh");
        let (id, kind, parents) = (id.to_owned(), kind.to_owned(), vec![parent.to_owned()]);
        Record { id, parents, kind, description, bytes: 1, is_shared, is_used: false }
    }

    fn cache() -> Vec<Record> {
        [
            ("base", "", "regular", "pulled from ubuntu", true),
            ("apt", "base", "regular", "mount / LAYER apt-get update", true),
            ("old", "apt", "regular", "mount / LAYER /opt/conda/bin/python x", false),
            ("copy", "old", "regular", "[stage-4 1/8] COPY --from=files /steps/pip/ /", false),
            ("home", "copy", "regular", "[stage-4 5/8] WORKDIR /home/jane/app", false),
            ("theirs", "home", "regular", "mount / from exec /bin/sh -c make", false),
            ("on theirs", "theirs", "regular", "COPY x /", false),
            ("elsewhere", "base", "regular", "COPY docker /docker", false),
            ("context", "", "source.local", "local source for context", false),
            ("a", "", "exec.cachemount", "cached mount /dev/cache-apt LAYER apt-get update", false),
            (
                "b",
                "",
                "exec.cachemount",
                "cached mount /dev/cache-pip LAYER pip with id \"/cache-pip\"",
                false,
            ),
            (
                "c",
                "",
                "exec.cachemount",
                "cached mount /dev/cache-pip LAYER pip with id \"/cache-pip\"",
                false,
            ),
            ("d", "", "exec.cachemount", "cached mount /root/.cache from exec /bin/sh -c pip", false),
            ("e", "", "exec.cachemount", "cached mount /dev/cache-pip from exec /bin/sh -c pip", false),
            ("f", "", "exec.cachemount", "cached mount /dev/cache-own LAYER pip", false),
        ]
        .map(record)
        .into()
    }

    #[test]
    fn what_another_dockerfile_has_made_or_an_image_has_is_none_of_the_layers_that_are_left() {
        let records = cache();
        let ids: Vec<&str> = left_layers(&records).iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids, ["old", "copy", "home"]);
        // In whatever order the engine has them.
        let turned: Vec<Record> = records.into_iter().rev().collect();
        assert_eq!(left_layers(&turned).len(), 3);
        assert!(left_layers(&[]).is_empty());
    }

    #[test]
    fn a_cache_mount_is_known_by_its_place_and_its_shell() {
        let records = cache();
        let mounts: Vec<(&str, usize)> =
            mounts(&records).map(|(name, records)| (name, records.len())).collect();
        assert_eq!(mounts, [("cache-apt", 1), ("cache-pip", 2)]);
    }

    #[test]
    fn the_dockerfile_has_this_shell_and_these_cache_mounts() {
        let dockerfile = include_str!("../../../docker/Dockerfile");
        let words: Vec<&str> = SHELL.trim().trim_start_matches("from exec ").split(' ').collect();
        let shell = format!(
            "SHELL [{}]",
            words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ")
        );
        assert!(dockerfile.contains(&shell), "{shell}");
        let ids = dockerfile.split("--mount=type=cache,id=").skip(1);
        let written: BTreeSet<&str> = ids
            .map(|rest| {
                let id = rest.split(',').next().unwrap();
                assert!(rest.starts_with(&format!("{id},target=/dev/{id},")), "{id}");
                id
            })
            .collect();
        assert_eq!(written, BTreeSet::from(MOUNTS));
    }

    #[test]
    fn with_containerd_s_image_store_the_steps_are_forgotten() {
        assert!(forgets_steps("[[driver-type io.containerd.snapshotter.v1]]"));
        assert!(!forgets_steps("[[Backing Filesystem extfs] [Supports d_type true] [Using metacopy false]]"));
    }

    #[test]
    fn the_ids_are_one_pattern() {
        let argv = build_cache_prune(&Engine::assumed(None), ["a1", "b2"]);
        assert_eq!(argv.to_string(), "docker builder prune --force --filter 'id=^(a1|b2)$'");
    }
}
