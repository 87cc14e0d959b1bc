//! Claims about a second `lab`: what builds again, and from which step on.

use std::sync::LazyLock;
use std::time::Instant;

use super::lab::Lab;
use super::layers::{below, common, layers};
use super::machine::{build, image, project, shared};

use crate::harness::{Test, tests};

/// The tests of this area.
pub const TESTS: &[Test] = tests![a_comment_builds_nothing_and_a_pip_requirement_builds_from_pip_on,];

static IMAGE: LazyLock<String> = LazyLock::new(|| image("rebuild"));

fn a_comment_builds_nothing_and_a_pip_requirement_builds_from_pip_on() {
    shared();
    let project = project(&IMAGE);
    build(&project, &[]).exits(0);
    let first = layers(&IMAGE);

    let start = Instant::now();
    let lab = Lab::detached(&project);
    println!("a second lab without a change: {:.1} s", start.elapsed().as_secs_f64());
    assert!(!lab.said.contains("building"), "{}", lab.said);
    lab.stop().exits(0);

    project
        .write("environment.yml", format!("# a comment\n{}\n# another\n", project.read("environment.yml")));
    let lab = Lab::detached(&project);
    assert!(!lab.said.contains("building"), "{}", lab.said);
    lab.stop().exits(0);

    project.write("requirements.txt", format!("{}tabulate\n", project.read("requirements.txt")));
    let lab = Lab::detached(&project);
    let reason = format!("building the image `{}`: requirements.txt changed", *IMAGE);
    assert!(lab.said.contains(&reason), "{}", lab.said);
    lab.stop().exits(0);
    assert_eq!(common(&first, &layers(&IMAGE)), below(&project, "COPY --from=files /steps/pip/"));
    project.xtask(&["--offline", "run", "--", "python", "-c", "import tabulate, watermark"]).exits(0);
}
