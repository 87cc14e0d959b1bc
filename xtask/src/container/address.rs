//! The address of a lab, as a browser of this machine has it.

use crate::base::quote;

/// The address that works on this machine.
pub fn url(port: u16, token: &str) -> String {
    address(port, "/", token)
}

/// The address of a server below this path; without a token its page asks for a password, or lets everybody in.
pub fn address(port: u16, path: &str, token: &str) -> String {
    let token = if token.is_empty() { String::new() } else { format!("?token={}", quote::url(token)) };
    format!("http://127.0.0.1:{port}{}/lab{token}", path.trim_end_matches('/'))
}
