//! Claims about mirrors, proxies and certificates: named in the environment, they reach whatever downloads.

use std::process::Command;
use std::sync::LazyLock;

use camino::Utf8PathBuf;

use super::machine::{BUILD, docker, image, replacing, small_project};
use super::server::{Server, world_json};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    everything_comes_over_tls_from_a_mirror_that_a_company_signed_and_past_its_proxy,
    everything_comes_through_a_proxy_that_is_named_in_capitals_alone,
];

static IMAGE: LazyLock<String> = LazyLock::new(|| image("mirrors"));

/// What each kind of download asks a server for.
const DOWNLOADS: [&str; 5] = ["/apt/", "/Miniforge3-", "repodata.json", ".conda", "/simple/tabulate/"];

/// Prints, at the end of the build, what a step sees of the place of the build.
const POST_BUILD: &str = "#!/bin/bash
env | grep -i _proxy= | sort | sed 's/^/seen: /'
env | grep PIP_INDEX_URL | sed 's/^/seen: /'
test ! -e /dev/ca.pem || echo \"seen: SSL_CERT_FILE=$SSL_CERT_FILE $(sha256sum </dev/ca.pem | cut -c1-16)\"
";

fn everything_comes_over_tls_from_a_mirror_that_a_company_signed_and_past_its_proxy() {
    let mut project = minimal("tls");
    let (certificate, digest) = certificate(&project);
    let log = project.root.join("log");
    let server = Server::recording(&log, Some(&certificate));
    mirrors(&mut project, &format!("https://127.0.0.1:{}", server.port));
    project.env("REQUESTS_CA_BUNDLE", certificate.as_str());
    project.env("HTTPS_PROXY", "http://proxy.invalid:3128").env("NO_PROXY", "127.0.0.1");

    let built = build(&project).exits(0);
    assert_all_asked_for(&project);
    assert!(built.stderr.contains("seen: HTTPS_PROXY=http://proxy.invalid:3128"), "{}", built.stderr);
    assert!(built.stderr.contains("seen: NO_PROXY=127.0.0.1"), "{}", built.stderr);
    // The last step is the user's: what only root may read would be of no use there.
    assert!(built.stderr.contains("seen: PIP_INDEX_URL=https://127.0.0.1"), "{}", built.stderr);
    assert!(built.stderr.contains(&format!("seen: SSL_CERT_FILE=/dev/ca.pem {digest}")), "{}", built.stderr);
    let traces = docker(&["image", "history", "--no-trunc", &IMAGE]).stdout
        + &docker(&["image", "inspect", &IMAGE]).stdout;
    assert!(!traces.contains("proxy.invalid") && !traces.contains("https://127.0.0.1"), "{traces}");
}

fn everything_comes_through_a_proxy_that_is_named_in_capitals_alone() {
    let mut project = minimal("proxy");
    let server = Server::recording(&project.root.join("log"), None);
    mirrors(&mut project, "http://mirror.invalid");
    project.env("HTTP_PROXY", format!("http://127.0.0.1:{}", server.port));
    // pip wants a word of its own for an index without TLS.
    project.env("PIP_TRUSTED_HOST", "mirror.invalid");
    // A failure of the last step spares the time to store the image.
    project.write("postBuild", "#!/bin/bash\nexit 3\n");
    let failed = build(&project).exits(1);
    assert!(failed.stderr.contains("error: postBuild failed;"), "{}", failed.stderr);
    assert_all_asked_for(&project);
}

/// A small project, of whose downloads nothing is kept from earlier builds. Nor does it share a step with a build at the
/// same time, which BuildKit would run once for both: `name` keeps them apart.
fn minimal(name: &str) -> Project {
    let project = small_project(&IMAGE);
    project.write("postBuild", POST_BUILD);
    let mut template = project.read("template/Dockerfile.j2");
    let target = "target=/dev/cache-{{ cache | word }}";
    let cache = format!("--mount=type=cache,id=cache-{{{{ cache | word }}}},{target},sharing=locked");
    let apart = format!("ARG APART={name}\nSHELL [\"/bin/bash\", \"-p\"");
    for (old, new) in
        [(cache, format!("--mount=type=tmpfs,{target}")), ("SHELL [\"/bin/bash\", \"-p\"".to_owned(), apart)]
    {
        assert!(template.contains(&old), "{old}");
        template = template.replace(&old, &new);
    }
    project.write("template/Dockerfile.j2", template);
    project
}

/// Sets what xtask/docs/mirrors-and-offline.md names.
fn mirrors(project: &mut Project, server: &str) {
    project.env("BASE_IMAGE", world_json("base_image"));
    project.env("APT_SOURCES", format!("deb [trusted=yes] {server}/apt ./"));
    project.env("MINIFORGE_URL", format!("{server}/{}", world_json("installer")));
    project.env("MINIFORGE_SHA256", world_json("installer_sha256"));
    project.env("CONDA_CHANNEL_ALIAS", server);
    project.env("PIP_INDEX_URL", format!("{server}/simple/"));
}

fn build(project: &Project) -> Outcome {
    let command = project.command(&["--verbose", "docker-build", "--no-cache", "--", "--network", "host"]);
    replacing(&IMAGE, || within(BUILD, command))
}

fn assert_all_asked_for(project: &Project) {
    let asked = project.read("log");
    for download in DOWNLOADS {
        assert!(asked.contains(download), "nobody asked for {download}:\n{asked}");
    }
}

/// A certificate that no system knows, with its key behind it, and the start of the file's digest.
fn certificate(project: &Project) -> (Utf8PathBuf, String) {
    let file = project.root.join("company.pem");
    let make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=company -addext subjectAltName=IP:127.0.0.1 \
                -keyout \"$0\".key -out \"$0\" 2>&1 && cat \"$0\".key >>\"$0\" && sha256sum \"$0\" | cut -c1-16";
    let mut command = Command::new("sh");
    command.args(["-c", make, file.as_str()]);
    let made = within(ANSWER, command).exits(0);
    (file, made.stdout.lines().last().unwrap().to_owned())
}
