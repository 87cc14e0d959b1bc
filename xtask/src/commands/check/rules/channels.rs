//! Channels: dead ones, those with a price, and those in an order that mixes builds.

use crate::base::error::MistakeKind;
use crate::base::wording::shown;
use crate::commands::check::finding::{Edit, Finding};
use crate::commands::check::subject::Subject;
use crate::conda::{Item, Spec};

/// A channel without what is in front of it at anaconda.org, and without its label.
fn short(channel: &str) -> &str {
    let channel = channel.trim_end_matches('/');
    let hosts = ["https://conda.anaconda.org/", "http://conda.anaconda.org/", "https://anaconda.org/"];
    let name = hosts.iter().find_map(|host| channel.strip_prefix(host)).unwrap_or(channel);
    name.split("/label/").next().unwrap_or(name)
}

fn is_dead(channel: &str) -> bool {
    short(channel) == "intel"
}

/// Whether the channel is one of the company Anaconda's.
pub fn is_licensed(channel: &str) -> bool {
    let names = [
        "defaults",
        "anaconda",
        "main",
        "r",
        "free",
        "msys2",
        "pkgs/main",
        "pkgs/r",
        "pkgs/free",
        "pkgs/msys2",
    ];
    let hosts = ["repo.anaconda.com/", "repo.continuum.io/"];
    names.contains(&short(channel)) || hosts.iter().any(|host| channel.contains(host))
}

fn is_conda_forge(channel: &str) -> bool {
    short(channel) == "conda-forge" || channel.trim_end_matches('/').ends_with("/conda-forge")
}

/// The edit that deletes the channel, if another one stays and no package names it.
fn delete(subject: &Subject, channel: &Item) -> Option<Edit> {
    let is_named = subject.specs().any(|(_, spec)| short(&spec.channel) == short(&channel.text));
    let stays = subject.document.channels.iter().any(|other| is_conda_forge(&other.text));
    (stays && !is_named).then(|| subject.delete(&subject.file, channel.line, &channel.text)).flatten()
}

/// `dead-channel`
pub fn dead(subject: &Subject) -> Vec<Finding> {
    let dead = subject.document.channels.iter().filter(|channel| is_dead(&channel.text));
    let finding = |channel: &Item| {
        Finding::error(&subject.file, channel.line, format!("the channel `{}` refuses every download since 2024", shown(&channel.text)))
            .fix("delete the line, or write https://software.repos.intel.com/python/conda for Intel's own packages")
            .edits(delete(subject, channel))
    };
    dead.map(finding).collect()
}

/// `local-channel`
pub fn local(subject: &Subject) -> Vec<Finding> {
    let is_local = |text: &str| {
        text.starts_with("file:") || text.starts_with(['/', '.', '~']) || text.chars().nth(1) == Some(':')
    };
    let local = subject.document.channels.iter().filter(|channel| is_local(&channel.text));
    let finding = |channel: &Item| {
        let sentence = format!("the channel `{}` is a folder of one machine", shown(&channel.text));
        Finding::error(&subject.file, channel.line, sentence)
            .fix("delete the line, or put the packages where an URL leads to")
    };
    local.map(finding).collect()
}

/// `licensed-channel`
pub fn licensed(subject: &Subject) -> Vec<Finding> {
    let channels = &subject.document.channels;
    let has_conda_forge = channels.iter().any(|channel| is_conda_forge(&channel.text));
    let has_nodefaults = channels.iter().any(|channel| channel.text == "nodefaults");
    let sentence = |name: &str| {
        format!("the channel `{}` is Anaconda's, which larger organisations have to pay for", shown(name))
    };
    let mut findings = Vec::new();
    for channel in channels.iter().filter(|channel| is_licensed(&channel.text)) {
        // Said aloud, since a Conda from Anaconda would add it again.
        let is_renamed = channel.text == "defaults" && !has_nodefaults;
        let fix = if has_conda_forge && is_renamed {
            "write `nodefaults`, so that no Conda adds it: conda-forge has the packages"
        } else if has_conda_forge {
            "delete the line: conda-forge has the packages"
        } else {
            "write `conda-forge`"
        };
        let edit = delete(subject, channel).map(|edit| match edit {
            Edit::Delete(line) if is_renamed => {
                Edit::Replace { line, old: "defaults".to_owned(), new: "nodefaults".to_owned() }
            }
            edit => edit,
        });
        findings.push(
            Finding::warning(&subject.file, channel.line, sentence(&channel.text)).fix(fix).edits(edit),
        );
    }
    for (item, spec) in subject.specs().filter(|(_, spec)| is_licensed(&spec.channel)) {
        let fix = "delete what stands in front of the package's name";
        findings.push(Finding::warning(&subject.file, item.line, sentence(&spec.channel)).fix(fix));
    }
    findings
}

/// `channel-order`
pub fn order(subject: &Subject) -> Vec<Finding> {
    let channels = &subject.document.channels;
    let at = |is: fn(&str) -> bool| channels.iter().position(|channel| is(&channel.text));
    let (forge, licensed) = (at(is_conda_forge), at(is_licensed));
    let bio = at(|channel| short(channel) == "bioconda");
    let mixed = licensed.filter(|first| forge.is_some_and(|forge| *first < forge)).map(|first| {
        let name = shown(&channels[first].text);
        let sentence =
            format!("`{name}` stands above `conda-forge`, so the environment mixes builds of both");
        Finding::warning(&subject.file, channels[first].line, sentence).fix("put conda-forge first, or alone")
    });
    let bio = match (bio, forge) {
        (Some(bio), Some(forge)) if bio < forge => Some(above(subject, &channels[bio], &channels[forge])),
        (Some(bio), None) => Some(alone(subject, &channels[bio])),
        _ => None,
    };
    mixed.into_iter().chain(bio).collect()
}

/// Bioconda above conda-forge.
fn above(subject: &Subject, bio: &Item, forge: &Item) -> Finding {
    let file = &subject.file;
    let is_block = [bio, forge].iter().all(|channel| subject.is_alone(file, channel.line, &channel.text));
    let swap = |old: &Item, new: &Item| subject.replace(file, old.line, &old.text, &new.text);
    let edits = [swap(bio, forge), swap(forge, bio)].into_iter().flatten().filter(|_| is_block);
    let sentence = "`bioconda` stands above `conda-forge`, on whose packages it is built";
    Finding::warning(file, bio.line, sentence).fix("put conda-forge first").edits(edits)
}

/// Bioconda without conda-forge.
fn alone(subject: &Subject, bio: &Item) -> Finding {
    let insert = subject
        .indent(bio.line, &bio.text)
        .map(|indent| Edit::Insert { after: bio.line - 1, text: format!("{indent}- conda-forge") });
    let sentence = "`bioconda` is built on the packages of `conda-forge`, which is not among the channels";
    Finding::warning(&subject.file, bio.line, sentence).fix("write `conda-forge` above it").edits(insert)
}

/// `no-channels`
pub fn none(subject: &Subject) -> Vec<Finding> {
    let refused = subject.examined.refusals.iter().any(|refusal| refusal.kind == MistakeKind::Channels);
    if !subject.examined.is_whole || !subject.document.channels.is_empty() || refused {
        return Vec::new();
    }
    let line = subject.key_line(if subject.document.key("channels").is_some() {
        "channels"
    } else {
        "dependencies"
    });
    let has_key = subject.document.key("channels").is_some()
        || subject
            .source(&subject.file)
            .is_some_and(|source| source.text.lines().any(|line| line.starts_with("channels:")));
    let is_block = !has_key && subject.raw(&subject.file, line).starts_with("dependencies:");
    let insert =
        Edit::Insert { after: line - 1, text: "channels:\n  - conda-forge\n  - nodefaults".to_owned() };
    let sentence = "no channel is named: here and on Binder that is conda-forge, and for Anaconda's Conda its `defaults`";
    vec![
        Finding::warning(&subject.file, line, sentence)
            .fix("write `channels: [conda-forge, nodefaults]`")
            .edits(is_block.then_some(insert)),
    ]
}

/// Whether it may come from a channel of somebody's own, which may have any package.
pub fn is_of_own_channel(subject: &Subject, spec: &Spec) -> bool {
    let is_address = |channel: &str| {
        let is_public = ["conda.anaconda.org", "repo.anaconda.com", "prefix.dev"];
        channel.contains("://") && !is_public.iter().any(|host| channel.contains(host))
    };
    let is_known = |channel: &str| {
        let channel = channel.rsplit('/').next().unwrap_or_default();
        ["conda-forge", "bioconda", "msys2", "nodefaults", "pytorch", "nvidia"].contains(&channel)
            || is_licensed(channel)
    };
    match spec.channel.as_str() {
        "" => subject.document.channels.iter().any(|channel| is_address(&channel.text)),
        channel => !is_known(channel),
    }
}
