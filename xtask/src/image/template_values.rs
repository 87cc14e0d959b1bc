//! Everything that a template may use: the values, by the names that template/ has for them.

use camino::Utf8Path;
use minijinja::value::Value;

use crate::conda::{CondaFiles, HasLab};
use crate::docker::arguments::arguments;
use crate::docker::compose_options::ComposeOptions;
use crate::docker::lab_options::for_every_container;
use crate::image::compose_values::compose_values;
use crate::image::dev_container;
use crate::image::generated_paths::GENERATED;
use crate::image::inputs::{apt, slim_apt};
use crate::image::local_env;
use crate::image::rendering::Rendering;
use crate::machine::git_identity::GIT_USER;
use crate::machine::mirrors::run_time_variables;
use crate::machine::platform::Platform;
use crate::project::build_files::LEFT_OUT;
use crate::project::lock::Lock;
use crate::project::settings::Settings;
use crate::project::settings::container::ContainerSettings;
use crate::project::settings::mount::{Folder, around};
use crate::project::settings::volume::HomeVolume;

/// Every key is always there.
pub fn values(
    settings: &Settings,
    conda: &CondaFiles,
    lock: Option<&Lock>,
    rendering: Rendering,
    context_files: &[String],
) -> Value {
    let of_the_build = [
        ("generated", Value::from(GENERATED)),
        ("buildkit", Value::from(rendering != Rendering::Legacy)),
        ("slim", Value::from(rendering == Rendering::Slim)),
        ("lock", Value::from(lock.is_some())),
        ("platforms", Platform::ALL.iter().map(platform_names).collect()),
        ("context_files", Value::from(context_files.to_vec())),
    ];
    let values = of_the_build
        .into_iter()
        .chain(of_the_image(settings, conda))
        .chain(of_the_container(&settings.container));
    Value::from_pairs(values)
}

/// What scripts in the image have to be told of a platform: the name that the system says, and Conda's.
fn platform_names(platform: &Platform) -> Value {
    Value::from_pairs([("processor", platform.processor()), ("conda", platform.conda())])
}

/// What the image is built from.
fn of_the_image(settings: &Settings, conda: &CondaFiles) -> [(&'static str, Value); 18] {
    let variables = &conda.environment.variables;
    // ENV takes no line breaks; such a variable is set by the frozen activation alone.
    let env = variables.iter().filter(|(_, value)| !value.chars().any(char::is_control));
    let pairs = |(name, value): (&String, &String)| Value::from(vec![name.clone(), value.clone()]);
    [
        ("base_image", Value::from(settings.base_image.clone())),
        ("platform", Value::from(settings.platform.clone())),
        ("apt", Value::from(apt(settings, &conda.apt))),
        ("slim_apt", Value::from(slim_apt(settings, &conda.apt))),
        ("jupyterlab", Value::from(conda.has_lab() == HasLab::Yes)),
        ("channels", Value::from(conda.environment.channels.clone())),
        ("dependencies", Value::from(conda.environment.dependencies.clone())),
        ("cuda", Value::from(conda.cuda())),
        ("variables", Value::from(variables.iter().map(pairs).collect::<Vec<_>>())),
        ("env_variables", Value::from(env.map(pairs).collect::<Vec<_>>())),
        ("pip", Value::from(!conda.pip.is_empty())),
        ("requirements", Value::from(conda.pip.requirements.clone())),
        ("constraints", Value::from(conda.pip.constraints.clone())),
        ("post_build", Value::from(conda.post_build.clone().unwrap_or_default())),
        ("start", Value::from(conda.start.clone().unwrap_or_default())),
        ("build_files", settings.files_for_build(conda).iter().map(|file| file.as_str()).collect()),
        ("folders_around_mounts", around(&settings.container.mounts).into_iter().collect()),
        ("left_out", LEFT_OUT.into_iter().collect()),
    ]
}

/// What its containers get, in the words of Compose and of an editor.
fn of_the_container(container: &ContainerSettings) -> [(&'static str, Value); 10] {
    let ours = |args: &[String]| arguments(args, container.may_escalate);
    let env_file = container.env_file.as_ref().map(ToString::to_string);
    let editor_s = env_file.iter().map(|file| format!("--env-file=${{localWorkspaceFolder}}/{file}"));
    let run_args: Vec<String> =
        ours(&for_every_container(&container.arguments)).into_iter().chain(editor_s).collect();
    [
        ("run_args", Value::from(run_args)),
        ("env_file", Value::from(env_file.clone())),
        ("git_user", GIT_USER.into_iter().collect()),
        ("run", compose_values(&ComposeOptions::of(&ours(&container.arguments_of_a_lab())))),
        ("run_time_variables", Value::from(run_time_variables())),
        ("mounts", Value::from(container.mounts.iter().map(compose_mount).collect::<Vec<_>>())),
        ("volumes", container.volumes.iter().map(home_volume).collect()),
        ("editor_mounts", Value::from(dev_container::mounts(&container.mounts))),
        ("editor_folders", Value::from(dev_container::folders(&container.mounts))),
        (local_env::KEY, local_env::example()),
    ]
}

/// A volume: what stands in front of the user's mark in its name, and where the home has it.
fn home_volume(volume: &HomeVolume) -> Value {
    Value::from_pairs([("name", volume.stem()), ("target", volume.target.to_string())])
}

/// A mount as docker-compose.yml has it: what follows the project's folder, or, from outside of it, the whole path.
fn compose_mount(folder: &Folder) -> Value {
    let below = |path: &Utf8Path| if path == "" { String::new() } else { format!("/{path}") };
    let inside = !folder.is_outside();
    let source = folder.source.as_path();
    let source = if inside { below(source.strip_prefix(".").unwrap_or(source)) } else { source.to_string() };
    Value::from_pairs([
        ("inside", Value::from(inside)),
        ("source", Value::from(source)),
        ("target", Value::from(below(&folder.target))),
        ("read_only", Value::from(folder.read_only)),
    ])
}
