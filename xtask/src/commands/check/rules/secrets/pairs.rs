//! Names in a line of a script, and the values that stand behind them.

/// Names and what stands behind them: after `=` or `:`, as the next word of an option, or behind `Authorization:`.
pub fn pairs(line: &str) -> Vec<(&str, &str)> {
    let of_name = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
    let mut pairs = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(of_name) {
        let after = &rest[start..];
        let length = after.find(|it| !of_name(it)).unwrap_or(after.len());
        let (name, behind) = after.split_at(length);
        let is_option = name.starts_with("--");
        let bare = behind.trim_start_matches(['"', '\'', '\\', ']', ' ']);
        let given = bare
            .strip_prefix('=')
            .or_else(|| bare.strip_prefix(':'))
            .filter(|given| !given.starts_with(['/', '=']));
        let given = given.or_else(|| behind.strip_prefix(' ').filter(|_| is_option));
        if let Some(given) = given {
            let value = value(given);
            pairs.push((name.trim_start_matches('-'), value));
            if name.eq_ignore_ascii_case("authorization") {
                pairs.extend(scheme(given).map(|value| ("token", value)));
            }
        }
        rest = behind;
    }
    pairs.extend(options(line));
    pairs
}

/// Passwords behind the options of well-known programs, which have no name in them.
fn options(line: &str) -> Vec<(&str, &str)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
    let [is_curl, is_login, is_configure, is_wandb] =
        [&["curl"][..], &["login", "sshpass"], &["configure"], &["wandb"]].map(has);
    let is_mysql = has(&["mysql", "mysqldump", "sshpass"]);
    let mut pairs = Vec::new();
    for pair in words.windows(2) {
        match pair {
            ["-u" | "--user", given] if is_curl => {
                pairs.extend(value(given).split_once(':').map(|(_, password)| ("password", password)));
            }
            ["-p", given] if is_login => pairs.push(("password", value(given))),
            // `aws configure set NAME VALUE`
            [name, given] if is_configure => pairs.push((*name, value(given))),
            ["login", given] if is_wandb => pairs.push(("api-key", value(given))),
            [_, glued] if is_mysql && !glued.starts_with("--") => {
                pairs.extend(glued.strip_prefix("-p").map(|password| ("password", value(password))));
            }
            _ => {}
        }
    }
    pairs
}

/// The value that begins here, without quotes.
fn value(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\\']);
    let text = text.strip_prefix(['"', '\'']).unwrap_or(text);
    &text[..text.find(|it: char| it.is_whitespace() || "\"',;&|\\".contains(it)).unwrap_or(text.len())]
}

/// What follows `Bearer` and its like.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.trim_start().split_once(' ')?;
    ["bearer", "token", "basic"].contains(&scheme.to_lowercase().as_str()).then(|| value(rest))
}
