//! The commands that make something beside the image.

use camino::Utf8PathBuf;
use clap::Args;

/// `new`
#[derive(Args, Debug)]
pub struct New {
    /// The folder to make
    #[arg(value_name = "DIR")]
    pub dir: Utf8PathBuf,
    /// The name of the project and its image [default: asked for on a terminal, else the folder's]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// `offline-world`
#[derive(Args, Debug, Default)]
pub struct OfflineWorld {
    /// Have this package too, by its name on PyPI; may be given several times
    #[arg(long, value_name = "PACKAGE")]
    pub with: Vec<String>,
    /// Have this Debian package too; may be given several times
    #[arg(long, value_name = "PACKAGE")]
    pub apt: Vec<String>,
    /// Make a base image of this Debian release, too, such as `trixie`; may be given several times
    #[arg(long, value_name = "SUITE")]
    pub base: Vec<String>,
}

/// `bench`
#[derive(Args, Debug)]
pub struct Bench {
    /// Measure this group alone; may be given several times
    #[arg(long, value_name = "GROUP", value_parser = ["builds", "starts", "tool", "growth"])]
    pub only: Vec<String>,
}
