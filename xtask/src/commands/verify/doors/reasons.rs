//! Why some cells of the table of doors cannot be; xtask/docs/verify.md has the same reasons.

use crate::commands::verify::columns::Column::{self, Activate, Hooks, Output};

/// The columns that cannot be in a door, and why.
pub type Reason = (&'static [Column], &'static str);

/// Of packages' activation, behind a program that is no shell.
pub const NO_SCRIPT: &str = "packages' activation scripts run only in a shell that reads a file, and this starts none: put `bash -c` \
    or `/opt/docker/entrypoint.sh` in front";
/// Of `conda activate`, behind `sh -c`.
pub const NO_FUNCTION: &str = "`sh -c` reads no file, so it has the program `conda` without the shell function that activates: use `bash -c`";
/// Of `conda activate`, behind a program that is no shell.
pub const NO_SHELL: &str = "only a shell can activate an environment, and only for itself";
/// Of all that a shell gets from the environment.
pub const EMPTY: &str =
    "`env -i` removes even PATH, and `bash -c` reads only the file that a variable names: use `bash -lc`";
/// Of installing, with an id that is not the image's.
pub const STRANGER: &str =
    "another user's id is outside of the group that may write the environment: add `--group-add 100`";
/// Of the output alone, in a terminal.
pub const SCREEN: &str = "a terminal also shows the prompt, and what activation scripts print";
/// Of the output alone, in a build.
pub const LOG: &str = "a build's log also has docker's own lines";
/// Of an installation, where variables name mirrors.
pub const NO_MIRROR: &str =
    "`env -i` removes the variables that name the mirrors, and Conda and pip learn of them in no other way";
/// Of all but pip, behind a magic command.
pub const PIP_ALONE: &str = "`%pip` runs pip and nothing else";

/// Of what Conda does, in the image for deployment.
pub const NO_CONDA: &str = "the image for deployment has no Conda";
/// Of pip, there.
pub const CLOSED: &str =
    "the user of the image for deployment is not in the group that may write the environment";

/// Behind a shell that reads a file, every cell can be.
pub const SHELLS: &[Reason] = &[];
/// Behind Python that no entrypoint starts.
pub const BARE_PYTHON: &[Reason] = &[(&[Hooks], NO_SCRIPT), (&[Activate], NO_SHELL)];
/// Behind `sh -c` that no entrypoint starts.
pub const BARE_SHELL: &[Reason] = &[(&[Hooks], NO_SCRIPT), (&[Activate], NO_FUNCTION)];
/// Behind `sh -c` in an environment that is active.
pub const ENTERED_SHELL: &[Reason] = &[(&[Activate], NO_FUNCTION)];
/// Behind a shell in a terminal.
pub const SCREENS: &[Reason] = &[(&[Output], SCREEN)];
/// Behind a shell in a build.
pub const BUILDS: &[Reason] = &[(&[Output], LOG)];
