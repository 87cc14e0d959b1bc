//! environment.yml.

use std::time::{Duration, Instant};

use super::{assert_table, environment, environment_error, read, warnings};

#[test]
fn a_file_of_the_wrong_shape_says_what_to_write() {
    assert_table(
        &[
            ("", "1:1: the file is empty; write a key `dependencies:` with a list of packages below it"),
            (
                "# only a comment\n",
                "2:1: the file is empty; write a key `dependencies:` with a list of packages below it",
            ),
            (
                "- numpy\n",
                "1:1: the file is a list; write a key `dependencies:` with a list of packages below it",
            ),
            (
                "numpy\n",
                "1:1: the file consists of the text `numpy`; write a key `dependencies:` with a list of packages below it",
            ),
            (
                "3\n",
                "1:1: the file consists of the number 3; write a key `dependencies:` with a list of packages below it",
            ),
            (
                "name: x\n",
                "1:1: there is no key `dependencies`; write one with a list of packages, such as `dependencies: [python=3.12]`",
            ),
            (
                "dependencies:\n",
                "1:14: `dependencies` is empty; write a list of packages below it, such as `- python=3.12`",
            ),
            (
                "dependencies: []\n",
                "1:15: `dependencies` is empty; write a list of packages below it, such as `- python=3.12`",
            ),
            (
                "dependencies: numpy\n",
                "1:15: `dependencies` must be a list, not the text `numpy`; write each package as `- package`",
            ),
            (
                "dependencies: {numpy: 1}\n",
                "1:15: `dependencies` must be a list, not a mapping; write each package as `- package`",
            ),
            (
                "dependencies: [{pip: }]\n",
                "1:15: `dependencies` is empty; write a list of packages below it, such as `- python=3.12`",
            ),
            (
                "dependencies: [a]\n---\ndependencies: [b]\n",
                "3:1: a second document begins here; keep one and delete the `---` or `...` between them",
            ),
            (
                "dependencies: [a\n",
                "2:1: this is not YAML (did not find expected ',' or ']'); check the indentation, colons and quotes here and in the line above",
            ),
            ("dependencies:\n\t- a\n", "2:1: YAML takes no tabs in the indentation; use spaces"),
            ("dependencies:\n  - a\n\t- b\n", "3:1: YAML takes no tabs in the indentation; use spaces"),
            (
                "dependencies: *x\n",
                "1:15: no anchor of this name stands above; write the value itself or quote it",
            ),
            (
                "dependencies: !list [a]\n",
                "1:15: the tag `!list` means nothing here; remove it or quote the value",
            ),
            (
                "dependencies:\n  - a\n - b\n",
                "3:2: this is not YAML (did not find expected key); check the indentation, colons and quotes here and in the line above",
            ),
            (
                "dependencies: [a]\nname: a: b\n",
                "2:8: this is not YAML (mapping values are not allowed in this context); check the indentation, colons and quotes here and in the line above",
            ),
            ("? [a]\n: b\n", "1:3: a list stands where a key should; write `key: value`"),
        ],
        environment_error,
    );
}

#[test]
fn keys_and_their_values_are_checked() {
    assert_table(
        &[
            ("chanels: [a]\n", "1:1: unknown key `chanels`; did you mean `channels`?"),
            ("dependency: [a]\n", "1:1: unknown key `dependency`; did you mean `dependencies`?"),
            ("Channels: [a]\n", "1:1: unknown key `Channels`; did you mean `channels`?"),
            ("enviroment: {A: b}\n", "1:1: unknown key `enviroment`; did you mean `variables`?"),
            ("pip: [a]\n", "1:1: `pip:` belongs in the list `dependencies`; write it there as `- pip:`"),
            ("name: a\nname: b\n", "2:1: the key `name` stands here for the second time; keep one"),
            (
                "dependencies: [a]\ndependencies: [b]\n",
                "2:1: the key `dependencies` stands here for the second time; keep one",
            ),
            ("<<: {a: b}\n", "1:1: the merge key `<<` is not read here; write the keys out"),
            ("name: 3.10\n", "1:7: the name `3.10` is a number to YAML; quote it: `name: \"3.10\"`"),
            ("name: true\n", "1:7: the name `true` is no text to YAML; quote it: `name: \"true\"`"),
            ("name: [a]\n", "1:7: the name cannot be a list; write a word"),
            (
                "channels: conda-forge\n",
                "1:11: `channels` must be a list, not the text `conda-forge`; write `channels: [conda-forge]`",
            ),
            (
                "channels:\ndependencies: [a]\n",
                "1:10: `channels` must be a list, not an empty value; write a list of channels below it, such as `- conda-forge`",
            ),
            (
                "channels: {a: b}\n",
                "1:11: `channels` must be a list, not a mapping; write `channels: [conda-forge]`",
            ),
            (
                "channels: [1]\n",
                "1:12: a channel cannot be the number 1; write its name or URL, in quotes if need be",
            ),
            ("channels: ['']\n", "1:12: this channel is empty; write its name or delete the line"),
            ("channels:\n  -\n", "2:4: this channel is empty; write its name or delete the line"),
            ("channels:\n  - a, b\n", "2:5: `a, b` is more than one channel; write each on its own line"),
            (
                "variables: [a]\n",
                "1:12: `variables` must be a mapping, not a list; write a line `NAME: value` for each",
            ),
            (
                "variables: a\n",
                "1:12: `variables` must be a mapping, not the text `a`; write a line `NAME: value` for each",
            ),
            ("variables: {A: }\n", "1:16: this variable has no value; write one, or \"\" for the empty text"),
            ("variables: {A: [b]}\n", "1:16: the value of a variable cannot be a list; write one text"),
            (
                "variables: {A-B: c}\n",
                "1:13: `A-B` cannot be the name of a variable; use letters, digits and `_`, and no digit first",
            ),
            (
                "variables: {1A: c}\n",
                "1:13: `1A` cannot be the name of a variable; use letters, digits and `_`, and no digit first",
            ),
            ("variables: {A: b, A: c}\n", "1:19: the key `A` stands here for the second time; keep one"),
            (
                "variables: {A: \"a\\0b\"}\n",
                "1:16: the value of a variable cannot contain the character U+0000; delete it",
            ),
        ],
        environment_error,
    );
}

#[test]
fn what_is_no_conda_package_says_what_to_write() {
    let item = |text: &str| environment_error(&format!("dependencies:\n  - {text}\n"));
    assert_table(
        &[
            ("3.10", "2:5: the number 3.10 is not a package; write a name with it, such as `python=3.10`"),
            ("3", "2:5: the number 3 is not a package; write a name with it, such as `python=3`"),
            ("", "2:4: this item is empty; write a package or delete the line"),
            ("\"\"", "2:5: this item is empty; write a package or delete the line"),
            ("true", "2:5: the value `true` is not a package; write its name"),
            ("[a]", "2:5: a list is not a package; write its name"),
            (
                "numpy: 1.2",
                "2:5: `numpy:` is not a package: only `pip:` takes a colon here; write `numpy`, or `numpy=1.2` for a version",
            ),
            (
                "sel(linux): gdb",
                "2:5: only micromamba reads `sel(linux):`, and Conda does not; write the package alone, such as `- gdb`",
            ),
            (
                "sel(win): [a]",
                "2:5: only micromamba reads `sel(win):`, and Conda does not; delete the line, since the image has Linux",
            ),
            ("Pip: [a]", "2:5: unknown key `Pip`; did you mean `pip`?"),
            ("pypi: [a]", "2:5: unknown key `pypi`; did you mean `pip`?"),
            (
                "pip: a",
                "2:10: `pip:` must be a list, not the text `a`; write each requirement as `- requirement`",
            ),
            ("{}", "2:5: this item is empty; write a package or delete the line"),
            ("\"3.10\"", "2:5: `3.10` has no package name; write one in front, such as `python=3.10`"),
            ("'>=3.10'", "2:5: `>=3.10` has no package name; write one in front, such as `python=3.12`"),
            ("pkg@1", "2:5: the package name `pkg@1` has the character `@`; write `pkg=1` for a version"),
            (
                "conda-forge:pkg",
                "2:5: the package name `conda-forge:pkg` has the character `:`; write `conda-forge::pkg` if that is a channel",
            ),
            ("'::pkg'", "2:5: no channel stands in front of `::` in `::pkg`; write one or delete the `::`"),
            (
                "pkg/x",
                "2:5: the package name `pkg/x` has the character `/`; names have letters, digits, `-`, `_` and `.`",
            ),
            ("a, b", "2:5: the package name `a,` has the character `,`; write each package on its own line"),
            ("'pkg[version=1'", "2:5: a `]` is missing in `pkg[version=1`; write `pkg[key=value]`"),
            ("'pkg version=1]'", "2:5: a `[` is missing in `pkg version=1]`; write `pkg[key=value]`"),
            ("pkg (1", "2:5: the parentheses in `pkg (1` do not match; write as many `(` as `)`"),
            ("pkg==", "2:5: `pkg==` ends without a version; write `pkg` or `pkg=1.2`"),
            ("pkg >=", "2:5: `pkg >=` ends without a version; write `pkg` or `pkg=1.2`"),
            ("pkg >=1,", "2:5: a version is missing in `pkg >=1,`; write one behind each operator and comma"),
            ("pkg >=1 <2", "2:5: `pkg >=1 <2` needs a comma between its conditions; write `>=1,<2`"),
            ("pkg=>1,<2", "2:5: Conda has no operator `=>` (in `pkg=>1,<2`); write `>=`"),
            ("pkg=>", "2:5: `pkg=>` ends without a version; write `pkg` or `pkg=1.2`"),
            ("pkg=!1", "2:5: Conda has no operator `=!` (in `pkg=!1`); write `!=`"),
            ("pkg=~1", "2:5: Conda has no operator `=~` (in `pkg=~1`); write `~=`"),
            ("pkg<>1", "2:5: Conda has no operator `<>` (in `pkg<>1`); write `!=`"),
            (
                "pkg=1=2=3",
                "2:5: `pkg=1=2=3` has more than a version and a build; write `pkg=version=build`, or two lines",
            ),
            ("pkg=1;x", "2:5: `pkg=1;x` has the character `;`, which no version has; delete it"),
            ("numpy pandas", "2:5: `numpy pandas` is more than one package; write each on its own line"),
            (
                "-r requirements.txt",
                "2:5: `-r requirements.txt` is not for Conda; write it into the `pip:` list",
            ),
            ("git+https://h/r", "2:5: `git+https://h/r` is not for Conda; write it into the `pip:` list"),
            ("https://h/r.zip", "2:5: `https://h/r.zip` is not for Conda; write it into the `pip:` list"),
            (
                "./pkg",
                "2:5: `./pkg` is a path, and the image build does not see the project; delete the line",
            ),
            (
                "./pkg-1-0.conda",
                "2:5: `./pkg-1-0.conda` is a file of this machine, which the image build does not see; write the package's URL or name",
            ),
            (
                "file:///x/pkg-1-0.conda",
                "2:5: `file:///x/pkg-1-0.conda` is a file of this machine, which the image build does not see; write the package's URL or name",
            ),
            ("\"a\\0b\"", "2:5: the character U+0000 cannot stand here; delete it"),
            ("'# a'", "2:5: this item has only a comment; write a package or delete the line"),
        ],
        item,
    );
}

#[test]
fn every_form_of_match_spec_passes_unchanged() {
    let specs = [
        "pkg",
        "pkg=1.2",
        "pkg==1.2",
        "pkg=1.2=build",
        "pkg >=1,<2",
        "pkg>=1",
        "pkg 1.2 build",
        "pkg 1.2.*",
        "pkg >= 1",
        "pkg = 1.2",
        "channel::pkg",
        "channel/subdir::pkg>=1",
        "pkg[version='>=1',build=x]",
        "conda-forge::pkg[build=x]",
        "_openmp_mutex",
        "__glibc",
        "https://h/c/linux-64/p-1-0.conda",
        "https://h/p-1-0.tar.bz2#0123",
        "pkg~=1.0",
        "pkg * openblas_0",
        "blas=*=openblas",
        "pkg=2.1=*cuda*",
        "pkg >=1,<2|==3",
        "pkg (>=1,<2)|3",
        "pkg!=1.2",
        "pkg=1!2.0",
        "pkg >=1.0 , < 2.0 py34_0",
        "pkg=1.2.3 0",
        "pkg=main",
        "https://h/channel::pkg=1",
        "pkg[build='^(a|b)$']",
        "4ti2",
        "pkg 2023c",
        "python >=3.10 if linux",
        "*[md5=0123]",
        "pkg=1.2+local",
        "pkg=1.*,!=1.3",
        "pkg >1,<2.0a0=h_0",
    ];
    for spec in specs {
        let quoted = format!("dependencies: [\"{spec}\"]\n");
        assert_eq!(environment(&quoted).environment.dependencies, [spec]);
    }
}

#[test]
fn what_conda_alone_takes_becomes_what_every_reader_takes() {
    let files = environment("dependencies: [a=>1.2, 'b =', 'c===1', 'd =<2', 'CF::E=>1[build=x]']\n");
    assert_eq!(files.environment.dependencies, ["CF::e>=1[build=x]", "a>=1.2", "b", "c=1", "d<2"]);
}

#[test]
fn specs_are_trimmed_and_sorted_and_their_names_are_in_lower_case() {
    let files =
        environment("dependencies: ['  b   >=1 ', A, a, 'CF::NumPy=1.2', 'c # why', \"d\\n  1.2\"]\n");
    assert_eq!(files.environment.dependencies, ["CF::numpy=1.2", "a", "b >=1", "c", "d 1.2"]);
}

#[test]
fn channels_keep_their_order_and_are_not_interpreted() {
    let files = environment(
        "channels:\n- defaults\n- nodefaults\n- https://h/t/$T/c\n- a/label/x\n- defaults\ndependencies: [a]\n",
    );
    assert_eq!(files.environment.channels, ["defaults", "nodefaults", "https://h/t/$T/c", "a/label/x"]);
    assert!(
        environment("channels: []\nname:\nvariables:\nprefix:\ndependencies: [a, pip: ]\n")
            .warnings
            .is_empty()
    );
}

#[test]
fn variables_become_text_as_python_spells_it() {
    let files = environment(
        "variables: {A: true, B: 1, C: 1.5, D: 1.0, E: \"1.10\", F: yes, G: 1.0e+16, H: 1.0e-5, I: -3, J: .inf, K: 0.0, L: 123456.0}\n\
         dependencies: [a]\n",
    );
    let values: Vec<&str> = files.environment.variables.values().map(String::as_str).collect();
    let python = ["True", "1", "1.5", "1.0", "1.10", "yes", "1e+16", "1e-05", "-3", "inf", "0.0", "123456.0"];
    assert_eq!(values, python);
    let files = environment("dependencies: [a]\nvariables:\n  _A: |\n    one\n    two\n");
    assert_eq!(files.environment.variables["_A"], "one\ntwo\n");
}

#[test]
fn keys_that_conda_ignores_are_warnings_with_a_place() {
    let files = environment("name: x\nplatforms: [linux-64]\ndependencies: [a]\ncategory: b\n");
    assert_eq!(
        warnings(&files),
        [
            "environment.yml:2:1: Conda ignores the key `platforms`; delete it if it has no other reader",
            "environment.yml:4:1: Conda ignores the key `category`; delete it if it has no other reader",
        ]
    );
}

#[test]
fn pip_is_added_when_it_is_needed_and_missing() {
    let files = environment("dependencies:\n  - zlib\n  - pip:\n    - x\n");
    assert_eq!(files.environment.dependencies, ["pip", "zlib"]);
    assert_eq!(
        warnings(&files),
        [
            "environment.yml:3:5: pip installs packages, but `pip` is not among the dependencies, so it is added; write `- pip` there"
        ]
    );
    let files = read(&[("environment.yml", "dependencies: [a]\n"), ("requirements.txt", "x\n")]);
    assert_eq!(files.environment.dependencies, ["a", "pip"]);
    assert_eq!(
        warnings(&files),
        [
            "requirements.txt: pip installs packages, but `pip` is not among the dependencies, so it is added; write `- pip` there"
        ]
    );
    for text in [
        "dependencies: [a, {pip: }]\n",
        "dependencies: ['pip>=23', {pip: [x]}]\n",
        "dependencies: [c::pip, {pip: [x]}]\n",
    ] {
        assert!(environment(text).warnings.is_empty(), "{text}");
    }
}

#[test]
fn a_second_pip_list_is_refused() {
    assert_eq!(
        environment_error("dependencies:\n- pip:\n  - a\n- pip:\n  - b\n"),
        "4:3: this is the second `pip:` list; move its lines into the first"
    );
}

#[test]
fn bombs_and_towers_are_refused_at_once() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        bomb += &format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", "));
    }
    bomb += "dependencies: *a29\n";
    let start = Instant::now();
    assert_eq!(environment_error(&bomb), "29:6: a list is not a package; write its name");
    assert_eq!(environment_error("dependencies: &a [*a]\n"), "1:15: a list is not a package; write its name");
    // The first three are a list in a list, the last is a mapping whose keys are mappings.
    let deep = ["[".repeat(500_000), "{".repeat(500_000), "- ".repeat(100_000), "? ".repeat(100_000)];
    for text in deep {
        environment_error(&text);
    }
    environment_error(&format!("{}: 1\n", "k".repeat(100_000)));
    // Not a measurement: what is not refused at once takes longer than anybody waits.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
