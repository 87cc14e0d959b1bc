//! The pip part.

use std::fs;

use super::{CondaFiles, PLAIN, assert_table, environment, environment_error, error, folder, read, root};

fn requirements(text: &str) -> Vec<String> {
    read(&[PLAIN, ("requirements.txt", text)]).pip.requirements
}

#[test]
fn every_form_of_requirement_passes_unchanged() {
    let lines = [
        "numpy",
        "numpy==1.2",
        "numpy >=1,<2",
        "numpy (>=1)",
        "numpy[x,y]>=1; python_version < '3.12' and os_name == \"nt\"",
        "a[]",
        "a===weird@",
        "n @ https://h/x.whl",
        "n[x] @ git+https://h/r@main ; sys_platform in 'linux'",
        "https://h/x-1.zip",
        "git+https://${TOKEN}@h/r.git@v1#egg=x",
        "git+ssh://git@h/r",
        "x==${V}",
        "-e git+https://h/r#egg=x",
        "x==1 --hash=sha256:ab --hash=sha256:cd",
        "x --config-settings=a=b",
        "x~=1.0",
        "x!=1.0.*",
        "A.b-C_d",
        "x>=1,",
        "x;extra=='a'",
        "-r https://h/r.txt",
    ];
    for line in lines {
        assert_eq!(requirements(line), [line]);
        assert_eq!(
            environment(&format!("dependencies: [pip, pip: ['{}']]\n", line.replace('\'', "''")))
                .pip
                .requirements,
            [line]
        );
    }
}

#[test]
fn pip_takes_one_thing_from_a_line_and_ignores_what_else_stands_there() {
    // The line, what is taken, and what is not: as pip 26.3 does it.
    let table = [
        ("-r https://h/r.txt [--no-deps]", "-r https://h/r.txt", "[--no-deps]"),
        ("-r https://h/r.txt x", "-r https://h/r.txt", "x"),
        ("-r https://h/r.txt ; python_version < '3'", "-r https://h/r.txt", "; python_version < '3'"),
        ("-r https://h/r.txt --pre -i https://i", "-r https://h/r.txt", "--pre --index-url https://i"),
        ("-r https://h/r.txt --hash=sha256:ab", "-r https://h/r.txt", "--hash sha256:ab"),
        ("--pre -r https://h/r.txt", "-r https://h/r.txt", "--pre"),
        ("-r https://h/r.txt -r https://h/s.txt", "-r https://h/r.txt", "--requirement https://h/s.txt"),
        ("-c https://h/c.txt -r https://h/r.txt", "-r https://h/r.txt", "--constraint https://h/c.txt"),
        ("-r https://h/r.txt -e git+https://h/g", "-e git+https://h/g", "--requirement https://h/r.txt"),
        ("-e git+https://h/g x [y]", "-e git+https://h/g", "x [y]"),
        ("-e git+https://h/g -e git+https://h/i", "-e git+https://h/g", "--editable git+https://h/i"),
        ("-e git+https://h/g -i https://i", "-e git+https://h/g", "--index-url https://i"),
        ("x --pre", "x", "--pre"),
        ("x -r https://h/r.txt", "x", "--requirement https://h/r.txt"),
        ("x==1 --hash=sha256:ab y", "x==1 --hash=sha256:ab", "y"),
        ("--pre x", "--pre", "x"),
        ("--index-url https://i x", "--index-url https://i", "x"),
        ("--trusted-host h x", "--trusted-host h", "x"),
        ("--no-index x y", "--no-index", "x y"),
    ];
    for (line, taken, ignored) in table {
        assert_eq!(requirements(line), [taken], "{line}");
        assert_eq!(super::super::ignored_words(line), ignored, "{line}");
    }
    // What pip takes for the same: a `;` that nothing follows, and the beginning of an option's name.
    for (line, taken) in [
        ("x;", "x"),
        ("x>=1 ;", "x>=1"),
        ("--extra-index https://e", "--extra-index-url https://e"),
        ("--trusted=h", "--trusted-host h"),
        ("--index https://i", "--index-url https://i"),
    ] {
        assert_eq!(requirements(line), [taken], "{line}");
    }
    assert_eq!(
        (requirements("- x"), super::super::ignored_words("- x").as_str()),
        (vec![], "- x"),
        "a line of environment.yml"
    );
    assert_eq!(
        (requirements("--hash=a"), super::super::ignored_words("--hash=a").as_str()),
        (vec![], "--hash a")
    );
    for line in ["x", "-r https://h/r.txt", "--pre --no-index", "x==1 --hash=sha256:ab", "x [--no-deps]", ""]
    {
        assert_eq!(super::super::ignored_words(line), "", "{line}");
    }
}

#[test]
fn options_stand_first_in_their_order_and_in_one_spelling() {
    let text = "b\n--pre\na\n-f https://h/l\n--extra-index-url=https://e --no-index\n-ihttps://i\n--pre\n--only-binary :all:\n--use-feature x\n--trusted-host h\n--prefer-binary\n--require-hashes\n--no-binary=x\n";
    let expected = [
        "--pre",
        "--find-links https://h/l",
        "--extra-index-url https://e",
        "--no-index",
        "--index-url https://i",
        "--only-binary :all:",
        "--use-feature x",
        "--trusted-host h",
        "--prefer-binary",
        "--require-hashes",
        "--no-binary x",
        "a",
        "b",
    ];
    assert_eq!(requirements(text), expected);
}

#[test]
fn comments_continuations_and_line_ends_are_those_of_pip() {
    let text = "a # c\r\n#b\n  c\\\n==1\nd \\\n  --hash=x:1 \\\n  --hash=x:2\n\u{c}\ne#f @ https://h\n";
    assert_eq!(
        error(&[PLAIN, ("requirements.txt", text)]),
        "requirements.txt:9:1: `e#f` is not a package name (in `e#f @ https://h`); names have letters, digits, `-`, `_` and `.`, and begin and end with the first two"
    );
    let text = text.replace("e#f @", "e @");
    assert_eq!(requirements(&text), ["a", "c==1", "d --hash=x:1 --hash=x:2", "e @ https://h"]);
    assert_eq!(requirements("a \\\n# comment ends it\nb \\"), ["a", "b"]);
    assert!(requirements("# nothing\n\n").is_empty());
    assert!(read(&[PLAIN]).pip.is_empty() && read(&[PLAIN, ("requirements.txt", "--pre\n")]).pip.is_empty());
}

#[test]
fn included_files_are_inlined_relative_to_the_including_one() {
    let files = read(&[
        ("environment.yml", "dependencies: [pip, pip: [-r req/dev.txt, z, '-c limits.txt']]\n"),
        ("req/dev.txt", "-r base.txt\n--requirement=../requirements.txt\n-c../limits.txt\ndev\n"),
        ("req/base.txt", "base\n"),
        ("requirements.txt", "--requirement req/base.txt\nplain\n"),
        ("limits.txt", "numpy<2\n-r req/more.txt\n-c https://h/c.txt\n"),
        ("req/more.txt", "more\n"),
    ]);
    assert_eq!(files.pip.requirements, ["base", "dev", "more", "plain", "z"]);
    assert_eq!(files.pip.constraints, ["-c https://h/c.txt", "numpy<2"]);
}

#[test]
fn requirements_txt_is_read_once_and_not_at_all_when_it_is_a_constraint() {
    let text = ("requirements.txt", "x\n");
    for list in ["[]", "[-r requirements.txt]", "[-rrequirements.txt, -r ./requirements.txt]"] {
        let environment = format!("dependencies: [pip, pip: {list}]\n");
        assert_eq!(read(&[("environment.yml", &environment), text]).pip.requirements, ["x"]);
    }
    let files = read(&[("environment.yml", "dependencies: [pip, pip: [y, -c requirements.txt]]\n"), text]);
    assert_eq!((files.pip.requirements, files.pip.constraints), (vec!["y".to_owned()], vec!["x".to_owned()]));
}

#[test]
fn an_item_of_the_pip_list_is_told_with_its_place() {
    let item = |text: &str| environment_error(&format!("dependencies:\n  - pip\n  - pip:\n      - {text}\n"));
    assert_table(
        &[
            ("1.2", "4:9: the number 1.2 is not a requirement; write a name with it, such as `pkg==1.2`"),
            ("", "4:8: this item is empty; write a requirement or delete the line"),
            ("a: b", "4:9: a mapping is not a requirement; write it without colon, such as `pkg==1.2`"),
            ("[a]", "4:9: a list is not a requirement; write one, such as `pkg==1.2`"),
            ("\"a\\nb\"", "4:9: this item has more than one line; write one item for each"),
            ("\"a\\0b\"", "4:9: the character U+0000 cannot stand here; delete it"),
            (
                "-r requirements-dev.txt",
                "4:9: requirements-dev.txt does not exist; create it or remove this line",
            ),
            (
                "-r file:requirements.txt",
                "4:9: pip takes `file:requirements.txt` for a URL and does not find it; write `requirements.txt` without `file:`",
            ),
            (
                "-r file:///requirements.txt",
                "4:9: pip takes `file:///requirements.txt` for a URL and does not find it; write `requirements.txt` without `file:`",
            ),
            ("-r /etc/passwd", "4:9: `/etc/passwd` is an absolute path; name a file inside the project"),
            ("-r ../r.txt", "4:9: `../r.txt` leaves the project; name a file inside it"),
            (
                "-r ftp://h/r.txt",
                "4:9: `ftp://h/r.txt` cannot be included; write a file of the project, or an https:// URL",
            ),
            (
                "-r ${X}.txt",
                "4:9: `${X}.txt` has a variable in it, and files are included before the build; write the path",
            ),
            ("-r", "4:9: `--requirement` needs a value; write one behind it"),
            (
                "--requirment x",
                "4:9: pip knows no option `--requirment` in a requirements file; did you mean `--requirement`?",
            ),
            ("--foo", "4:9: pip knows no option `--foo` in a requirements file; remove it"),
            (
                "--no-build-isolation",
                "4:9: pip takes `--no-build-isolation` on its command line and not in a file; remove it from this line",
            ),
            (
                "--upgrade numpy",
                "4:9: pip takes `--upgrade` on its command line and not in a file; remove it from this line",
            ),
            ("--pre=1", "4:9: `--pre` takes no value; delete what follows it"),
            (
                "-r https://h/r.txt --no-deps",
                "4:9: pip takes `--no-deps` on its command line and not in a file; remove it from this line",
            ),
            (
                "-r https://h/r.txt --unknown",
                "4:9: pip knows no option `--unknown` in a requirements file; remove it",
            ),
            ("-r https://h/r.txt 'a", "4:9: the quote `'` has no partner; write a second one"),
            (
                "--find-links ./wheels",
                "4:9: `./wheels` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "-e .",
                "4:9: `.` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                ".",
                "4:9: `.` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "./pkg",
                "4:9: `./pkg` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "../x",
                "4:9: `../x` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "/abs",
                "4:9: `/abs` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "file:///x",
                "4:9: `file:///x` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "x.whl",
                "4:9: `x.whl` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "dist/x-1.0.tar.gz",
                "4:9: `dist/x-1.0.tar.gz` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "git+file:///x",
                "4:9: `git+file:///x` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "x @ file:///x",
                "4:9: `x @ file:///x` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "x @ ./p",
                "4:9: `x @ ./p` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            (
                "-e https://h/x",
                "4:9: `-e https://h/x` is not editable; write `-e git+https://h/x#egg=name`, or the requirement without `-e`",
            ),
            ("numpy=1.2", "4:9: pip cannot read `numpy=1.2`; write `numpy==1.2`"),
            ("numpy 1.2", "4:9: pip cannot read `numpy 1.2`; write `numpy==1.2`"),
            (
                "numpy pandas",
                "4:9: pip cannot read `numpy pandas`; write each requirement on its own line, and a version as `pkg==1.2`",
            ),
            ("numpy==", "4:9: a version is missing in `numpy==`; write one behind `==`"),
            (
                "numpy>=1 <2",
                "4:9: pip cannot read `numpy>=1 <2`; write a comma between its conditions, such as `>=1,<2`",
            ),
            ("numpy>=a b", "4:9: `a b` is not a version (in `numpy>=a b`); write one such as `1.2`"),
            ("numpy>=1)", "4:9: the parentheses in `numpy>=1)` do not match; remove them"),
            (
                "num!py",
                "4:9: pip cannot read `num!py`; write each requirement on its own line, and a version as `pkg==1.2`",
            ),
            (
                "_x",
                "4:9: `_x` is not a package name (in `_x`); names have letters, digits, `-`, `_` and `.`, and begin and end with the first two",
            ),
            ("==1", "4:9: `==1` has no package name; write one in front, such as `pkg==1.2`"),
            ("'1.2'", "4:9: `1.2` has no package name; write one in front, such as `pkg==1.2`"),
            ("x[a", "4:9: a `]` is missing in `x[a`; write `pkg[extra]`"),
            (
                "x[a b]",
                "4:9: `a b` is not a package name (in `x[a b]`); names have letters, digits, `-`, `_` and `.`, and begin and end with the first two",
            ),
            (
                "x; python_verson < '3'",
                "4:9: `python_verson` means nothing in the condition of `x; python_verson < '3'`; did you mean `python_version`?",
            ),
            (
                "x; python_version",
                "4:9: the condition of `x; python_version` compares nothing; write `python_version < \"3.12\"`",
            ),
            (
                "x; (os_name == 'a'",
                "4:9: the parentheses in `x; (os_name == 'a'` do not match; write as many `(` as `)`",
            ),
            ("x @ y", "4:9: `x @ y` has no URL behind the `@`; write `name @ https://…` or `name==1.2`"),
            ("x --hash='a", "4:9: the quote `'` has no partner; write a second one"),
        ],
        item,
    );
}

#[test]
fn a_line_of_a_file_is_told_with_the_place_in_that_file() {
    let list = ("environment.yml", "dependencies: [pip, pip: [-r a.txt]]\n");
    let wrong =
        |text: &str| error(&[list, ("a.txt", text), ("b.txt", "x\n-r a.txt\n"), ("c.txt", "a\n\n  x y\n")]);
    assert_table(
        &[
            (
                "ok\n\n  -e . # c\n",
                "a.txt:3:3: `.` is a path, and the project's files are not in the image while it is built; remove the line: `import` finds code in src/ by itself; other code can be installed in the running container",
            ),
            ("ok\n-r none.txt\n", "a.txt:2:1: none.txt does not exist; create it or remove this line"),
            ("-r a.txt\n", "a.txt:1:1: a.txt includes itself (a.txt -> a.txt); remove this line"),
            ("-r b.txt\n", "b.txt:2:1: a.txt includes itself (a.txt -> b.txt -> a.txt); remove this line"),
            (
                "-r c.txt\n",
                "c.txt:3:3: pip cannot read `x y`; write each requirement on its own line, and a version as `pkg==1.2`",
            ),
            ("a\0b\n", "a.txt:1:1: the character U+0000 cannot stand here; delete it"),
            (
                "a \\\n==1 \\\n x\n",
                "a.txt:1:1: `1 x` is not a version (in `a ==1 x`); write one such as `1.2`",
            ),
        ],
        wrong,
    );
    assert_eq!(
        error(&[list, ("a.txt", "-c k.txt"), ("k.txt", "a\nb[x]\n")]),
        "k.txt:2:1: a constraint has no extras; remove the `[…]` of `b[x]`"
    );
    assert_eq!(
        error(&[list, ("a.txt", "-c k.txt"), ("k.txt", "https://h/x.whl")]),
        "k.txt:1:1: a constraint cannot be `https://h/x.whl`; write it as `name @ URL`, or as a requirement"
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_project_is_refused_and_one_inside_is_followed() {
    let outside = folder(&[("secret.txt", "x\n")]);
    let dir = folder(&[
        ("environment.yml", "dependencies: [pip, pip: [-r in.txt, -r out.txt]]\n"),
        ("real.txt", "y\n"),
    ]);
    std::os::unix::fs::symlink("real.txt", dir.path().join("in.txt")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), dir.path().join("out.txt")).unwrap();
    let message = CondaFiles::read(root(&dir)).unwrap_err().to_string();
    assert_eq!(
        message,
        "environment.yml:1:38: out.txt is a link that leaves the project; put the file itself in its place"
    );
    fs::remove_file(dir.path().join("out.txt")).unwrap();
    std::os::unix::fs::symlink("out.txt", dir.path().join("out.txt")).unwrap();
    let message = CondaFiles::read(root(&dir)).unwrap_err().to_string();
    assert_eq!(
        message,
        "environment.yml:1:38: out.txt is a link that leads nowhere; put what it stands for in its place"
    );
    fs::write(dir.path().join("environment.yml"), "dependencies: [pip, pip: [-r in.txt, -r real.txt]]\n")
        .unwrap();
    assert_eq!(CondaFiles::read(root(&dir)).unwrap().pip.requirements, ["y"]);
    std::os::unix::fs::symlink(outside.path().join("secret.txt"), dir.path().join("requirements.txt"))
        .unwrap();
    let message = CondaFiles::read(root(&dir)).unwrap_err().to_string();
    assert!(message.starts_with("requirements.txt: requirements.txt is a link that leaves"), "{message}");
}

#[test]
fn a_tower_of_files_is_refused() {
    let names: Vec<String> = (0..200).map(|level| format!("r{level}.txt")).collect();
    let texts: Vec<String> = (0..200).map(|level| format!("-r r{}.txt\n", level + 1)).collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("environment.yml", "dependencies: [pip, pip: [-r r0.txt]]\n"));
    assert_eq!(error(&files), "r99.txt:1:1: more than 100 files are included; join some of them");
}
