//! SELinux: what a container needs on an engine that confines containers by it.

/// The option by which a container may use the folders that it shares with this machine.
///
/// The other way, to relabel the folders, changes them for every other program of this machine.
pub const UNCONFINED: &str = "--security-opt=label=disable";

/// Whether Docker says among its security options that it confines containers so.
pub fn is_on(security_options: &str) -> bool {
    security_options.contains("name=selinux")
}

#[cfg(test)]
mod tests {
    use super::is_on;

    #[test]
    fn docker_says_by_a_name_that_it_confines_containers() {
        assert!(is_on("[name=seccomp,profile=builtin name=selinux name=cgroupns]"));
        assert!(!is_on("[name=apparmor name=seccomp,profile=builtin]"));
    }
}
