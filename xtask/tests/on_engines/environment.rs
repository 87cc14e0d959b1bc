//! Claims about what lays the Conda environment down: py-rattler, and Conda where that cannot.

use super::machine::{SHARED, docker, shared};
use super::server::world_dir;
use crate::harness::{Test, is_long, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    py_rattler_and_conda_lay_down_the_same_files_with_the_same_notes,
    a_package_with_a_script_of_its_own_is_laid_down_by_conda_which_runs_it,
];

/// Makes the environment of the image anew, in `LISTS` and with the packages `MORE`, and prints what is in it: kind, mode, group,
/// link and SHA-256, and the time of what is older than this day.
const LAY_DOWN: &str = r##"
set -eu
export CONDA_PKGS_DIRS=/tmp/cache HOME=/tmp/home SOURCE_DATE_EPOCH=1735689600 PYTHONHASHSEED=0 CONDA_ALWAYS_YES=true
export CONDA_CHANNEL_ALIAS=file:///world PIP_INDEX_URL=file:///world/simple/ PYTHONDONTWRITEBYTECODE=1
rm -rf /opt/env
mkdir -p /tmp/cache
conda=/opt/conda/bin/python
$conda - $MORE >/opt/docker/more.lock <<'END'
import json, sys
records = json.load(open("/world/conda-forge/noarch/repodata.json"))
records = {**records["packages"], **records["packages.conda"]}
for name in sys.argv[1:]:
    file, record = next((file, record) for file, record in records.items() if record["name"] == name)
    print(f"# sha256: {record['sha256']}  {file}\nhttps://conda.anaconda.org/conda-forge/noarch/{file}#{record['md5']}")
END
for list in $LISTS more; do $conda /opt/docker/install-packages.py /opt/docker/$list.lock >&2; done
cd /opt/env
# The builder's shell makes the modes of folders and the group alike in a build.
find . -type d -printf 'folder %p\n' -o -type l -printf '%p -> %l\n' -o -type f -printf '%m %p\n' | LC_ALL=C sort
find . -type f ! -newermt 2025-01-01 -printf '%TY-%Tm-%Td %p\n' | LC_ALL=C sort
find . -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum
"##;

/// What is laid down, and what is said of it; with `variable`.
fn laid_down(variable: &str, lists: &str, more: &str) -> (String, String) {
    shared();
    let world = format!("type=bind,source={},target=/world,readonly", world_dir().join("www"));
    let variables = [variable.to_owned(), format!("LISTS={lists}"), format!("MORE={more}")];
    let given: Vec<&str> = variables.iter().flat_map(|variable| ["--env", variable]).collect();
    let how = ["container", "run", "--rm", "--user", "0", "--network", "none", "--mount", &world];
    let what = ["--entrypoint", "/bin/bash", SHARED.as_str(), "-c", LAY_DOWN];
    let outcome = docker(&[&how[..], &given, &what].concat()).exits(0);
    (outcome.stdout, outcome.stderr)
}

fn py_rattler_and_conda_lay_down_the_same_files_with_the_same_notes() {
    let lists = if is_long() { "python large rest" } else { "python" };
    let more = "same-file-a same-file-b idna attrs";
    let (rattler, said) = laid_down("A=1", lists, more);
    assert!(!said.contains("py-rattler is not used here"), "{said}");
    let (conda, said) = laid_down("PIP_NO_INDEX=1", lists, more);
    let reason = "py-rattler is not used here (ERROR: No matching distribution found for py-rattler==";
    assert!(said.contains(reason), "{said}");
    let differ: Vec<(&str, &str)> =
        rattler.lines().zip(conda.lines()).filter(|(one, other)| one != other).take(20).collect();
    assert!(differ.is_empty() && rattler.len() == conda.len(), "{differ:#?}");
    assert!(
        rattler.lines().count() > 1000 && rattler.contains("__pycache__/core.cpython-311.pyc"),
        "{rattler}"
    );
}

fn a_package_with_a_script_of_its_own_is_laid_down_by_conda_which_runs_it() {
    let (found, said) = laid_down("A=1", "python", "same-file-a with-script");
    let reason = "py-rattler is not used here (with-script has a script that runs when it is installed)";
    assert_eq!(said.matches("py-rattler is not used here").count(), 1, "{said}");
    assert!(said.contains(reason), "{said}");
    assert!(found.contains("./share/its-script-ran") && found.contains("./share/same-file"), "{found}");
}
