//! What belongs to the place of the build and not to the project: mirrors, proxies, certificates.
//!
//! It comes from the environment under the names that Conda, pip and Docker users know, so that the committed files are
//! the same for everybody. It reaches the build as secrets and predefined arguments: neither is in the image's history
//! or in the key of its cache, so a colleague elsewhere reuses the layers.

use anyhow::Result;
use camino::Utf8PathBuf;

use crate::base::argv::Argv;
use crate::base::error::BadInput;
use crate::machine::host::Host;

/// Variables for the steps of the build; layer.sh exports them.
pub const BUILD_ENV: [&str; 7] = [
    "APT_SOURCES",
    "MINIFORGE_URL",
    "MINIFORGE_SHA256",
    "CONDA_CHANNEL_ALIAS",
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
];

/// Those of them that a running container gets as well.
const RUN_ENV: [&str; 4] =
    ["CONDA_CHANNEL_ALIAS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST"];

/// Where a bundle of CA certificates may be named; the first one that is set counts.
pub const CA_BUNDLE: [&str; 4] = ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "PIP_CERT"];

/// Docker's predefined build arguments; each in capitals or not.
pub const PROXIES: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// The image to build on, in the place of the setting `base-image`.
pub const BASE_IMAGE: &str = "BASE_IMAGE";

/// Every variable that a running container gets if it is set.
pub fn run_time_variables() -> Vec<String> {
    RUN_ENV.iter().map(|&name| name.to_owned()).chain(proxies()).collect()
}

fn proxies() -> impl Iterator<Item = String> {
    PROXIES.iter().flat_map(|name| [(*name).to_owned(), name.to_lowercase()])
}

/// The time that the files of the image get, and with a BuildKit from 0.11 on the image itself; see reproducible-builds.org.
pub const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// What differs from a build in the open internet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The image to build on.
    pub base_image: Option<String>,
    /// The time of its files, in seconds since 1970.
    pub epoch: Option<String>,
    /// Variables for the steps, with how a shell is to spell their values.
    pub build_env: Vec<(String, String, String)>,
    /// A file on this machine with CA certificates.
    pub ca_bundle: Option<Utf8PathBuf>,
    /// The names of the proxy variables that are set.
    pub proxies: Vec<String>,
    /// The network of the build, in Docker's terms.
    pub network: Option<String>,
}

impl Overrides {
    /// What the environment asks for, but for the time of the files, which an offline build takes from there, too.
    ///
    /// # Errors
    ///
    /// `BadInput` for a CA bundle that is not there, or a value of several lines.
    pub fn from_host(host: &Host) -> Result<Self> {
        let mut overrides = Self { base_image: host.var(BASE_IMAGE).map(str::to_owned), ..Self::default() };
        for name in BUILD_ENV {
            if let Some(value) = host.var(name) {
                if value.contains(['\n', '\r']) {
                    return Err(BadInput::new(format!(
                        "{name} has a line break in it; write it on one line"
                    )));
                }
                overrides.pass_on(name, value);
            }
        }
        if let Some((name, path)) = CA_BUNDLE.iter().find_map(|name| Some((name, host.var(name)?))) {
            // Docker runs in the project's folder, and the user may be in another one.
            let bundle = host.folder.clone().unwrap_or_default().join(path);
            if !bundle.is_file() {
                return Err(BadInput::new(format!("{name}={path} names no file; correct it or unset it")));
            }
            overrides.ca_bundle = Some(bundle);
        }
        overrides.proxies = proxies().filter(|name| host.var(name).is_some()).collect();
        Ok(overrides)
    }

    /// An override that the user's shell has, so that a printed command can name it instead of its value.
    pub fn pass_on(&mut self, name: &str, value: &str) {
        if self.build_env.iter().all(|(known, ..)| known != name) {
            self.build_env.push((name.to_owned(), value.to_owned(), format!("${name}")));
        }
    }

    /// What the image itself depends on: build arguments, by name.
    pub fn arguments(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let arguments = [(BASE_IMAGE, &self.base_image), (EPOCH, &self.epoch)];
        arguments.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// Adds the overrides to `docker image build`: as secrets with BuildKit, else as far as build arguments can.
    pub fn apply(&self, mut argv: Argv, buildkit: bool) -> Argv {
        argv = argv.option("--network", self.network.as_deref());
        for (name, value) in self.arguments() {
            argv = argv.arg("--build-arg").arg(format!("{name}={value}"));
        }
        for name in &self.proxies {
            argv = argv.arg("--build-arg").arg(name);
        }
        if !self.build_env.is_empty() {
            argv = self.with_build_env(argv);
            argv = if buildkit {
                argv.args(["--secret", "id=build-env,env=BUILD_ENV"])
            } else {
                argv.args(["--build-arg", "BUILD_ENV"])
            };
        }
        match &self.ca_bundle {
            Some(bundle) if buildkit => argv.arg("--secret").arg(csv_pair("id=ca,", "src", bundle.as_str())),
            _ => argv,
        }
    }

    /// The same for a container that does what a step of the build does: layer.sh finds all this there, too.
    pub fn apply_to_run(&self, mut argv: Argv) -> Argv {
        argv = argv.option("--network", self.network.as_deref());
        for name in &self.proxies {
            argv = argv.arg("--env").arg(name);
        }
        if !self.build_env.is_empty() {
            argv = self.with_build_env(argv).args(["--env", "BUILD_ENV"]);
        }
        match &self.ca_bundle {
            Some(bundle) => {
                let mount = csv_pair("type=bind,target=/dev/ca.pem,readonly,", "source", bundle.as_str());
                argv.arg("--mount").arg(mount)
            }
            None => argv,
        }
    }

    /// Puts lines `NAME=value` into the environment of the command.
    fn with_build_env(&self, argv: Argv) -> Argv {
        let lines = |part: fn(&(String, String, String)) -> String| {
            self.build_env.iter().map(part).collect::<Vec<_>>().join("\n")
        };
        let value = lines(|(name, value, _)| format!("{name}={value}"));
        let spelling = lines(|(name, _, spelling)| format!("{name}={spelling}"));
        argv.spelt_env("BUILD_ENV", &value, format!("\"{spelling}\""))
    }

    /// The names of what a running container needs, too: docker takes the values from the environment.
    pub fn at_run_time(&self) -> Vec<String> {
        self.for_installing().into_iter().filter(|variable| !variable.contains('=')).collect()
    }

    /// The same, and as `NAME=VALUE` what the environment does not have: all that an installation needs.
    pub fn for_installing(&self) -> Vec<String> {
        let variables = self.build_env.iter().filter(|(name, ..)| RUN_ENV.contains(&name.as_str()));
        let spelt = variables.map(|(name, value, spelling)| {
            if *spelling == format!("${name}") { name.clone() } else { format!("{name}={value}") }
        });
        spelt.chain(self.proxies.iter().cloned()).collect()
    }

    /// An override whose value is written out where a command is printed.
    pub fn set(&mut self, name: &str, value: &str) {
        // It is printed between double quotes, in which these four are special.
        let mut spelling = String::new();
        for c in value.chars() {
            if matches!(c, '"' | '\\' | '$' | '`') {
                spelling.push('\\');
            }
            spelling.push(c);
        }
        self.build_env.push((name.to_owned(), value.to_owned(), spelling));
    }
}

/// The time that the environment asks for, in seconds since 1970.
///
/// # Errors
///
/// `BadInput` for a text that is not a number.
pub fn epoch(host: &Host) -> Result<Option<String>> {
    match host.var(EPOCH) {
        Some(text) if text.parse::<u32>().is_err() => Err(BadInput::new(format!(
            "{EPOCH}={text} is not a number of seconds since 1970; correct it or unset it"
        ))),
        text => Ok(text.map(str::to_owned)),
    }
}

/// A folder of this machine, and where the container has it, as Docker's `--mount` takes them.
pub fn bind_mount(source: &str, target: &str, read_only: bool) -> String {
    let source = csv_pair("type=bind,", "source", source);
    let mount = csv_pair(&format!("{source},"), "target", target);
    if read_only { mount + ",readonly" } else { mount }
}

/// `KEY=VALUE` as a field of the CSV that Docker's `--mount` and `--secret` take, after the fields in `before`.
pub fn csv_pair(before: &str, key: &str, value: &str) -> String {
    if value.contains([',', '"', '\n']) {
        return format!("{before}\"{key}={}\"", value.replace('"', "\"\""));
    }
    format!("{before}{key}={value}")
}
