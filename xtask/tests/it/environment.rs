//! Claims about the two programs that choose and lay down the Conda environment, and about what else meets Conda: run on this
//! machine, in folders of their own, with a stand-in for Conda 26 (tests/data/conda-26), since the offline world has 24.7.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use expect_test::expect;

use crate::support::{Outcome, folder, have, repository};

mod laying;

/// An image's paths in a folder, and a channel of two packages.
struct Image {
    _folder: tempfile::TempDir,
    root: Utf8PathBuf,
    env: Vec<(String, String)>,
}

/// What the channel says of its packages, the one that is installed last first: `{md5}` and `{sha256}` are of the file.
const SOLUTION: &str = r#"[
    {"name": "top", "fn": "top-1-0.conda", "url": "ADDRESS/noarch/top-1-0.conda", "size": 7, "depends": ["base >=1"], SUMS-top},
    {"name": "base", "fn": "base-2-0.conda", "url": "ADDRESS/linux-64/base-2-0.conda", "depends": [], SUMS-base}]"#;

impl Image {
    /// With docker/environment.yml of these channels and specs; `None` if there is no Python.
    fn new(channels: &[&str], specs: &[&str]) -> Option<Self> {
        if !have("python3") {
            return None;
        }
        let folder = folder();
        let root = Utf8Path::from_path(folder.path()).unwrap().to_owned();
        let mut image = Self { _folder: folder, root, env: Vec::new() };
        let items = |items: &[&str]| items.iter().map(|item| format!("  - {item:?}\n")).collect::<String>();
        let (channels, specs) = (items(channels), items(specs));
        let comment = "# Generated: dependencies\n";
        image.write("environment.yml", &format!("{comment}channels:\n{channels}dependencies:\n{specs}"));
        // A channel may say more of a package than the package itself, to mend it.
        image.write("channel/top-1-0.conda", r#"{"name": "top", "license": "its own", "depends": ["base"]}"#);
        image.write("channel/base-2-0.conda", r#"{"name": "base", "license": "its own", "depends": []}"#);
        let data = repository().join("xtask/tests/data/conda-26");
        for path in std::fs::read_dir(repository().join("template")).unwrap() {
            let name = path.unwrap().file_name().into_string().unwrap();
            if !name.ends_with(".py") {
                continue;
            }
            let text = std::fs::read_to_string(repository().join("template").join(&name)).unwrap();
            let text = text.replace("/opt/conda/bin/conda", data.join("conda").as_str());
            image.write(
                &name,
                &text
                    .replace("/opt/docker", image.root.as_str())
                    .replace("/opt/env", image.path("env").as_str()),
            );
        }
        image.write("env/.made", "");
        image.write("cache/.made", "");
        let solution = image.solution("https://conda.anaconda.org/conda-forge");
        let here = |name: &str| image.path(name).into_string();
        let (cache, calls, channel, prefix) = (here("cache"), here("calls"), here("channel"), here("env"));
        for (name, value) in [
            ("CONDA_PKGS_DIRS", cache),
            ("CALLS", calls),
            ("CHANNEL", channel),
            ("PREFIX", prefix),
            ("SOLUTION", solution),
            ("PYTHONPATH", data.join("modules").into_string()),
            ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
            // py-rattler cannot be had, unless a test has put it into the cache.
            ("PIP_NO_INDEX", "1".to_owned()),
        ] {
            image.env.push((name.to_owned(), value));
        }
        Some(image)
    }

    /// What a solver answers where the channel has this address.
    fn solution(&self, address: &str) -> String {
        let sums = |name: &str| {
            format!(r#""md5": "{}", "sha256": "{}""#, self.sum("md5sum", name), self.sum("sha256sum", name))
        };
        let text = SOLUTION.replace("ADDRESS", address);
        text.replace("SUMS-top", &sums("top-1-0.conda")).replace("SUMS-base", &sums("base-2-0.conda"))
    }

    fn sum(&self, program: &str, name: &str) -> String {
        let output = Command::new(program).arg(self.path("channel").join(name)).output().unwrap();
        String::from_utf8(output.stdout).unwrap().split_once(' ').unwrap().0.to_owned()
    }

    fn path(&self, name: &str) -> Utf8PathBuf {
        self.root.join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    fn run(&self, program: &str, args: &[&str]) -> Outcome {
        let mut command = Command::new(program);
        Outcome::of(command.args(args).envs(self.env.clone()).current_dir(&self.root).output().unwrap())
    }

    fn solve(&self, to: &str) -> Outcome {
        let _ = std::fs::remove_dir_all(self.path("steps"));
        self.run("python3", &["solve-environment.py", to])
    }

    /// What the solver says, as lists: of each part those lines that are of packages.
    fn solved(&self) -> [String; 3] {
        self.solve("steps").exits(0);
        ["python", "large", "rest"].map(|part| {
            let list = self.read(&format!("steps/{part}/opt/docker/{part}.lock"));
            list.strip_prefix("@EXPLICIT\n").unwrap().to_owned()
        })
    }

    /// The same as one list.
    fn list(&self) -> String {
        format!("@EXPLICIT\n{}", self.solved().concat())
    }

    fn install(&self, list: &str) -> Outcome {
        self.write("some.lock", list);
        self.run("python3", &["install-packages.py", "some.lock"])
    }

    /// What Conda was called with, and the calls are forgotten.
    fn calls(&self) -> String {
        let calls = self.read("calls").replace(self.root.as_str(), "ROOT");
        self.write("calls", "");
        calls
    }
}

#[test]
fn conda_s_command_gets_no_word_that_its_reader_of_environment_files_alone_understands() {
    let table: [(&[&str], &str); 5] = [
        (&["conda-forge", "nodefaults"], r#""--override-channels", "--channel", "conda-forge", "--", "#),
        (&["a", "b"], r#""--channel", "a", "--channel", "b", "--", "#),
        // `--override-channels` alone would be an error.
        (&["nodefaults"], r#""--json", "--", "#),
        (&[], r#""--json", "--", "#),
        (&["https://h/t/$TOKEN/c"], r#""--channel", "https://h/t/secret/c", "--", "#),
    ];
    for (channels, expected) in table {
        let Some(mut image) = Image::new(channels, &["pip", "python=3.11", "x>=1,<2"]) else { return };
        image.set("TOKEN", "secret");
        image.solve("steps").exits(0);
        let calls = image.calls();
        assert!(
            calls.contains(&format!("{expected}\"pip\", \"python=3.11\", \"x>=1,<2\"]")),
            "{channels:?}: {calls}"
        );
        assert!(calls.starts_with("[\"create\", \"--prefix\", ") && !calls.contains("nodefaults"), "{calls}");
    }
}

#[test]
fn the_solver_s_answer_is_a_list_as_a_lock_has_it_behind_a_mirror_too() {
    let Some(mut image) = Image::new(&["conda-forge"], &["top"]) else { return };
    let list = image.list();
    let sum = |program: &str, name: &str| image.sum(program, name);
    let package = |path: &str, name: &str| {
        let (sha256, md5) = (sum("sha256sum", name), sum("md5sum", name));
        format!("# sha256: {sha256}  {name}\nhttps://conda.anaconda.org/conda-forge/{path}/{name}#{md5}\n")
    };
    let expected = package("linux-64", "base-2-0.conda") + &package("noarch", "top-1-0.conda");
    assert_eq!(list, format!("@EXPLICIT\n{expected}"));
    // What is in the cache by now is in the list all the same.
    image.install(&list).exits(0);
    assert_eq!(image.list(), list);
    for alias in ["https://jane:pass@mirror/conda/", "https://mirror/conda"] {
        for address in ["https://jane:pass@mirror/conda", "https://mirror/conda"] {
            let solution = image.solution(&format!("{address}/conda-forge"));
            image.set("CONDA_CHANNEL_ALIAS", alias);
            image.set("SOLUTION", &solution);
            let said = image.list();
            assert_eq!(
                said == list,
                alias.contains('@') || !address.contains('@'),
                "{alias} {address}: {said}"
            );
        }
    }
    let bare = r#"[{"name": "top", "fn": "top-1-0.tar.bz2", "url": "https://h/c/noarch/top-1-0.tar.bz2"}]"#;
    image.set("SOLUTION", bare);
    assert_eq!(image.list(), "@EXPLICIT\nhttps://h/c/noarch/top-1-0.tar.bz2\n");
    expect![[r#"
        {"packages": [{"name": "top", "fn": "top-1-0.tar.bz2", "md5": null, "sha256": null, "size": null, "depends": null, "url": "https://h/c/noarch/top-1-0.tar.bz2", "part": "rest"}]}
    "#]]
    .assert_eq(&image.solve("--json").exits(0).stdout);
}

#[test]
fn a_solver_s_refusal_is_told_in_its_own_words() {
    let Some(mut image) = Image::new(&["conda-forge"], &["nosuch"]) else { return };
    let reason = "PackagesNotFoundInChannelsError: The following packages are not available from current channels:\n\n  - nosuch";
    let refused = image.solve("steps").exits(1);
    assert_eq!((refused.stdout.as_str(), refused.stderr.trim_end()), ("", reason));
    let refused = image.solve("--json").exits(1);
    let escaped = reason.replace('\n', "\\n");
    assert_eq!((refused.stdout, refused.stderr.as_str()), (format!("{{\"error\": \"{escaped}\"}}\n"), ""));
    image.write("environment.yml", "dependencies:\n  - \"top\"\n");
    image.set("SOLUTION", "[{}]");
    let broken = image.solve("steps");
    assert_eq!(broken.code, 1);
    assert!(broken.stderr.contains("Conda's answer cannot be read"), "{}", broken.stderr);
}

#[test]
fn a_package_is_compared_with_both_checksums_before_conda_installs_anything() {
    let Some(image) = Image::new(&["conda-forge"], &["top"]) else { return };
    let list = image.list();
    image.calls();
    let table = [
        ("sha256sum", "ChecksumMismatchError: Conda detected a mismatch between the expected content"),
        ("md5sum", "top-1-0.conda has another md5 than the list, 0000"),
    ];
    for (program, expected) in table {
        let right = image.sum(program, "top-1-0.conda");
        let refused = image.install(&list.replace(&right, &"0".repeat(right.len()))).exits(1);
        assert!(refused.stderr.starts_with(expected), "{}", refused.stderr);
        assert_eq!(image.calls(), "", "{program}");
        assert!(!image.path("cache/top-1-0").exists(), "{program}: it was unpacked");
        assert!(!image.path("env/conda-meta").exists(), "{program}: it was installed");
    }
    image.install(&list).exits(0);
    // What has come into the cache otherwise is fetched anew.
    image.write("cache/top-1-0.conda", "another");
    image.write("cache/top-1-0/info/repodata_record.json", r#"{"license": "another"}"#);
    image.install(&list).exits(0);
    assert_eq!(image.read("cache/top-1-0.conda"), image.read("channel/top-1-0.conda"));
    assert!(!image.read("env/conda-meta/top-1-0.json").contains("another"));
}

#[test]
fn what_conda_notes_of_a_package_is_the_package_s_own_whatever_the_cache_has() {
    let Some(image) = Image::new(&["conda-forge"], &["top"]) else { return };
    let list = image.list();
    image.install(&list).exits(0);
    let first = image.read("env/conda-meta/top-1-0.json");
    assert!(first.contains("its own"), "{first}");
    let of_the_channel =
        first.replace("its own", "the channel's").replace("[\"base\"]", "[\"base\", \"more\"]");
    image.write("cache/top-1-0/info/repodata_record.json", &of_the_channel);
    image.install(&list).exits(0);
    assert_eq!(image.read("env/conda-meta/top-1-0.json"), first);
}

#[test]
fn each_part_of_a_list_is_laid_down_behind_the_others_from_the_mirror_and_leaves_no_history() {
    let Some(mut image) = Image::new(&["conda-forge"], &["top"]) else { return };
    let list = image.list();
    image.calls();
    image.set("CONDA_CHANNEL_ALIAS", "https://jane:pass@mirror/conda/");
    let (base, top) = list.rsplit_once("# sha256: ").unwrap();
    let pattern = "explicit-";
    for (part, how) in [(base.to_owned(), "create"), (format!("@EXPLICIT\n# sha256: {top}"), "install")] {
        image.install(&part).exits(0);
        let call = image.calls();
        let expected = format!(
            "[\"{how}\", \"--quiet\", \"--prefix\", \"ROOT/env\", \"--file\", \"ROOT/cache/{pattern}"
        );
        assert!(call.starts_with(&expected) && call.lines().count() == 1, "{call}");
        assert_eq!(image.read("env/conda-meta/history"), "");
    }
    let downloads = image.read("calls.downloads");
    assert!(downloads.contains("https://jane:pass@mirror/conda/conda-forge/noarch/top"), "{downloads}");
    let noted = image.read("env/conda-meta/top-1-0.json");
    assert!(noted.contains("\"https://conda.anaconda.org/conda-forge/noarch/top"), "{noted}");
    // Without a package it is an environment, too.
    std::fs::remove_dir_all(image.path("env")).unwrap();
    image.write("env/.made", "");
    image.install("@EXPLICIT\n").exits(0);
    assert!(image.path("env/conda-meta/history").exists());
    assert_eq!(image.calls(), "");
}

#[test]
fn python_and_what_it_needs_comes_first_and_the_large_packages_before_the_rest() {
    let Some(mut image) = Image::new(&["conda-forge"], &["top"]) else { return };
    let large = 2 << 20;
    let packages = [
        ("six", 10, r#""python""#),
        ("libffi", 10, ""),
        ("numpy", large, r#""python >=3.11", "libblas""#),
        ("libblas", large - 1, ""),
        ("python", 30 << 20, r#""libffi>=3,<4""#),
        ("pip", 10, r#""python", "wheel", "__unix""#),
        ("wheel", 10, r#""python""#),
    ];
    let record = |(name, size, depends): &(&str, i32, &str)| {
        format!(
            r#"{{"name": "{name}", "fn": "{name}-1-0.conda", "url": "https://h/{name}-1-0.conda", "size": {size}, "depends": [{depends}]}}"#
        )
    };
    // Conda has them in the order of the installation; the stand-in turns them round.
    let records: Vec<String> = packages.iter().rev().map(record).collect();
    image.set("SOLUTION", &format!("[{}]", records.join(", ")));
    let names = |list: &String| list.replace("https://h/", "").replace("-1-0.conda\n", " ");
    assert_eq!(image.solved().each_ref().map(names), ["libffi python pip wheel ", "numpy ", "six libblas "]);
}

#[test]
fn a_time_that_conda_or_jupyter_writes_down_is_that_of_all_files() {
    let Some(image) = Image::new(&[], &[]) else { return };
    let text = std::fs::read_to_string(repository().join("template/layer.sh")).unwrap();
    let (_, function) = text.split_once("\ndate_histories() {").unwrap();
    let (function, _) = function.split_once("\n}\n").unwrap();
    let function =
        format!("date_histories() {{{function}\n}}\n").replace("/opt/", &format!("{}/", image.root));
    let function = function.replace("/home/", &format!("{}/home/", image.root));
    let script = format!(
        "set -euo pipefail; SOURCE_DATE_EPOCH=1735689600 work={}\n{function}\ndate_histories",
        image.root
    );
    let table = [
        ("1790000000.25", "1735689600"),
        ("1790000000", "1735689600"),
        ("2026-11-29T10:00:00.123456+00:00\n", "2025-01-01T00:00:00+00:00\n"),
        ("2026-11-29 10:00:00", "2025-01-01 00:00:00"),
    ];
    image.write("start", "");
    // A link stays one.
    image.run("mkdir", &["-p", "home/link/.jupyter"]);
    image.write("elsewhere", "2026-11-29 10:00:00");
    image.run("ln", &["-s", "../../../elsewhere", "home/link/.jupyter/migrated"]);
    for (written, expected) in table {
        image.write("home/jane/.jupyter/migrated", written);
        image.run("touch", &["-d", "+1 minute", "home/jane/.jupyter/migrated", "elsewhere"]);
        for prefix in ["env", "conda"] {
            image.write(&format!("{prefix}/conda-meta/created_at"), written);
            image.write(&format!("{prefix}/conda-meta/history"), "==> 2026-11-29 10:00:00 <==\n# cmd: x\n");
            image.run(
                "touch",
                &[
                    "-d",
                    "+1 minute",
                    &format!("{prefix}/conda-meta/created_at"),
                    &format!("{prefix}/conda-meta/history"),
                ],
            );
        }
        image.run("bash", &["-c", &script]).exits(0);
        assert_eq!(image.read("env/conda-meta/created_at"), expected);
        assert_eq!(image.read("conda/conda-meta/created_at"), expected);
        assert_eq!(image.read("home/jane/.jupyter/migrated"), expected);
        assert_eq!(image.read("elsewhere"), "2026-11-29 10:00:00");
        assert_eq!(image.read("env/conda-meta/history"), "==> 2025-01-01 00:00:00 <==\n# cmd: x\n");
    }
    // That of a lower layer stays as it is, for it would be stored once more.
    image.write("env/conda-meta/created_at", "1790000000");
    image.run("touch", &["-d", "-1 minute", "env/conda-meta/created_at"]);
    image.run("bash", &["-c", &script]).exits(0);
    assert_eq!(image.read("env/conda-meta/created_at"), "1790000000");
}

#[test]
fn verify_finds_the_environment_of_a_conda_that_fails_where_no_package_fits() {
    let Some(mut image) = Image::new(&[], &[]) else { return };
    let path =
        format!("{}:{}", repository().join("xtask/tests/data/conda-26"), std::env::var("PATH").unwrap());
    image.set("PATH", &path);
    for (shell, name) in [("python3", "look.py"), ("sh", "look.sh"), ("bash", "look.sh")] {
        let script = repository().join("xtask/src/commands/verify").join(name);
        let said = image.run(shell, &[script.as_str()]).stdout;
        let line = format!("@list={}\n", image.path("env"));
        assert!(said.contains(&line), "{shell} {name}: {said}");
    }
}

#[test]
fn verify_s_notebook_waits_for_a_server_that_says_where_it_is_before_it_listens() {
    let Some(mut image) = Image::new(&[], &[]) else { return };
    let client = "class HTTPRequest:\n    def __init__(self, *args, **kwargs): pass\n\n\
                  class AsyncHTTPClient:\n    left = 3\n    async def fetch(self, request):\n        \
                  AsyncHTTPClient.left -= 1\n        if AsyncHTTPClient.left: raise ConnectionRefusedError(111, 'Connection refused')\n        \
                  return type('', (), {'body': b'{\"name\": \"it\"}'})\n";
    image.write("tornado/__init__.py", "");
    image.write("tornado/httpclient.py", client);
    image.write("tornado/websocket.py", "def websocket_connect(request): raise SystemExit('connected')\n");
    image.write("jupyter/jpserver-1.json", r#"{"port": 1, "base_url": "/", "token": "t"}"#);
    image.write("jupyter.log", "its log");
    let script = std::fs::read_to_string(repository().join("xtask/src/commands/verify/notebook.py")).unwrap();
    image.write("notebook.py", &script.replace("/tmp/verify-jupyter", image.path("jupyter").as_str()));
    image.set("PYTHONPATH", image.root.clone().as_str());
    let said = image.run("python3", &["notebook.py", "terminal", "x"]);
    assert_eq!((said.code, said.stderr.trim_end()), (1, "connected"));
}
