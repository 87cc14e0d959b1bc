//! Says in Compose's words what the setting `run-args` says in those of `docker container run`.

use super::run_options::{RunOption, run_arguments};

/// Options that Compose has under another name, or the same one, with one value.
const SCALARS: [(&str, &str); 10] = [
    ("cpus", "cpus"),
    ("cpuset-cpus", "cpuset"),
    ("hostname", "hostname"),
    ("ipc", "ipc"),
    ("memory", "mem_limit"),
    ("memory-swap", "memswap_limit"),
    ("pid", "pid"),
    ("pids-limit", "pids_limit"),
    ("runtime", "runtime"),
    ("shm-size", "shm_size"),
];

/// Options that may be given several times.
const LISTS: [(&str, &str); 8] = [
    ("add-host", "extra_hosts"),
    ("cap-add", "cap_add"),
    ("cap-drop", "cap_drop"),
    ("device", "devices"),
    ("dns", "dns"),
    ("group-add", "group_add"),
    ("security-opt", "security_opt"),
    ("tmpfs", "tmpfs"),
];

/// The arguments as a Compose file has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ComposeOptions {
    /// Keys with one value.
    pub scalars: Vec<(&'static str, String)>,
    /// Variables, each NAME=VALUE or NAME.
    pub environment: Vec<String>,
    /// Keys with a list.
    pub lists: Vec<(&'static str, Vec<String>)>,
    /// How many GPUs: a number, or `all`.
    pub gpus: Option<String>,
    /// What has no counterpart.
    pub rest: Vec<String>,
}

impl ComposeOptions {
    /// Of these arguments.
    pub fn of(args: &[String]) -> Self {
        let mut compose = Self::default();
        for argument in run_arguments(args) {
            match argument.options.as_slice() {
                [] => compose.rest.extend_from_slice(argument.words),
                options => options.iter().for_each(|option| compose.add(*option)),
            }
        }
        compose
    }

    fn add(&mut self, RunOption { name, value }: RunOption<'_>) {
        let Some(text) = value.filter(|value| !value.is_empty()) else {
            self.rest.push(format!("--{name}{}", if value.is_some() { "=" } else { "" }));
            return;
        };
        let value = text.to_owned();
        let key = |table: &[(&str, &'static str)]| {
            table.iter().find(|(option, _)| *option == name).map(|(_, key)| *key)
        };
        if let Some(key) = key(&SCALARS) {
            self.scalars.push((key, value));
        } else if let Some(key) = key(&LISTS) {
            match self.lists.iter_mut().find(|(known, _)| *known == key) {
                Some((_, values)) => values.push(value),
                None => self.lists.push((key, vec![value])),
            }
        } else if name == "env" {
            self.environment.push(value);
        } else if name == "gpus" && (value == "all" || value.parse::<u32>().is_ok()) {
            self.gpus = Some(value);
        } else {
            self.rest.push(format!("--{name}={value}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_compose_has_is_translated_and_the_rest_is_named() {
        let args = [
            "--dns=a",
            "--shm-size=2g",
            "--cpus=1.5",
            "--gpus",
            "all",
            "--env=A=b=c",
            "-e",
            "D",
            "--dns",
            "b",
            "--privileged",
            "--ulimit",
            "core=0",
            "-im",
            "1g",
        ];
        let compose = ComposeOptions::of(&args.map(str::to_owned));
        let scalars =
            [("shm_size", "2g".to_owned()), ("cpus", "1.5".to_owned()), ("mem_limit", "1g".to_owned())];
        assert_eq!(compose.scalars, scalars);
        assert_eq!(compose.environment, ["A=b=c", "D"]);
        assert_eq!(compose.lists, [("dns", vec!["a".to_owned(), "b".to_owned()])]);
        assert_eq!(compose.gpus.as_deref(), Some("all"));
        assert_eq!(compose.rest, ["--privileged", "--ulimit=core=0", "--interactive"]);
        assert_eq!(ComposeOptions::of(&["--gpus=device=1".to_owned()]).rest, ["--gpus=device=1"]);
        assert_eq!(ComposeOptions::of(&["--memory=".to_owned()]).rest, ["--memory="]);
    }
}
