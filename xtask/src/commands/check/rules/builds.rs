//! Build strings, and what they tell of the system for which a package was built.

use super::system::System;
use crate::conda::Spec;

/// Words in a build string that choose a kind of package: without them it would be another one.
const KINDS: [&str; 7] = ["cuda", "cpu", "gpu", "mkl", "openblas", "mpi", "rocm"];

/// What conda-build makes of the system, its compilers and nothing else: the same in a great many packages, and on one system
/// alone. conda-forge and Anaconda have one each for every few years.
const HASHES: [(System, &[&str]); 2] = [
    (
        System::Macos,
        &[
            "h0b31af3", "h0d3ecfb", "h0d85af4", "h10d778d", "h1a28f6b", "h1de35cc", "h80987f9", "h93a5062",
            "h99b78c6", "h9ed2024", "hca03da5", "hca72f7f", "hecd8cb5", "hfb2fe0b", "hfdf4475",
        ],
    ),
    (System::Windows, &["h2bbff1b", "h8ffe710", "haa95532", "hcfcfb64", "he774522"]),
];

/// The same of what is made for all systems at a time, at conda-forge and at Anaconda.
const OF_ALL: [&str; 2] = ["hd8ed1ab", "hd3eb1b0"];

/// Whether the build string is that of one build: `h5eee18b_0`, `py311h64a7726_0_cpython`, `2_gnu`, but not `*cuda*`.
pub fn is_build(spec: &Spec) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|digit| digit.is_ascii_digit());
    !spec.build.contains('*') && spec.build.split('_').any(is_number)
}

/// The part of a build string that chooses a kind: `cuda11.8` of `py3.10_cuda11.8_cudnn8.7.0_0`.
pub fn kind(build: &str) -> Option<String> {
    let words: Vec<&str> = build.split('_').collect();
    let first = words.iter().position(|word| KINDS.iter().any(|kind| word.contains(kind)))?;
    let end = if words[first] == "mpi" { first + 2 } else { first + 1 };
    Some(words[first..end.min(words.len())].join("_"))
}

/// The hash in a build string that can tell one system from another: `h1de35cc` of `h1de35cc_4` and of `py38h1de35cc_0`.
///
/// What is pure Python has `pyh…` or `py_0`, and is one build for all; so was `py35_0` named on every system, before there
/// were hashes.
fn hash(build: &str) -> Option<&str> {
    build.split('_').find_map(|word| {
        let bare = word
            .strip_prefix("py")
            .map_or(word, |rest| rest.trim_start_matches(|it: char| it.is_ascii_digit()));
        let is_pure = bare.len() + 2 == word.len();
        let is_hash =
            bare.len() == 8 && bare.starts_with('h') && bare[1..].chars().all(|it| it.is_ascii_hexdigit());
        (is_hash && !is_pure && !OF_ALL.contains(&bare)).then_some(bare)
    })
}

/// Whether this is the one build of pure Python that there is for all systems.
pub fn is_of_all(spec: &Spec) -> bool {
    spec.build
        .strip_prefix("pyh")
        .is_some_and(|rest| rest.split('_').next().is_some_and(|hash| hash.len() == 7))
}

/// Whether a package with this build was built for one system. Data is not, and has a hash all the same.
pub fn is_of_a_system(spec: &Spec) -> bool {
    let is_data = ["tzdata", "ca-certificates", "cuda-version"].contains(&spec.name.as_str())
        || ["font", "kernel-headers", "sysroot"].iter().any(|start| spec.name.starts_with(start));
    is_build(spec) && !is_data && hash(&spec.build).is_some()
}

/// The system for which this is a build, if its hash tells and it is not Linux.
pub fn system(spec: &Spec) -> Option<System> {
    let hash = Some(spec).filter(|spec| is_build(spec)).and_then(|spec| hash(&spec.build))?;
    HASHES.iter().find(|(_, hashes)| hashes.contains(&hash)).map(|(system, _)| *system)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<System> {
        system(&Spec::parse(text).unwrap())
    }

    #[test]
    fn a_hash_tells_the_system_and_a_build_without_one_does_not() {
        for spec in [
            "xz=5.2.4=h1de35cc_4",
            "bzip2=1.0.8=h99b78c6_7",
            "pip=24.0=py312hca03da5_0",
            "pkg 1.0 py38hecd8cb5_0",
        ] {
            assert_eq!(of(spec), Some(System::Macos), "{spec}");
        }
        for spec in [
            "openssl=1.1.1=he774522_1",
            "certifi=2021.5.30=py37haa95532_0",
            "tensorflow=2.3=mkl_py37h2bbff1b_0",
        ] {
            assert_eq!(of(spec), Some(System::Windows), "{spec}");
        }
        for spec in [
            "zlib=1.2.11=0",
            "numpy=1.11=py35_0",
            "six=1.10=py27_1",
            "attrs=23=pyhd8ed1ab_0",
            "attrs=23=pyhecd8cb5_0",
            "pip=24.0=py312h06a4308_0",
            "xz=5.2.6=h166bdaf_0",
            "_openmp_mutex=4.5=2_gnu",
            "xz=5.2.4=*h1de35cc*",
            "h1de35cc",
        ] {
            assert_eq!(of(spec), None, "{spec}");
        }
    }

    #[test]
    fn the_old_names_of_builds_and_data_are_of_no_system() {
        for spec in [
            "numpy=1.11=py35_0",
            "six=1.10=py36_1",
            "x=1=2",
            "x=1=py_0",
            "x=1=pyhd8ed1ab_0",
            "tzdata=2023c=h71feb2d_0",
            "typing-extensions=4.11.0=hd8ed1ab_0",
        ] {
            assert!(!is_of_a_system(&Spec::parse(spec).unwrap()), "{spec}");
        }
        for spec in
            ["numpy=1.26.2=py311h7125741_0", "libffi=3.4.2=h3422bc3_5", "python=3.11.6=h47c9636_0_cpython"]
        {
            assert!(is_of_a_system(&Spec::parse(spec).unwrap()), "{spec}");
        }
    }
}
