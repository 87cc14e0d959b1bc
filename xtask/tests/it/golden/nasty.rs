//! A claim about every input: whatever stands in a value, it stays in its place in the generated files.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::support::Project;

/// Pieces of text that mean something to YAML, a shell, a Dockerfile, a template or a terminal.
const PIECES: [&str; 44] = [
    "a",
    "B",
    "7",
    " ",
    "  ",
    "'",
    "\"",
    "\\",
    "$",
    "${x}",
    "$(id)",
    "`id`",
    "#",
    " #",
    ": ",
    "- ",
    "{{ x }}",
    "{% x %}",
    "{# x #}",
    "\n",
    "\r",
    "\t",
    "\nRUN id\n",
    "\" RUN id",
    "\\\n",
    "|",
    ">",
    "&a",
    "*a",
    "!x",
    "%",
    "@",
    "~",
    "null",
    "yes",
    "1e3",
    "[",
    "]",
    "{",
    "}",
    ",",
    "é世\u{1f40d}",
    "\u{2028}",
    "\u{85}",
];

/// Xorshift: the same strings in every run, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn text(&mut self, pieces: &[&str]) -> String {
        (0..1 + self.below(6)).map(|_| pieces[self.below(pieces.len())]).collect()
    }
}

/// A YAML scalar by other rules than those of the tool: single-quoted where that can be, else with numbers for letters.
fn scalar(text: &str) -> String {
    if text.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    text.chars().fold("\"".to_owned(), |yaml, c| yaml + &format!("\\U{:08x}", u32::from(c))) + "\""
}

/// The variables that the Dockerfile sets, read by the rules of its ENV.
fn env(dockerfile: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let (_, block) = dockerfile.split_once("\nENV PATH=").unwrap();
    // The instruction goes on for as long as its lines end with a backslash; its last line is not one of the user's.
    for line in block.lines().skip(1).map_while(|line| line.strip_suffix(" \\")) {
        let Some((name, rest)) = line.trim_start().split_once("=\"") else { continue };
        let (mut value, mut rest) = (String::new(), rest.strip_suffix('"').expect("a closing quote").chars());
        while let Some(c) = rest.next() {
            assert!(!matches!(c, '"' | '$'), "{line} has a bare {c}");
            value.push(if c == '\\' { rest.next().expect("something behind a backslash") } else { c });
        }
        found.insert(name.to_owned(), value);
    }
    found
}

/// What a shell takes from variables.sh, in which this stands for Conda.
fn set(script: &str) -> BTreeMap<String, String> {
    let conda = "/opt/conda/bin/conda env config vars set --prefix /opt/env";
    assert!(script.contains(conda), "{script}");
    let script = script.replace(conda, "printf '%s\\0'");
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let pairs = text.split_terminator('\0').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_variable_s_value_stays_in_its_place_whatever_it_is() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let project = Project::of_template("project");
    let plain = instructions(&project, "dependencies: [pip, jupyterlab]\nvariables: {V0: x}\n");
    for _ in 0..40 {
        let values: BTreeMap<String, String> =
            (0..12).map(|n| (format!("V{n}"), random.text(&PIECES))).collect();
        let lines: String =
            values.iter().map(|(name, value)| format!("  {name}: {}\n", scalar(value))).collect();
        let yaml = format!("dependencies: [pip, jupyterlab]\nvariables:\n{lines}");
        assert_eq!(instructions(&project, &yaml), plain, "{yaml}");

        assert_eq!(set(&project.read("docker/variables.sh")), values);
        // ENV has no line breaks; those variables come from the frozen activation.
        let one_line = values.into_iter().filter(|(_, value)| !value.chars().any(char::is_control));
        assert_eq!(env(&project.read("docker/Dockerfile")), one_line.collect());
    }
}

/// The first words of the Dockerfile's lines that begin an instruction: a value that breaks out would add one.
fn instructions(project: &Project, environment: &str) -> Vec<String> {
    project.write("environment.yml", environment).xtask(&["generate", "--quiet"]).exits(0);
    let dockerfile = project.read("docker/Dockerfile");
    let starts = dockerfile.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    starts.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn a_channel_a_name_or_a_package_is_refused_or_stays_what_it_is() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let project = Project::of_template("project");
    let plain = instructions(&project, "channels: [c]\ndependencies: [pip, jupyterlab]\n");
    let (mut taken, mut refused) = (0, 0);
    for round in 0..150 {
        // Mostly harmless pieces in two rounds of three, so that enough of it is taken.
        let pieces =
            if round % 3 == 0 { &PIECES[..] } else { &["a", "b", "-", "_", "$", "é", "'", "7"][..] };
        let (name, channel) = (random.text(pieces), random.text(pieces));
        let package = format!("x{}", random.text(pieces));
        let yaml = format!(
            "name: {}\nchannels: [{}]\ndependencies: [pip, jupyterlab, {}]\n",
            scalar(&name),
            scalar(&channel),
            scalar(&package)
        );
        project.write("environment.yml", &yaml);
        let outcome = project.xtask(&["generate", "--quiet"]);
        if outcome.code == 2 {
            assert!(outcome.stderr.starts_with("error: environment.yml:"), "{}", outcome.stderr);
            assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
            refused += 1;
            continue;
        }
        assert_eq!(instructions(&project, &yaml), plain, "{yaml}");
        let written: Value = serde_yaml::from_str(&project.read("docker/environment.yml")).unwrap();
        let list = |key: &str| serde_yaml::from_value::<Vec<String>>(written[key].clone()).unwrap();
        assert_eq!(list("channels"), [channel.trim()], "{yaml}");
        assert_eq!(list("dependencies").len(), 3, "{yaml}");
        taken += 1;
    }
    assert!(
        taken > 10 && refused > 10,
        "{taken} taken, {refused} refused: these strings test only one of the two"
    );
}
