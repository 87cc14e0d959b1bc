//! Which CUDA an environment is for. A build sees no driver, so without being told Conda takes packages for the processor alone.

use super::Spec;
use super::operators::is_of_operator_or_space;

/// The packages whose version is that of CUDA.
pub const OF_CUDA_S_VERSION: [&str; 6] =
    ["cuda", "cuda-runtime", "cuda-toolkit", "cuda-version", "cudatoolkit", "pytorch-cuda"];

/// The CUDA that a spec is for, such as `12.4`: by its version, at least or exactly that, or by a build such as `cuda126*`.
pub fn version(spec: &Spec) -> Option<String> {
    if OF_CUDA_S_VERSION.contains(&spec.name.as_str()) {
        let lower =
            spec.version.split([',', '|']).map(str::trim).find(|clause| !clause.starts_with(['<', '!', '*']));
        if let Some(version) = lower.and_then(dotted) {
            return Some(version);
        }
    }
    spec.of_build().split_once("cuda").and_then(|(_, rest)| dotted(rest))
}

/// `12.4` of `>=12.4.1`, `12` of `=12.*`, and, as build strings have it, `12.6` of `126py311`.
fn dotted(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c| is_of_operator_or_space(c) || c == '_');
    let mut parts = text.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.split('.');
    let major = parts.next().filter(|major| !major.is_empty())?;
    Some(match parts.next().filter(|minor| !minor.is_empty()) {
        Some(minor) => format!("{major}.{minor}"),
        None if major.len() > 2 => format!("{}.{}", &major[..2], &major[2..]),
        None => major.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cuda_of_a_spec_is_its_version_or_that_of_its_build() {
        let table = [
            ("cuda-version=12.4", Some("12.4")),
            ("cuda-version 12.*", Some("12")),
            ("conda-forge::cuda-version >=12.1.3,<13", Some("12.1")),
            ("cuda-version <13,>=11.8", Some("11.8")),
            ("cudatoolkit==11.8.0", Some("11.8")),
            ("pytorch-cuda", None),
            ("cuda-version <13", None),
            ("cuda *", None),
            ("pytorch=2.5=cuda126_py311*", Some("12.6")),
            ("pytorch=2.5=*cuda*", None),
            ("pytorch[build=cuda118*]", Some("11.8")),
            ("jaxlib=0.4.34=cuda12_py*", Some("12")),
            ("numpy=1.26", None),
        ];
        for (text, cuda) in table {
            assert_eq!(version(&Spec::parse(text).unwrap()).as_deref(), cuda, "{text}");
        }
    }
}
