//! Addresses by which each machine means itself: in a container they lead to that container.

/// Whether one of the addresses in the value is that by which each machine means itself.
pub fn is_loopback(value: &str) -> bool {
    let host = |word: &str| {
        let address = word.split_once("://").map_or(word, |(_, address)| address);
        let authority = address.split('/').next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default().to_owned()
    };
    let is_own = |host: String| {
        host.starts_with("[::1]") || host.starts_with("127.") || host.split(':').next() == Some("localhost")
    };
    value.split([' ', ';']).map(host).any(is_own)
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn an_address_of_this_machine_is_told_from_others() {
        for value in [
            "http://127.0.0.1:3128",
            "127.0.1.1:3128",
            "http://jane:p@ss@localhost:80/simple",
            "http://[::1]/x",
            "deb http://mirror/ubuntu noble main;deb http://localhost/x y z",
        ] {
            assert!(is_loopback(value), "{value}");
        }
        for value in ["http://proxy:3128", "http://localhost.example.org", "http://mirror/127.0.0.1", ""] {
            assert!(!is_loopback(value), "{value}");
        }
    }
}
