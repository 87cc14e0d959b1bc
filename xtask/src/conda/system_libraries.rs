//! Libraries of the operating system that Python packages load and do not bring: which packages have them.

/// A library: how its file's name begins, apt's package for it, and Conda's; nothing where Conda has none.
#[rustfmt::skip]
const LIBRARIES: &[(&str, &str, &str)] = &[
    ("libGL.so", "libgl1", "libgl"),
    ("libEGL.so", "libegl1", "libegl"),
    ("libGLU.so", "libglu1-mesa", "libglu"),
    ("libICE.so", "libice6", "xorg-libice"),
    ("libSM.so", "libsm6", "xorg-libsm"),
    ("libX11.so", "libx11-6", "xorg-libx11"),
    ("libXcursor.so", "libxcursor1", "xorg-libxcursor"),
    ("libXext.so", "libxext6", "xorg-libxext"),
    ("libXfixes.so", "libxfixes3", "xorg-libxfixes"),
    ("libXft.so", "libxft2", "xorg-libxft"),
    ("libXinerama.so", "libxinerama1", "xorg-libxinerama"),
    ("libXrender.so", "libxrender1", "xorg-libxrender"),
    ("libasound.so", "libasound2t64", "alsa-lib"),
    ("libcairo.so", "libcairo2", "cairo"),
    ("libfontconfig.so", "libfontconfig1", "fontconfig"),
    ("libglib-2.0.so", "libglib2.0-0t64", "glib"),
    ("libgobject-2.0.so", "libglib2.0-0t64", "glib"),
    ("libgomp.so", "libgomp1", "libgomp"),
    ("libgthread-2.0.so", "libglib2.0-0t64", "glib"),
    ("libidn2.so", "libidn2-0", "libidn2"),
    ("libmagic.so", "libmagic1t64", "libmagic"),
    ("libodbc.so", "unixodbc", "unixodbc"),
    ("libpango-1.0.so", "libpango-1.0-0", "pango"),
    ("libpangoft2-1.0.so", "libpangoft2-1.0-0", "pango"),
    ("libportaudio.so", "libportaudio2", "portaudio"),
    ("libudev.so", "libudev1", ""),
    ("libusb-1.0.so", "libusb-1.0-0", "libusb"),
    ("libxcb.so", "libxcb1", "libxcb"),
    ("libzbar.so", "libzbar0t64", "zbar"),
];

/// Apt's package and Conda's for a library such as `libGL.so.1`.
pub fn packages_of_library(file: &str) -> Option<(&'static str, &'static str)> {
    let (_, apt, conda) = LIBRARIES.iter().find(|(start, ..)| {
        file.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })?;
    Some((apt, conda))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_known_by_its_whole_name_in_any_version() {
        assert_eq!(packages_of_library("libGL.so.1"), Some(("libgl1", "libgl")));
        assert_eq!(packages_of_library("libGL.so"), Some(("libgl1", "libgl")));
        assert_eq!(packages_of_library("libGLX.so.0"), None);
        assert_eq!(packages_of_library("libcuda.so.1"), None);
        for (index, (start, apt, _)) in LIBRARIES.iter().enumerate() {
            assert!(crate::conda::is_apt_package(apt) && start.ends_with(".so"), "{start}");
            assert!(LIBRARIES[..index].iter().all(|(other, ..)| other != start), "{start}");
        }
    }
}
