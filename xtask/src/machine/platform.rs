//! The platforms that an image can be for, and what each is called by Conda, by Docker and by the system itself.

use std::fmt;

use anyhow::Result;

use crate::base::error::BadInput;
use crate::base::wording::shown;

/// A platform that the image can be built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// Processors by Intel and AMD.
    Linux64,
    /// Processors by ARM.
    LinuxAarch64,
}

/// What a platform is called.
struct Names {
    /// By Conda.
    conda: &'static str,
    /// By Docker.
    docker: &'static str,
    /// Its processor, by `uname -m`, by Conda's packages and in the names of Python's wheels.
    processor: &'static str,
}

impl Platform {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Linux64, Self::LinuxAarch64];

    fn names(self) -> Names {
        match self {
            Self::Linux64 => Names { conda: "linux-64", docker: "linux/amd64", processor: "x86_64" },
            Self::LinuxAarch64 => {
                Names { conda: "linux-aarch64", docker: "linux/arm64", processor: "aarch64" }
            }
        }
    }

    /// Conda's name.
    pub fn conda(self) -> &'static str {
        self.names().conda
    }

    /// The processor's name.
    pub fn processor(self) -> &'static str {
        self.names().processor
    }

    /// `NAME=PROCESSOR`, of which a script reads what Conda's name means.
    pub fn with_processor(self) -> String {
        format!("{}={}", self.conda(), self.processor())
    }

    /// The platform of this name, be it Conda's or Docker's.
    ///
    /// # Errors
    ///
    /// `BadInput` for any other.
    pub fn named(name: &str) -> Result<Self> {
        let of_conda = Self::ALL.into_iter().find(|platform| platform.conda() == name);
        of_conda.or_else(|| Self::of_docker(name)).ok_or_else(|| {
            BadInput::new(format!(
                "--platform {}: there is no image for this platform; choose from {}",
                shown(name),
                Self::ALL.map(Self::conda).join(" and ")
            ))
        })
    }

    /// The platform that Docker's name means, which may say more of the processor, as `linux/arm64/v8` does.
    pub fn of_docker(name: &str) -> Option<Self> {
        let rest = |platform: &Self| name.strip_prefix(platform.names().docker);
        Self::ALL
            .into_iter()
            .find(|platform| rest(platform).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

/// Conda's name.
impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.conda())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_found_by_each_of_its_names_and_any_other_is_bad_input() {
        for (conda, docker, platform) in [
            ("linux-64", "linux/amd64", Platform::Linux64),
            ("linux-aarch64", "linux/arm64", Platform::LinuxAarch64),
        ] {
            assert_eq!(Platform::named(conda).unwrap(), platform);
            assert_eq!(Platform::named(docker).unwrap(), platform);
            assert_eq!(Platform::of_docker(&format!("{docker}/v8")), Some(platform));
        }
        for other in ["linux/riscv64", "linux/amd64x", "linux-64"] {
            assert_eq!(Platform::of_docker(other), None, "{other}");
        }
        assert_eq!(
            Platform::named("osx-64").unwrap_err().to_string(),
            "--platform osx-64: there is no image for this platform; choose from linux-64 and linux-aarch64"
        );
    }
}
