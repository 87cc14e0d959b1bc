//! A lab of `lab` and one of Compose beside one another: each has a port and packages of its own, and both write the same files.

use crate::base::report::Report;
use crate::container::address::url;
use crate::container::running_lab::RunningLab;
use crate::docker::labels::Kind;

/// Warns of those of the project's labs that were started in another way than the one of this kind, which is about to start.
pub fn warn(kind: Kind, labs: &[RunningLab], report: &Report) {
    for lab in labs {
        let (by, stop) = match lab.facts.kind {
            other if other == Some(kind) => continue,
            Some(Kind::Compose) => ("Compose", "cargo xtask compose down"),
            _ => ("`cargo xtask lab`", "cargo xtask stop"),
        };
        // The token is for `status`, which was asked for it.
        let address = url(lab.port, "");
        report.warning(&format!(
            "another lab of this project runs by {by}, at {address}, and both write the same files; `{stop}` ends that one"
        ));
    }
}
