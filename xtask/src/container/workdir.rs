//! Where a command starts: in the container's folder for the one in which the user stands, or in `~/app`, of which only
//! the mounted folders are on this machine.

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::wording::shown;
use crate::docker::arguments::{are_root_s, let_root_past_modes};
use crate::docker::mount::{Mount, Volume, innermost};
use crate::machine::user::User;

/// The folder of the container that is this folder of this machine; `None` if no mount has it.
pub fn workdir(mounts: &[Mount], here: &Utf8Path) -> Option<Utf8PathBuf> {
    // As the mounts have it, without links.
    let here = here.canonicalize_utf8().ok()?;
    let around = mounts.iter().filter(|mount| here.starts_with(&mount.source));
    let mount = around.max_by_key(|mount| mount.source.components().count())?;
    // Joined with an empty path it would end with a slash.
    let folder = mount.target.join(here.strip_prefix(&mount.source).ok()?);
    let folder: Utf8PathBuf = folder.components().collect();
    // Another mount may hide it; the engine would make the folder in that one, as root's.
    let is_shown = innermost(mounts, &folder)?.0 == mount;
    is_shown.then_some(folder)
}

/// What a user is told whose command starts in `~/app` itself; `None` if all of it is on this machine. `here` is the folder of the
/// project in which the user stands, if it is another one than the project's own.
pub fn what_lasts(
    mounts: &[Mount],
    volumes: &[Volume],
    app: &Utf8Path,
    here: Option<&Utf8Path>,
) -> Option<String> {
    let folders = shared_names(mounts, app)?.into_iter().map(str::to_owned);
    let home = app.parent().unwrap_or(app);
    let in_home = |volume: &Volume| Some(format!("~/{}", volume.target.strip_prefix(home).ok()?));
    let shared: Vec<String> = folders.chain(volumes.iter().filter_map(in_home)).collect();
    let shared = if shared.is_empty() { "nothing".to_owned() } else { shared.join(", ") };
    let starts = match here {
        Some(here) => format!("{}/ is not shared, so this starts in ~/app", shown(here.as_str())),
        None => "starts in ~/app".to_owned(),
    };
    Some(format!(
        "{starts}; shared: {shared}; other writes are refused or gone (mounts = [\".\"] shares all)"
    ))
}

/// What a user is warned of whose command is root's and may write beside the mounted folders.
pub fn what_root_loses(
    mounts: &[Mount],
    app: &Utf8Path,
    arguments: &[String],
    account: &User,
) -> Option<String> {
    shared_names(mounts, app)?;
    (let_root_past_modes(arguments) && are_root_s(arguments, account)).then(|| {
        "by `--privileged` or `--cap-add` in Cargo.toml root writes anywhere in ~/app, and what it writes beside the mounted \
         folders is lost with the container; leave the argument out, or share the whole project by the setting `mounts = [\".\"]`"
            .to_owned()
    })
}

/// The mounted folders' names in `~/app`; `None` if that is itself one, so that all of it is on this machine.
fn shared_names<'a>(mounts: &'a [Mount], app: &Utf8Path) -> Option<Vec<&'a str>> {
    let names = mounts.iter().filter_map(|mount| mount.target.strip_prefix(app).ok());
    let names: Vec<&str> = names.map(Utf8Path::as_str).collect();
    (!names.contains(&"")).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount(source: &str, target: &str) -> Mount {
        Mount { source: source.into(), target: target.into(), read_only: false }
    }

    #[test]
    fn a_command_starts_where_the_user_stands_if_that_folder_is_shared_and_not_hidden() {
        // /usr/lib and /usr/bin are on each machine that runs the tests, and the folders that are asked for have to be.
        type Row = (&'static [(&'static str, &'static str)], &'static str, Option<&'static str>);
        let table: [Row; 8] = [
            (&[("/usr", "/app/u")], "/usr", Some("/app/u")),
            (&[("/usr", "/app/u")], "/usr/bin", Some("/app/u/bin")),
            (&[("/usr", "/app/u")], "/etc", None),
            (&[], "/etc", None),
            (&[("/usr", "/app")], "/usr/bin", Some("/app/bin")),
            (&[("/usr", "/app"), ("/usr/bin", "/app/b")], "/usr/bin", Some("/app/b")),
            (&[("/usr", "/app"), ("/etc", "/app/bin")], "/usr/bin", None),
            (&[("/usr", "/app")], "/no/such/folder", None),
        ];
        for (mounts, here, expected) in table {
            let mounts: Vec<_> = mounts.iter().map(|(source, target)| mount(source, target)).collect();
            let found = workdir(&mounts, here.into());
            assert_eq!(found.as_deref().map(Utf8Path::as_str), expected, "{mounts:?} {here}");
        }
    }

    #[test]
    fn the_shared_folders_are_named_unless_the_whole_project_is_one() {
        type Row =
            (&'static [&'static str], &'static [&'static str], Option<&'static str>, Option<&'static str>);
        let app = Utf8Path::new("/home/jane/app");
        let table: [Row; 7] = [
            (&[], &[], None, Some("starts in ~/app; shared: nothing; ")),
            (&["data"], &[], None, Some("starts in ~/app; shared: data; ")),
            (
                &["bin", "sets/x"],
                &[".cache/hf", ".kept"],
                None,
                Some("; shared: bin, sets/x, ~/.cache/hf, ~/.kept; "),
            ),
            (
                &["data"],
                &[],
                Some("a/b"),
                Some("a/b/ is not shared, so this starts in ~/app; shared: data; "),
            ),
            (&["data", ""], &[], None, None),
            (&["data", ""], &[".kept"], Some("a"), None),
            // What lies elsewhere, as the offline world does, is in no way of it.
            (&["data", "/opt/offline-world"], &[], None, Some("; shared: data; ")),
        ];
        for (targets, volumes, here, expected) in table {
            let mounts: Vec<_> = targets.iter().map(|name| mount("/x", app.join(name).as_str())).collect();
            let volume = |target: &&str| Volume {
                name: "v".to_owned(),
                target: Utf8Path::new("/home/jane").join(target),
                project: None,
            };
            let volumes: Vec<_> = volumes.iter().map(volume).collect();
            let said = what_lasts(&mounts, &volumes, app, here.map(Utf8Path::new));
            assert_eq!(said.is_some(), expected.is_some(), "{targets:?}: {said:?}");
            assert!(said.unwrap_or_default().contains(expected.unwrap_or_default()), "{targets:?}");
        }
    }

    #[test]
    fn the_line_of_a_new_project_fits_on_a_screen() {
        let app = Utf8Path::new("/home/jane/app");
        let folders = ["bin", "data", "doc", "notebooks", "results", "src"];
        let mounts: Vec<_> = folders.iter().map(|name| mount("/x", app.join(name).as_str())).collect();
        let said = what_lasts(&mounts, &[], app, None).unwrap();
        assert!(said.chars().count() <= 130, "{said}");
    }
}
