//! Damage in lock/, such as a merge leaves behind.

use super::check;

const LOCK: &str = "lock/conda-linux-64.lock";
const PIP: &str = "lock/requirements-linux-64.txt";
const ADVICE: &str = "; take the file of an earlier commit, or run `cargo xtask lock`";

#[test]
fn damage_in_the_list_of_packages_is_one_sentence_with_its_line() {
    let (sha, md5) = ("b".repeat(64), "a".repeat(32));
    let package = format!(
        "# sha256: {sha}  a-1-0.conda\nhttps://conda.anaconda.org/conda-forge/noarch/a-1-0.conda#{md5}\n"
    );
    let head = "# made from: 00000000\n@EXPLICIT\n";
    let with = |body: &str| format!("{head}{body}");
    let table = [
        (String::new(), 1, "no line `@EXPLICIT` begins the list of packages".to_owned()),
        (
            format!("@EXPLICIT\n# part: rest\n{package}"),
            1,
            "no line `# made from: …` says what this lock is of".to_owned(),
        ),
        (with(""), 1, "the list of packages ends too early".to_owned()),
        (with(&package), 4, "no SHA-256, or no part, stands above this package".to_owned()),
        (with("# part: all\n"), 3, "the parts are `python`, `large` and `rest`, in this order".to_owned()),
        (
            with("# part: rest\n# part: large\n"),
            4,
            "the parts are `python`, `large` and `rest`, in this order".to_owned(),
        ),
        (with(&format!("# part: rest\n{package}{package}")), 7, "the package a is there twice".to_owned()),
        (
            with("# part: rest\n=======\n"),
            4,
            "`=======` is not the address of a package and its MD5".to_owned(),
        ),
        (
            with(&format!("# part: rest\n{}", package.replace("/a-1-0.conda#a", "/a-1-0.conda#A"))),
            5,
            "`https://conda.anaconda.org/conda-forge/noarch/a-1-0.conda#Aa…` is not the address of a package and its MD5".to_owned(),
        ),
        (
            with("# part: rest\n# sha256: 12  a-1-0.conda\n"),
            4,
            "this is not one SHA-256 and the name of a file".to_owned(),
        ),
        (
            with(&format!("# part: rest\n{}", package.replace("  a-1", "  b-1"))),
            5,
            "the SHA-256 above this package is that of another file".to_owned(),
        ),
        (
            with(&format!("# part: rest\n{package}# sha256: {sha}  b-1-0.conda\n")),
            6,
            "the list of packages ends too early".to_owned(),
        ),
        (
            with(&format!("# part: rest\r\n{package}")),
            1,
            "the lines end as on Windows, which the image's tools do not read".to_owned(),
        ),
    ];
    let cases: Vec<(String, String)> = table
        .into_iter()
        .map(|(text, line, what)| (text, format!("{LOCK}:{line}:1: {what}{ADVICE}")))
        .collect();
    let cases: Vec<_> =
        cases.iter().map(|(text, sentence)| (LOCK, text.as_bytes(), sentence.as_str())).collect();
    check(&cases);
}

#[test]
fn requirements_without_packages_are_refused() {
    check(&[(
        PIP,
        b"# made from: 00000000\n",
        "lock/requirements-linux-64.txt: lock/conda-linux-64.lock is missing, and this file is of no use without it; run \
         `cargo xtask lock`",
    )]);
}
