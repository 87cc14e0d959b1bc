//! The port of this machine at which a lab is to be had.

use std::net::TcpListener;

use anyhow::{Result, anyhow};

use crate::base::process::Hold;

/// A port that was free a moment ago. Until this is dropped, no other lab that starts on this machine gets it.
#[derive(Debug)]
pub struct Port {
    /// The port.
    pub number: u16,
    /// Keeps it from others until the engine has it.
    pub hold: Hold,
}

/// The port that was asked for, or the first free one from `first` on.
///
/// # Errors
///
/// If the one that was asked for is taken, or all are.
pub fn choose_port(asked: Option<u16>, first: u16) -> Result<Port> {
    match asked {
        Some(port) => free(port).ok_or_else(|| {
            anyhow!(
                "port {port} of this machine is taken; choose another, or leave out --port to get a free one"
            )
        }),
        None => (first..=first.saturating_add(100)).find_map(free).ok_or_else(|| {
            anyhow!(
                "the ports from {first} to {} are all taken; choose one with --port",
                first.saturating_add(100)
            )
        }),
    }
}

/// This port, if it is free.
fn free(number: u16) -> Option<Port> {
    let hold = Hold::of(&format!("conda-in-docker port {number}"))?;
    TcpListener::bind(("127.0.0.1", number)).is_ok().then_some(Port { number, hold })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_an_error_when_it_was_asked_for_and_else_the_next_one_is_used() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let message = choose_port(Some(port), 1).unwrap_err().to_string();
        assert_eq!(
            message,
            format!(
                "port {port} of this machine is taken; choose another, or leave out --port to get a free one"
            )
        );
        assert!(choose_port(None, port).unwrap().number > port);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn two_labs_that_start_at_the_same_moment_get_two_ports() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let first = taken.local_addr().unwrap().port();
        drop(taken);
        let one = choose_port(None, first).unwrap();
        let other = choose_port(None, first).unwrap();
        assert_ne!(one.number, other.number);
        let number = one.number;
        assert!(choose_port(Some(number), 1).is_err());
        drop(one);
        assert_eq!(choose_port(Some(number), 1).unwrap().number, number);
    }
}
