//! How the engine is started that does not answer: the place of its socket says whose it is.

/// A part of the socket's name, in lower case, and what starts the engine that listens there. An address may be written as a
/// part of another one, with `%2f` for each slash.
const STARTS: &[(&[&str], &str)] = &[
    (&[".colima"], "run `colima start`, or choose another engine by `docker context use`"),
    (&[".orbstack"], "start OrbStack, or choose another engine by `docker context use`"),
    (
        &[".rd/docker.sock", ".rd%2fdocker.sock"],
        "start Rancher Desktop, or choose another engine by `docker context use`",
    ),
    (&[".docker/", ".docker%2f", "/pipe/", "%2fpipe%2f"], "start Docker Desktop"),
    (&["/run/user/", "%2frun%2fuser%2f"], "run `systemctl --user start docker`"),
];

/// Where anybody's engine may listen.
const USUAL: &str = "start Docker Desktop, or run `sudo systemctl start docker`";

/// What starts the engine, after what its client said and the address that the client was given.
pub fn start(said: &str, address: Option<&str>) -> &'static str {
    let text = format!("{said} {}", address.unwrap_or_default()).to_lowercase();
    let fits = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    STARTS.iter().find(|(signs, _)| fits(signs)).map_or(USUAL, |(_, start)| start)
}
