//! What the setting `run-args` mounts, in any of the spellings that `container run` takes.

use camino::Utf8PathBuf;

use super::run_options::{RunOption, run_options};

/// What is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountKind {
    /// A folder or a file of this machine, by an option that makes a missing one as root's.
    MadeIfMissing,
    /// A folder or a file of this machine.
    Bind,
    /// A volume of the engine's.
    Volume,
    /// A folder in memory.
    Memory,
}

/// A mount among the arguments of `container run`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherMount {
    /// What is mounted.
    pub kind: MountKind,
    /// The path on this machine or the volume's name; empty if it has none.
    pub source: String,
    /// Where the container has it.
    pub target: Utf8PathBuf,
    /// Whether it may only be read.
    pub read_only: bool,
}

/// The mounts among these arguments; what is not as the options want it is left to the engine, which says so.
pub fn further_mounts(args: &[String]) -> Vec<FurtherMount> {
    let mount_of = |option: RunOption<'_>| match (option.name, option.value?) {
        ("mount", value) => of_pairs(value),
        ("tmpfs", value) => mount(MountKind::Memory, "", value.split(':').next().unwrap_or_default(), false),
        ("volume", value) => of_colons(value),
        _ => None,
    };
    run_options(args).into_iter().filter_map(mount_of).collect()
}

fn mount(kind: MountKind, source: &str, target: &str, read_only: bool) -> Option<FurtherMount> {
    let target = Utf8PathBuf::from(target);
    // Without `.` and a slash at the end, so that two that mean the same are the same.
    let plain: Utf8PathBuf = target.components().collect();
    target.is_absolute().then(|| FurtherMount { kind, source: source.to_owned(), target: plain, read_only })
}

/// `TARGET`, `SOURCE:TARGET` or `SOURCE:TARGET:OPTIONS`.
fn of_colons(value: &str) -> Option<FurtherMount> {
    let parts: Vec<&str> = value.split(':').collect();
    let read_only = |options: &str| options.split(',').any(|option| option == "ro");
    match parts[..] {
        [target] => mount(MountKind::Volume, "", target, false),
        [source, target, ref rest @ ..] => {
            let is_path = source.starts_with(['/', '.']);
            let kind = if is_path { MountKind::MadeIfMissing } else { MountKind::Volume };
            mount(kind, source, target, rest.iter().any(|options| read_only(options)))
        }
        [] => None,
    }
}

/// `type=…,source=…,target=…`, a line of CSV.
fn of_pairs(value: &str) -> Option<FurtherMount> {
    let (mut kind, mut source, mut target, mut read_only) = (MountKind::Volume, "", "", false);
    let fields = fields(value);
    for field in &fields {
        let (key, value) = field.split_once('=').unwrap_or((field, "true"));
        match key.trim().to_lowercase().as_str() {
            "type" => {
                kind = match value {
                    "bind" => MountKind::Bind,
                    "tmpfs" => MountKind::Memory,
                    _ => MountKind::Volume,
                }
            }
            "source" | "src" => source = value,
            "target" | "dst" | "destination" => target = value,
            "readonly" | "ro" => read_only = ["true", "1"].contains(&value),
            _ => {}
        }
    }
    mount(kind, source, target, read_only)
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, fields.last_mut()) {
            ('"', Some(field)) if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => fields.push(String::new()),
            (c, Some(field)) => field.push(c),
            (_, None) => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments, and the fields of the mount that they are, if they are one.
    type Row = (&'static [&'static str], Option<(MountKind, &'static str, &'static str, bool)>);

    #[test]
    fn a_mount_is_found_in_whichever_way_it_is_spelt_and_in_no_other_option() {
        use MountKind::{Bind, MadeIfMissing, Memory, Volume};
        let table: [Row; 23] = [
            (&["-v", "/a:/b"], Some((MadeIfMissing, "/a", "/b", false))),
            (&["-v/a:/b"], Some((MadeIfMissing, "/a", "/b", false))),
            (&["-v=./a:/b/./c/"], Some((MadeIfMissing, "./a", "/b/c", false))),
            (&["-itv", "/a:/b:ro"], Some((MadeIfMissing, "/a", "/b", true))),
            (&["--volume", "/a:/b:z,ro"], Some((MadeIfMissing, "/a", "/b", true))),
            (&["--volume=/a:/b:rw"], Some((MadeIfMissing, "/a", "/b", false))),
            (&["--volume=cache:/b"], Some((Volume, "cache", "/b", false))),
            (&["--volume=/b"], Some((Volume, "", "/b", false))),
            (&["--mount", "type=bind,source=/a,target=/b"], Some((Bind, "/a", "/b", false))),
            (&["--mount=type=bind,src=/a,dst=/b,readonly"], Some((Bind, "/a", "/b", true))),
            (&["--mount=type=bind,src=/a,destination=/b,ro=false"], Some((Bind, "/a", "/b", false))),
            (&["--mount=\"src=a, \"\"b\"\"\",dst=/b,ro=1"], Some((Volume, "a, \"b\"", "/b", true))),
            (&["--mount=type=tmpfs,dst=/b"], Some((Memory, "", "/b", false))),
            (&["--tmpfs", "/b:size=1g"], Some((Memory, "", "/b", false))),
            (&["--tmpfs=/b"], Some((Memory, "", "/b", false))),
            (&["-v"], None),
            (&["-v", "a:b"], None),
            (&["--mount=type=bind"], None),
            (&["--volumes-from", "/a:/b"], None),
            (&["--volume-driver=local"], None),
            (&["-e", "A=/a:/b"], None),
            (&["--env=-v"], None),
            (&["--gpus=all"], None),
        ];
        for (args, expected) in table {
            let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
            let found: Vec<_> = further_mounts(&args);
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(kind, source, target, read_only)| FurtherMount {
                    kind,
                    source: source.to_owned(),
                    target: target.into(),
                    read_only,
                })
                .collect();
            assert_eq!(found, expected, "{args:?}");
        }
    }
}
