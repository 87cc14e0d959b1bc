//! Images that a command builds for a question of its own, and removes when it has the answer; one that is killed leaves them.

use crate::base::process::Hold;

/// The name of the stages of an image in which `lock` asks Conda and pip.
pub fn stage_tag(image: &str) -> String {
    format!("{image}-lock")
}

/// The names of the builds with which `docker-build --verify-reproducible` compares an image.
pub fn repeat_tags(image: &str) -> [String; 2] {
    ["again", "third"].map(|suffix| format!("{}-{suffix}", image.replace(':', "-")))
}

/// The names of all of them.
pub fn left_over_tags(image: &str) -> Vec<String> {
    [stage_tag(image)].into_iter().chain(repeat_tags(image)).collect()
}

/// Held by the command that works with the image of this name; `None` if another one does.
pub fn hold(tag: &str) -> Option<Hold> {
    Hold::of(&format!("conda-in-docker image {tag}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_named_after_the_image_and_is_held_by_one_at_a_time() {
        assert_eq!(left_over_tags("a/b"), ["a/b-lock", "a/b-again", "a/b-third"]);
        assert_eq!(repeat_tags("a:1"), ["a-1-again", "a-1-third"]);
        let held = hold("a/b-lock");
        assert!(held.is_some());
        if cfg!(target_os = "linux") {
            assert!(hold("a/b-lock").is_none());
        }
        drop(held);
        assert!(hold("a/b-lock").is_some());
    }
}
