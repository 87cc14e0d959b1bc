//! Claims about imports.py, with which `verify` tries what the packages of an image bring.

use std::process::Command;

use crate::support::{Project, repository};

#[test]
fn verify_imports_what_the_packages_bring_and_tells_what_is_missing() {
    let project = Project::empty("imports");
    let site = "lib/python3/site-packages";
    for (name, text) in [
        ("good/__init__.py", "print('noise')\n"),
        (
            "cv2/__init__.py",
            "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')\n",
        ),
        (
            "gpu.py",
            "raise OSError('libcuda.so.1: cannot open shared object file: No such file or directory')\n",
        ),
        // As pandas says it, in several lines.
        ("wordy.py", "raise ImportError('Unable to import required dependencies:\\nnumpy: no module')\n"),
        ("screen.py", "raise KeyError('DISPLAY')\n"),
        ("old_tool.py", "import no_such_module_anywhere\n"),
        ("loose.py", "import no_such_module_anywhere\n"),
        ("second.py", ""),
    ] {
        project.write(&format!("{site}/{name}"), text);
    }
    let python = "#!/bin/sh\nPYTHONPATH=\"${0%/bin/python}/lib/python3/site-packages\" exec python3 \"$@\"\n";
    project.write("bin/python", python);
    std::fs::set_permissions(
        project.root.join("bin/python"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    for (package, files) in [
        ("opencv-python", "cv2/__init__.py,\n"),
        ("gpu", "gpu.py,\n"),
        ("many", "loose.py,\nsecond.py,\ntests/__init__.py,\n"),
    ] {
        let info = format!("{site}/{}-1.0.dist-info", package.replace('-', "_"));
        project.write(
            &format!("{info}/METADATA"),
            format!("Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"),
        );
        project.write(&format!("{info}/RECORD"), files);
    }
    for package in ["good", "screen", "old-tool", "wordy"] {
        let module = package.replace('-', "_");
        let file = if package == "good" { format!("{module}/__init__.py") } else { format!("{module}.py") };
        project.write(
            &format!("conda-meta/{package}-1.0-0.json"),
            format!("{{\"files\": [\"{site}/{file}\", \"bin/x\"]}}"),
        );
    }
    let script = repository().join("xtask/src/commands/verify/imports.py");
    let lines = r#"["opencv-python>=4", "gpu", "many", "https://a.example/x.whl", "absent", "-e git+https://a.example/x.git#egg=gpu"]"#;
    let output = Command::new("python3")
        .args([
            script.as_str(),
            project.root.as_str(),
            r#"["good", "screen", "old-tool", "zlib", "wordy"]"#,
            lines,
        ])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let found: serde_yaml::Value = serde_yaml::from_str(&said).unwrap();
    let found: Vec<[&str; 3]> = found
        .as_sequence()
        .unwrap()
        .iter()
        .map(|it| ["module", "state", "library"].map(|key| it[key].as_str().unwrap()))
        .collect();
    let expected = [
        ["good", "ok", ""],
        ["gpu", "cannot", ""],
        ["loose", "cannot", ""],
        ["second", "ok", ""],
        ["old_tool", "bad", ""],
        ["cv2", "bad", "libGL.so.1"],
        ["screen", "cannot", ""],
        ["wordy", "bad", ""],
    ];
    assert_eq!(found, expected);
}
