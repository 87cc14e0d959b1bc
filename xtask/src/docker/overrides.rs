//! What the place of a build asks for, in the words of `image build` and `container run`.

use super::mount::csv_pair;
use crate::base::argv::Argv;
use crate::machine::mirrors::{Override, Overrides};

/// The variable by which the steps get all others, a line `NAME=value` for each; layer.sh exports them.
const BUILD_ENV: &str = "BUILD_ENV";

/// The options that give a container the network that the overrides need.
pub fn network(overrides: &Overrides) -> &'static [&'static str] {
    if overrides.host_network { &["--network", "host"] } else { &[] }
}

/// Adds the overrides to `image build`: as secrets with BuildKit, else as far as build arguments can.
pub fn for_build(overrides: &Overrides, argv: Argv, buildkit: bool) -> Argv {
    let mut argv = argv.args(network(overrides).to_vec());
    for Override { name, value, .. } in overrides.arguments() {
        argv = argv.arg("--build-arg").arg(format!("{name}={value}"));
    }
    for name in &overrides.proxies {
        argv = argv.arg("--build-arg").arg(name);
    }
    if !overrides.build_variables.is_empty() {
        argv = with_build_env(overrides, argv);
        argv = if buildkit {
            argv.args(["--secret", "id=build-env,env=BUILD_ENV"])
        } else {
            argv.args(["--build-arg", BUILD_ENV])
        };
    }
    match &overrides.ca_bundle {
        Some(bundle) if buildkit => argv.arg("--secret").arg(csv_pair("id=ca,", "src", &bundle.value)),
        _ => argv,
    }
}

/// Adds them to `container run`, for a command that does what a step of the build does: layer.sh finds all this there, too.
pub fn for_step(overrides: &Overrides, argv: Argv) -> Argv {
    let mut argv = argv.args(network(overrides).to_vec());
    for name in &overrides.proxies {
        argv = argv.arg("--env").arg(name);
    }
    if !overrides.build_variables.is_empty() {
        argv = with_build_env(overrides, argv).args(["--env", BUILD_ENV]);
    }
    match &overrides.ca_bundle {
        Some(bundle) => {
            let mount = csv_pair("type=bind,target=/dev/ca.pem,readonly,", "source", &bundle.value);
            argv.arg("--mount").arg(mount)
        }
        None => argv,
    }
}

/// Puts the variables into the environment of the command.
fn with_build_env(overrides: &Overrides, argv: Argv) -> Argv {
    let lines = |value: fn(&Override) -> String| {
        let lines =
            overrides.build_variables.iter().map(|variable| format!("{}={}", variable.name, value(variable)));
        lines.collect::<Vec<_>>().join("\n")
    };
    let spelling = format!("\"{}\"", lines(Override::spelling));
    argv.spelt_env(BUILD_ENV, &lines(|variable| variable.value.clone()), spelling)
}
