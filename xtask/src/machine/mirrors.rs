//! What belongs to the place of the build and not to the project: mirrors, proxies, certificates.
//!
//! It comes from the environment under the names that Conda, pip and Docker users know, so that the committed files are
//! the same for everybody. It reaches the build as secrets and predefined arguments: neither is in the image's history
//! or in the key of its cache, so a colleague elsewhere reuses the layers. What the layers themselves depend on is an
//! argument of the build.

mod mirror_folder;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::machine::host::Host;
use crate::machine::image_name;
use crate::machine::loopback::is_loopback;
pub use mirror_folder::{MIRROR_FOLDER, MirrorFolder};

/// Variables for the steps of the build; layer.sh exports them.
const BUILD_VARIABLES: [&str; 6] = [
    "APT_SOURCES",
    "MINIFORGE_URL",
    "CONDA_CHANNEL_ALIAS",
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
];

/// Those of them that a running container gets as well.
const RUN_VARIABLES: [&str; 4] =
    ["CONDA_CHANNEL_ALIAS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST"];

/// Where a bundle of CA certificates may be named; the first one that is set counts.
const CA_BUNDLE: [&str; 4] = ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "PIP_CERT"];

/// Docker's predefined build arguments; each in capitals or not.
const PROXIES: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// The one of them that names no proxy.
const NO_PROXY: &str = "NO_PROXY";

/// The image to build on, in the place of the setting `base-image`.
pub const BASE_IMAGE: &str = "BASE_IMAGE";

/// The checksum of the installer that MINIFORGE_URL names: a mirror of it shares all layers, and another installer none.
pub const INSTALLER: &str = "MINIFORGE_SHA256";

/// Every variable that a running container gets if it is set.
pub fn run_time_variables() -> Vec<String> {
    RUN_VARIABLES.iter().map(|&name| name.to_owned()).chain(proxies()).collect()
}

fn proxies() -> impl Iterator<Item = String> {
    PROXIES.iter().flat_map(|name| [(*name).to_owned(), name.to_lowercase()])
}

/// Where a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the environment, where the user's shell has it, too.
    Environment,
    /// In what the offline world says of itself.
    OfflineWorld,
}

/// A value that the place of the build gives, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The name of the variable.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it was found.
    pub origin: Origin,
}

impl Override {
    /// What the environment has under this name, if anything.
    pub(super) fn of_host(name: &str, host: &Host) -> Option<Self> {
        Some(Self::new(name, host.var(name)?, Origin::Environment))
    }

    /// The value of a variable, and where it was found.
    pub fn new(name: &str, value: &str, origin: Origin) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), origin }
    }

    /// How a printed command has the value, between double quotes: by the variable's name if the user's shell has it.
    pub fn spelling(&self) -> String {
        if self.origin == Origin::Environment {
            return format!("${}", self.name);
        }
        let escaped = |c| if matches!(c, '"' | '\\' | '$' | '`') { vec!['\\', c] } else { vec![c] };
        self.value.chars().flat_map(escaped).collect()
    }
}

/// What differs from a build in the open internet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The image to build on.
    pub base_image: Option<Override>,
    /// The checksum of Conda's installer.
    pub installer: Option<Override>,
    /// The time of its files, in seconds since 1970.
    pub epoch: Option<Override>,
    /// Variables for the steps.
    pub build_variables: Vec<Override>,
    /// A file on this machine with CA certificates, by its absolute path.
    pub ca_bundle: Option<Override>,
    /// The names of the proxy variables that the environment has.
    pub proxies: Vec<String>,
    /// Whether the build needs this machine's own network, the only one in which 127.0.0.1 means this machine.
    pub host_network: bool,
    /// The folder that a container gets in the place of the server at 127.0.0.1.
    pub mirror_folder: Option<MirrorFolder>,
    /// The variable of the environment that names this machine by an address that means another one elsewhere.
    pub loopback: Option<String>,
}

impl Overrides {
    /// What the environment asks for, but for the time of the files, which an offline build takes from there, too.
    ///
    /// # Errors
    ///
    /// `BadInput` for a CA bundle that is not there, a value of several lines, or a base image that is none.
    pub fn from_host(host: &Host) -> Result<Self> {
        let base_image = Override::of_host(BASE_IMAGE, host);
        base_image.iter().try_for_each(|it| image_name::require(&it.name, &it.value))?;
        let mut overrides =
            Self { base_image, installer: Override::of_host(INSTALLER, host), ..Self::default() };
        for variable in BUILD_VARIABLES.iter().filter_map(|name| Override::of_host(name, host)) {
            if variable.value.contains(['\n', '\r']) {
                return Err(BadInput::new(format!(
                    "{} has a line break in it; write it on one line",
                    variable.name
                )));
            }
            overrides.give(variable);
        }
        if let Some(named) = CA_BUNDLE.iter().find_map(|name| Override::of_host(name, host)) {
            // Docker runs in the project's folder, and the user may be in another one.
            let bundle = host.folder.clone().unwrap_or_default().join(&named.value);
            if !bundle.is_file() {
                let Override { name, value, .. } = named;
                return Err(BadInput::new(format!("{name}={value} names no file; correct it or unset it")));
            }
            overrides.ca_bundle = Some(Override { value: bundle.into_string(), ..named });
        }
        overrides.proxies = proxies().filter(|name| host.var(name).is_some()).collect();
        let proxies = overrides.proxies.iter().filter(|name| !name.eq_ignore_ascii_case(NO_PROXY));
        let addresses = proxies.filter_map(|name| Some((name, host.var(name)?)));
        let mirrors =
            overrides.build_variables.iter().map(|variable| (&variable.name, variable.value.as_str()));
        overrides.loopback =
            addresses.chain(mirrors).find(|(_, value)| is_loopback(value)).map(|(name, _)| name.clone());
        overrides.host_network = overrides.loopback.is_some();
        Ok(overrides)
    }

    /// Adds a variable for the steps, unless there is one of that name.
    pub fn give(&mut self, variable: Override) {
        if self.variable(&variable.name).is_none() {
            self.build_variables.push(variable);
        }
    }

    /// The value of a variable for the steps.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.build_variables
            .iter()
            .find(|variable| variable.name == name)
            .map(|variable| variable.value.as_str())
    }

    /// What the image itself depends on: build arguments.
    pub fn arguments(&self) -> impl Iterator<Item = &Override> {
        self.base_image.iter().chain(&self.installer).chain(&self.epoch)
    }

    /// What a running container needs, too: by name what the engine's client takes from the environment, and as `NAME=VALUE`
    /// the places in the folder that it gets.
    pub fn at_run_time(&self) -> Vec<String> {
        let Some(mirror_folder) = &self.mirror_folder else { return self.for_installing() };
        self.for_installing().iter().map(|variable| mirror_folder.inside(variable)).collect()
    }

    /// The same, and as `NAME=VALUE` what the environment does not have: all that an installation needs.
    pub fn for_installing(&self) -> Vec<String> {
        let variables =
            self.build_variables.iter().filter(|variable| RUN_VARIABLES.contains(&variable.name.as_str()));
        let named = variables.map(|Override { name, value, origin }| match origin {
            Origin::Environment => name.clone(),
            Origin::OfflineWorld => format!("{name}={value}"),
        });
        named.chain(self.proxies.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_command_names_what_the_shell_has_and_writes_out_the_rest() {
        let spelling = |origin| Override::new("A", "a\"b$c\\d`e", origin).spelling();
        assert_eq!(spelling(Origin::Environment), "$A");
        assert_eq!(spelling(Origin::OfflineWorld), "a\\\"b\\$c\\\\d\\`e");
    }

    #[test]
    fn a_container_gets_by_name_what_the_environment_has_and_an_installation_gets_the_rest_with_its_value() {
        let mut overrides = Overrides { proxies: vec!["http_proxy".to_owned()], ..Overrides::default() };
        overrides.give(Override::new("PIP_INDEX_URL", "http://world/simple/", Origin::OfflineWorld));
        overrides.give(Override::new("PIP_INDEX_URL", "http://mirror", Origin::Environment));
        overrides.give(Override::new("PIP_TRUSTED_HOST", "mirror", Origin::Environment));
        overrides.give(Override::new("APT_SOURCES", "deb x", Origin::OfflineWorld));
        let all = ["PIP_INDEX_URL=http://world/simple/", "PIP_TRUSTED_HOST", "http_proxy"];
        overrides.mirror_folder =
            Some(MirrorFolder { address: "http://world".to_owned(), folder: "/www".into() });
        let inside = ["PIP_INDEX_URL=file:///opt/offline-world/simple/", "PIP_TRUSTED_HOST", "http_proxy"];
        assert_eq!(overrides.at_run_time(), inside);
        assert_eq!(overrides.for_installing(), all);
    }
}
