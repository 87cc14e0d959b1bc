//! Amounts of bytes for a person, in the units of docker: `705MB` are 705 000 000 bytes.

/// The units that can be typed, each with its bytes; those up to `TB` are shown as well.
const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

/// How many of [`UNITS`] are shown.
const SHOWN: usize = 5;

/// The amount in the largest unit of which there is one, with three digits.
pub fn shown(bytes: u64) -> String {
    let amount = |unit: u64| bytes as f64 / unit as f64;
    // From here on it would be rounded to 1000.
    let is_small = |(_, unit): &&(&str, u64)| amount(*unit) < 999.5;
    let (name, unit) = UNITS[..SHOWN].iter().find(is_small).unwrap_or(&UNITS[SHOWN - 1]);
    let amount = amount(*unit);
    let digits = match amount {
        _ if *unit == 1 => 0,
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    let number = format!("{amount:.digits$}");
    let number = if digits == 0 { &number } else { number.trim_end_matches('0').trim_end_matches('.') };
    format!("{number}{name}")
}

/// The bytes that somebody means who types a number and a unit, such as `1.5GB` or `500 MiB`; `None` for anything else.
pub fn parse(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (text[..end].parse::<f64>().ok()?, text[end..].trim());
    let (_, unit) = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit))?;
    Some((number * *unit as f64).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_three_digits_and_docker_s_units() {
        let table = [
            (0, "0B"),
            (999, "999B"),
            (1_000, "1kB"),
            (15_738, "15.7kB"),
            (999_499, "999kB"),
            (999_500, "1MB"),
            (1_100_000, "1.1MB"),
            (9_994_999, "9.99MB"),
            (9_995_000, "10MB"),
            (116_420_278, "116MB"),
            (100_000_000, "100MB"),
            (2_306_000_000, "2.31GB"),
            (1_500_000_000_000_000, "1500TB"),
        ];
        for (bytes, expected) in table {
            assert_eq!(shown(bytes), expected);
        }
    }

    #[test]
    fn what_is_typed_is_a_number_and_a_unit() {
        let table = [
            ("2GB", 2_000_000_000),
            ("1.5GB", 1_500_000_000),
            ("500 MB", 500_000_000),
            (".5kB", 500),
            ("12B", 12),
            ("1gib", 1 << 30),
            ("1MiB", 1 << 20),
            ("3KiB", 3072),
            ("1KB", 1000),
            ("99999999999999999999TB", u64::MAX),
        ];
        for (text, bytes) in table {
            assert_eq!(parse(text), Some(bytes), "{text}");
        }
        for text in
            ["", "2", "GB", "2G", "-1GB", "1e3MB", "1,5GB", "1.2.3GB", ".GB", "infGB", "2GB or so", " 2GB"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
