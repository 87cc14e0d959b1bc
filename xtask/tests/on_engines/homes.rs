//! Claims about the home: what a person trusts, sets and types outlives the container, and follows the project.

use camino::Utf8PathBuf;

use super::lab::{container, remove_volume, volume};
use super::machine::{build, docker, give, image, project_in, shared};
use super::wait::{ANSWER, within};
use crate::harness::{Test, tests};
use crate::support::{Outcome, Project};

/// The tests of this area.
pub const TESTS: &[Test] = tests![
    what_a_person_trusts_and_types_outlives_the_lab_in_a_moved_project_too_and_a_copy_has_its_own,
    what_the_image_has_in_the_home_is_seen_beside_what_an_older_volume_keeps,
    a_cache_is_the_users_and_all_projects_have_it,
];

/// Makes a notebook that somebody else could have sent, and does in a lab what is to last.
const LIVE: &str = r#"
cd ~/app/notebooks
python - <<'END'
import nbformat.v4 as v4, nbformat
out = v4.new_output("display_data", {"text/html": "<script>1</script>"})
nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[out])]), "sent.ipynb")
END
jupyter trust sent.ipynb
echo 'answer = 41' | ipython --simple-prompt >/dev/null
bash -ic 'history -s typed-in-bash; history -a' 2>/dev/null
"#;

/// What of it is there: whether the notebook is trusted, and what was typed.
const LOOK: &str = r#"
cd ~/app/notebooks
python - <<'END'
import nbformat
from nbformat.sign import NotebookNotary
from IPython.core.history import HistoryAccessor
print(NotebookNotary().check_signature(nbformat.read("sent.ipynb", 4)))
print([line for _, _, line in HistoryAccessor().get_tail(3, include_latest=True)])
END
cat ~/.bash_history; stat -c %U ~/.kept ~/.kept/*
"#;

/// A lab in the background in which a script runs, and that is stopped then. Returns what the script and the lab say.
fn in_a_lab(project: &Project, script: &str) -> (String, String) {
    let started = within(600, project.command(&["--offline", "lab", "--detach"])).exits(0);
    let id = container(project).unwrap();
    let said = docker(&["container", "exec", &id, "bash", "-c", script]);
    within(ANSWER, project.command(&["--offline", "stop"])).exits(0);
    (said.exits(0).stdout, started.stderr)
}

/// Volumes that are removed when this is dropped.
struct Volumes(Vec<String>);

impl Drop for Volumes {
    fn drop(&mut self) {
        self.0.iter().for_each(|name| remove_volume(name));
    }
}

fn moved(project: &mut Project, name: &str) {
    let place: Utf8PathBuf = project.root.with_file_name(name);
    std::fs::rename(&project.root, &place).unwrap();
    project.root = place;
}

fn what_a_person_trusts_and_types_outlives_the_lab_in_a_moved_project_too_and_a_copy_has_its_own() {
    let mut project = shared();
    let mut volumes = Volumes(vec![volume(&project)]);
    in_a_lab(&project, LIVE);

    // What outlives a lab and a move outlives a lab; each is seconds of a processor.
    moved(&mut project, "moved and renamed");
    let (kept, said) = in_a_lab(&project, LOOK);
    assert!(kept.starts_with("True\n['answer = 41']\ntyped-in-bash\n"), "{kept} {said}");
    assert!(!kept.contains("root\n"), "{kept}");

    let before = project.root.clone();
    let copy = before.with_file_name("copy");
    assert!(std::process::Command::new("cp").arg("-a").args([&before, &copy]).status().unwrap().success());
    project.root = copy;
    volumes.0.push(volume(&project));
    assert_ne!(volumes.0[0], volumes.0[1]);
    let (own, said) =
        in_a_lab(&project, "ls ~/.kept/notebook_secret ~/.kept/bash_history 2>/dev/null || echo none");
    assert_eq!(own, "none\n");
    assert!(said.contains(&format!("this project is a copy of the one in {before}: it gets ")), "{said}");
}

fn what_the_image_has_in_the_home_is_seen_beside_what_an_older_volume_keeps() {
    let project = project_in("home", &image("home"));
    let settings = "~/.jupyter/lab/user-settings/@jupyterlab";
    let post_build = |theme: &str, more: &str| {
        let script = format!(
            "#!/bin/bash\nmkdir -p {settings}/apputils-extension ~/.local/share/jupyter/kernels/own\n\
             echo '{{\"theme\": \"{theme}\"}}' >{settings}/apputils-extension/themes.jupyterlab-settings\n{more}\n"
        );
        project.write("postBuild", script);
        build(&project, &[]).exits(0);
    };
    let _volumes = Volumes(vec![volume(&project)]);
    let theme = "cat $JUPYTERLAB_SETTINGS_DIR/@jupyterlab/apputils-extension/themes.jupyterlab-settings; ls ~/.local/share/jupyter/kernels";
    post_build("of the image", "");
    assert_eq!(in_a_lab(&project, theme).0, "{\"theme\": \"of the image\"}\nown\n");
    in_a_lab(
        &project,
        "cd $JUPYTERLAB_SETTINGS_DIR/@jupyterlab/apputils-extension; echo mine >themes.jupyterlab-settings",
    );
    post_build(
        "of a newer image",
        "mkdir -p ~/.local/share/jupyter/kernels/second ~/.jupyter/lab/workspaces; touch ~/.jupyter/lab/workspaces/new",
    );
    let (seen, _) = in_a_lab(&project, &format!("{theme}; ls $JUPYTERLAB_WORKSPACES_DIR"));
    assert!(seen.starts_with("mine\nown\nsecond\n") && seen.contains("new"), "{seen}");
}

fn a_cache_is_the_users_and_all_projects_have_it() {
    let (one, two) = (project_in("one", &image("home")), project_in("two", &image("home")));
    let name = format!("test-{}", std::process::id());
    for project in [&one, &two] {
        let settings = project.read("Cargo.toml");
        let mounts = format!("mounts = [{{ volume = \"{name}\", target = \"~/.cache/of/models\" }}]\nport =");
        project.write("Cargo.toml", settings.replace("port =", &mounts));
        give(project);
    }
    build(&one, &[]).exits(0);
    let (uid, gid) = super::machine::owner();
    let volume = format!("conda-in-docker-{name}-{uid}");
    let _volumes = Volumes(vec![volume.clone()]);
    let run = |project: &Project, script: &str| -> Outcome {
        within(ANSWER, project.command(&["--offline", "run", "--no-build", "--", "sh", "-c", script]))
    };
    let stat = "touch ~/.cache/of/models/made ~/.cache/of/beside && stat -c %u:%g ~/.cache ~/.cache/of ~/.cache/of/models";
    let owned = run(&one, stat).exits(0).stdout;
    assert_eq!(owned, format!("{uid}:{gid}\n").repeat(3));
    assert_eq!(run(&two, "ls ~/.cache/of ~/.cache/of/models").exits(0).stdout.matches("made").count(), 1);
    let status = within(ANSWER, one.command(&["--offline", "status"])).exits(0).stdout;
    assert!(status.contains(&format!("volume: {volume} at ~/.cache/of/models\n")), "{status}");
}
