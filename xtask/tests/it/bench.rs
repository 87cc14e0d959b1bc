//! A claim about the table that `bench` prints. Its seconds are not tested: they depend on the machine.

use std::process::Command;

use crate::support::{Outcome, have, repository};

/// A row of each kind: with all contenders, with none, and one in which nothing was sent.
const ROWS: &str = "
from table import Row, markdown
print(markdown([
    Row('built', 's', 2.0, 8.0, 4.0, 1.6),
    Row('alone', 's', 0.0078),
    Row('sent', 'B', 4161.0, 90_790_000.0),
    Row('nothing', 'B', 0.0, 5.0),
]))
";

#[test]
fn the_table_of_figures_has_each_contender_and_how_many_times_ours_it_takes() {
    if !have("python3") {
        return;
    }
    let mut command = Command::new("python3");
    command.args(["-B", "-c", ROWS]).env("PYTHONPATH", repository().join("xtask/bench"));
    let table = Outcome::of(command.output().unwrap()).exits(0).stdout;
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert_eq!(
        rows,
        [
            "| built | 2 s | 8 s | 4 s | 1.6 s | 4 | 2 | 1.25 |",
            "| alone | 0.0078 s |  |  |  |  |  |  |",
            "| sent | 4.16 kB | 90.8 MB |  |  | 2.18e+04 |  |  |",
            "| nothing | 0 B | 5 B |  |  |  |  |  |",
        ]
    );
}
