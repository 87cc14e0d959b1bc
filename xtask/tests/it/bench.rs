//! Claims about the programs of `bench`. Their seconds are not tested: they depend on the machine.

use std::process::Command;

use crate::support::{Outcome, Project, have, repository};

/// A row of each kind: with all contenders, without one, and one in which nothing was sent.
const ROWS: &str = "
from table import Table
table = Table('building', ('ours', 'theirs', 'floor'), (('theirs', 'ours'), ('ours', 'floor')))
table.add('built', 's', 2.0, 8.0, 1.6)
table.add('alone', 's', 0.0078, None, None)
table.add('sent', 'B', 4161.0, 90_790_000.0, None)
table.add('nothing', 'B', 0.0, 999_600.0, None)
print(table.markdown())
";

#[test]
fn a_table_of_figures_has_each_contender_and_how_many_times_another_it_takes() {
    if !have("python3") {
        return;
    }
    assert_eq!(
        python(ROWS).lines().collect::<Vec<_>>(),
        [
            "| building | ours | theirs | floor | theirs ÷ ours | ours ÷ floor |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            "| built | 2.00 s | 8.00 s | 1.60 s | 4.0 | 1.25 |",
            "| alone | 0.008 s |  |  |  |  |",
            "| sent | 4.16 kB | 90.8 MB |  | 21,819 |  |",
            "| nothing | 0 B | 1.00 MB |  |  |  |",
        ]
    );
}

#[test]
fn the_groups_that_bench_takes_are_those_that_its_programs_measure() {
    if !have("python3") {
        return;
    }
    let groups = python("import bench; print(', '.join(bench.GROUPS))");
    let help = Project::empty("bench-groups").xtask(&["bench", "--help"]).exits(0).stdout;
    assert!(help.contains(&format!("[possible values: {}]", groups.trim())), "{groups}{help}");
}

/// What a Python program says that has the modules of xtask/bench.
fn python(program: &str) -> String {
    let mut command = Command::new("python3");
    command.args(["-B", "-c", program]).env("PYTHONPATH", repository().join("xtask/bench"));
    Outcome::of(command.output().unwrap()).exits(0).stdout
}
