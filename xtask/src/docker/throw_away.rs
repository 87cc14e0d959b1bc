//! Commands of containers and images that are looked into and thrown away.

use super::image_build_by;
use crate::argv::Argv;
use crate::engine::Builder;
use crate::overrides::Overrides;

/// `docker container exec`.
pub fn container_exec(options: &[&str], name: &str, command: Vec<String>) -> Argv {
    Argv::new("docker").args(["container", "exec"]).args(options.to_vec()).arg(name).args(command)
}

/// An image that is built on another one.
#[derive(Clone, Debug)]
pub struct Child<'a> {
    /// The builder in use.
    pub builder: Builder,
    /// The image's name.
    pub tag: &'a str,
    /// The Dockerfile's text.
    pub dockerfile: String,
    /// What the place of the build asks for.
    pub overrides: &'a Overrides,
    /// Build arguments: `NAME=VALUE`, or a name alone for the value that the variable has here.
    pub build_args: Vec<String>,
    /// The platform to build for.
    pub platform: Option<&'a str>,
}

/// `docker image build` of a Dockerfile that comes by stdin and copies nothing. No step of an earlier build is used: what
/// a step prints is what counts.
pub fn image_build_child(child: Child<'_>) -> Argv {
    let is_buildkit = child.builder.is_buildkit();
    let mut argv = image_build_by(child.builder)
        .args(["--no-cache", "--force-rm", "--tag"])
        .arg(child.tag)
        .option("--platform", child.platform)
        .option("--progress", is_buildkit.then_some("plain"))
        .flag("--load", child.builder == Builder::Buildx);
    for variable in child.build_args {
        argv = argv.arg("--build-arg").arg(variable);
    }
    child.overrides.apply(argv, is_buildkit).arg("-").stdin(child.dockerfile)
}

/// `docker image rm`.
pub fn image_rm(tag: &str) -> Argv {
    Argv::new("docker").args(["image", "rm", tag])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_built_from_stdin_by_the_same_builder_and_with_the_same_mirrors() {
        let mut overrides = Overrides::default();
        overrides.pass_on("PIP_INDEX_URL", "http://mirror");
        let child = |builder| {
            image_build_child(Child {
                builder,
                tag: "child",
                dockerfile: "FROM project\n".to_owned(),
                overrides: &overrides,
                build_args: vec!["PIP_INDEX_URL".to_owned()],
                platform: None,
            })
            .pasteable()
        };
        assert_eq!(
            child(Builder::Buildx),
            "printf %s 'FROM project\n' | BUILD_ENV=\"PIP_INDEX_URL=$PIP_INDEX_URL\" docker image build --no-cache \
             --force-rm --tag child --progress plain --load --build-arg PIP_INDEX_URL --secret id=build-env,env=BUILD_ENV -"
        );
        assert!(child(Builder::Legacy).ends_with(
            " docker image build --no-cache --force-rm --tag child --build-arg PIP_INDEX_URL --build-arg BUILD_ENV -"
        ));
    }
}
