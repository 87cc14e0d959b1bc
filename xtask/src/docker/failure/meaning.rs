//! What can be asked of an engine, and what it can mean when it fails.

/// What was asked of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Docker, whether it answers.
    Docker,
    /// Podman, whether it answers.
    Podman,
    /// About an image.
    Image,
    /// Which containers there are.
    Containers,
    /// To build an image.
    Build,
    /// To run a container.
    Run,
    /// To run Conda or pip in a container, as a step of a build does.
    Step,
}

/// What a failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The user may not use Docker's socket.
    NotAllowed,
    /// Docker Desktop is not for this version of WSL.
    NoWsl2,
    /// Docker Desktop does not run, or not for this WSL distribution.
    NoWslIntegration,
    /// What docker is told to use by a context is not there.
    NoContext,
    /// Docker Desktop is starting, or hangs.
    NotReady,
    /// The engine refuses the client, which is too old for it, or made to be by a variable.
    ClientTooOld,
    /// The engine is too old for its client.
    EngineTooOld,
    /// Docker's daemon does not run.
    NoDaemon,
    /// Podman lacks the program that gives it ids.
    NoIdMapper,
    /// The user has no ids to give to podman.
    NoSubordinateIds,
    /// The virtual machine in which podman runs has not been started.
    NoPodmanMachine,
    /// There is no image of that name.
    NoImage,
    /// Another program listens at the port.
    PortTaken,
    /// Docker Desktop does not show the folder to its engine.
    NotShared,
    /// Another container has the name.
    NameTaken,
    /// The engine's disk is full.
    DiskFull,
    /// The engine lost a layer while it stored the image.
    LayerLost,
    /// The user's postBuild failed.
    PostBuildFailed,
    /// A download is not what lock/ or the Dockerfile names.
    ChecksumDiffers,
    /// lock/ does not have the platform of the image.
    PlatformNotLocked,
    /// The program that keeps docker's passwords is missing, or fails.
    NoCredentialHelper,
    /// Docker Hub's limit is reached.
    TooManyPulls,
    /// A server's certificate is signed by nobody that the image knows.
    UnknownCertificate,
    /// The base image cannot be had.
    NoBaseImage,
    /// There is no channel of that name.
    NoChannel,
    /// A package is gone from the server.
    PackageGone,
    /// A server cannot be reached.
    NoNetwork,
    /// Conda cannot find or combine the packages.
    NoCondaSolution,
    /// The index is an address without TLS.
    IndexWithoutTls,
    /// pip cannot find or combine the packages.
    NoPipSolution,
    /// The system ended a step, which needed too much memory.
    Killed,
    /// The engine did not stay to the end of the build.
    EngineLost,
    /// The base image's programs are for another processor.
    OtherProcessor,
}

/// What an engine may say, and what it means.
pub struct Row {
    /// What it means.
    pub means: Meaning,
    /// Where it means that: the same words may mean something else elsewhere.
    pub asked: &'static [Asked],
    /// Each a part of what is said, in lower case.
    pub signs: &'static [&'static str],
    /// What a person reads. `{engine}` is the client's name, `{socket}` where it looked, `{start}` how
    /// that engine is started, `{reason}` the line that says why.
    pub sentence: &'static str,
}
