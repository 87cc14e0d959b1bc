//! The commands that build an image.

use super::builder::Builder;
use super::engine_kind::EngineKind;
use super::labels::INPUTS_LABEL;
use super::overrides::for_build;
use crate::base::argv::Argv;
use crate::machine::mirrors::Overrides;
use crate::machine::user::User;

/// A build of an image.
#[derive(Clone, Debug)]
pub struct Build<'a> {
    /// How the engine builds.
    pub builder: Builder,
    /// The folder for podman's caches.
    pub temporary: Option<&'a str>,
    /// The context: `.`, or a folder outside the project.
    pub context: &'a str,
    /// The image's name.
    pub tag: &'a str,
    /// The stage of the Dockerfile to stop after, if not the last.
    pub target: Option<&'a str>,
    /// The account to create.
    pub account: &'a User,
    /// The value of [`INPUTS_LABEL`].
    pub inputs: &'a str,
    /// The platform to build for.
    pub platform: Option<&'a str>,
    /// What the place of the build asks for.
    pub overrides: &'a Overrides,
    /// Whether to use no layer of an earlier build.
    pub no_cache: bool,
    /// Whether to look for a newer base image.
    pub pull: bool,
    /// Further arguments of the user's.
    pub extra: &'a [String],
}

/// `docker image build`, from the root of the project.
pub fn image_build(build: &Build<'_>) -> Argv {
    let User { name, uid, gid } = build.account;
    let builder = build.builder;
    let file = if build.context == "." {
        "docker/Dockerfile".to_owned()
    } else {
        format!("{}/docker/Dockerfile", build.context)
    };
    let argv = image_build_by(builder);
    // Podman before 4.4 puts the cache mounts of all users into one folder, which belongs to the first of them.
    let argv = build.temporary.iter().fold(argv, |argv, folder| argv.env("TMPDIR", folder));
    let argv = argv
        .arg("--build-arg")
        .arg(format!("username={name}"))
        .arg("--build-arg")
        .arg(format!("uid={uid}"))
        .arg("--build-arg")
        .arg(format!("gid={gid}"))
        .arg("--file")
        .arg(file)
        .arg("--tag")
        .arg(build.tag)
        .arg("--label")
        .arg(format!("{INPUTS_LABEL}={}", build.inputs))
        .option("--target", build.target)
        .option("--platform", build.platform)
        .flag("--no-cache", build.no_cache)
        .flag("--pull", build.pull)
        .option("--progress", builder.progress())
        // A builder of its own keeps its result to itself unless it is told to load it into the engine.
        .flag("--load", builder == Builder::Buildx);
    for_build(build.overrides, argv, builder.has_mounts()).args(build.extra).arg(build.context)
}

/// The beginning of `image build`, by this builder.
pub fn image_build_by(builder: Builder) -> Argv {
    let argv = |kind: EngineKind| Argv::new(kind.program()).args(["image", "build"]);
    match builder {
        Builder::Buildx | Builder::LegacyByChoice => argv(EngineKind::Docker),
        Builder::Embedded => argv(EngineKind::Docker).env("DOCKER_BUILDKIT", "1"),
        Builder::Legacy => argv(EngineKind::Docker).env("DOCKER_BUILDKIT", "0"),
        // Podman's own format has no SHELL, without which layer.sh would run no step.
        Builder::Buildah => argv(EngineKind::Podman).option("--format", Some("docker")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::mirrors::{Origin, Override};

    fn user() -> User {
        User { name: "jane".to_owned(), uid: 1001, gid: 100 }
    }

    fn build(builder: Builder, overrides: &Overrides) -> String {
        image_build(&Build {
            builder,
            temporary: (builder == Builder::Buildah).then_some("/tmp/a b"),
            context: ".",
            tag: "project",
            target: None,
            account: &user(),
            inputs: "a=1",
            platform: None,
            overrides,
            no_cache: false,
            pull: false,
            extra: &[],
        })
        .pasteable()
    }

    #[test]
    fn a_build_names_the_user_the_file_and_the_tag_from_the_root_of_the_project() {
        assert_eq!(
            build(Builder::Buildx, &Overrides::default()),
            "docker image build --build-arg username=jane --build-arg uid=1001 --build-arg gid=100 --file docker/Dockerfile \
             --tag project --label conda-in-docker.inputs=a=1 --progress plain --load ."
        );
        assert!(
            build(Builder::Embedded, &Overrides::default())
                .starts_with("DOCKER_BUILDKIT=1 docker image build ")
        );
        assert!(!build(Builder::Legacy, &Overrides::default()).contains("--progress"));
        assert_eq!(
            build(Builder::Buildah, &Overrides::default()),
            "TMPDIR='/tmp/a b' podman image build --format docker --build-arg username=jane --build-arg uid=1001 \
             --build-arg gid=100 --file docker/Dockerfile --tag project --label conda-in-docker.inputs=a=1 ."
        );
    }

    #[test]
    fn overrides_are_secrets_with_buildkit_and_a_build_argument_without() {
        let bundle = Override::new("SSL_CERT_FILE", "/etc/ca,1.pem", Origin::Environment);
        let mut overrides = Overrides { ca_bundle: Some(bundle), ..Overrides::default() };
        overrides.give(Override::new("PIP_INDEX_URL", "http://u:p@127.0.0.1/$x", Origin::OfflineWorld));
        let line = build(Builder::Buildx, &overrides);
        assert!(line.starts_with("BUILD_ENV=\"PIP_INDEX_URL=http://u:p@127.0.0.1/\\$x\" docker "), "{line}");
        assert!(
            line.contains(" --secret id=build-env,env=BUILD_ENV --secret 'id=ca,\"src=/etc/ca,1.pem\"' "),
            "{line}"
        );
        assert!(build(Builder::Legacy, &overrides).contains(" --build-arg BUILD_ENV "));
    }
}
