//! The commands that make something beside the image.

use camino::Utf8PathBuf;
use clap::Args;

/// `new`
#[derive(Args, Debug)]
pub struct New {
    /// The folder to make
    #[arg(value_name = "DIR", required_unless_present = "here")]
    pub dir: Option<Utf8PathBuf>,
    /// Make this clone of the template your own project, instead of a folder beside it
    #[arg(long, conflicts_with = "dir")]
    pub here: bool,
    /// The name of the project and its image [default: asked for on a terminal, else the folder's]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Call the remote repository `origin` `template` from now on, without asking whose it is
    #[arg(long, requires = "here")]
    pub rename_origin: bool,
    /// Begin the history anew; the one so far is kept under the branch `template-history`
    #[arg(long, requires = "here")]
    pub fresh_history: bool,
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
