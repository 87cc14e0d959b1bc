//! What tells a process of this machine from all others, also from one that has its number later.

use std::fs;

use camino::Utf8Path;

use crate::base::regular;

/// That of this process, and of the program that it becomes; `None` where the system does not say.
pub fn own() -> Option<String> {
    let pid = std::process::id();
    Some(format!("{}:{pid}:{}", place()?, start(pid)?))
}

/// Whether the process with this mark has ended, for certain. Of one beyond this machine's start or view nobody knows.
pub fn is_gone(mark: &str) -> bool {
    let gone = || {
        let (there, process) = mark.split_once(':')?;
        let (pid, started) = process.split_once(':')?;
        let (pid, started): (u32, u64) = (pid.parse().ok()?, started.parse().ok()?);
        // Where others' processes are hidden, the first one is, too.
        start(1)?;
        Some(there == place()? && start(pid) != Some(started))
    };
    gone().unwrap_or(false)
}

/// This start of the machine, and the processes that are seen from here: in a container others than outside.
fn place() -> Option<String> {
    let boot = regular::lenient("/proc/sys/kernel/random/boot_id".into());
    let namespace = fs::read_link("/proc/self/ns/pid").ok()?;
    let digits: String = namespace.to_str()?.chars().filter(char::is_ascii_digit).collect();
    (!boot.is_empty()).then(|| format!("{}-{digits}", boot.trim()))
}

/// When the process started, in the kernel's own unit; `None` if there is none, or it has ended and is about to go.
fn start(pid: u32) -> Option<u64> {
    let stat = regular::read("/proc".into(), Utf8Path::new(&format!("{pid}/stat"))).ok()??;
    let stat = String::from_utf8_lossy(&stat);
    // The name in parentheses may have anything in it. Behind it stands the state, which is field 3; the start is field 22.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    let state = fields.next()?;
    let started = fields.nth(18)?.parse().ok()?;
    (!["Z", "X"].contains(&state)).then_some(started)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_gone_once_it_has_ended_and_of_one_that_cannot_be_seen_nobody_knows() {
        let mark = own().unwrap();
        let (place, process) = mark.split_once(':').unwrap();
        let (pid, started) = process.split_once(':').unwrap();
        let table = [
            (mark.clone(), false),
            (format!("{place}:{pid}:1"), true),
            (format!("{place}:4194304:{started}"), true),
            (format!("another-boot:{pid}:1"), false),
            (format!("{place}:{pid}"), false),
            (format!("{place}:x:{started}"), false),
            (String::new(), false),
        ];
        for (mark, expected) in table {
            assert_eq!(is_gone(&mark), expected, "{mark}");
        }
    }
}
