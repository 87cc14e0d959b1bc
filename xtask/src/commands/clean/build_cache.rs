//! The build cache of Docker's engine. An image that is removed frees little while its layers are there.

use super::look::{Look, usage};
use super::rules::{Kind, State, Whose};
use super::thing::{Deed, Thing};
use crate::docker::build_cache::{Record, build_cache_prune, left_layers, mounts};
use crate::docker::engine::Engine;

const OF_OLDER: &str = "steps of older images, which no image has";
const MOUNT: &str = "a cache mount, which the next build fills again";
const FORGETS: &str = "; every step runs again in the next build";

/// What of this tool's is in the build cache: its cache mounts, and the layers that no image has. Every project may have made them,
/// so without `--all` there is none.
pub fn build_cache(look: &Look<'_>, engine: &Engine) -> Vec<Thing> {
    let Some(usage) = look.usage.as_ref().filter(|_| look.asked.all) else { return Vec::new() };
    let cost = if look.forgets { FORGETS } else { "" };
    let layers = free(&usage.cache);
    let (name, what) = (format!("{} layers", layers.len()), format!("{OF_OLDER}{cost}"));
    let layers = (!layers.is_empty()).then(|| thing(&name, &layers, &what, Deed::Layers));
    let mounts = mounts(&usage.cache).map(|(name, records)| {
        let ids = records.iter().map(|record| record.id.as_str());
        let deed = Deed::engine(build_cache_prune(engine, ids), "");
        thing(name, &records, &format!("{MOUNT}{cost}"), deed)
    });
    layers.into_iter().chain(mounts).collect()
}

/// The bytes of the layers that no image has, whosoever they are.
pub fn left_bytes(look: &Look<'_>) -> u64 {
    look.usage.as_ref().map_or(0, |usage| free(&usage.cache).iter().map(|record| record.bytes).sum())
}

/// The ids of the layers to prune once images are removed: with `--all` those that no image has, without it those of them that an
/// image had before.
pub fn layers_to_prune(look: &Look<'_>, engine: &Engine) -> Vec<String> {
    let Some(before) = &look.usage else { return Vec::new() };
    let now = usage(look.task, engine).unwrap_or_default();
    let had_image = |id: &str| before.cache.iter().any(|record| record.id == id && record.is_shared);
    let is_meant = |record: &&Record| look.asked.all || had_image(&record.id);
    free(&now.cache).into_iter().filter(is_meant).map(|record| record.id.clone()).collect()
}

/// The ids of those that no image has now.
pub fn left_ids(look: &Look<'_>) -> Vec<String> {
    let records = look.usage.as_ref().map(|usage| free(&usage.cache)).unwrap_or_default();
    records.into_iter().map(|record| record.id.clone()).collect()
}

fn free(records: &[Record]) -> Vec<&Record> {
    left_layers(records).into_iter().filter(|record| !record.is_used).collect()
}

fn thing(name: &str, records: &[&Record], what: &str, deed: Deed) -> Thing {
    let is_used = records.iter().any(|record| record.is_used);
    let state = if is_used { State::Used } else { State::Idle };
    let bytes = Some(records.iter().map(|record| record.bytes).sum());
    Thing::new(Kind::BuildCache, name, (Whose::Everybody, state), what, deed).sized(bytes, bytes)
}
