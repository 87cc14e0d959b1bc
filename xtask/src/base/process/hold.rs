//! A name that one process of a machine holds at a time, and hands on to a program that goes on.

use std::process::Stdio;

/// A name that nobody else of this machine holds, for as long as this lives, or a program that it was given to.
#[derive(Debug, Default)]
pub struct Hold(Option<Stdio>);

impl Hold {
    /// Of this name; `None` if somebody else has it. Where the system has no such names, everybody gets it.
    pub fn of(name: &str) -> Option<Self> {
        #[cfg(target_os = "linux")]
        {
            use std::io::ErrorKind;
            use std::os::fd::OwnedFd;
            use std::os::linux::net::SocketAddrExt as _;
            use std::os::unix::net::{SocketAddr, UnixListener};
            // A socket without a file: the system forgets the name with the last process that has it.
            let bound = SocketAddr::from_abstract_name(name).and_then(|name| UnixListener::bind_addr(&name));
            match bound {
                Ok(socket) => Some(Self(Some(OwnedFd::from(socket).into()))),
                Err(error) if error.kind() == ErrorKind::AddrInUse => None,
                Err(_) => Some(Self(None)),
            }
        }
        #[cfg(not(target_os = "linux"))]
        {
            let _ = name;
            Some(Self(None))
        }
    }

    /// As the stdin of a program that reads nothing.
    pub(super) fn stdin(self) -> Stdio {
        self.0.unwrap_or_else(Stdio::null)
    }
}
