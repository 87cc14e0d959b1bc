//! What an image is made from, and what a command asks of its build: the values that `commands/` gathers and hands down.

use crate::base::files::Files;
use crate::conda::CondaFiles;
use crate::image::variant::Variant;
use crate::machine::mirrors::Overrides;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::lock::Lock;
use crate::project::settings::Settings;

/// What a command asks of an image and of its build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Which image of the project.
    pub variant: Variant,
    /// The image's name, if not that of the settings.
    pub tag: Option<String>,
    /// The platform, if not that of the settings.
    pub platform: Option<String>,
    /// Whether to use no layer of an earlier build.
    pub no_cache: bool,
    /// Whether to look for a newer base image.
    pub pull: bool,
    /// Further arguments of the engine's `image build`.
    pub docker_args: Vec<String>,
}

impl BuildOptions {
    /// Whether a build is wanted even if the image is current.
    pub fn ask_for_a_build(&self) -> bool {
        self.no_cache || self.pull || !self.docker_args.is_empty()
    }
}

/// What an image is made from, all of it gathered.
#[derive(Clone)]
pub struct Inputs {
    /// The project.
    pub project: Project,
    /// Its settings.
    pub settings: Settings,
    /// What its Conda files say.
    pub conda: CondaFiles,
    /// Its lock, if there is to be one.
    pub lock: Option<Lock>,
    /// The generated files, for BuildKit.
    pub files: Files,
    /// Those of the image for deployment, if that is meant. Its build reads them from the cache.
    pub slim_files: Option<Files>,
    /// The digest of the project's files that postBuild may read, if there are any.
    pub build_files: Option<String>,
    /// The user of this machine.
    pub owner: User,
    /// The account in the image that stands for that user.
    pub account: User,
    /// What the place of the build asks for.
    pub overrides: Overrides,
}

/// The packages of the operating system: those of the settings, and then those of apt.txt, each once.
pub fn apt(settings: &Settings, file: &[String]) -> Vec<String> {
    with_file(settings.apt.clone(), file)
}

/// Those of the image for deployment: without what only a build needs.
pub fn slim_apt(settings: &Settings, file: &[String]) -> Vec<String> {
    with_file(settings.apt_without_build(), file)
}

fn with_file(packages: Vec<String>, file: &[String]) -> Vec<String> {
    let further: Vec<String> = file.iter().filter(|package| !packages.contains(package)).cloned().collect();
    [packages, further].concat()
}
