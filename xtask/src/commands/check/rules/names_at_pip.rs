//! Which of Conda's packages is which of pip's.

use crate::conda::normalised_name;

/// Conda's name and pip's, where they differ.
const NAMES: [(&str, &str); 8] = [
    ("msgpack-python", "msgpack"),
    ("opencv", "opencv-python"),
    ("opencv", "opencv-python-headless"),
    ("py-opencv", "opencv-python"),
    ("pytables", "tables"),
    ("pytorch", "torch"),
    ("matplotlib-base", "matplotlib"),
    ("pytorch-gpu", "torch"),
];

/// What is a program or a library of Conda's, while pip's of that name is a binding to it, or something else altogether.
const OTHER_THINGS: [&str; 36] = [
    "blosc",
    "brotli",
    "cdo",
    "eccodes",
    "ffmpeg",
    "flatbuffers",
    "ghostscript",
    "glpk",
    "gmsh",
    "graphviz",
    "hunspell",
    "igraph",
    "ipopt",
    "jq",
    "julia",
    "kubernetes",
    "leveldb",
    "libsass",
    "lmdb",
    "magics",
    "mysql",
    "nco",
    "nodejs",
    "openjdk",
    "pandoc",
    "postgresql",
    "redis",
    "snappy",
    "sox",
    "sqlite",
    "tesseract",
    "unrar",
    "wget",
    "yajl",
    "z3",
    "zstd",
];

/// Whether Conda's package is the one that pip calls `pip`, which is spelt as PEP 503 compares names.
pub fn is_same(conda: &str, pip: &str) -> bool {
    (normalised_name(conda) == pip && !OTHER_THINGS.contains(&conda)) || NAMES.contains(&(conda, pip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_and_a_binding_are_two_things_with_one_name() {
        for name in OTHER_THINGS {
            assert!(!is_same(name, name), "{name}");
        }
        for (conda, pip) in
            [("numpy", "numpy"), ("ruamel.yaml", "ruamel-yaml"), ("pytables", "tables"), ("gdal", "gdal")]
        {
            assert!(is_same(conda, pip), "{conda}");
        }
        assert!(!is_same("python-graphviz", "pydot"));
    }
}
