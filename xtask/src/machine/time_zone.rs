//! The time zone of this machine, by the name that every system knows it by, such as `Europe/Berlin`.

use std::fs;

use camino::Utf8Path;

use super::host::Host;
use crate::base::regular;

/// The variable by which a program is told another zone than the machine's.
pub const TZ: &str = "TZ";

/// The zone that the user's programs have here: that of the variable, or else the machine's.
pub fn time_zone(host: &Host) -> Option<String> {
    match host.env.get(TZ) {
        // Set to nothing, it means UTC, as without it in a container.
        Some(asked) => named(asked.strip_prefix(':').unwrap_or(asked)),
        None => machine_s_zone(),
    }
}

/// The zone of the machine, whatever a shell says.
pub fn machine_s_zone() -> Option<String> {
    // The link is what the C library goes by; Debian also keeps the name in a file.
    let link = fs::read_link("/etc/localtime").ok();
    let of_link = link.as_deref().and_then(|link| link.to_str()).and_then(named);
    of_link.or_else(|| named(regular::lenient(Utf8Path::new("/etc/timezone")).lines().next()?.trim()))
}

/// The name of the zone, which may be written as the path of its file.
fn named(zone: &str) -> Option<String> {
    let name = zone.rsplit_once("zoneinfo/").map_or(zone, |(_, name)| name);
    let name = name.strip_prefix("posix/").unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || "_+-/,.:<>".contains(c);
    (!name.is_empty() && !name.starts_with('/') && name.chars().all(fits)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_zone_is_named_by_its_name_or_by_the_path_of_its_file_on_any_system() {
        let table = [
            ("Europe/Berlin", Some("Europe/Berlin")),
            ("/usr/share/zoneinfo/Europe/Berlin", Some("Europe/Berlin")),
            ("../usr/share/zoneinfo/posix/Asia/Tokyo", Some("Asia/Tokyo")),
            ("/var/db/timezone/zoneinfo/America/New_York", Some("America/New_York")),
            ("CET-1CEST,M3.5.0,M10.5.0/3", Some("CET-1CEST,M3.5.0,M10.5.0/3")),
            ("/etc/localtime", None),
            ("a b", None),
            ("$(id)", None),
            ("", None),
        ];
        for (zone, name) in table {
            assert_eq!(named(zone).as_deref(), name, "{zone}");
        }
    }
}
