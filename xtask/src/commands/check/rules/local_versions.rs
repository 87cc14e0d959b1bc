//! Versions such as `2.1.0+cu121`, which the public index refuses to have, and the indexes that have them.

use camino::Utf8Path;

use super::names_at_pip::is_same;
use super::pip_indexes;
use crate::base::wording::shown;
use crate::commands::check::finding::{Finding, Severity};
use crate::commands::check::subject::{PipItem, Subject};
use crate::conda::Requirement;

/// Packages, how their local version begins, and the line that names who has them: `{label}` is the whole of it, `{torch}` and
/// `{cuda}` are the parts of PyG's labels.
#[rustfmt::skip]
const WHO_HAS_THEM: &[(&[&str], &[&str], &str)] = &[
    (&["torch", "torchvision", "torchaudio", "torchtext"], &["cu", "cpu", "rocm", "xpu"], "--extra-index-url https://download.pytorch.org/whl/{label}"),
    (&["torch-scatter", "torch-sparse", "torch-cluster", "torch-spline-conv", "pyg-lib"], &["pt"], "--find-links https://data.pyg.org/whl/torch-{torch}+{cuda}.html"),
    (&["jax", "jaxlib"], &["cuda"], "--find-links https://storage.googleapis.com/jax-releases/jax_cuda_releases.html"),
    (&["dgl"], &["cu"], "--find-links https://data.dgl.ai/wheels/{label}/repo.html"),
];

/// `local-version`
pub fn local_version(subject: &Subject) -> Vec<Finding> {
    if pip_indexes::is_another_named(subject) {
        return Vec::new();
    }
    let is_public = pip_indexes::is_public_alone(subject);
    let finding = |(item, requirement): (&PipItem, &Requirement)| {
        let (version, label) = requirement.exact()?.split_once('+')?;
        // What is no version at all is told by another rule.
        version.starts_with(|it: char| it.is_ascii_digit()).then_some(())?;
        let is_brought = subject.specs().any(|(_, spec)| is_same(&spec.name, &requirement.name));
        let has_same =
            |(item, it): (&PipItem, &Requirement)| it.name == requirement.name && item.text.contains("://");
        if subject.requirements().any(has_same) {
            return None;
        }
        let is_elsewhere = pip_indexes::has_address(subject, &requirement.name);
        let is_certain = is_public && requirement.marker.is_empty() && !is_brought && !is_elsewhere;
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        let sentence = format!(
            "no file names an index that has `{}`: pip's public one takes no version with a `+`",
            shown(&format!("{}=={version}+{label}", requirement.name))
        );
        Some(Finding::new(severity, &item.file, item.line, sentence).fix(advice(
            &requirement.name,
            label,
            &item.file,
        )))
    };
    subject.requirements().filter_map(finding).collect()
}

fn advice(name: &str, label: &str, file: &Utf8Path) -> String {
    let is_of = |(names, starts, _): &&(&[&str], &[&str], &str)| {
        names.contains(&name) && starts.iter().any(|start| label.starts_with(start))
    };
    let line = WHO_HAS_THEM.iter().find(is_of).and_then(|(.., line)| filled(line, label));
    let is_yaml = matches!(file.extension(), Some("yml" | "yaml"));
    let dash = if is_yaml { "- " } else { "" };
    match line {
        Some(line) => format!("write `{dash}{line}` above it, or delete `+{}`", shown(label)),
        None => format!(
            "write `{dash}--extra-index-url` and the address of the index that has it above it, or delete `+{}`",
            shown(label)
        ),
    }
}

/// The line with the parts of the label, such as `cu121` or `pt21cu121`; `None` if it is put together in another way.
fn filled(line: &str, label: &str) -> Option<String> {
    if !label.chars().all(|it| it.is_ascii_alphanumeric() || it == '.') {
        return None;
    }
    let line = line.replace("{label}", label);
    if !line.contains("{torch}") {
        return Some(line);
    }
    let (torch, cuda) =
        label.strip_prefix("pt")?.split_at_checked(label[2..].find(|it: char| !it.is_ascii_digit())?)?;
    let (major, minor) = torch.split_at_checked(1)?;
    (!minor.is_empty())
        .then(|| line.replace("{torch}", &format!("{major}.{minor}.0")).replace("{cuda}", cuda))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_who_has_the_version() {
        for (name, label, line) in [
            ("torch", "cu121", "- --extra-index-url https://download.pytorch.org/whl/cu121"),
            ("torchvision", "cpu", "- --extra-index-url https://download.pytorch.org/whl/cpu"),
            ("torch-scatter", "pt21cu121", "- --find-links https://data.pyg.org/whl/torch-2.1.0+cu121.html"),
            ("torch-scatter", "pt113cpu", "- --find-links https://data.pyg.org/whl/torch-1.13.0+cpu.html"),
            ("torch-scatter", "pt", "- --extra-index-url"),
            (
                "jaxlib",
                "cuda12.cudnn89",
                "- --find-links https://storage.googleapis.com/jax-releases/jax_cuda_releases.html",
            ),
            ("dgl", "cu118", "- --find-links https://data.dgl.ai/wheels/cu118/repo.html"),
            ("our-tool", "lab.1", "- --extra-index-url"),
        ] {
            let advice = advice(name, label, "environment.yml".into());
            assert!(advice.starts_with(&format!("write `{line}`")), "{advice}");
        }
        assert!(advice("torch", "cpu", "requirements.txt".into()).starts_with("write `--extra"));
    }
}
