//! runtime.txt as repo2docker reads it: `runtime` in its `base.py`.

/// What the file asks for: `python-3.11`, `r-4.2-2024-01-02`, `r-2024-01-02`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runtime {
    /// The language.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The day of a snapshot, as it is written.
    pub date: Option<String>,
}

/// What the text of the file asks for; `None` if it is outside of the grammar, and Binder's build ends.
pub fn parse(text: &str) -> Option<Runtime> {
    let parts: Vec<&str> = text.trim().split('-').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let (version, date) = match parts[1..] {
        [version] => (Some(version), None),
        [year, month, day] => (None, Some([year, month, day])),
        [version, year, month, day] => (Some(version), Some([year, month, day])),
        _ => return None,
    };
    if date.is_some_and(|date| !is_date(date)) {
        return None;
    }
    let date = date.map(|date| date.join("-"));
    Some(Runtime { name: parts[0].to_owned(), version: version.map(str::to_owned), date })
}

/// Whether there is such a day, written as `2024-01-02`.
fn is_date(parts: [&str; 3]) -> bool {
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.chars().all(|it| it.is_ascii_digit());
        part.parse().ok().filter(|_| is_number)
    };
    let [Some(year), Some(month), Some(day)] =
        [number(parts[0], 4), number(parts[1], 2), number(parts[2], 2)]
    else {
        return false;
    };
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    year > 0 && (1..=12).contains(&month) && (1..=last).contains(&day)
}
