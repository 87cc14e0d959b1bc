//! The name of a package's file, such as `python-3.12.1-h12_0.conda`: the package, its version and its build.

/// How the names of Conda's package files end.
const ENDS: [&str; 2] = [".conda", ".tar.bz2"];

/// The name without its ending; `None` if it is not that of a package's file.
pub fn stem(file: &str) -> Option<&str> {
    ENDS.into_iter().find_map(|end| file.strip_suffix(end))
}

/// The package, the version and the build in the name of a package's file, with or without its ending; `None` if one of them
/// is missing.
pub fn parts(file: &str) -> Option<(&str, &str, &str)> {
    let mut words = stem(file).unwrap_or(file).rsplitn(3, '-');
    let (build, version) = (words.next()?, words.next()?);
    words.next().map(|name| (name, version, build))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_has_a_package_a_version_and_a_build() {
        let table = [
            ("python-3.12.1-h12_0.conda", Some("python-3.12.1-h12_0"), Some(("python", "3.12.1", "h12_0"))),
            ("r-a-b-1-0.tar.bz2", Some("r-a-b-1-0"), Some(("r-a-b", "1", "0"))),
            ("x.conda-1-0.conda", Some("x.conda-1-0"), Some(("x.conda", "1", "0"))),
            ("a-1-0", None, Some(("a", "1", "0"))),
            ("a-1.conda", Some("a-1"), None),
            ("a-1-0.zip", None, Some(("a", "1", "0.zip"))),
        ];
        for (file, without_end, words) in table {
            assert_eq!((stem(file), parts(file)), (without_end, words), "{file}");
        }
    }
}
