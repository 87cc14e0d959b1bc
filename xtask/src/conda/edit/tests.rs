//! Claims about edits: a table of files, each with what is asked for and the file that comes out.

use camino::Utf8Path;

use super::*;

/// Does these edits, one after the other, to a project of these files; returns the texts of the files that changed.
fn edited(files: &[(&str, &str)], edits: &[&str]) -> Result<Vec<(String, String)>> {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    for (name, text) in files {
        std::fs::write(root.join(name), text).unwrap();
    }
    let mut project = Overlay::new(root);
    for words in edits {
        let (deed, package) = words.split_once(' ').unwrap();
        let (manager, deed) = match deed.strip_prefix("pip-") {
            Some(deed) => (Manager::Pip, deed),
            None => (Manager::Conda, deed),
        };
        let wanted = Wanted::parse(package, manager)?;
        match deed {
            "add" => drop(add(&mut project, &wanted)?),
            _ => remove(&mut project, &wanted)?,
        }
    }
    Ok(project.instead.into_iter().map(|(file, text)| (file.to_string(), text)).collect())
}

/// The same of environment.yml alone.
fn environment(text: &str, edits: &[&str]) -> String {
    let changed =
        edited(&[("environment.yml", text)], edits).unwrap_or_else(|error| panic!("{edits:?}: {error:#}"));
    changed.into_iter().next().map_or_else(|| text.to_owned(), |(_, text)| text)
}

#[test]
fn environment_yml_keeps_all_but_what_is_asked_for() {
    let block = "# top\nname: x\ndependencies:\n  # why\n  - python=3.12   # Binder\n  - numpy\n\n  # for pip\n  - pip:\n    - a==1\n";
    let table: [(&str, &[&str], &str); 24] = [
        // Behind the last package of Conda's, above what belongs to pip.
        (block, &["add pandas>=2"], &block.replace("- numpy\n", "- numpy\n  - pandas>=2\n")),
        (block, &["add conda-forge::x"], &block.replace("- numpy\n", "- numpy\n  - conda-forge::x\n")),
        (block, &["add x[build=*cuda*]"], &block.replace("- numpy\n", "- numpy\n  - x[build=*cuda*]\n")),
        // On its line, with the comment.
        (block, &["add python=3.13"], &block.replace("python=3.12", "python=3.13")),
        (block, &["add NumPy >=1.26,<2"], &block.replace("- numpy\n", "- numpy >=1.26,<2\n")),
        (block, &["add numpy"], block),
        (block, &["remove numpy"], &block.replace("  - numpy\n", "")),
        (
            block,
            &["remove python", "add python=3.12"],
            &block
                .replace("  - python=3.12   # Binder\n", "")
                .replace("- numpy\n", "- numpy\n  - python=3.12\n"),
        ),
        // The list below `pip:`, which has no requirements.txt beside it.
        (block, &["pip-add b[extra]==1"], &block.replace("- a==1\n", "- a==1\n    - b[extra]==1\n")),
        (block, &["pip-add A==2"], &block.replace("a==1", "A==2")),
        (
            block,
            &["pip-add b; python_version < \"3\""],
            &block.replace("- a==1\n", "- a==1\n    - b; python_version < \"3\"\n"),
        ),
        (block, &["pip-remove a"], &block.replace("  - pip:\n    - a==1\n", "")),
        // Windows' line ends, and a last line without any.
        (
            "dependencies:\r\n- a\r\n- b # x\r\n",
            &["add c", "add a=1"],
            "dependencies:\r\n- a=1\r\n- b # x\r\n- c\r\n",
        ),
        ("dependencies:\n- a\n- b", &["add c"], "dependencies:\n- a\n- b\n- c"),
        ("dependencies:\r\n- a\r\n- b", &["remove b"], "dependencies:\r\n- a\r\n"),
        // Tabs where YAML takes them.
        (
            "dependencies:\n- a\t# one\n-   b\t\n",
            &["add a=2", "add c"],
            "dependencies:\n- a=2\t# one\n-   b\t\n-   c\n",
        ),
        // Brackets, on one line and on several.
        (
            "dependencies: [a, a-b, b]  # a\n",
            &["add a=1", "add c>=1,<2"],
            "dependencies: [a=1, a-b, b, \"c>=1,<2\"]  # a\n",
        ),
        ("dependencies: [a, b, c]\n", &["remove a", "remove c"], "dependencies: [b]\n"),
        ("dependencies: [\n  a,\n  b\n]\n", &["add c", "remove a"], "dependencies: [\n  b, c\n]\n"),
        (
            "dependencies: [\n  a,  # first\n  b,\n]\n",
            &["remove b", "add a=1"],
            "dependencies: [\n  a=1,  # first\n]\n",
        ),
        (
            "dependencies: [a, pip, {pip: [x, y]}]\n",
            &["pip-add z[e]", "pip-remove x"],
            "dependencies: [a, pip, {pip: [y, \"z[e]\"]}]\n",
        ),
        // Quotes.
        (
            "dependencies:\n- 'a'\n- \"b>=1\"  # x\n",
            &["add a>=2", "add b"],
            "dependencies:\n- 'a>=2'\n- \"b\"  # x\n",
        ),
        // A list for pip alone.
        ("dependencies:\n  - pip:\n      - a\n", &["add b"], "dependencies:\n  - b\n  - pip:\n      - a\n"),
        ("dependencies:\n- a\n- pip\n- pip: [x]\n", &["pip-remove x"], "dependencies:\n- a\n- pip\n"),
    ];
    for (text, edits, expected) in table {
        assert_eq!(environment(text, edits), *expected, "{edits:?} of {text}");
    }
}

#[test]
fn requirements_txt_keeps_all_but_what_is_asked_for() {
    let environment = ("environment.yml", "dependencies: [python, pip]\n");
    let table: [(&str, &[&str], &str); 9] = [
        (
            "# top\na==1  # why\nb\n",
            &["pip-add a==2", "pip-add c[x]>=1,<2"],
            "# top\na==2  # why\nb\nc[x]>=1,<2\n",
        ),
        ("a\r\nb\r\n", &["pip-add c", "pip-remove a"], "b\r\nc\r\n"),
        ("a", &["pip-add b"], "a\nb"),
        ("a\n\n\n", &["pip-add b"], "a\nb\n\n\n"),
        ("a\t# x\n", &["pip-add a>1"], "a>1\t# x\n"),
        ("", &["pip-add a"], "a\n"),
        ("My_Pkg==1\n", &["pip-add my-pkg==2"], "my-pkg==2\n"),
        ("a ; python_version < '4'  # x\n", &["pip-remove A"], ""),
        (
            "-i https://host/simple\na @ https://host/a-1.tar.gz\n",
            &["pip-add a==1"],
            "-i https://host/simple\na==1\n",
        ),
    ];
    for (text, edits, expected) in table {
        let changed = edited(&[environment, ("requirements.txt", text)], edits);
        let changed = changed.unwrap_or_else(|error| panic!("{edits:?}: {error:#}"));
        assert_eq!(changed, [("requirements.txt".to_owned(), expected.to_owned())], "{edits:?}");
    }
    let new = edited(&[environment], &["pip-add a==1"]).unwrap();
    assert_eq!(new, [("requirements.txt".to_owned(), "a==1\n".to_owned())]);
    let included = [environment, ("requirements.txt", "-r more.txt\n"), ("more.txt", "a==1\n")];
    let changed = edited(&included, &["pip-add a==2", "pip-add b"]).unwrap();
    let expected = [("more.txt", "a==2\n"), ("requirements.txt", "-r more.txt\nb\n")];
    assert_eq!(changed, expected.map(|(file, text)| (file.to_owned(), text.to_owned())));
}

#[test]
fn a_new_spec_keeps_what_it_does_not_speak_of() {
    let table = [
        // The condition.
        (
            "numpy==1 ; sys_platform==\"linux\"  # why",
            "pip-add numpy==3",
            "numpy==3 ; sys_platform==\"linux\"  # why",
        ),
        ("a==1;os_name=='nt'", "pip-add a", "a;os_name=='nt'"),
        ("a==1; os_name=='nt'", "pip-add a>2; os_name=='posix'", "a>2; os_name=='posix'"),
        (
            "a==1; os_name=='nt'",
            "pip-add a @ https://h/a-1.tar.gz",
            "a @ https://h/a-1.tar.gz ; os_name=='nt'",
        ),
        ("a @ https://h/a;1.zip ; os_name=='nt'", "pip-add a==1", "a==1 ; os_name=='nt'"),
        ("git+https://h/a#egg=a ; os_name=='nt'", "pip-add a==1", "a==1 ; os_name=='nt'"),
        ("-e git+https://h/a#egg=a", "pip-add a==1", "a==1"),
        ("a[e]==1; os_name=='nt'", "pip-add git+https://h/a#egg=a", "git+https://h/a#egg=a ; os_name=='nt'"),
        // The extras.
        ("dask[complete]==1", "pip-add dask==2", "dask[complete]==2"),
        ("dask [a, b] >=1,<2  # x", "pip-add dask", "dask[a, b]  # x"),
        ("dask[complete]==1", "pip-add dask[array] >=2", "dask[array] >=2"),
        ("dask[complete]==1", "pip-add dask[]", "dask[]"),
        ("a[e]", "pip-add a @ https://h/a-1.tar.gz", "a[e] @ https://h/a-1.tar.gz"),
        // Options of its own, but no hash of another version.
        ("a==1 --hash=sha256:00 --hash sha256:11", "pip-add a==2", "a==2"),
        ("a==1 --hash=sha256:00", "pip-add a == 1", "a == 1 --hash=sha256:00"),
        ("a==1 -C k=v --hash=sha256:00 # x", "pip-add a==2", "a==2 -C k=v # x"),
        ("a==1 ; os_name=='n t' --hash=sha256:00", "pip-add a==2", "a==2 ; os_name=='n t'"),
        // The channel and the condition of a Conda spec; a build belongs to its version.
        ("- conda-forge::numpy>=1", "add numpy>=2", "- conda-forge::numpy>=2"),
        ("- conda-forge/linux-64::a=1=b_0", "add a", "- conda-forge/linux-64::a"),
        ("- conda-forge::a", "add x::a=1", "- x::a=1"),
        ("- conda-forge::a", "add a[channel=x]", "- a[channel=x]"),
        ("- a[version='>1',channel='x']", "add a=1", "- x::a=1"),
        ("- x::a", "add https://h/linux-64/a-1-0.conda", "- https://h/linux-64/a-1-0.conda"),
        ("- a=1 if python>3", "add a=2", "- a=2 if python>3"),
        ("- 'x::a=1'  # [win]", "add a=2", "- 'x::a=2'  # [win]"),
        ("- a=1  # [win]", "add a=2", "- a=2  # [win]"),
    ];
    for (line, edit, expected) in table {
        let (head, file) = match line.starts_with("- ") {
            true => ("dependencies:\n", "environment.yml"),
            false => ("", "requirements.txt"),
        };
        let files = [("environment.yml", "dependencies: [pip]\n"), (file, &*format!("{head}{line}\n"))];
        let changed = edited(&files, &[edit]).unwrap_or_else(|error| panic!("{edit} of {line}: {error:#}"));
        assert_eq!(changed, [(file.to_owned(), format!("{head}{expected}\n"))], "{edit} of {line}");
    }
}

#[test]
fn what_cannot_be_done_is_one_sentence_and_changes_nothing() {
    let files = [
        (
            "environment.yml",
            "dependencies:\n- python\n- numpy\n- twice\n- twice=1\n- &x anchored\n- >-\n  folded\n- matplotlib-base\n",
        ),
        ("requirements.txt", "watermark\nlong==1 \\\n  --hash=sha256:00\n"),
    ];
    let table = [
        ("remove nunpy", "nunpy is not listed in the Conda files; did you mean `numpy`?"),
        ("remove matplotlib", "matplotlib is not listed in the Conda files; did you mean `matplotlib-base`?"),
        ("remove zzz", "zzz is not listed in the Conda files"),
        (
            "remove watermark",
            "watermark is listed for pip, in requirements.txt:1; `cargo xtask remove --pip watermark` takes it out",
        ),
        (
            "pip-remove numpy",
            "numpy is listed for Conda, in environment.yml:3; `cargo xtask remove numpy` takes it out",
        ),
        (
            "add twice=2",
            "environment.yml:4:1: twice is listed here and again in environment.yml:5; edit these lines yourself",
        ),
        ("add numpy<>2", "Conda has no operator `<>` (in `numpy<>2`); write `!=`"),
        ("add x[e]", "`x[e]` asks for extras, which Conda does not have; give --pip to install it with pip"),
        ("add git+https://h/x", "`git+https://h/x` is not for Conda; write it into the `pip:` list"),
        ("add 3.12", "`3.12` has no package name; write one in front, such as `python=3.12`"),
        (
            "pip-add -r x.txt",
            "`-r x.txt` is an option of pip's and no package; write it into requirements.txt yourself",
        ),
        ("pip-add a\nb", "the character U+000A cannot stand here; delete it"),
        (
            "pip-add long==2",
            "requirements.txt:2:1: the list is written so that this tool cannot edit it without changing more than is asked for; edit it yourself",
        ),
        (
            "remove folded",
            "environment.yml:7:1: the list is written so that this tool cannot edit it without changing more than is asked for; edit it yourself",
        ),
    ];
    for (edit, expected) in table {
        let error = edited(&files, &[edit]).unwrap_err();
        assert_eq!(error.to_string(), expected, "{edit}");
        assert!(error.downcast_ref::<BadInput>().is_some(), "{edit}");
    }
}

#[test]
fn an_anchor_or_a_tag_stays_with_its_item_and_only_a_person_takes_both_out() {
    let items = ["- &n a\n", "- !!str a\n", "- &n !!str 'a'  # x\n", "- !<tag:yaml.org,2002:str> a\n"];
    let flows = ["[&n a, b]\n", "[b,&n a]\n", "[b, !!str \"a\"]\n", "[\n  &n a,\n  b]\n"];
    let below = |head: &str, list: &[&str]| list.iter().map(|it| format!("{head}{it}")).collect::<Vec<_>>();
    for text in [below("dependencies:\n", &items), below("dependencies: ", &flows)].concat() {
        let error = edited(&[("environment.yml", &text)], &["remove a"]).unwrap_err().to_string();
        let line = text.split_inclusive('\n').position(|line| line.contains(['&', '!'])).unwrap() + 1;
        let expected =
            format!("environment.yml:{line}:1: `a` has an anchor or a tag; edit the line yourself");
        assert_eq!(error, expected, "{text}");
        assert_eq!(
            environment(&text, &["add c", "remove c"]).matches(['&', '!']).count(),
            text.matches(['&', '!']).count()
        );
        assert!(environment(&text, &["add a=1"]).contains("a=1"), "{text}");
    }
    let around = "dependencies: &d [a, &n b]\n";
    assert_eq!(environment(around, &["remove a"]), "dependencies: &d [&n b]\n");
    assert_eq!(environment("dependencies:\n- &n a\n", &["add c"]), "dependencies:\n- &n a\n- c\n");
}

#[test]
fn a_package_that_is_listed_elsewhere_or_already_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    std::fs::write(root.join("environment.yml"), "dependencies: [numpy, pip, num-py]\n").unwrap();
    std::fs::write(root.join("requirements.txt"), "watermark\nh==1 --hash=sha256:00\n").unwrap();
    let said_of = |package: &str, manager: Manager| {
        let wanted = Wanted::parse(package, manager).unwrap();
        add(&mut Overlay::new(root), &wanted).unwrap()
    };
    let said = |package: &str| said_of(package, Manager::Conda);
    let edited = |note: Option<&str>, warning: Option<&str>| Edited {
        note: note.map(str::to_owned),
        warning: warning.map(str::to_owned),
    };
    let replaced = "numpy is listed already: environment.yml:1 says `numpy=2` now, and no longer `numpy`";
    let hash = "h is listed already: requirements.txt:2 says `h==2` now, and no longer `h==1 --hash=sha256:00`; the hash was of \
                what it said before";
    let elsewhere = "watermark is listed for pip, too, in requirements.txt:1; `cargo xtask remove --pip watermark` takes it \
                     out there";
    assert_eq!(said("pandas"), edited(None, None));
    assert_eq!(said("numpy"), edited(Some("numpy is listed already, in environment.yml:1"), None));
    assert_eq!(said("numpy=2"), edited(Some(replaced), None));
    let another = "num_py is another package than num-py for Conda, which environment.yml:1 lists";
    assert_eq!(said("num_py"), edited(None, Some(another)));
    assert_eq!(said("watermark"), edited(None, Some(elsewhere)));
    assert_eq!(said_of("h==2", Manager::Pip), edited(Some(hash), None));
}

#[test]
fn a_package_is_found_in_whatever_spelling_its_manager_takes_and_in_whatever_place_it_stands() {
    let conda = "dependencies:\n- Scikit-Learn\n- conda-forge::numpy=1.26=py_0\n- ruamel.yaml\n- ruamel_yaml\n- pip\n";
    let pip = "ray[rllib]==2\nScikit_Learn\n-r other.txt\n";
    let other = "tqdm[notebook]==4\n";
    let anchors = "x: &n numpy\nname: &a b\ndependencies:\n- *n\n- *a\n- c\n";
    let by_hand = "the list is written so that this tool cannot edit it without changing more than is asked for; edit it yourself";
    /// The line that goes and the one that comes in its place, or the error.
    type Expected = Result<(&'static str, &'static str), String>;
    let table: [(&str, Expected); 29] = [
        ("remove SCIKIT-LEARN", Ok(("- Scikit-Learn\n", ""))),
        ("remove x::scikit-learn=1", Ok(("- Scikit-Learn\n", ""))),
        ("add Scikit-Learn=1.5=py_0", Ok(("- Scikit-Learn\n", "- scikit-learn=1.5=py_0\n"))),
        ("remove scikit_learn", Err("scikit_learn is not listed in the Conda files; did you mean `scikit-learn`?".to_owned())),
        ("remove numpy", Ok(("- conda-forge::numpy=1.26=py_0\n", ""))),
        ("remove conda-forge::numpy", Ok(("- conda-forge::numpy=1.26=py_0\n", ""))),
        ("remove other::NumPy=1.26=py_0", Ok(("- conda-forge::numpy=1.26=py_0\n", ""))),
        ("add numpy=2", Ok(("numpy=1.26=py_0", "numpy=2"))),
        ("remove ruamel.yaml", Ok(("- ruamel.yaml\n", ""))),
        ("add ruamel_yaml=1", Ok(("ruamel_yaml", "ruamel_yaml=1"))),
        ("pip-remove scikit.learn", Ok(("Scikit_Learn\n", ""))),
        ("pip-remove scikit-learn==3", Ok(("Scikit_Learn\n", ""))),
        ("pip-add SCIKIT_LEARN==3", Ok(("Scikit_Learn\n", "SCIKIT_LEARN==3\n"))),
        ("pip-remove ray", Ok(("ray[rllib]==2\n", ""))),
        ("pip-remove Ray[default]", Ok(("ray[rllib]==2\n", ""))),
        ("pip-add ray", Ok(("ray[rllib]==2\n", "ray[rllib]\n"))),
        ("pip-add ray[default]==3", Ok(("ray[rllib]==2\n", "ray[default]==3\n"))),
        ("pip-remove tqdm", Ok(("tqdm[notebook]==4\n", ""))),
        ("pip-add tqdm==5", Ok(("tqdm[notebook]==4", "tqdm[notebook]==5"))),
        (
            "remove tqdm",
            Err("tqdm is listed for pip, in other.txt:1; `cargo xtask remove --pip tqdm` takes it out".to_owned()),
        ),
        (
            "pip-remove ruamel-yaml",
            Err("ruamel-yaml is listed for Conda, in environment.yml:4; `cargo xtask remove ruamel.yaml` takes it out".to_owned()),
        ),
        // What an alias stands for has another meaning beside.
        ("*add numpy=2", Err(format!("environment.yml:1:1: {by_hand}"))),
        ("*remove numpy", Err(format!("environment.yml:1:1: {by_hand}"))),
        ("*add b=2", Err(format!("environment.yml:2:1: {by_hand}"))),
        ("*add c=2", Ok(("- c\n", "- c=2\n"))),
        ("*add d", Ok(("- c\n", "- c\n- d\n"))),
        // A list of nothing is none.
        ("1remove a", Err("environment.yml:1:1: `a` is the only package that is listed here; add another one first".to_owned())),
        ("1add b", Ok(("[a]", "[a, b]"))),
        ("2remove a", Err(format!("environment.yml:1:1: {by_hand}"))),
    ];
    for (words, expected) in table {
        let (environment, edit) = match words.split_at(1) {
            ("*", edit) => (anchors, edit),
            ("1", edit) => ("dependencies: [a]\n", edit),
            ("2", edit) => ("dependencies:\n-\n  a\n- b\n", edit),
            _ => (conda, words),
        };
        let files = [("environment.yml", environment), ("requirements.txt", pip), ("other.txt", other)];
        let outcome = edited(&files, &[edit]).map(|changed| {
            let [(name, new)] = changed.try_into().unwrap();
            let old = files.iter().find(|(file, _)| *file == name).unwrap().1;
            (old.to_owned(), new)
        });
        match (outcome, expected) {
            (Ok((old, new)), Ok((gone, come))) => assert_eq!(new, old.replacen(gone, come, 1), "{words}"),
            (Err(error), Err(sentence)) => assert_eq!(error.to_string(), sentence, "{words}"),
            (outcome, expected) => panic!("{words}: {outcome:?} and not {expected:?}"),
        }
    }
}
