//! What Docker's engine has on its disk: how much only one image has, and what is in its build cache.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_yaml::Value;

use super::build_cache::Record;
use super::engine::Engine;
use super::engine_kind::EngineKind;
use super::labelled_image::without_algorithm;
use crate::base::argv::Argv;
use crate::base::{bytes, json};

/// The answer to [`disk_usage`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskUsage {
    /// By the id of an image, the bytes of the layers that no other image has.
    own: BTreeMap<String, u64>,
    /// The build cache.
    pub cache: Vec<Record>,
}

/// What the engine has, thing by thing; `None` for podman, which has no build cache beside its images, and counts each layer of
/// an image as shared with the steps that it was built from.
pub fn disk_usage(engine: &Engine) -> Option<Argv> {
    let argv = engine.argv().args(["system", "df", "--verbose", "--format", "{{json .}}"]);
    (engine.kind == EngineKind::Docker).then_some(argv)
}

/// All that the engine has: a line for each kind of thing.
pub fn disk_total(engine: &Engine) -> Argv {
    engine.argv().args(["system", "df", "--format", "{{.Type}}\t{{.Size}}"])
}

/// Reads the answer to [`disk_total`], in bytes; `None` if it is none.
pub fn read_total(said: &str) -> Option<u64> {
    let sizes =
        said.lines().map(|line| bytes::parse(line.split_once('\t')?.1)).collect::<Option<Vec<_>>>()?;
    (!sizes.is_empty()).then(|| sizes.iter().sum())
}

impl DiskUsage {
    /// Reads the answer to [`disk_usage`]. What is no such fact is left out.
    ///
    /// # Errors
    ///
    /// If it is no JSON.
    pub fn read(said: &str) -> Result<Self> {
        let answer = json::read(said.as_bytes())?;
        let own = json::elements(&answer, "Images").filter_map(|image| {
            let id = without_algorithm(image["ID"].as_str()?).to_owned();
            Some((id, bytes::parse(image["UniqueSize"].as_str()?)?))
        });
        let cache = json::elements(&answer, "BuildCache").filter_map(record);
        Ok(Self { own: own.collect(), cache: cache.collect() })
    }

    /// The bytes that no other image has, of the one with this id.
    pub fn own(&self, id: &str) -> Option<u64> {
        self.own.get(id).copied()
    }
}

fn record(record: &Value) -> Option<Record> {
    let text = |key: &str| record[key].as_str();
    // What the client does not say of it is taken for what keeps it.
    let is = |key: &str| text(key) != Some("false");
    // The client marks what is in use.
    let id = text("ID")?.trim_end_matches('*');
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    Some(Record {
        id: id.to_owned(),
        parents: text("Parent").unwrap_or_default().split(", ").map(str::to_owned).collect(),
        kind: text("CacheType")?.to_owned(),
        description: text("Description")?.to_owned(),
        bytes: bytes::parse(text("Size")?)?,
        is_shared: is("Shared"),
        is_used: is("InUse"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_docker_is_read_and_what_is_no_fact_is_left_out() {
        let said = r#"{"Images":[{"ID":"sha256:ab","UniqueSize":"458kB"},{"ID":"sha256:cd","UniqueSize":"N/A"},{"ID":7}],
            "Containers":[],"Volumes":[],"BuildCache":[
            {"ID":"a1","Parent":"b2, c3","CacheType":"regular","Description":"x","Size":"438MB","Shared":"true","InUse":"false"},
            {"ID":"b2*","Parent":"","CacheType":"exec.cachemount","Description":"y","Size":"0B"},
            {"ID":"|","CacheType":"regular","Description":"z","Size":"1B"},{}]}"#;
        let usage = DiskUsage::read(said).unwrap();
        assert_eq!((usage.own("ab"), usage.own("cd")), (Some(458_000), None));
        let [one, two] = usage.cache.as_slice() else { panic!("{usage:?}") };
        assert_eq!(
            (one.parents.as_slice(), one.bytes),
            (&["b2".to_owned(), "c3".to_owned()][..], 438_000_000)
        );
        assert_eq!(two.id, "b2");
        assert_eq!((one.is_shared, one.is_used, two.is_shared, two.is_used), (true, false, true, true));
        assert_eq!(DiskUsage::read("{}").unwrap(), DiskUsage::default());
        assert!(DiskUsage::read("{").is_err());
    }

    #[test]
    fn a_total_is_that_of_every_line_or_none() {
        assert_eq!(read_total("Images\t1.1GB\nContainers\t0B\nBuild Cache\t33.5MB"), Some(1_133_500_000));
        for nonsense in ["", "<html>", "Images\tmuch", "Images\t1GB\nx"] {
            assert_eq!(read_total(nonsense), None, "{nonsense}");
        }
    }
}
