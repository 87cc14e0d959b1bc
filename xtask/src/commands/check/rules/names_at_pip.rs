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

/// Whether Conda's package is the one that pip calls `pip`, which is spelt as PEP 503 compares names.
pub fn is_same(conda: &str, pip: &str) -> bool {
    normalised_name(conda) == pip || NAMES.contains(&(conda, pip))
}
