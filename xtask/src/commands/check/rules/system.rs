//! The systems that are not Linux, from which files come.

/// A system that is not Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Macos,
    Windows,
}

impl System {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Macos => "macOS",
            Self::Windows => "Windows",
        }
    }

    /// The condition that pip understands.
    pub fn marker(self) -> &'static str {
        match self {
            Self::Macos => "sys_platform == \"darwin\"",
            Self::Windows => "sys_platform == \"win32\"",
        }
    }
}
