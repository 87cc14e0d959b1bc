//! An image's history: which instruction made each of its layers, and how large that is.

use anyhow::{Context as _, Result};
use serde_yaml::Value;

use super::engine::Engine;
use crate::base::argv::Argv;
use crate::base::json;

/// An instruction that an image was made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The instruction, as the Dockerfile has it or nearly: builders write it in three ways.
    pub by: String,
    /// The size of its layer; 0 if it made none.
    pub bytes: u64,
}

/// What [`Made::read`] reads: a line of JSON for each instruction, or all in one list. Fails if there is no such image.
pub fn image_history(engine: &Engine, image: &str) -> Argv {
    engine
        .argv()
        .args(["image", "history", "--no-trunc", "--human=false", "--format", "{{json .}}"])
        .arg(image)
}

impl Made {
    /// Reads the answer to [`image_history`]: the instructions, from the lowest.
    ///
    /// # Errors
    ///
    /// If it is something else.
    pub fn read(said: &str) -> Result<Vec<Self>> {
        let mut made = Vec::new();
        for line in said.lines().filter(|line| !line.is_empty()) {
            let read = json::read(line.as_bytes()).and_then(|read| match read {
                // Podman 4.3 says all of them in one list.
                Value::Sequence(entries) => entries.iter().map(Self::of).collect(),
                entry => Ok(vec![Self::of(&entry)?]),
            });
            made.extend(read.with_context(|| format!("it says `{line}`"))?);
        }
        made.reverse();
        Ok(made)
    }

    fn of(entry: &Value) -> Result<Self> {
        let bytes = match &entry["Size"] {
            // Podman's is a number, and has another name.
            Value::Null => json::number(entry, "size")?,
            size => size.as_str().and_then(|size| size.parse().ok()).context("it has no size")?,
        };
        Ok(Self { by: instruction(entry["CreatedBy"].as_str().unwrap_or_default()), bytes })
    }
}

/// The instruction without what a builder writes around it. What was given to a RUN by arguments stays in front of its command.
fn instruction(created_by: &str) -> String {
    // In front stands the shell; BuildKit writes only what is behind.
    let words = created_by.split_once("#(nop) ").map_or(created_by, |(_, words)| words);
    words.trim().trim_end_matches("# buildkit").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_of_each_engine_is_asked_in_the_same_words() {
        assert_eq!(
            image_history(&Engine::assumed(None), "a:slim").to_string(),
            "docker image history --no-trunc --human=false --format '{{json .}}' a:slim"
        );
    }

    #[test]
    fn docker_s_and_podman_s_answers_are_read_and_the_lowest_comes_first() {
        let docker = r##"{"Comment":"","CreatedBy":"COPY /steps/user/ / # buildkit","ID":"\u003cmissing\u003e","Size":"4520"}
{"CreatedBy":"RUN |1 a=b /bin/sh -c true \u0026\u0026 false # buildkit","Size":"7"}
{"CreatedBy":"/bin/bash -p #(nop) COPY dir:12 in / ","Size":"12"}
{"CreatedBy":"/bin/sh -c #(nop)  USER 0","Size":"0"}
"##;
        let podman = r##"{"id":"1","CreatedBy":"/bin/sh -c #(nop) USER 0","tags":["localhost/a:latest"],"size":22528}
{"id":"\u003cmissing\u003e","size":3}
"##;
        let podman_4 = r##"[{"id":"2","CreatedBy":"/bin/sh -c #(nop) USER 0","size":7,"Created":"2023-11-14T22:13:20Z"},{"size":3}]"##;
        let read = |said| {
            let made = Made::read(said).unwrap();
            made.into_iter().map(|made| (made.by, made.bytes)).collect::<Vec<_>>()
        };
        let made = |by: &str, bytes| (by.to_owned(), bytes);
        let expected = [
            made("USER 0", 0),
            made("COPY dir:12 in /", 12),
            made("RUN |1 a=b /bin/sh -c true && false", 7),
            made("COPY /steps/user/ /", 4520),
        ];
        assert_eq!(read(docker), expected);
        assert_eq!(read(podman), [made("", 3), made("USER 0", 22528)]);
        assert_eq!(read(podman_4), [made("", 3), made("USER 0", 7)]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn an_answer_without_sizes_is_none() {
        for said in ["{\"CreatedBy\":\"x\"}", "{\"Size\":\"12MB\"}", "no JSON: {"] {
            let error = format!("{:#}", Made::read(said).unwrap_err());
            assert!(error.starts_with(&format!("it says `{said}`: ")), "{error}");
        }
    }
}
