//! Packages of pip's that need what neither pip nor they themselves bring: libraries and programs of the operating system.
//!
//! The build goes well without, so these are warnings. What the wheels for Python 3.12 load was read from their ELF headers.

use super::system_packages::listed;
use crate::base::wording::shown;
use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::conda::Requirement;

/// What some packages need.
struct Need {
    /// pip's packages.
    pip: &'static [&'static str],
    /// What they need, for the sentence.
    what: &'static str,
    /// The packages of apt that bring it, all of them, or their like.
    apt: &'static [&'static str],
    /// The packages of Conda that bring it, or need it and so bring it, too. The first ones are named, and bring it together.
    conda: &'static [&'static str],
    /// How many of Conda's are named.
    named: usize,
    /// Another way out, or nothing.
    or: &'static str,
}

/// Conda's packages with Qt's windows or OpenGL, which bring the libraries of X, OpenGL and GLib.
const WITH_WINDOWS: &[&str] = &[
    "libgl",
    "glib",
    "matplotlib",
    "mayavi",
    "napari",
    "opencv",
    "py-opencv",
    "libopencv",
    "pyqt",
    "pyside6",
    "pyvista",
    "qt",
    "qt-main",
    "qt6-main",
    "spyder",
    "vtk",
    "gtk3",
];

const JAVA: &[&str] = &["openjdk", "maven", "nextflow"];

#[rustfmt::skip]
const NEEDS: &[Need] = &[
    Need {
        pip: &["opencv-python", "opencv-contrib-python", "ultralytics", "mediapipe"],
        what: "libGL, libxcb and GLib to be imported",
        apt: &["libgl1", "libglib2.0-0t64"],
        conda: WITH_WINDOWS, named: 2, or: "without windows `opencv-python-headless` does as well",
    },
    Need { pip: &["pyqt5"], what: "libGL and GLib to be imported", apt: &["libgl1", "libglib2.0-0t64"], conda: WITH_WINDOWS, named: 2, or: "" },
    Need { pip: &["pyqt6"], what: "libGL, libEGL, fontconfig, libxkbcommon, D-Bus and GLib to be imported", apt: &["libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3", "libglib2.0-0t64"], conda: WITH_WINDOWS, named: 0, or: "" },
    Need {
        pip: &["pygraphviz"],
        what: "libraries of X and GLib to be imported",
        apt: &["libgraphviz-dev"],
        conda: &["pygraphviz", "graphviz", "python-graphviz", "pydot"], named: 1, or: "versions without a wheel need `gcc`, too",
    },
    Need { pip: &["open3d"], what: "libGL, libEGL, libX11 and libusb to be imported", apt: &["libgl1", "libegl1", "libusb-1.0-0"], conda: &["open3d"], named: 0, or: "" },
    Need { pip: &["gmsh"], what: "libGLU, libGL and libraries of X to be imported", apt: &["libglu1-mesa", "libgl1", "libxft2", "libxcursor1", "libxinerama1"], conda: &["python-gmsh", "gmsh"], named: 1, or: "" },
    Need { pip: &["sounddevice"], what: "PortAudio to be imported", apt: &["libportaudio2"], conda: &["portaudio", "python-sounddevice", "pyaudio"], named: 1, or: "" },
    Need { pip: &["weasyprint"], what: "Pango to be imported", apt: &["libpango-1.0-0", "libpangoft2-1.0-0"], conda: &["pango", "weasyprint", "graphviz", "gtk3", "r-base"], named: 1, or: "" },
    Need { pip: &["cairosvg", "cairocffi"], what: "Cairo to be imported", apt: &["libcairo2"], conda: &["cairo", "pycairo", "pango", "graphviz", "r-base", "gtk3", "cairosvg", "cairocffi"], named: 1, or: "" },
    Need { pip: &["python-magic"], what: "libmagic to be imported", apt: &["libmagic1t64"], conda: &["libmagic", "python-magic", "file"], named: 1, or: "" },
    Need { pip: &["pyzbar"], what: "ZBar to be imported", apt: &["libzbar0t64"], conda: &["zbar", "pyzbar"], named: 1, or: "" },
    Need { pip: &["pyodbc"], what: "unixODBC to be imported", apt: &["unixodbc"], conda: &["unixodbc", "pyodbc"], named: 1, or: "" },
    Need { pip: &["pytesseract"], what: "the program `tesseract`", apt: &["tesseract-ocr"], conda: &["tesseract", "pytesseract", "tesserocr"], named: 1, or: "" },
    Need { pip: &["graphviz", "pydot"], what: "the program `dot`", apt: &["graphviz"], conda: &["graphviz", "pygraphviz", "python-graphviz", "pydot"], named: 1, or: "" },
    Need { pip: &["pdf2image"], what: "the programs of Poppler", apt: &["poppler-utils"], conda: &["poppler", "pdf2image"], named: 1, or: "" },
    Need { pip: &["pypandoc"], what: "the program `pandoc`", apt: &["pandoc"], conda: &["pandoc", "pypandoc", "nbconvert", "nbconvert-pandoc"], named: 1, or: "pip's `pypandoc-binary` brings it" },
    Need { pip: &["tabula-py", "pyspark", "h2o"], what: "Java", apt: &["default-jre-headless"], conda: JAVA, named: 1, or: "" },
    Need { pip: &["rpy2"], what: "R", apt: &["r-base-dev"], conda: &["r-base", "rpy2"], named: 1, or: "" },
    Need { pip: &["selenium"], what: "a browser", apt: &[], conda: &["firefox", "geckodriver", "firefox", "chromium"], named: 2, or: "" },
    Need { pip: &["psycopg2"], what: "a C compiler and PostgreSQL's headers to be built", apt: &["gcc", "libpq-dev"], conda: &["psycopg2", "c-compiler", "compilers", "gcc", "gcc_linux-64", "gxx_linux-64"], named: 1, or: "pip's `psycopg2-binary` is built already" },
    Need { pip: &["mysqlclient"], what: "a C compiler and MySQL's headers to be built", apt: &["gcc", "default-libmysqlclient-dev", "pkg-config"], conda: &["mysqlclient", "c-compiler", "compilers", "gcc", "gcc_linux-64", "gxx_linux-64"], named: 1, or: "" },
    Need { pip: &["pycairo"], what: "a C compiler and Cairo's headers to be built", apt: &["gcc", "libcairo2-dev", "pkg-config"], conda: &["pycairo", "c-compiler", "compilers", "gcc", "gcc_linux-64", "gxx_linux-64", "pygobject"], named: 1, or: "" },
    Need { pip: &["pyaudio"], what: "a C compiler and PortAudio's headers to be built", apt: &["gcc", "portaudio19-dev"], conda: &["pyaudio", "c-compiler", "compilers", "gcc", "gcc_linux-64", "gxx_linux-64"], named: 1, or: "" },
];

/// Packages of apt, and further ones that bring the same. Old names count, since another rule speaks of them.
#[rustfmt::skip]
const ALSO: &[(&str, &[&str])] = &[
    ("libgl1", &["libgl1-mesa-glx", "libgl1-mesa-dev", "libgl-dev", "ffmpeg", "libopencv-dev", "python3-opencv", "mesa-utils", "xvfb", "freeglut3-dev"]),
    ("libegl1", &["libegl1-mesa", "libegl1-mesa-dev", "libegl-dev", "mesa-utils", "libopencv-dev", "python3-opencv"]),
    ("libglib2.0-0t64", &["libglib2.0-0", "libglib2.0-dev", "ffmpeg", "libopencv-dev", "python3-opencv", "libgtk2.0-dev", "libgtk-3-dev", "libgtk-3-0", "libgtk2.0-0", "graphviz"]),
    ("libglu1-mesa", &["libglu1-mesa-dev"]),
    ("libfontconfig1", &["libfontconfig-dev", "libfontconfig1-dev", "fontconfig", "libcairo2", "libgtk-3-0", "libgtk-3-dev", "graphviz", "ffmpeg"]),
    ("libxkbcommon0", &["libxkbcommon-dev", "libxkbcommon-x11-0", "libgtk-3-0", "libgtk-3-dev"]),
    ("libdbus-1-3", &["libdbus-1-dev", "dbus", "libgtk-3-0", "libgtk-3-dev"]),
    ("libgraphviz-dev", &["graphviz-dev", "graphviz"]),
    ("libportaudio2", &["portaudio19-dev"]),
    ("libpango-1.0-0", &["libpango1.0-dev", "libpangocairo-1.0-0", "ffmpeg", "graphviz", "weasyprint"]),
    ("libpangoft2-1.0-0", &["libpango1.0-dev", "libpangocairo-1.0-0", "ffmpeg", "graphviz", "weasyprint"]),
    ("libcairo2", &["libcairo2-dev", "libpango1.0-dev", "libpangocairo-1.0-0", "ffmpeg", "graphviz", "poppler-utils"]),
    ("libmagic1t64", &["libmagic1", "libmagic-dev", "file"]),
    ("libzbar0t64", &["libzbar0", "libzbar-dev", "zbar-tools"]),
    ("unixodbc", &["unixodbc-dev", "libodbc1", "libodbc2", "msodbcsql17", "msodbcsql18"]),
    ("default-jre-headless", &["default-jre", "default-jdk", "default-jdk-headless", "maven", "gradle", "libreoffice"]),
    ("r-base-dev", &["r-base", "r-base-core"]),
    ("gcc", &["build-essential", "g++", "clang", "r-base-dev"]),
    ("default-libmysqlclient-dev", &["libmysqlclient-dev", "libmariadb-dev"]),
    ("pkg-config", &["pkgconf"]),
    ("libusb-1.0-0", &["libusb-1.0-0-dev"]),
];

/// `needs-system-package`
pub fn needs(subject: &Subject) -> Vec<Finding> {
    // Another base image may have it all.
    if !subject.surroundings.is_default_base {
        return Vec::new();
    }
    let apt = listed(subject);
    let mut findings = Vec::new();
    for need in NEEDS {
        let Some((item, requirement)) = subject
            .requirements()
            .find(|(_, it)| need.pip.contains(&it.name.as_str()) && it.marker.is_empty())
        else {
            continue;
        };
        let missing: Vec<&str> = need.apt.iter().copied().filter(|name| !is_there(name, &apt)).collect();
        let has = |name: &&str| subject.specs().any(|(_, spec)| spec.name == **name);
        let (named, others) = need.conda.split_at(need.named);
        let is_brought = others.iter().any(has)
            || (!named.is_empty() && named.iter().all(has))
            || (missing.is_empty() && !need.apt.is_empty());
        if is_brought {
            continue;
        }
        let sentence = format!(
            "pip's `{}` needs {}, and nothing that is listed brings that",
            shown(&requirement.name),
            need.what
        );
        findings.push(Finding::warning(&item.file, item.line, sentence).fix(advice(need, &missing)));
    }
    findings.extend(chrome(subject));
    findings
}

/// From version 1 on kaleido draws with a Chrome that it does not bring.
fn chrome(subject: &Subject) -> Option<Finding> {
    let asks = |requirement: &Requirement| {
        requirement.name == "kaleido"
            && requirement.marker.is_empty()
            && (requirement.versions.is_empty()
                || requirement.exact().is_some_and(|version| !version.starts_with("0.")))
    };
    let (item, _) = subject.requirements().find(|(_, requirement)| asks(requirement))?;
    let has_chrome = listed(subject)
        .iter()
        .any(|name| ["chromium", "chromium-browser", "google-chrome-stable"].contains(&name.as_str()));
    let sentence = "pip's `kaleido` needs Chrome from version 1 on, and nothing that is listed brings that";
    (!has_chrome && !subject.has_package("chromium")).then(|| {
        Finding::warning(&item.file, item.line, sentence)
            .fix("write `kaleido==0.2.1`, which brings its own, or run `kaleido_get_chrome` in the container")
    })
}

fn is_there(name: &str, apt: &[String]) -> bool {
    let also = ALSO.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, also)| also);
    // One of a series, such as openjdk-17-jdk and gcc-13.
    let is_of_series = |package: &str| match name {
        "default-jre-headless" => package.starts_with("openjdk-"),
        "gcc" => package
            .strip_prefix("gcc-")
            .is_some_and(|version| version.starts_with(|it: char| it.is_ascii_digit())),
        _ => false,
    };
    apt.iter().any(|package| package == name || also.contains(&package.as_str()) || is_of_series(package))
}

fn advice(need: &Need, missing: &[&str]) -> String {
    let named =
        |names: &[&str]| names.iter().map(|name| format!("`- {name}`")).collect::<Vec<_>>().join(" and ");
    let mut ways = Vec::new();
    if !missing.is_empty() {
        ways.push(format!("write `{}` into apt.txt", missing.join(" ")));
    }
    if need.named > 0 {
        ways.push(format!("{} into environment.yml", named(&need.conda[..need.named])));
    }
    let ways = ways.join(", or ");
    let ways = if missing.is_empty() { format!("write {ways}") } else { ways };
    if need.or.is_empty() { ways } else { format!("{ways}; {}", need.or) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conda::is_apt_package;

    #[test]
    fn names_are_spelt_as_the_readers_compare_them_and_each_need_has_a_way_out() {
        for need in NEEDS {
            assert!(need.named <= need.conda.len() && (need.named > 0 || !need.apt.is_empty()));
            assert!(need.apt.iter().all(|name| is_apt_package(name)));
            for name in need.pip {
                assert_eq!(*name, crate::conda::normalised_name(name));
                assert_eq!(NEEDS.iter().filter(|other| other.pip.contains(name)).count(), 1, "{name}");
            }
        }
        for (name, also) in ALSO {
            assert!(NEEDS.iter().any(|need| need.apt.contains(name)), "{name}");
            assert!(also.iter().all(|name| is_apt_package(name)));
        }
    }

    #[test]
    fn what_brings_the_same_counts() {
        let is_there = |name: &str, listed: &str| is_there(name, &[listed.to_owned()]);
        assert!(
            is_there("libgl1", "ffmpeg")
                && is_there("gcc", "gcc-13")
                && is_there("default-jre-headless", "openjdk-17-jdk")
        );
        assert!(
            !is_there("libgl1", "tree") && !is_there("gcc", "gcc-doc") && !is_there("libusb-1.0-0", "libgl1")
        );
    }
}
