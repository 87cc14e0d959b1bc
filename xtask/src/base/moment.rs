//! Moments as other programs write them, and for how long something has been so.

use std::time::{SystemTime, UNIX_EPOCH};

/// The seconds from 1970 to a moment that is written as in RFC 3339: `2026-01-02T03:04:05.678+01:00`.
pub fn seconds(written: &str) -> Option<i64> {
    let number = |from: usize, to: usize| written.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let zone = written.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let ahead = match zone.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign @ ("+" | "-"), rest) => {
            let (hours, minutes) = rest.split_once(':')?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if sign == "+" { minutes * 60 } else { -minutes * 60 }
        }
        _ => return None,
    };
    Some(days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - ahead)
}

/// The days from 1970 to a date. The year begins in March here, so that a leap day is its last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// How long ago that moment was, for a person; `None` if it is none.
pub fn age(written: &str) -> Option<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(in_words(i64::try_from(now).ok()? - seconds(written)?))
}

fn in_words(seconds: i64) -> String {
    let (number, unit) = match seconds.max(0) {
        seconds @ ..120 => (seconds, "second"),
        seconds @ ..7200 => (seconds / 60, "minute"),
        seconds @ ..172_800 => (seconds / 3600, "hour"),
        seconds => (seconds / 86400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_docker_and_podman_write_it_and_what_is_none_is_none() {
        let table = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:00:00.123456789Z", Some(1_709_208_000)),
            ("2024-03-01T00:00:00+01:00", Some(1_709_247_600)),
            ("2026-11-29T12:40:55.5-02:30", Some(1_795_965_055)),
            ("0001-01-01T00:00:00Z", Some(-62_135_596_800)),
            ("2024-02-29 12:00:00 UTC", None),
            ("2024-02-29T12:00:00", None),
            ("2024-02-29T12:00:00é", None),
            ("", None),
        ];
        for (written, expected) in table {
            assert_eq!(seconds(written), expected, "{written}");
        }
    }

    #[test]
    fn an_age_is_told_in_the_largest_unit_of_which_there_are_two() {
        let table = [
            (-5, "0 seconds"),
            (1, "1 second"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7199, "119 minutes"),
        ];
        for (seconds, words) in table {
            assert_eq!(in_words(seconds), words);
        }
        assert_eq!((in_words(7200), in_words(200_000)), ("2 hours".to_owned(), "2 days".to_owned()));
    }
}
