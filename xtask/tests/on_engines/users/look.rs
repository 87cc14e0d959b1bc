//! What is looked at in each image: by its user, by root, and on the host.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use super::host::Host;
use crate::support::Project;
use crate::wait::{ANSWER, within};

/// Said by the user, through `cargo xtask run`.
const USER: &str = r#"
set -eu
echo "ids $(id -u):$(id -g)"
case " $(id -G) " in *' 100 '*) echo 'in the group 100' ;; esac
echo "whoami $(whoami)"
echo "HOME $HOME"
touch ~/mine && rm ~/mine && test -O ~/postBuild-was-here && echo 'home is writable'
echo "python $(command -v python) $(readlink ~/app/env)"
python -c 'import tabulate'
git config --global user.name Jane && git config --global user.email jane@example.com
mkdir ~/repository && cd ~/repository && git init --quiet && touch file && git add file && git commit --quiet --message one
echo "git $(git log --format=%an) $(git status --short | wc -l)"
cd ~/app/src && git status >/dev/null && echo 'git works in a mount'
for folder in bin data doc notebooks results src; do echo x >~/app/$folder/written; done
cd / && bash -lc 'echo "login $HOME $(command -v python)"'
"#;

/// Said by root: who the account is, and what in the image is open to everybody, or belongs to nobody here. The user step
/// changes nothing in /opt/env, /opt/conda and /usr, and engine/image.rs looks at those.
const ROOT: &str = r#"
echo "www-data $(getent passwd 33 | cut -d: -f1)"
echo "root $(getent passwd 0 | cut -d: -f1)"
find / -xdev \( -path /opt/env -o -path /opt/conda -o -path /usr -o -path /proc -o -path /sys \) -prune -o \
  ! -type l -perm -0002 ! \( -type d -perm -1000 \) -printf 'open to everybody: %p\n'
find / -xdev \( -path /opt/env -o -path /opt/conda -o -path /usr \) -prune -o \( -nouser -o -nogroup \) -printf 'of nobody: %p\n'
find "$1" -xdev ! \( -uid "$2" -gid "$3" \) -printf 'not the user: %p\n'
"#;

/// Looks from within the image that the project has.
///
/// # Errors
///
/// A sentence with what was expected and what is.
pub fn look(project: &Project, host: &Host) -> Result<(), String> {
    let Host { uid, gid, home, account, .. } = host;
    let user = within(ANSWER, host.command(project, &["run", "--no-build", "--", "bash", "-c", USER]));
    let expected = format!(
        "ids {uid}:{gid}\nin the group 100\nwhoami {account}\nHOME /home/{home}\nhome is writable\n\
         python /opt/env/bin/python /opt/env\ngit Jane 0\ngit works in a mount\nlogin /home/{home} /opt/env/bin/python\n"
    );
    if user.stdout != expected || user.code != 0 {
        return Err(format!("the user sees\n{}{}instead of\n{expected}", user.stdout, user.stderr));
    }
    let image = project.root.file_name().unwrap();
    let mut command = Command::new("docker");
    command.args(["container", "run", "--rm", "--user", "0", "--entrypoint", "sh", image, "-c", ROOT, "sh"]);
    command.args([format!("/home/{home}"), uid.to_string(), gid.to_string()]);
    let root = within(ANSWER, command);
    if root.stdout != "www-data www-data\nroot root\n" || root.code != 0 {
        return Err(format!("root sees\n{}{}", root.stdout, root.stderr));
    }
    Ok(())
}

/// Looks at what the container wrote into each mount.
///
/// # Errors
///
/// A sentence with the file that is not the host user's.
pub fn owners(project: &Project, host: &Host) -> Result<(), String> {
    for folder in ["bin", "data", "doc", "notebooks", "results", "src"] {
        let file = project.root.join(folder).join("written");
        let metadata = std::fs::metadata(&file).map_err(|error| format!("{file}: {error}"))?;
        if (metadata.uid(), metadata.gid()) != (host.uid, host.gid) {
            return Err(format!("{file} belongs to {}:{}", metadata.uid(), metadata.gid()));
        }
    }
    Ok(())
}
