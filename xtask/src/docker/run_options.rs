//! Reads the arguments of `container run`, in any of the spellings that its client takes.

/// Options of one letter that have a value, and their long names.
const LETTERS: [(char, &str); 10] = [
    ('a', "attach"),
    ('c', "cpu-shares"),
    ('e', "env"),
    ('h', "hostname"),
    ('l', "label"),
    ('m', "memory"),
    ('p', "publish"),
    ('u', "user"),
    ('v', "volume"),
    ('w', "workdir"),
];

/// Options of one letter without a value.
const FLAG_LETTERS: [(char, &str); 5] =
    [('d', "detach"), ('i', "interactive"), ('P', "publish-all"), ('q', "quiet"), ('t', "tty")];

/// Further options that have no value, or one behind a `=`.
const FLAGS: [&str; 10] = [
    "disable-content-trust",
    "help",
    "init",
    "no-healthcheck",
    "oom-kill-disable",
    "privileged",
    "read-only",
    "rm",
    "sig-proxy",
    "use-api-socket",
];

/// Further options whose value is the next argument, whatever that is.
const VALUED: [&str; 11] = [
    "cap-add",
    "cap-drop",
    "entrypoint",
    "env-file",
    "mount",
    "name",
    "network",
    "network-alias",
    "security-opt",
    "tmpfs",
    "volumes-from",
];

/// An option, by its long name without the dashes, and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOption<'a> {
    /// The long name; of a letter that nobody knows, the letter.
    pub name: &'a str,
    /// The value, wherever it stands.
    pub value: Option<&'a str>,
}

impl RunOption<'_> {
    /// Whether this option, which has no value, is switched off by one.
    pub fn is_off(&self) -> bool {
        self.value.is_some_and(|value| ["0", "f", "false"].contains(&value.to_ascii_lowercase().as_str()))
    }
}

/// Arguments that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunArgument<'a> {
    /// An argument, and the next one if it is the value.
    pub words: &'a [String],
    /// The options in it, of which the letters in one argument are several. There is none in a word that belongs to no option.
    pub options: Vec<RunOption<'a>>,
}

/// Whether the next argument is the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value,
    /// Of an option that is not known here.
    PerhapsValue,
    Other,
}

/// The arguments, each with its value.
pub fn run_arguments(args: &[String]) -> Vec<RunArgument<'_>> {
    let (mut found, mut rest) = (Vec::new(), args);
    while let Some(first) = rest.first() {
        let (mut options, next) = options(first);
        let is_value = |word: &String| match next {
            Next::Value => true,
            // A number below zero is a value, too.
            Next::PerhapsValue => !word.starts_with('-') || word.parse::<i64>().is_ok(),
            Next::Other => false,
        };
        let length = if rest.get(1).is_some_and(is_value) { 2 } else { 1 };
        let (words, behind) = rest.split_at(length);
        if let (Some(option), [_, value]) = (options.last_mut(), words) {
            option.value = Some(value);
        }
        found.push(RunArgument { words, options });
        rest = behind;
    }
    found
}

/// All options among these arguments.
pub fn run_options(args: &[String]) -> Vec<RunOption<'_>> {
    run_arguments(args).into_iter().flat_map(|argument| argument.options).collect()
}

/// The values of this option.
pub fn values_of<'a>(args: &'a [String], name: &str) -> Vec<&'a str> {
    run_options(args).iter().filter(|option| option.name == name).filter_map(|option| option.value).collect()
}

/// Whether the container has the machine's own network.
pub fn has_network_of_the_host(args: &[String]) -> bool {
    values_of(args, "network").iter().any(|value| {
        let mut fields = value.split(',');
        value.split(':').next() == Some("host") || fields.any(|field| field.trim() == "name=host")
    })
}

/// The options in one argument.
fn options(word: &str) -> (Vec<RunOption<'_>>, Next) {
    let Some(long) = word.strip_prefix("--") else {
        return word.strip_prefix('-').map_or((Vec::new(), Next::Other), letters);
    };
    let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
    let name = if name == "net" { "network" } else { name };
    let is_in = |letters: &[(char, &str)]| letters.iter().any(|(_, long)| *long == name);
    let next = if value.is_some() || name.is_empty() || FLAGS.contains(&name) || is_in(&FLAG_LETTERS) {
        Next::Other
    } else if VALUED.contains(&name) || is_in(&LETTERS) {
        Next::Value
    } else {
        Next::PerhapsValue
    };
    (vec![RunOption { name, value }], next)
}

/// The options in the letters of one argument: those that have no value, and behind them perhaps one that has.
fn letters(mut letters: &str) -> (Vec<RunOption<'_>>, Next) {
    let mut options = Vec::new();
    while let Some(letter) = letters.chars().next() {
        let (this, rest) = letters.split_at(letter.len_utf8());
        let long = |table: &[(char, &'static str)]| {
            table.iter().find(|(known, _)| *known == letter).map(|(_, long)| *long)
        };
        let flag = long(&FLAG_LETTERS);
        if let (Some(name), false) = (flag, rest.starts_with('=')) {
            options.push(RunOption { name, value: None });
            letters = rest;
            continue;
        }
        let known = flag.or_else(|| long(&LETTERS));
        let value = (!rest.is_empty()).then(|| rest.strip_prefix('=').unwrap_or(rest));
        options.push(RunOption { name: known.unwrap_or(this), value });
        let next = match (value, known) {
            (Some(_), _) => Next::Other,
            (None, Some(_)) => Next::Value,
            (None, None) => Next::PerhapsValue,
        };
        return (options, next);
    }
    (options, Next::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn each_option_is_found_with_its_value_in_whichever_way_it_is_spelt_and_a_stray_word_is_none() {
        // The arguments that belong together are parted by a bar.
        let table = [
            ("--env A=b --rm x", "env A=b | rm | STRAY"),
            ("--env=A=b x", "env A=b | STRAY"),
            ("--env --rm --rm=false", "env --rm | rm false"),
            ("-e A -eA -e=A=b", "env A | env A | env A=b"),
            ("-ie A -itp9:9 -dP", "interactive env A | interactive tty publish 9:9 | detach publish-all"),
            ("-it=false -d x", "interactive tty false | detach | STRAY"),
            ("--net host --network=host", "network host | network host"),
            ("--new x y", "new x | STRAY"),
            ("--new --other -1", "new | other -1"),
            ("-Z x -Zy", "Z x | Z y"),
            ("x --privileged y", "STRAY | privileged | STRAY"),
            ("--memory= x", "memory  | STRAY"),
            ("-v", "volume"),
        ];
        for (line, expected) in table {
            let args = words(line);
            let shown = |option: &RunOption<'_>| match option.value {
                Some(value) => format!("{} {value}", option.name),
                None => option.name.to_owned(),
            };
            let arguments = run_arguments(&args);
            let parts: Vec<String> = arguments
                .iter()
                .map(|argument| match argument.options.as_slice() {
                    [] => "STRAY".to_owned(),
                    options => options.iter().map(shown).collect::<Vec<_>>().join(" "),
                })
                .collect();
            assert_eq!(parts.join(" | "), expected, "{line}");
            let all: Vec<String> = arguments.iter().flat_map(|argument| argument.words).cloned().collect();
            assert_eq!(all, args);
        }
    }

    #[test]
    fn the_host_s_network_is_told_from_any_other() {
        let table = [
            ("--network=host", true),
            ("--net host", true),
            ("--network name=host,alias=x", true),
            ("--network=hosts", false),
            ("--network=container:host", false),
            ("--network-alias=host --env network=host", false),
            ("--pid=host", false),
        ];
        for (line, expected) in table {
            assert_eq!(has_network_of_the_host(&words(line)), expected, "{line}");
        }
    }
}
