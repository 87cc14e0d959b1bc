//! `cargo xtask verify`: whether the environment is the same through every door, and the one that the files ask for.

mod activation;
mod cells;
mod columns;
mod comparison;
mod doors;
mod facts;
mod host;
mod imports;
mod open;
mod packages;
mod programs;
mod report;
mod site;
mod slim;
mod specs;

use std::process::Output;
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, text};
use crate::cli;
use crate::commands::docker_build::plan_image::{full_image, plan_image};
use crate::commands::offline_world;
use crate::image::inputs::BuildOptions;
use crate::image::variant::Variant;
use crate::task::Task;
use cells::{Reference, cell};
use columns::Column;
use comparison::Comparison;
use doors::{DOORS, Door, Look, Machine, Way};
use facts::Facts;
use open::open;
use programs::{NewPackages, Programs};
use report::Findings;
use site::{Idle, Site};

/// How many doors are open at a time: Conda takes a processor for a second each time it starts.
const AT_A_TIME: usize = 4;

/// Longer than a kernel needs to start, or a solver to end, on a machine that does something else.
const PATIENCE: Duration = Duration::from_secs(300);

impl cli::Verify {
    /// Looks through every door of the project's image, and compares.
    ///
    /// # Errors
    ///
    /// The first thing that is not as it should be, or whatever keeps the image from being current.
    pub fn run(self, task: &Task) -> Result<()> {
        let prefix = host::prefix(&self, &task.host)?;
        let variant = Variant::of(self.slim);
        let plan = plan_image(task, task.conda()?, BuildOptions { variant, ..BuildOptions::default() })?;
        let full = self.slim.then(|| full_image(task, &plan)).transpose()?;
        let mut site = Site::of(task, &plan, self.no_build)?;
        let idle = site.start(true)?.ready()?;
        // What the image is measured by has Conda, which can be asked.
        let measure = full.as_ref().map(|full| Site::of(task, full, self.no_build)?.start(false)?.ready());
        let measure = measure.transpose()?;
        let asked = measure.as_ref().unwrap_or(&idle);
        let mut reference = Reference::gather(task, &plan, asked)?;
        reference.is_slim = self.slim;
        let doors = doors(task, &reference)?;
        let mut facts = through(&site, Some(&idle), &doors, &Programs::look())?;
        let specs = specs::look_up(task, asked, &plan.inputs.conda)?;
        let imports = imports::try_all(task, &idle, &plan.inputs.conda, &reference)?;
        let full =
            full.map(|full| slim::FullImage::compare(task, &full.tag, &idle, &reference)).transpose()?;
        let host = prefix.map(|prefix| host::HostEnvironment::gather(task, &prefix)).transpose()?;
        if self.install {
            site.installs = true;
            reference.mirrored = !site.mirrors().is_empty();
            facts = installed(&site, &doors, facts, &reference)?;
        }
        if task.runner.dry_run {
            return Ok(());
        }
        let cells = |(&door, facts): (&&'static Door, &Facts)| {
            (door, Column::ALL.map(|column| cell(column, door, &reference, facts)).to_vec())
        };
        let host =
            host.map(|host| Comparison::new(&reference, &host, |name| plan.inputs.conda.names_package(name)));
        let doors = doors.iter().zip(&facts).map(cells).collect();
        let findings = Findings { image: &plan.tag, doors, specs, imports, full, host };
        task.report.data(&if self.json { findings.json() } else { findings.table() });
        findings.failure().map_or(Ok(()), |failure| Err(anyhow!(failure)))
    }
}

/// The doors that this image and this machine have; says which they have not.
fn doors(task: &Task, reference: &Reference) -> Result<Vec<&'static Door>> {
    let script = task.runner.ask(&Argv::new("script").arg("--version"), DEADLINE)?;
    let machine = Machine {
        has_terminals: script.is_some_and(|answer| text(&answer.stdout).contains("util-linux")),
        builds_on_images: task.builder()?.sees_images(&task.runner)?,
        is_slim: reference.is_slim,
    };
    let mut doors = Vec::new();
    for door in DOORS {
        match door.lacks(&reference.packages, &machine) {
            Some(what) => task.report.note(&format!("left out the door `{}`: {what}", door.name)),
            None => doors.push(door),
        }
    }
    Ok(doors)
}

/// Goes through the doors, some at a time, and returns what was seen. Those into a running container lead into `idle`,
/// or each into one of its own.
fn through(site: &Site<'_>, idle: Option<&Idle>, doors: &[&Door], programs: &Programs) -> Result<Vec<Facts>> {
    let runner = &site.task.runner;
    let mut seen = Vec::new();
    for some in doors.chunks(AT_A_TIME) {
        let own = |door: &&&Door| idle.is_none() && door.way == Way::Exec;
        let started = some.iter().filter(own).map(|door| site.start(door.needs_jupyterlab()));
        let started = started.collect::<Result<Vec<_>>>()?;
        let started = started.into_iter().map(Idle::ready).collect::<Result<Vec<_>>>()?;
        let mut own_idles = started.iter();
        let mut opened = Vec::new();
        for door in some {
            let into = if door.way == Way::Exec { idle.or_else(|| own_idles.next()) } else { idle };
            opened.push(open(door, site, into, programs)?);
        }
        if runner.dry_run {
            opened.iter().try_for_each(|argv| runner.run(argv))?;
            continue;
        }
        for ((door, argv), mut answer) in some.iter().zip(&opened).zip(runner.ask_all(&opened, PATIENCE)?) {
            let mut facts = read(door, &answer);
            // A terminal whose program ends may lose all that it said.
            if door.look == Look::Terminal && !facts.has_any() {
                answer = runner.ask_installed(argv, PATIENCE)?;
                facts = read(door, &answer);
            }
            if facts.get("end") != "yes" {
                let said = text(&answer.stderr);
                site.task.report.warning(&format!("the door `{}` says: {said}", door.name));
            }
            seen.push(facts);
        }
    }
    Ok(seen)
}

/// What was said behind a door; BuildKit's log is on stderr.
fn read(door: &Door, answer: &Output) -> Facts {
    let log = if door.is_build() { text(&answer.stderr) } else { String::new() };
    Facts::parse(&format!("{}\n{log}", text(&answer.stdout)))
}

/// Installs two packages through every door at which that can be, and returns the facts with what came of it.
fn installed(
    site: &Site<'_>,
    doors: &[&'static Door],
    facts: Vec<Facts>,
    reference: &Reference,
) -> Result<Vec<Facts>> {
    let task = site.task;
    let new = NewPackages::choose(&reference.packages);
    let Some(new) = new else {
        task.report
            .warning("nothing was installed: the environment has all packages that this tool would try");
        return Ok(facts);
    };
    let _server = offline_world::serve(task)?;
    let tried = |door: &&Door| reference.tries_to_install(door);
    let trying: Vec<&Door> = doors.iter().copied().filter(tried).collect();
    task.report
        .note(&format!("installing {new} through {} doors, into containers of their own", trying.len()));
    let mut installed = through(site, None, &trying, &Programs::install(&new))?.into_iter();
    let with = |(facts, door): (Facts, &&'static Door)| {
        let other = if tried(door) { installed.next().unwrap_or_default() } else { Facts::default() };
        facts.with(&["install", "pip"], &other)
    };
    Ok(facts.into_iter().zip(doors).map(with).collect())
}
