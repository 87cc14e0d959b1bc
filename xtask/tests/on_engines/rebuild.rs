//! Claims about a second `lab` or `run`: what builds again, and from which step on.

use std::sync::LazyLock;
use std::time::Instant;

use super::lab::Lab;
use super::layers::{below, common, layers};
use super::machine::{BUILD, build, image, project, replacing, shared};
use super::wait::within;

use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![a_comment_builds_nothing_and_a_pip_requirement_builds_from_pip_on,];

static IMAGE: LazyLock<String> = LazyLock::new(|| image("rebuild"));

fn a_comment_builds_nothing_and_a_pip_requirement_builds_from_pip_on() {
    shared();
    let project = project(&IMAGE);
    build(&project, &[]).exits(0);
    let first = layers(&IMAGE);

    project
        .write("environment.yml", format!("# a comment\n{}\n# another\n", project.read("environment.yml")));
    let start = Instant::now();
    let lab = Lab::detached(&project);
    println!("a second lab: {:.1} s", start.elapsed().as_secs_f64());
    assert!(!lab.said.contains("building"), "{}", lab.said);
    lab.stop().exits(0);

    project.write("requirements.txt", format!("{}tabulate\n", project.read("requirements.txt")));
    let run = ["--offline", "run", "--", "python", "-c", "import tabulate, watermark"];
    let said = replacing(&IMAGE, || within(BUILD, project.command(&run))).exits(0).stderr;
    let reason = format!("building the image `{}`: requirements.txt changed", *IMAGE);
    assert!(said.contains(&reason), "{said}");
    first.assert(&layers(&IMAGE), below(&project, "COPY --from=files /steps/pip/"), common);
}
