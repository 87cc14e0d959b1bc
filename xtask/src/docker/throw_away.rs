//! Commands that look into a container or a build, of which nothing is left.

use super::build::image_build_by;
use super::builder::Builder;
use super::container_option::ContainerOption;
use super::engine::Engine;
use super::overrides::for_build;
use crate::base::argv::Argv;
use crate::machine::mirrors::Overrides;

/// `container exec`.
pub fn container_exec(
    engine: &Engine,
    options: &[ContainerOption],
    name: &str,
    command: Vec<String>,
) -> Argv {
    engine.argv().args(["container", "exec"]).args(ContainerOption::words(options)).arg(name).args(command)
}

/// `container run` as somebody types it who knows nothing of this tool.
pub fn container_run_plain(
    engine: &Engine,
    options: &[ContainerOption],
    image: &str,
    command: Vec<String>,
) -> Argv {
    let argv = engine.argv().args(["container", "run", "--rm"]);
    argv.args(ContainerOption::words(options)).arg(image).args(command)
}

/// A build on an image.
#[derive(Clone, Debug)]
pub struct Child<'a> {
    /// How the engine builds.
    pub builder: Builder,
    /// The Dockerfile's text. Its last step fails, or else there would be an image without a name.
    pub dockerfile: String,
    /// What the place of the build asks for.
    pub overrides: &'a Overrides,
    /// Build arguments: `NAME=VALUE`, or a name alone for the value that the variable has here.
    pub build_args: Vec<String>,
    /// The platform to build for.
    pub platform: Option<&'a str>,
}

/// `docker image build` of a Dockerfile that comes by stdin and copies nothing.
pub fn image_build_child(child: Child<'_>) -> Argv {
    let builder = child.builder;
    let mut argv = image_build_by(builder)
        .arg("--force-rm")
        .option("--platform", child.platform)
        .option("--progress", builder.progress())
        // The steps before the one that fails would be left.
        .flag("--layers=false", builder == Builder::Buildah);
    for variable in child.build_args {
        argv = argv.arg("--build-arg").arg(variable);
    }
    for_build(child.overrides, argv, builder.has_mounts()).arg("-").stdin(child.dockerfile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::mirrors::{Origin, Override};

    #[test]
    fn a_child_is_built_from_stdin_by_the_same_builder_and_with_the_same_mirrors() {
        let mut overrides = Overrides::default();
        overrides.give(Override::new("PIP_INDEX_URL", "http://mirror", Origin::Environment));
        let child = |builder| {
            image_build_child(Child {
                builder,
                dockerfile: "FROM project\n".to_owned(),
                overrides: &overrides,
                build_args: vec!["PIP_INDEX_URL".to_owned()],
                platform: None,
            })
            .pasteable()
        };
        assert_eq!(
            child(Builder::Buildx),
            "printf %s 'FROM project\n' | BUILD_ENV=\"PIP_INDEX_URL=$PIP_INDEX_URL\" docker image build --force-rm \
             --progress plain --build-arg PIP_INDEX_URL --secret id=build-env,env=BUILD_ENV -"
        );
        assert!(
            child(Builder::Legacy).ends_with(
                " docker image build --force-rm --build-arg PIP_INDEX_URL --build-arg BUILD_ENV -"
            )
        );
    }
}
