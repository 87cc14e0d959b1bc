//! The whole module through its front door: files in a folder, and what comes out, word for word.

mod binder;
mod environment;
pub mod fuzz;
mod pip;
mod pip_itself;
mod post_build;

use std::fs;

use camino::Utf8Path;
use tempfile::TempDir;

use super::CondaFiles;

/// A folder with these files, for other tests, too.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// Its path.
pub fn root(dir: &TempDir) -> &Utf8Path {
    Utf8Path::from_path(dir.path()).unwrap()
}

fn read(files: &[(&str, &str)]) -> CondaFiles {
    CondaFiles::read(root(&folder(files))).unwrap()
}

/// What is said about them.
fn warnings(files: &CondaFiles) -> Vec<String> {
    files.warnings.iter().map(ToString::to_string).collect()
}

fn error(files: &[(&str, &str)]) -> String {
    let error = CondaFiles::read(root(&folder(files))).unwrap_err();
    assert!(error.is::<crate::base::error::BadInput>(), "{error:#}");
    let message = error.to_string();
    assert!(!message.contains('\n'), "{message}");
    message
}

/// What `text` as environment.yml says.
fn environment(text: &str) -> CondaFiles {
    read(&[("environment.yml", text)])
}

/// The error for `text` as environment.yml, without the file name.
fn environment_error(text: &str) -> String {
    let message = error(&[("environment.yml", text)]);
    message.strip_prefix("environment.yml:").unwrap_or(&message).to_owned()
}

/// The smallest environment, for tests of the other files.
const PLAIN: (&str, &str) = ("environment.yml", "dependencies: [python, pip]\n");

/// Compares a whole table at once, so that one run shows every sentence that changed.
fn assert_table(table: &[(&str, &str)], actual: impl Fn(&str) -> String) {
    let wrong: Vec<String> = table
        .iter()
        .map(|(input, expected)| (input, expected, actual(input)))
        .filter(|(_, expected, actual)| *expected != actual)
        .map(|(input, expected, actual)| format!("{input:?}\n  expected {expected}\n  actual   {actual}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_environment_of_the_template_is_read() {
    let files = read(&[
        (
            "environment.yml",
            "name: n\nchannels: [conda-forge, nodefaults]\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - -r requirements.txt\n",
        ),
        ("requirements.txt", "# comment\nwatermark\n"),
        ("postBuild", "#!/usr/bin/env bash\ntrue\n"),
    ]);
    assert_eq!(files.environment.file, "environment.yml");
    assert_eq!(files.environment.channels, ["conda-forge", "nodefaults"]);
    assert_eq!(files.environment.dependencies, ["pip", "python=3.11"]);
    assert_eq!(files.pip.requirements, ["watermark"]);
    assert_eq!(files.post_build.as_deref(), Some("#!/usr/bin/env bash\ntrue\n"));
    assert!(files.warnings.is_empty());
}

#[test]
fn environment_yaml_is_read_as_well_and_both_or_neither_are_refused() {
    let files = read(&[("environment.yaml", "dependencies: [a]\n")]);
    assert_eq!(files.environment.file, "environment.yaml");
    assert_eq!(
        error(&[("environment.yaml", "dependencies: [a]\n"), PLAIN]),
        "environment.yaml: environment.yml is there as well; delete one of the two"
    );
    assert_eq!(
        error(&[]),
        "environment.yml: the file does not exist; create it with a list `dependencies`, such as `dependencies: [python=3.12]`"
    );
}

#[test]
fn order_comments_spaces_and_line_ends_change_nothing() {
    let one = read(&[
        (
            "environment.yml",
            "channels: [c, d]\ndependencies:\n  - b >=1\n  - a\n  - pip\n  - pip: [z, y==1]\n",
        ),
        ("requirements.txt", "x\n-i https://i\nw>=1 ; python_version < '4'\n"),
    ]);
    let other = read(&[
        (
            "environment.yml",
            "# c\r\ndependencies:\r\n- pip:\r\n  - y==1 # why\r\n  - z\r\n- pip\r\n- \"a \"  # c\r\n- b   >=1\r\n- a\r\nchannels:\r\n- c\r\n- d\r\n- c\r\n",
        ),
        (
            "requirements.txt",
            "# c\r\n\r\n--index-url=https://i\r\nw>=1   ; \\\r\n  python_version < '4'\r\nx\r\nx # again\r\n",
        ),
    ]);
    assert_eq!(one, other);
}

#[test]
fn packages_are_found_by_name_in_both_parts() {
    let files = environment(
        "dependencies: ['conda-forge::JupyterLab>=4', 'https://h/c/linux-64/some-pkg-1.0-0.conda', pip, \
         {pip: ['Zope_Interface[x]>=4', 'git+https://h/r#egg=egg_name&subdirectory=s', 'n.n @ https://h/x', \
         'https://h/w_l-1-py3-none-any.whl', '-e git+https://h/r#egg=ed', '--hash-is-no-name @ x']}]"
            .replace(", '--hash-is-no-name @ x'", "")
            .as_str(),
    );
    let named = ["jupyterlab", "some-pkg", "PIP", "zope.interface", "egg-name", "N_N", "w-l", "ed"];
    assert!(named.iter().all(|name| files.names_package(name)), "{files:?}");
    assert!(!["jupyter", "lab", "x", "git", "https", ""].iter().any(|name| files.names_package(name)));
}
