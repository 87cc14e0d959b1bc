//! Claims about the image for deployment: what it has, what it lacks, and what its user may do.

use std::os::unix::fs::MetadataExt as _;

use serde_yaml::Value;

use super::machine::{BUILD, build, docker, give, image, owner, project};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] =
    tests![the_image_for_deployment_has_the_active_environment_and_nothing_that_only_work_needs];

/// What a postBuild may need, and what it leaves: in the home, in ~/app and in the environment.
const POST_BUILD: &str = "#!/bin/bash
set -e
conda --version && git --version && curl --version
touch ~/left-in-home ~/app/left-in-app
python -c 'import sys; open(sys.prefix + \"/left-in-environment\", \"w\").write(\"x\")'
";

/// Says what is not as it should be, a line for each.
const LOOK: &str = r#"
is() { [ "$2" = "$3" ] || echo "$1 is $2, and not $3"; }
is uid "$(id -u)" "$1"
is gid "$(id -g)" "$2"
is groups "$(id -G)" "$2"
is environment "$(python -c 'import sys; print(sys.prefix)')" /opt/env
for path in /opt/conda /opt/env/conda-meta/.condarc ~root/.cache ~/.cache/pip /dev/cache-pip; do
  [ ! -e "$path" ] || echo "$path is there"
done
for program in git curl gcc cc g++ make conda mamba; do
  ! command -v "$program" || echo "$program is there"
done
type conda >/dev/null 2>&1 && echo "there is a function conda"
for path in ~/left-in-home ~/app/left-in-app /opt/env/left-in-environment; do
  [ -e "/home/jovyan/${path#~/}" ] || [ -e "$path" ] || echo "$path is missing"
done
find /opt/env ! -uid 0 -o -name __pycache__ | head -1
find /opt/env -writable ! -type l | head -1
( : >/opt/env/new ) 2>/dev/null && echo "the environment can be written"
env | grep -a /opt/conda
python - <<'PYTHON'
import os
for name, value in os.environ.items():
    for path in value.split(":") if name != "PROJECT_VARIABLE" else ():
        if path.startswith("/") and not os.path.exists(path):
            print(name, "names", path, "which is not there")
PYTHON
true
"#;

fn the_image_for_deployment_has_the_active_environment_and_nothing_that_only_work_needs() {
    // The shared image's environment, and so its layers.
    let name = image("deploy");
    let project = project(&name);
    project.write("postBuild", POST_BUILD);
    give(&project);
    build(&project, &["--slim"]).exits(0);
    let again = build(&project, &["--slim"]).exits(0).stderr;
    assert!(again.contains(&format!("the image `{name}:slim` is current")), "{again}");

    let slim = format!("{name}:slim");
    // The image's user, and any other one, as Kubernetes has them.
    for (user, uid, gid) in [(None, "1000", "1000"), (Some("4711:0"), "4711", "0")] {
        let user: Vec<&str> = user.map_or_else(Vec::new, |user| vec!["--user", user]);
        for shell in ["-c", "-lc"] {
            let run =
                [&["container", "run", "--rm"], &user[..], &[&slim, "bash", shell, LOOK, "look", uid, gid]];
            assert_eq!(docker(&run.concat()).exits(0).stdout, "", "{user:?} bash {shell}");
        }
    }

    let write = ["--offline", "run", "--slim", "--", "bash", "-c", "python -c pass && echo x >data/new"];
    within(ANSWER, project.command(&write)).exits(0);
    let metadata = std::fs::metadata(project.root.join("data/new")).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), owner());

    let verify = within(BUILD, project.command(&["--offline", "verify", "--slim", "--json"])).exits(0).stdout;
    let document: Value = serde_yaml::from_str(&verify).unwrap();
    assert_eq!(document["full"]["image"].as_str(), Some(name.as_str()));
    assert!(document["full"]["packages"].as_sequence().unwrap().is_empty());
    let doors = document["doors"].as_sequence().unwrap();
    assert!(doors.len() > 20, "{}", doors.len());
    for door in doors {
        for column in ["conda-activate", "conda-list", "conda-install", "pip-install"] {
            assert_eq!(door["cells"][column]["state"].as_str(), Some("cannot"), "{door:?}");
        }
    }
    let hooks = |door: &&Value| door["cells"]["hooks"]["state"].as_str() == Some("ok");
    assert!(doors.iter().filter(hooks).count() > 10, "packages' hooks are seen");
}
