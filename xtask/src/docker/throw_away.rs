//! Commands that look into a container or a build, of which nothing is left.

use anyhow::{Result, anyhow};

use super::build::image_build_by;
use super::builder::Builder;
use super::container_option::ContainerOption;
use super::engine::Engine;
use super::overrides::for_build;
use crate::base::argv::Argv;
use crate::base::quote;
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

/// The command that runs the step `postBuild` of template/Dockerfile.j2.
const POST_BUILD: &str = "setpriv --reuid=\"$uid\" --regid=\"$(id --group \"$uid\")\" --init-groups";

/// The secrets that the step has with BuildKit.
const SECRETS: &str = "--mount=type=secret,id=build-env,target=/dev/build-env \
    --mount=type=secret,id=ca,target=/dev/ca.pem,mode=0444";

/// How a command runs in a build on an image.
#[derive(Clone, Copy, Debug)]
pub enum ChildStep {
    /// As in anybody's Dockerfile, as the image's user and in its shell.
    Plain,
    /// As in the step `postBuild` of template/Dockerfile.j2, for the account of this id.
    PostBuild {
        /// The id.
        uid: u32,
    },
}

/// A build on an image, with one step.
#[derive(Clone, Debug)]
pub struct Child<'a> {
    /// How the engine builds.
    pub builder: Builder,
    /// The image's name.
    pub image: &'a str,
    /// How the command runs.
    pub step: ChildStep,
    /// The command, as a line for a shell. Then the step fails: so it makes no layer, which would have to be stored and
    /// removed, and no image.
    pub command: &'a str,
    /// What the place of the build asks for.
    pub overrides: &'a Overrides,
    /// Build arguments: `NAME=VALUE`, or a name alone for the value that the variable has here.
    pub build_args: Vec<String>,
    /// The platform to build for.
    pub platform: Option<&'a str>,
}

impl Child<'_> {
    fn dockerfile(&self) -> Result<String> {
        let from = quote::word(self.image).map_err(|why| anyhow!("cannot build on the image: {why}"))?;
        let command = self.command;
        Ok(match self.step {
            ChildStep::PostBuild { uid } => {
                let with_mounts = self.builder.has_mounts();
                let (secrets, arg) = if with_mounts { (SECRETS, "") } else { ("", "ARG BUILD_ENV\n") };
                format!(
                    "FROM {from}\nUSER 0\n{arg}ARG uid={uid}\n\
                     SHELL [\"/bin/bash\", \"-p\", \"-o\", \"pipefail\", \"/opt/docker/layer.sh\"]\n\
                     RUN {secrets} {POST_BUILD} {command}; exit 9\n"
                )
            }
            ChildStep::Plain => {
                let names = self.build_args.iter().map(|arg| arg.split('=').next().unwrap_or(arg));
                let args: String = names.map(|name| format!("ARG {name}\n")).collect();
                format!("FROM {from}\n{args}RUN {command}; exit 9\n")
            }
        })
    }
}

/// `docker image build` of a Dockerfile that comes by stdin and copies nothing.
///
/// # Errors
///
/// If the image's name cannot stand in a Dockerfile.
pub fn image_build_child(child: Child<'_>) -> Result<Argv> {
    let (builder, dockerfile) = (child.builder, child.dockerfile()?);
    let mut argv = image_build_by(builder)
        .arg("--force-rm")
        .option("--platform", child.platform)
        .option("--progress", builder.progress())
        // The steps before the one that fails would be left.
        .flag("--layers=false", builder == Builder::Buildah);
    for variable in child.build_args {
        argv = argv.arg("--build-arg").arg(variable);
    }
    Ok(for_build(child.overrides, argv, builder.has_mounts()).arg("-").stdin(dockerfile))
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
                image: "project",
                step: ChildStep::Plain,
                command: "true",
                overrides: &overrides,
                build_args: vec!["PIP_INDEX_URL".to_owned()],
                platform: None,
            })
            .unwrap()
            .pasteable()
        };
        assert_eq!(
            child(Builder::Buildx),
            "printf %s 'FROM project\nARG PIP_INDEX_URL\nRUN true; exit 9\n' | BUILD_ENV=\"PIP_INDEX_URL=$PIP_INDEX_URL\" docker image build --force-rm \
             --progress plain --build-arg PIP_INDEX_URL --secret id=build-env,env=BUILD_ENV -"
        );
        assert!(
            child(Builder::Legacy).ends_with(
                " docker image build --force-rm --build-arg PIP_INDEX_URL --build-arg BUILD_ENV -"
            )
        );
    }

    #[test]
    fn the_step_post_build_is_the_template_s() {
        let template = include_str!("../../../template/Dockerfile.j2");
        assert!(template.contains(POST_BUILD));
        let step =
            template.lines().skip_while(|line| !line.contains("/steps/postBuild/")).collect::<String>();
        assert!(SECRETS.split_whitespace().all(|mount| step.contains(mount)), "{step}");
    }
}
