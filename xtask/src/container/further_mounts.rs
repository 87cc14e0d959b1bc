//! Mounts of the settings `run-args` and `lab-args`: refuses those that hide what each container needs, and those for which
//! Docker would make folders of this machine, which would be root's.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::base::wording::one_line;
use crate::container::mounts::FoundMounts;
use crate::docker::further_mounts::{FurtherMount, MountKind, further_mounts};
use crate::docker::labels::Kind;
use crate::docker::mount::{Volume, innermost};
use crate::docker::run_options::values_of;
use crate::image::container_settings::{OF_THE_IMAGE, would_hide};
use crate::project::settings::container::ContainerSettings;

/// Options of `container run` whose value is a file that the client reads.
const OF_A_FILE: [&str; 2] = ["env-file", "label-file"];

/// The places that a further mount may not hide or touch.
pub struct Places<'a> {
    /// The project's folder, from which relative paths begin.
    pub root: &'a Utf8Path,
    /// The home in the container.
    pub home: &'a Utf8Path,
    /// The mounts of the setting `mounts`.
    pub found: &'a FoundMounts,
    /// The volumes.
    pub volumes: &'a [Volume],
}

impl Places<'_> {
    /// Refuses a mount that would do harm to what these settings start: to all, or to a lab.
    ///
    /// # Errors
    ///
    /// `BadInput` with the setting, the mount, and what it would do.
    pub fn check(&self, settings: &ContainerSettings, kind: Kind) -> Result<()> {
        let count = if kind.is_lab() { 2 } else { 1 };
        for (setting, args) in settings.arguments_by_setting().into_iter().take(count) {
            self.check_files(setting, args)?;
            further_mounts(args).iter().try_for_each(|mount| self.check_one(setting, mount))?;
        }
        Ok(())
    }

    /// Refuses a file that the engine's client is to read and that is not there: it would say so after the image was built.
    fn check_files(&self, setting: &str, args: &[String]) -> Result<()> {
        for option in OF_A_FILE {
            if let Some(file) =
                values_of(args, option).into_iter().find(|file| !self.root.join(file).exists())
            {
                return Err(BadInput::new(format!(
                    "Cargo.toml: `--{option}={}` in the setting `{setting}` names a file that is missing; make it, or leave the \
                     argument out",
                    one_line(file)
                )));
            }
        }
        Ok(())
    }

    fn check_one(&self, setting: &str, mount: &FurtherMount) -> Result<()> {
        let target = &mount.target;
        let wrong = |what: String| {
            Err(BadInput::new(format!("Cargo.toml: the mount at {target} in `{setting}` {what}")))
        };
        if let Some(hidden) = self.hidden_by(target) {
            return Err(would_hide(setting, target, &hidden));
        }
        let source: Utf8PathBuf = self.root.join(&mount.source).components().collect();
        if mount.kind == MountKind::MadeIfMissing && !self.found.will_have(&source) {
            let make = Argv::new("mkdir").args(["-p", source.as_str()]);
            return wrong(format!(
                "is of {source}, which is missing: Docker would make it as root's; make it with `{make}`"
            ));
        }
        let place = innermost(&self.found.mounts, target).map(|(other, rest)| other.source.join(rest));
        if let Some(place) = place.filter(|place| !self.found.will_have(place)) {
            let make = Argv::new("mkdir").args(["-p", place.as_str()]);
            return wrong(format!(
                "has its place in {place}, which is missing: Docker would make it as root's; make it with `{make}`"
            ));
        }
        Ok(())
    }

    /// What a mount at this place would hide.
    fn hidden_by(&self, target: &Utf8Path) -> Option<Utf8PathBuf> {
        let app = self.home.join("app");
        let env = app.join("env");
        let places = [self.home.to_owned(), app, env];
        let places = places.into_iter().chain(OF_THE_IMAGE.map(Utf8PathBuf::from));
        let places = places.chain(self.found.mounts.iter().map(|mount| mount.target.clone()));
        let mut places = places.chain(self.volumes.iter().map(|volume| volume.target.clone()));
        places.find(|place| place.starts_with(target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::mount::Mount;
    use MountKind::{Bind, MadeIfMissing, Memory, Volume as V};

    #[test]
    fn what_would_hide_the_home_the_project_or_the_environment_or_make_folders_of_roots_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        std::fs::create_dir_all(root.join("data/sets")).unwrap();
        let home = Utf8Path::new("/home/jane");
        let mounts = [Mount { source: root.join("data"), target: home.join("app/data"), read_only: false }];
        let volumes = [Volume { name: "v".to_owned(), target: home.join(".kept"), project: None }];
        let found = FoundMounts::of(mounts.to_vec(), vec![root.join("data/later/deep")]);
        let places = Places { root: &root, home, found: &found, volumes: &volumes };
        let hides = |place: &str| {
            Some(format!("would hide {place}, which each container needs; choose another place for it"))
        };
        let made = |what: &str, place: &str| {
            Some(format!(
                "{what} {root}/{place}, which is missing: Docker would make it as root's; make it with `mkdir -p {root}/{place}`"
            ))
        };
        let table = [
            (V, "x", "/", hides("/home/jane")),
            (V, "x", "/home", hides("/home/jane")),
            (Memory, "", "/home/jane", hides("/home/jane")),
            (Bind, "data", "/home/jane/app", hides("/home/jane/app")),
            (V, "x", "/home/jane/app/env", hides("/home/jane/app/env")),
            (V, "x", "/home/jane/app/data", hides("/home/jane/app/data")),
            (V, "x", "/home/jane/.kept", hides("/home/jane/.kept")),
            (V, "x", "/opt", hides("/opt/conda")),
            (Memory, "", "/opt/env", hides("/opt/env")),
            (V, "x", "/opt/env/share/x", None),
            (V, "x", "/home/jane/.cache", None),
            (V, "x", "/home/janet", None),
            (Bind, "/dev/shm", "/home/jane/app/shm", None),
            (MadeIfMissing, "./data", "/data", None),
            (MadeIfMissing, "./gone/a", "/data", made("is of", "gone/a")),
            (Bind, "./gone", "/data", None),
            (MadeIfMissing, "./data/later", "/data", None),
            (V, "x", "/home/jane/app/data/later/deep", None),
            (V, "x", "/home/jane/app/data/later/other", made("has its place in", "data/later/other")),
            (V, "x", "/home/jane/app/data/sets", None),
            (V, "x", "/home/jane/app/data/sets/new", made("has its place in", "data/sets/new")),
            (Memory, "", "/home/jane/app/data/tmp", made("has its place in", "data/tmp")),
        ];
        for (kind, source, target, expected) in table {
            let mount =
                FurtherMount { kind, source: source.to_owned(), target: target.into(), read_only: false };
            for setting in ["run-args", "lab-args"] {
                let said = places.check_one(setting, &mount).err().map(|error| error.to_string());
                let expected = expected
                    .as_ref()
                    .map(|what| format!("Cargo.toml: the mount at {target} in `{setting}` {what}"));
                assert_eq!(said, expected, "{kind:?} {target}");
            }
        }
    }
}
