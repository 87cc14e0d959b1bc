//! Packages of the operating system that newer systems no longer have. What Ubuntu 24.04 has was asked of its apt, by
//! `apt-get --simulate install` of each name.

use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding, Severity};
use crate::commands::check::subject::Subject;
use crate::conda::{AptItem, apt_listed};

/// What to do about a package that is gone.
#[derive(Clone, Copy)]
enum Instead {
    /// The same by another name.
    Renamed(&'static str),
    /// Another version of it, which programs have to be made for.
    Later(&'static str),
    /// What does the same, and where it comes from.
    Other(&'static str),
}
use Instead::{Later, Other, Renamed};

/// What the environment brings in the place of the system's Python.
const CONDA_S_PYTHON: Instead = Other("delete it: the environment has Conda's Python, with its headers");

/// The packages that Ubuntu 24.04 does not have. A name that apt takes for a pattern that fits others is absent, and so is one
/// that a single other package provides: apt installs that one.
#[rustfmt::skip]
const GONE: &[(&[&str], Instead)] = &[
    (&["libgl1-mesa-glx"], Renamed("libgl1")),
    (&["libegl1-mesa"], Renamed("libegl1")),
    (&["libgles2-mesa"], Renamed("libgles2")),
    (&["libasound2"], Renamed("libasound2t64")),
    (&["netcat"], Renamed("netcat-openbsd")),
    (&["ttf-dejavu"], Renamed("fonts-dejavu")),
    (&["ttf-freefont"], Renamed("fonts-freefont-ttf")),
    (&["ttf-liberation"], Renamed("fonts-liberation")),
    (&["nodejs-legacy"], Renamed("nodejs")),
    (&["qt5-default"], Renamed("qtbase5-dev")),
    (&["libav-tools"], Renamed("ffmpeg")),
    (&["libopenblas-base"], Renamed("libopenblas0")),
    (&["libjpeg62-turbo-dev"], Renamed("libjpeg-dev")),
    (&["libpng12-dev"], Renamed("libpng-dev")),
    (&["libtiff4-dev"], Renamed("libtiff-dev")),
    (&["libssl1.0-dev"], Later("libssl-dev")),
    (&["libpango1.0-0"], Renamed("libpango-1.0-0")),
    (&["texlive-generic-recommended", "texlive-generic-extra"], Renamed("texlive-plain-generic")),
    (&["texlive-math-extra"], Renamed("texlive-science")),
    (&["texlive-latex3"], Renamed("texlive-latex-recommended")),
    (&["exfat-utils"], Renamed("exfatprogs")),
    (&["youtube-dl"], Renamed("yt-dlp")),
    (&["libssl1.0.0", "libssl1.1"], Later("libssl3t64")),
    (&["libffi6", "libffi7"], Later("libffi8")),
    (&["libpng12-0"], Later("libpng16-16t64")),
    (&["libicu55", "libicu60", "libicu63", "libicu66", "libicu67", "libicu70"], Later("libicu74")),
    (&["libreadline6", "libreadline7"], Later("libreadline8t64")),
    (&["libtinfo5"], Later("libtinfo6")),
    (&["libncurses5"], Later("libncurses6")),
    (&["libncursesw5"], Later("libncursesw6")),
    (&["libtiff5"], Later("libtiff6")),
    (&["libjpeg62-turbo"], Later("libjpeg-turbo8")),
    (&["libwebp6"], Later("libwebp7")),
    (&["libgdal20", "libgdal26", "libgdal30"], Later("libgdal34t64")),
    (&["libproj12", "libproj15", "libproj22"], Later("libproj25")),
    (&["libmysqlclient20"], Later("libmysqlclient21")),
    (&["libavcodec57", "libavcodec58"], Later("libavcodec60")),
    (&["libgfortran3", "libgfortran4"], Later("libgfortran5")),
    (&["libtbb2"], Later("libtbb12")),
    (&["libgsl2", "libgsl23"], Later("libgsl27")),
    (&["libhdf5-100", "libhdf5-103"], Later("libhdf5-103-1t64")),
    (&["libsodium18"], Later("libsodium23")),
    (&["libwxgtk3.0-dev", "libwxgtk3.0-gtk3-dev"], Later("libwxgtk3.2-dev")),
    (&["libwebkit2gtk-4.0-dev"], Later("libwebkit2gtk-4.1-dev")),
    (&["qt4-default", "libqt4-dev"], Later("qtbase5-dev")),
    (&["openjdk-7-jdk"], Later("openjdk-8-jdk")),
    (&["openjdk-9-jdk", "openjdk-10-jdk"], Later("openjdk-11-jdk")),
    (&["openjdk-12-jdk", "openjdk-13-jdk", "openjdk-14-jdk", "openjdk-16-jdk"], Later("openjdk-17-jdk")),
    (&["openjdk-9-jre"], Later("openjdk-11-jre")),
    (&["openjdk-14-jre", "openjdk-16-jre"], Later("openjdk-17-jre")),
    (&["postgresql-10", "postgresql-12", "postgresql-14"], Later("postgresql")),
    (&["postgresql-client-12"], Later("postgresql-client")),
    (&["gcc-5", "gcc-6", "gcc-7", "gcc-8"], Later("gcc")),
    (&["g++-7", "g++-8"], Later("g++")),
    (&["gfortran-7"], Later("gfortran")),
    (&["llvm-7", "llvm-8", "llvm-9", "llvm-10"], Later("llvm")),
    (&["clang-6.0"], Later("clang")),
    (&["python", "python-dev", "python-minimal", "python-pip", "python-setuptools", "python-virtualenv"], CONDA_S_PYTHON),
    (&["python2", "python2-dev", "python-numpy", "python-tk", "python3-distutils"], CONDA_S_PYTHON),
    (&["python3.9", "python3.11"], CONDA_S_PYTHON),
    (&["julia"], Other("delete it, and write `- julia` into environment.yml")),
    (&["libcudnn7", "libcudnn8"], Other("delete it, and write `- cudnn` into environment.yml")),
    (&["phantomjs"], Other("delete it, and write `- phantomjs` into environment.yml")),
];

/// `gone-system-package`
pub fn gone(subject: &Subject) -> Vec<Finding> {
    let Some(source) = subject.source(&subject.folder.join("apt.txt")) else { return Vec::new() };
    let finding = |item: &AptItem| {
        let name = bare(&item.package);
        let (_, instead) = GONE.iter().find(|(names, _)| names.contains(&name))?;
        let (severity, whose) = if subject.surroundings.is_default_base {
            (Severity::Error, "Ubuntu 24.04, on which the image is built, does not have")
        } else {
            (Severity::Warning, "newer systems, such as Ubuntu 24.04, no longer have")
        };
        let sentence = format!("{whose} the package `{}`", shown(&item.package));
        let finding = Finding::new(severity, &source.path, item.line, sentence).fix(advice(*instead));
        Some(finding.edits(edit(subject, item, *instead).filter(|_| severity == Severity::Error)))
    };
    apt_listed(&source).iter().filter_map(finding).collect()
}

/// The packages that apt is asked for, without versions.
pub fn listed(subject: &Subject) -> Vec<String> {
    let source = subject.source(&subject.folder.join("apt.txt"));
    let items =
        source.map(|source| apt_listed(&source)).unwrap_or_default().into_iter().map(|item| item.package);
    items.chain(subject.surroundings.apt.clone()).map(|package| bare(&package).to_owned()).collect()
}

/// The name without version and architecture.
fn bare(package: &str) -> &str {
    package.split(['=', ':']).next().unwrap_or_default()
}

fn advice(instead: Instead) -> String {
    match instead {
        Renamed(name) => format!("write `{name}`"),
        Later(name) => format!("write `{name}`, if what needs it goes with that version"),
        Other(advice) => advice.to_owned(),
    }
}

/// The new name in the old one's place, if it is the same package.
fn edit(subject: &Subject, item: &AptItem, instead: Instead) -> Option<Edit> {
    let Renamed(name) = instead else { return None };
    let is_bare = bare(&item.package) == item.package;
    let file = subject.folder.join("apt.txt");
    subject.replace(&file, item.line, &item.package, name).filter(|_| is_bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conda::is_apt_package;

    #[test]
    fn each_package_stands_in_the_table_once_and_no_new_name_is_a_gone_one() {
        let names: Vec<&str> = GONE.iter().flat_map(|(names, _)| names.iter().copied()).collect();
        for (index, name) in names.iter().enumerate() {
            assert!(is_apt_package(name) && !names[..index].contains(name), "{name}");
        }
        for (_, instead) in GONE {
            if let Renamed(new) | Later(new) = instead {
                assert!(is_apt_package(new) && !names.contains(new), "{new}");
            }
        }
    }
}
