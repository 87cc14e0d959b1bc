//! What Conda, pip or Binder take and ignore, or read in another way: the reader of the Conda files warns of it, too.

use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::{About, Warning};

/// What the reader warns of, too; its warnings about one thing.
pub fn warned(subject: &Subject, about: About) -> Vec<Finding> {
    let warnings = subject.examined.warnings.iter().filter(|warning| warning.about == about);
    let finding = |warning: &Warning| {
        let line = warning.place.map_or(1, |(line, _)| line);
        Finding::warning(&warning.file, line, &warning.sentence).fix(&warning.advice)
    };
    warnings.map(finding).collect()
}

/// `unknown-key`
pub fn unknown_key(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::UnknownKey)
}

/// `passed-over`
pub fn passed_over(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::PassedOver)
}

/// `other-builder`
pub fn other_builder(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::OtherBuilder)
}

/// `requirements-alone`
pub fn requirements_alone(subject: &Subject) -> Vec<Finding> {
    warned(subject, About::RequirementsAlone)
}
