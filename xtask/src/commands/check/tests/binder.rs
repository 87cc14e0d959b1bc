//! Claims about the rules that speak of Binder. xtask/tests/it/binder/table.rs compares them with repo2docker.

use super::found;

/// The rules of this room, and where they find something.
fn said(files: &[(&str, &str)]) -> Vec<String> {
    const RULES: [&str; 4] = ["binder-refuses", "no-r-kernel", "old-python", "python-version"];
    let found = found(files);
    let found = found.iter().filter(|it| RULES.contains(&it.rule));
    found.map(|it| format!("{}:{} {}", it.file, it.line, it.rule)).collect()
}

fn environment(specs: &str) -> String {
    format!("dependencies: [jupyterlab, {specs}]\n")
}

#[test]
fn the_python_of_environment_yml_is_told_where_binder_has_another_or_none() {
    let table = [
        ("python=3.12", ""),
        ("python=3.7", ""),
        ("python=2", "old-python"),
        ("python=2.7", "old-python"),
        ("python=3.6.*", "old-python"),
        ("python=2.6", "binder-refuses"),
        ("python=3.0", "binder-refuses"),
        ("python=3.4", "binder-refuses"),
        ("python=3.99", "binder-refuses"),
        ("\"python=3.*\"", "binder-refuses"),
        ("python=3", "python-version"),
        ("python", "python-version"),
        ("python 3.6", "python-version"),
    ];
    for (spec, rule) in table {
        let said = said(&[("environment.yml", &environment(spec))]);
        let rules: Vec<&str> =
            said.iter().filter_map(|it| it.split_once(' ')).map(|(_, rule)| rule).collect();
        assert_eq!(rules.join(" "), rule, "{spec}");
    }
}

#[test]
fn runtime_txt_is_told_of_by_the_rule_that_fits() {
    let (pip, conda) = (("requirements.txt", "x\n"), ("environment.yml", environment("python=3.12")));
    let conda = (conda.0, conda.1.as_str());
    let table = [
        ("python-3.11", [&[][..], &[]]),
        ("python-3.11-2025-06-22", [&[], &[]]),
        ("python-3.6", [&["runtime.txt:1 old-python"], &[]]),
        ("python-2", [&["runtime.txt:1 old-python"], &[]]),
        ("python-3.11.4", [&["runtime.txt:1 binder-refuses"], &[]]),
        ("python-3.99", [&["runtime.txt:1 binder-refuses"], &[]]),
        ("", [&["runtime.txt:1 binder-refuses"], &["runtime.txt:1 binder-refuses"]]),
        // The reader refuses it, and that is said once.
        ("python 3.12", [&[], &["runtime.txt:1 binder-refuses"]]),
        ("abc", [&[], &["runtime.txt:1 binder-refuses"]]),
        ("r-9.9-2024-01-01", [&["runtime.txt:1 binder-refuses"], &["runtime.txt:1 binder-refuses"]]),
        ("r-2018-12-06", [&["runtime.txt:1 binder-refuses"], &["runtime.txt:1 binder-refuses"]]),
        ("r-4.4-2024-01-01", [&[], &[]]),
    ];
    for (text, [alone, beside]) in table {
        assert_eq!(said(&[pip, ("runtime.txt", text)]), alone, "{text}");
        assert_eq!(said(&[conda, ("runtime.txt", text)]), beside, "{text}");
        assert_eq!(said(&[conda, ("runtime.txt", text), ("Dockerfile", "")]), [""; 0], "{text}");
    }
}

#[test]
fn pyproject_toml_is_told_of_where_binder_ends_at_it() {
    let pip = ("requirements.txt", "x\n");
    let requires = |condition: &str| format!("[project]\nname = 'x'\nrequires-python = '{condition}'\n");
    let runtime = ("runtime.txt", "python-3.9");
    for (text, ends) in [
        (requires(">=3.8"), false),
        (requires(">=3.10"), true),
        (requires("^3.9"), true),
        (requires("~=3.9.0"), false),
        (requires(">=3.9.0rc1"), false),
        ("[project".to_owned(), true),
        ("[tool.black]\n".to_owned(), false),
        ("project = 1\n".to_owned(), false),
    ] {
        let expected: &[&str] = if ends { &["pyproject.toml:1 binder-refuses"] } else { &[] };
        assert_eq!(said(&[pip, runtime, ("pyproject.toml", &text)]), expected, "{text}");
        let beside = environment("python=3.9");
        assert_eq!(said(&[("environment.yml", &beside), ("pyproject.toml", &text)]), [""; 0], "{text}");
    }
}

#[test]
fn packages_of_r_need_its_kernel_unless_something_brings_it_or_python_uses_them() {
    let with = |specs: &str, script: &str| {
        let text = environment(&format!("python=3.12, {specs}"));
        said(&[("environment.yml", &text), ("postBuild", script)])
    };
    let plain = "#!/bin/bash\nset -e\ntrue\n";
    for specs in ["r-vegan", "r-base=4.3", "r-base, r-sf"] {
        assert_eq!(with(specs, plain), ["environment.yml:1 no-r-kernel"], "{specs}");
    }
    for specs in ["numpy", "rpy2, r-vegan", "r-essentials", "r-base, r-irkernel", "xeus-r, r-base", "radian"]
    {
        assert_eq!(with(specs, plain), [""; 0], "{specs}");
    }
    let install = "Rscript -e 'install.packages(\"IRkernel\"); IRkernel::installspec()'";
    assert_eq!(with("r-base", &format!("#!/bin/bash\nset -e\n{install}\n")), [""; 0]);
}

#[test]
fn an_old_server_is_known_by_the_python_of_runtime_txt_as_well() {
    let script = "#!/bin/bash\nset -e\njupyter nbextension enable --py widgetsnbextension\n";
    let rules = |runtime: &str| {
        let found = found(&[("requirements.txt", "x\n"), ("runtime.txt", runtime), ("postBuild", script)]);
        found.iter().any(|it| it.rule == "extension-build")
    };
    for (runtime, is_said) in
        [("python-3.7", false), ("python-2", false), ("python-3.8", true), ("python-3", true)]
    {
        assert_eq!(rules(runtime), is_said, "{runtime}");
    }
}
