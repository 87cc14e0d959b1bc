//! Claims about laying packages down with py-rattler, for which a stand-in is in tests/data/rattler: what it does in another way than
//! Conda, and what is left to Conda.

use super::Image;
use crate::support::repository;

/// A package of py-rattler's stand-in (tests/data/rattler): its name, further lines of info/index.json, and its files.
type Packed<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

impl Image {
    /// py-rattler is in the cache, and does what its stand-in does.
    fn with_rattler(&mut self) {
        let folder = format!("cache/py-rattler-0.28.0-{}", std::env::consts::ARCH);
        self.write(&format!("{folder}/.made"), "");
        let from = repository().join("xtask/tests/data/rattler/rattler");
        self.run("cp", &["-r", from.as_str(), self.path(&folder).as_str()]).exits(0);
        self.run("python3", &["-c", "import os; os.symlink(os.sys.executable, 'python')"]).exits(0);
    }

    /// Makes packages, and a list of them.
    fn pack(&self, packages: &[Packed<'_>]) -> String {
        let mut list = "@EXPLICIT\n".to_owned();
        for (name, more, files) in packages {
            let files: Vec<String> = files.iter().map(|(path, text)| format!("{path:?}: {text:?}")).collect();
            let text = format!(
                r#"{{"name": "{name}", "version": "3.11.2"{more}, "FILES": {{{}}}}}"#,
                files.join(", ")
            );
            self.write(&format!("channel/{name}-3.11.2-0.conda"), &text);
            let sum = self.sum("sha256sum", &format!("{name}-3.11.2-0.conda"));
            let url = format!("https://conda.anaconda.org/c/noarch/{name}-3.11.2-0.conda");
            list += &format!("# sha256: {sum}  {name}\n{url}\n");
        }
        list
    }

    fn noted(&self, name: &str) -> String {
        self.read(&format!("env/conda-meta/{name}-3.11.2-0.json"))
    }
}

#[test]
fn what_py_rattler_does_in_another_way_is_made_as_conda_does_it() {
    let Some(mut image) = Image::new(&[], &[]) else { return };
    image.with_rattler();
    let noarch =
        r#", "noarch": "python", "LINK": {"noarch": {"type": "python", "entry_points": ["tool = a:main"]}}"#;
    let list = image.pack(&[
        ("python", "", &[("bin/python3.11", "#!/bin/sh\nexec python3 \"$@\"\n")]),
        (
            "a",
            noarch,
            &[("site-packages/a.py", "a = 1\n"), ("site-packages/bad.py", "print 1\n"), ("LICENSE", "of a")],
        ),
        ("b", "", &[("LICENSE", "of b"), ("etc/place", "PREFIX")]),
        ("c", "", &[("LICENSE", "of c")]),
    ]);
    let said = image.install(&list).exits(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    assert_eq!(image.calls(), "", "Conda was started");
    // Of a file that several have, the last one's stays, and nothing beside it.
    assert_eq!(image.read("env/LICENSE"), "of c");
    let left = image.run("find", &["env", "-name", "*clobber*", "-o", "-name", "CACHEDIR.TAG"]);
    assert_eq!(left.stdout, "");
    assert_eq!(image.read("env/bin/tool"), "#!python\nif True:\n    main()\n");
    // What can be compiled is, and the notes have it; what cannot is no matter.
    let noted = image.noted("a");
    let cache = "lib/python3.11/site-packages/__pycache__";
    assert!(
        noted.contains(&format!("\"{cache}/a.cpython-")) == image.path(&format!("env/{cache}")).exists(),
        "{noted}"
    );
    for part in [
        r#""_path": "bin/tool""#,
        r#""channel": "https://conda.anaconda.org/c/noarch""#,
        r#""package_type": "noarch_python""#,
    ] {
        assert!(noted.contains(part), "{part}: {noted}");
    }
    assert!(!noted.contains("bad.cpython"), "{noted}");
    let sums = image.noted("b");
    let (packed, placed) = ("PREFIX", image.path("env").into_string());
    let sum = |text: &str| {
        image.write("text", text);
        let said = image.run("sha256sum", &["text"]).stdout;
        said.split_once(' ').unwrap().0.to_owned()
    };
    assert!(sums.contains(&format!("\"sha256\": \"{}\"", sum(packed))), "{sums}");
    assert!(sums.contains(&format!("\"sha256_in_prefix\": \"{}\"", sum(&placed))), "{sums}");
    let modes = image.run("find", &["env/conda-meta", "-type", "f", "!", "-perm", "664"]);
    assert_eq!(modes.stdout, "", "notes that the group cannot write");
    assert!(!image.path("packages").exists());
}

#[test]
fn what_py_rattler_cannot_do_conda_does_and_nothing_of_the_trial_is_left() {
    let script = r#"/bin/sh\n"#;
    let packages: [(&[Packed<'_>], &str); 3] = [
        (
            &[("a", "", &[("bin/.a-post-link.sh", script), ("x/y", "1")])],
            "a has a script that runs when it is installed",
        ),
        (&[("a", r#", "OLD": true"#, &[("x/y", "1")])], "a is of the format before 2017"),
        (&[("a", r#", "CRASH": true"#, &[("x/y", "1")])], "it ended with -6"),
    ];
    for (packages, reason) in packages {
        let Some(mut image) = Image::new(&[], &[]) else { return };
        image.with_rattler();
        image.install(&image.pack(&[("before", "", &[("x/z", "1")])])).exits(0);
        let said = image.install(&image.pack(packages)).exits(0);
        let expected = format!(
            "py-rattler is not used here ({reason}): Conda itself lays the packages down, which takes longer\n"
        );
        assert_eq!(said.stdout, expected);
        assert!(image.calls().contains("\"install\", \"--quiet\""));
        assert!(!image.path("env/x/y").exists() && image.path("env/x/z").exists(), "{reason}");
        assert!(image.noted("a").contains("\"files\""), "{reason}");
    }
}

#[test]
fn all_lists_are_downloaded_at_once_and_what_fails_is_told_by_the_step_that_needs_it() {
    let Some(mut image) = Image::new(&[], &[]) else { return };
    image.with_rattler();
    let good = image.pack(&[("a", "", &[]), ("b", "", &[])]);
    let sum = image.sum("sha256sum", "b-3.11.2-0.conda");
    let bad = image.pack(&[("c", "", &[])]) + &good.replace("/a-3", "/gone-3").replace(&sum, &"0".repeat(64));
    image.write("one.lock", &image.pack(&[("a", "", &[])]));
    image.write("other.lock", &bad);
    let said = image.run("python3", &["download.py", "one.lock", "other.lock"]).exits(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    let cached = |name: &str| image.path(&format!("cache/{name}-3.11.2-0.conda")).exists();
    assert_eq!(["a", "b", "c", "gone"].map(cached), [true, false, true, false]);
    let refused = image.install(&bad).exits(1);
    assert!(["gone-3", "b-3"].iter().all(|name| refused.stderr.contains(name)), "{}", refused.stderr);
    assert!(!image.path("env/conda-meta").exists());
}

#[test]
fn an_address_that_gives_access_is_in_no_note() {
    let Some(mut image) = Image::new(&[], &[]) else { return };
    image.with_rattler();
    let list = image.pack(&[("a", "", &[])]);
    let list = list.replace("https://conda.anaconda.org/c", "https://jane:pass@host/t/tk-1234/c");
    image.install(&list).exits(0);
    let noted = image.noted("a");
    assert!(noted.contains("\"url\": \"https://host/c/noarch/a-3.11.2-0.conda\""), "{noted}");
    assert!(!noted.contains("tk-1234") && !noted.contains("pass"), "{noted}");
}
