//! The port of this machine at which a lab is to be had.

use std::net::TcpListener;

use anyhow::{Result, anyhow};

/// The port that was asked for, or the first free one from `first` on.
///
/// # Errors
///
/// If the one that was asked for is taken, or all are.
pub fn choose_port(asked: Option<u16>, first: u16) -> Result<u16> {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    match asked {
        Some(port) if free(port) => Ok(port),
        Some(port) => Err(anyhow!(
            "port {port} of this machine is taken; choose another, or leave out --port to get a free one"
        )),
        None => (first..=first.saturating_add(100)).find(|&port| free(port)).ok_or_else(|| {
            anyhow!(
                "the ports from {first} to {} are all taken; choose one with --port",
                first.saturating_add(100)
            )
        }),
    }
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
        assert!(choose_port(None, port).unwrap() > port);
    }
}
