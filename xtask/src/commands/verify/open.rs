//! Opens a door: from its row in the table to the docker command that runs a program behind it.

use anyhow::{Result, anyhow};

use super::doors::{Door, Look, Way};
use super::programs::{Programs, one_line};
use super::site::{Idle, Site};
use crate::base::argv::Argv;
use crate::base::process::ourselves;
use crate::base::quote;
use crate::docker::{Child, image_build_child};

/// The command that runs the step `postBuild` of template/Dockerfile.j2.
const POST_BUILD: &str = "setpriv --reuid=\"$uid\" --regid=\"$(id --group \"$uid\")\" --init-groups";

/// The secrets that the step has with BuildKit.
const SECRETS: &str = "--mount=type=secret,id=build-env,target=/dev/build-env \
    --mount=type=secret,id=ca,target=/dev/ca.pem,mode=0444";

/// Opens a door into the running container `idle`, a new one, or a build.
///
/// # Errors
///
/// If a folder to be shared cannot be made, or a name cannot stand where it has to.
pub fn open(door: &Door, site: &Site<'_>, idle: Option<&Idle>, programs: &Programs) -> Result<Argv> {
    let argv = match door.way {
        Way::Exec => {
            let idle = idle.ok_or_else(|| anyhow!("no container runs for the door `{}`", door.name))?;
            idle.exec(door.options, door.command(programs))
        }
        Way::Run => site.run(None, door.options, door.look == Look::Terminal, door.command(programs))?,
        // It takes no such options as an installation may need, and becomes just this command.
        Way::Ourselves if site.installs => site.run(None, &[], true, vec!["bash".to_owned()])?,
        Way::Ourselves => {
            let project = site.task.project.root.as_str();
            let argv = ourselves()?.args(["--project", project]).flag("--offline", site.task.offline);
            argv.args(door.command(programs))
        }
        Way::Child | Way::PostBuild => return build(door, site, programs),
    };
    Ok(if door.look == Look::Terminal { in_terminal(&argv, &programs.shell) } else { argv })
}

/// The command in a terminal in which the script is typed.
fn in_terminal(command: &Argv, script: &str) -> Argv {
    // The empty line first: what is typed before the shell is ready is shown before its prompt, and not in a line of its own.
    let typed = format!("echo; eval {}; exit", one_line(script));
    let program = include_str!("terminal.sh");
    Argv::new("sh").args(["-c", program, "terminal.sh", &typed, &command.pasteable()])
}

/// A build on the image, in a step of which the program runs. Then the step fails: so it makes no layer, which would have
/// to be stored and removed, and no image.
fn build(door: &Door, site: &Site<'_>, programs: &Programs) -> Result<Argv> {
    let from = quote::word(&site.plan.tag).map_err(|why| anyhow!("cannot build on the image: {why}"))?;
    let (builder, mirrors) = (site.task.builder()?, site.mirrors());
    let dockerfile = match door.way {
        Way::PostBuild => {
            let (secrets, arg) = if builder.has_mounts() { (SECRETS, "") } else { ("", "ARG BUILD_ENV\n") };
            format!(
                "FROM {from}\nUSER 0\n{arg}ARG uid={}\n\
                 SHELL [\"/bin/bash\", \"-p\", \"-o\", \"pipefail\", \"/opt/docker/layer.sh\"]\n\
                 RUN {secrets} {POST_BUILD} bash -e -c {}; exit 9\n",
                site.plan.inputs.account.uid,
                one_line(&programs.shell)
            )
        }
        _ => {
            let args = mirrors.iter().map(|name| format!("ARG {}\n", name.split('=').next().unwrap_or(name)));
            let program = match door.look {
                Look::Python => format!("printf %s {} | python -", one_line(&programs.python)),
                _ => format!("eval {}", one_line(&programs.shell)),
            };
            format!("FROM {from}\n{}RUN {program}; exit 9\n", args.collect::<String>())
        }
    };
    Ok(image_build_child(Child {
        builder,
        dockerfile,
        overrides: &site.plan.inputs.overrides,
        build_args: mirrors,
        platform: site.plan.platform.as_deref(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_post_build_is_the_template_s() {
        let template = include_str!("../../../../template/Dockerfile.j2");
        assert!(template.contains(POST_BUILD));
        let step =
            template.lines().skip_while(|line| !line.contains("/steps/postBuild/")).collect::<String>();
        assert!(SECRETS.split_whitespace().all(|mount| step.contains(mount)), "{step}");
    }
}
