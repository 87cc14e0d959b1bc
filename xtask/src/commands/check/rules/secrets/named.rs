//! Values behind a name such as key, token or password in a script: `API_KEY=…`, `"key":"…"`, `--token …`, `Bearer …`.

use super::pairs::pairs;
use super::shapes::{is_random, looks_blank};

/// How the names end whose values nobody should see, as words; and whether a value that a person made counts, too.
#[rustfmt::skip]
const NAMES: &[(&[&str], bool)] = &[
    (&["ACCESS", "KEY"], false),
    (&["ACCOUNT", "KEY"], false),
    (&["API", "KEY"], false),
    (&["APIKEY"], false),
    (&["AUTH", "KEY"], false),
    (&["PRIVATE", "KEY"], false),
    (&["SECRET", "KEY"], false),
    (&["SECRET"], false),
    (&["TOKEN"], false),
    (&["PASSWD"], true),
    (&["PASSWORD"], true),
    (&["PASSPHRASE"], true),
    (&["DB", "PASS"], true),
    (&["DB", "PWD"], true),
];

/// A line with one of these has a checksum in it, which is for all to read.
const CHECKSUMS: [&str; 9] = [
    "md5sum",
    "sha1sum",
    "sha224sum",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shasum",
    "--hash=",
    "checksum",
];

/// What stands where a value is to be written, and values that everybody knows.
const OPEN: [&str; 16] = [
    "admin",
    "anonymous",
    "bearer",
    "changeme",
    "default",
    "example",
    "guest",
    "jupyter",
    "mysql",
    "none",
    "null",
    "password",
    "postgres",
    "root",
    "secret",
    "token",
];

/// A value that stands behind a name.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Whether it cannot be anything but a secret.
    pub is_certain: bool,
}

/// The value of a variable, if its name says that nobody should see it.
pub fn of_variable(name: &str, value: &str) -> Option<Named> {
    let is_word = |it: &(&[&str], bool)| ends_with(name, it.0);
    let is_harmless = value.len() < 4
        || is_open(value)
        || value.chars().all(|digit| digit.is_ascii_digit() || digit == '.')
        || ["true", "false"].contains(&value.to_lowercase().as_str())
        || looks_blank(value);
    let is_named = NAMES.iter().any(is_word) && !is_harmless;
    is_named.then(|| Named {
        name: name.to_owned(),
        value: value.to_owned(),
        is_certain: value.len() >= 12 && is_random(value),
    })
}

/// The secrets of the line, by their names.
pub fn named(line: &str) -> impl Iterator<Item = Named> {
    let lower = line.to_lowercase();
    let has_checksum = CHECKSUMS.iter().any(|word| lower.contains(word));
    let pairs = if has_checksum { Vec::new() } else { pairs(line) };
    pairs.into_iter().filter_map(move |(name, value)| judged(line, name, value))
}

fn judged(line: &str, name: &str, value: &str) -> Option<Named> {
    if is_open(value) {
        return None;
    }
    let is_token = value.len() >= 12 && is_random(value);
    // Kaggle's file has the bare name `key`, and the name of a user beside it.
    let is_kaggle = name == "key" && line.contains("username") && value.len() == 32;
    let is_aws = words(name).ends_with(&["SECRET", "ACCESS", "KEY"].map(str::to_owned)) && value.len() == 40;
    let is_bare = ["key", "auth"].contains(&name.to_lowercase().as_str())
        && value.len() >= 20
        && value.chars().all(|it| it.is_ascii_alphanumeric());
    let is_named = match NAMES.iter().find(|(end, _)| ends_with(name, end)) {
        Some((_, true)) => is_token || (value.len() >= 6 && value.chars().any(|it| it != 'x' && it != 'X')),
        Some(_) => is_token,
        None => is_bare && is_token,
    };
    let is_certain = is_token && (is_kaggle || is_aws);
    is_named.then(|| Named { name: name.to_owned(), value: value.to_owned(), is_certain })
}

/// Whether the value is found elsewhere when it is needed, or is known to everybody.
fn is_open(value: &str) -> bool {
    value.chars().any(|it| "$`<>{}()*\\".contains(it))
        || value.starts_with(['/', '~', '.'])
        || value.contains("://")
        || OPEN.contains(&value.to_lowercase().as_str())
}

fn ends_with(name: &str, end: &[&str]) -> bool {
    words(name).ends_with(&end.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
}

/// The words of a name: between `_`, `-` and `.`, and of `apiKey` both; in capitals.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for it in name.chars() {
        if "_-.".contains(it) || (was_small && it.is_ascii_uppercase()) {
            words.push(String::new());
        }
        was_small = it.is_ascii_lowercase();
        if !"_-.".contains(it) {
            words.last_mut().expect("there is one").extend(it.to_uppercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Drawn by nobody.
    const VALUE: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_value_behind_a_name_is_found_in_each_form_and_certain_in_some() {
        for (line, name) in [
            (format!("export API_KEY={VALUE}"), "API_KEY"),
            (format!("wandb_api_key: '{VALUE}'"), "wandb_api_key"),
            (format!("echo \"{{\\\"apiKey\\\": \\\"{VALUE}\\\"}}\""), "apiKey"),
            (format!("tool --token {VALUE}"), "token"),
            (format!("tool --auth-token={VALUE} x"), "auth-token"),
            (format!("curl -H 'Authorization: Bearer {VALUE}' x"), "token"),
            (format!("curl 'https://a.example/?x=1&token={VALUE}'"), "token"),
            (format!("key={VALUE}"), "key"),
            (format!("os.environ[\"API_KEY\"] = \"{VALUE}\""), "API_KEY"),
            ("mysql --password=swordfish".to_owned(), "password"),
            ("mysql -u root -pswordfish db".to_owned(), "password"),
            ("docker login -u jane -p swordfish".to_owned(), "password"),
            ("curl -u jane:swordfish https://a.example".to_owned(), "password"),
            (format!("wandb login {VALUE}"), "api-key"),
            (format!("aws configure set aws_secret_access_key {VALUE}"), "aws_secret_access_key"),
            ("jupyter lab --NotebookApp.token=abc123def456xyz".to_owned(), "NotebookApp.token"),
        ] {
            let found = named(&line).next().map(|it| (it.name, it.is_certain));
            assert_eq!(found, Some((name.to_owned(), false)), "{line}");
        }
        let kaggle = format!("echo '{{\"username\":\"jane\",\"key\":\"{VALUE}\"}}' > kaggle.json");
        let aws = format!("aws_secret_access_key = {VALUE}abcdefgh");
        assert!([kaggle, aws].iter().all(|line| named(line).next().is_some_and(|named| named.is_certain)));
    }

    #[test]
    fn what_is_for_all_to_read_or_no_value_is_silent() {
        for line in [
            format!("echo '{VALUE}  token.bin' | sha256sum -c"),
            format!("md5sum --check <<< 'key={VALUE}'"),
            format!("pkg==1 --hash=sha256:{VALUE}"),
            format!("data.csv: {VALUE}"),
            format!("model.bin={VALUE}"),
            format!("SHA256={VALUE}"),
            format!("gpg --recv-keys {VALUE}"),
            format!("AWS_ACCESS_KEY_ID={VALUE}"),
            format!("PUBLIC_KEY={VALUE}"),
            format!("git checkout {VALUE}"),
            "API_KEY=YOUR_API_KEY_1234567".to_owned(),
            "API_KEY=xxxxxxxxxxxxxxxx1234".to_owned(),
            "TOKEN=<your-token-0123456>".to_owned(),
            "TOKEN=$(cat /run/secrets/token1234)".to_owned(),
            "export TOKEN=${TOKEN:-}".to_owned(),
            "TOKEN=\"$GITHUB_TOKEN_123456\"".to_owned(),
            "jupyter lab --NotebookApp.token='' --NotebookApp.password=''".to_owned(),
            "jupyter server --ServerApp.password='' --version".to_owned(),
            "PASSWORD=changeme".to_owned(),
            "PASSWORD=root".to_owned(),
            "TOKENIZERS_PARALLELISM=false".to_owned(),
            "MAX_TOKENS=4096".to_owned(),
            "API_KEY_FILE=/run/secrets/api-key-0123".to_owned(),
            "tool --token-file token0123456789.txt".to_owned(),
            "# the token: see the page of the service".to_owned(),
            "password==1.2.3".to_owned(),
            "docker login -u jane --password-stdin".to_owned(),
            "mkdir -p swordfish; mysql --protocol=tcp".to_owned(),
            "curl -u \"jane:$PASSWORD\" https://a.example".to_owned(),
            "jupyter lab -p 8888".to_owned(),
            String::new(),
        ] {
            assert_eq!(named(&line).next(), None, "{line}");
        }
    }

    #[test]
    fn a_variable_is_secret_by_its_name_and_certain_by_its_value() {
        for (name, value, certain) in [
            ("AWS_SECRET_ACCESS_KEY", "abcd+efgh", false),
            ("hf_token", "hf_abcd", false),
            ("DB_PASS", "swordfish", false),
            ("PASSPHRASE", "correct horse", false),
            ("apiKey", VALUE, true),
            ("CLIENT_AUTH_KEY", VALUE, true),
        ] {
            assert_eq!(of_variable(name, value).map(|it| it.is_certain), Some(certain), "{name}");
        }
        for (name, value) in [
            ("TOKENIZERS_PARALLELISM", "false"),
            ("TOKENS_MAX", "4096"),
            ("API_KEY", "$API_KEY"),
            ("API_KEY_FILE", "/run/secrets/key"),
            ("SECRET_SANTA", "hello"),
            ("PASSWORD", "changeme"),
            ("TOKEN", "YOUR_TOKEN_HERE"),
            ("API_KEY", "example"),
            ("NEXT_TOKEN_COUNT", "abcd"),
        ] {
            assert_eq!(of_variable(name, value), None, "{name}");
        }
    }
}
