//! Claims about packages that are listed twice, are there by name alone, or are another system's.

use super::{Severity, found, rules};

#[test]
fn what_takes_two_lines_to_say_is_no_repetition() {
    let pip = |lines: &str| rules(&format!("- pip\n- pip:\n  - {lines}"));
    for lines in [
        "ray==2.9\n  - ray[rllib]",
        "ray[rllib]\n  - ray",
        "ray[rllib]\n  - ray[tune]",
        "ray==2.9\n  - ray[rllib]==2.9",
        "x @ https://example.org/x.whl\n  - x",
        "git+https://example.org/x.git#egg=x\n  - x",
        "x==1; os_name == 'nt'\n  - x",
    ] {
        assert_eq!(pip(lines), [""; 0], "{lines}");
    }
    for lines in [
        "ray>=2\n  - ray[rllib]==2.9",
        "ray[a]==1\n  - ray[b]==2",
        "x @ https://example.org/x.whl\n  - x==1",
        "x @ https://example.org/x.whl\n  - x @ https://example.org/y.whl",
        "x==1\n  - x",
        "x[a]\n  - x[a]",
    ] {
        assert_eq!(pip(lines), ["listed-twice"], "{lines}");
    }
    for specs in
        ["- x\n- conda-forge::x", "- x=1\n- bioconda::x", "- blas\n- blas=*=openblas", "- x=1\n- x=*=*gpl*"]
    {
        assert_eq!(rules(specs), [""; 0], "{specs}");
    }
    for specs in ["- x\n- x", "- x=1\n- x", "- a::x\n- b::x", "- blas=*=mkl\n- blas=*=openblas"] {
        assert_eq!(rules(specs), ["listed-twice"], "{specs}");
    }
}

#[test]
fn a_placeholder_is_an_error_only_where_each_of_its_versions_fails() {
    let severity = |python: &str, line: &str| {
        let text = format!(
            "channels: [conda-forge]\ndependencies:\n- python={python}\n- jupyterlab\n- pip\n- pip:\n  - {line}\n"
        );
        let found = found(&[("environment.yml", &text)]);
        found.iter().find(|it| it.rule == "gone-package").map(|it| it.severity)
    };
    for line in [
        "sklearn",
        "SKLearn",
        "sklearn==0.0.post1",
        "pytorch==1.0.2",
        "skimage",
        "cv2",
        "PIL",
        "yaml>=5",
        "beautifulsoup",
    ] {
        assert_eq!(severity("3.12", line), Some(Severity::Error), "{line}");
    }
    for line in [
        "sklearn==0.0",
        "sklearn==0",
        "sklearn>=0.0",
        "dotenv",
        "pytorch; os_name == 'nt'",
        "pytorch\n  - --extra-index-url=https://x.org",
    ] {
        assert_eq!(severity("3.12", line), Some(Severity::Warning), "{line}");
    }
    for line in [
        "git+https://x.org/y.git#egg=pytorch",
        "sklearn @ https://x.org/y.whl",
        "scikit-learn",
        "bs4",
        "python-dotenv",
    ] {
        assert_eq!(severity("3.12", line), None, "{line}");
    }
    assert_eq!(severity("3.12", "tensorflow-gpu==2.12"), Some(Severity::Error));
    assert_eq!(severity("3.10", "tensorflow-gpu==2.11"), Some(Severity::Warning));
    assert_eq!(severity("2.7", "beautifulsoup"), Some(Severity::Warning));
}

#[test]
fn appnope_is_left_over_and_an_error_where_only_macos_has_it() {
    let severity = |channels: &str, spec: &str| {
        let text = format!("channels: {channels}\ndependencies:\n- python=3.12\n- jupyterlab\n- {spec}\n");
        let found = found(&[("environment.yml", &text)]);
        found.iter().find(|it| it.rule == "other-system").map(|it| it.severity)
    };
    for (channels, spec) in [
        ("[conda-forge]", "appnope"),
        ("[conda-forge]", "appnope=0.1"),
        ("[conda-forge, defaults]", "appnope=0.1.3=pyhd8ed1ab_0"),
        ("[]", "appnope>=0.1.0"),
        ("[defaults]", "conda-forge::appnope"),
    ] {
        assert_eq!(severity(channels, spec), Some(Severity::Warning), "{channels} {spec}");
    }
    for (channels, spec) in [
        ("[conda-forge]", "appnope=0.1.0"),
        ("[conda-forge]", "appnope=0.1.3=py39hecd8cb5_0"),
        ("[defaults]", "appnope"),
        ("[defaults, r]", "appnope=0.1.3"),
        ("[conda-forge]", "defaults::appnope"),
    ] {
        assert_eq!(severity(channels, spec), Some(Severity::Error), "{channels} {spec}");
    }
}

#[test]
fn what_may_come_from_elsewhere_or_be_old_is_no_error_and_what_cannot_is_one() {
    const PIP: &str = "- pip\n- pip:\n  - ";
    let worst = |python: &str, lines: &str| {
        let head = format!("channels: [conda-forge]\ndependencies:\n{python}- jupyterlab\n");
        let found = found(&[("environment.yml", &format!("{head}{lines}\n"))]);
        found.iter().map(|it| it.severity).min()
    };
    let new = "- python=3.12\n";
    // Of each pair, the first may go well.
    for (python, may, never) in [
        (new, format!("{PIP}pil\n  - pil @ https://a.example/pil.whl"), format!("{PIP}pil")),
        (new, format!("{PIP}--index-url https://a.example/simple\n  - pil"), format!("{PIP}pil")),
        (new, format!("{PIP}pywin32 @ https://a.example/p.whl"), format!("{PIP}pywin32")),
        (new, format!("{PIP}-f https://a.example/x.html\n  - pywin32"), format!("{PIP}pywin32==306")),
        (new, "- ours::vs2015_runtime".to_owned(), "- conda-forge::vs2015_runtime".to_owned()),
        (
            new,
            format!(
                "{PIP}torch==2.1.0+cu121\n  - torch @ https://a.example/torch-2.1.0+cu121-py3-none-any.whl"
            ),
            format!("{PIP}torch==2.1.0+cu121\n  - numpy @ https://a.example/numpy.whl"),
        ),
        (
            new,
            "- certifi=2021.05.30\n- certifi=2021.5.30".to_owned(),
            "- x=2021.05.30\n- x=2021.5.31".to_owned(),
        ),
        (new, format!("{PIP}x==1.0RC1\n  - x==1.0rc1"), format!("{PIP}x==1.0\n  - x==1.1")),
        (new, format!("{PIP}x==1.0\n  - x==v1"), format!("{PIP}x==1\n  - x==2")),
        ("- tensorflow=1.15\n", format!("{PIP}scipy>=1.*"), String::new()),
        ("- python=3.12\n- pip[version='<24']\n", format!("{PIP}scipy>=1.*"), String::new()),
        (new, String::new(), format!("{PIP}scipy>=1.*")),
        (new, String::new(), "- pandas\n    - numpy".to_owned()),
        ("- numpy\n", String::new(), format!("{PIP}scipy>=1.*")),
    ] {
        if !may.is_empty() {
            assert_ne!(worst(python, &may), Some(Severity::Error), "{may}");
        }
        if !never.is_empty() {
            assert_eq!(worst(python, &never), Some(Severity::Error), "{never}");
        }
    }
    assert_eq!(rules("- x=1=pyhd8ed1ab_0\n- y=2=pyh9f0ad1d_0"), [""; 0], "a build for all systems");
    let text = "channels: [conda-forge]\ndependencies:\n- python=3.12\n- jupyterlab\n- typing-extensions=4=hd8ed1ab_0\n\
                prefix: /Users/jane/x\n";
    let found = found(&[("environment.yml", text)]);
    assert!(found.iter().all(|it| it.severity == Severity::Warning), "{found:?}");
}

#[test]
fn what_fix_leaves_alone_is_not_said_to_be_mended() {
    for line in ["- vc", "- conda-forge::vc", "- appnope"] {
        let found =
            found(&[("environment.yml", &format!("channels: [conda-forge]\ndependencies:\n{line}\n"))]);
        let one = found.iter().find(|it| it.rule == "other-system").unwrap();
        assert!(one.edits.is_empty(), "nothing would be left: {line}");
    }
}
