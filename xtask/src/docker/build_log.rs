//! The log of a build: what each builder prints when a step begins.

/// The step that a line of the log begins: BuildKit's `#7 [stage-1 3/9] RUN …` and `#9 exporting layers`, the legacy
/// builder's `Step 3/9 : RUN …`, podman's `STEP 3/9: RUN …`.
pub fn step(line: &str) -> Option<String> {
    let bracketed = || {
        let (number, rest) = line.strip_prefix('#')?.split_once(' ')?;
        (number.parse::<u32>().is_ok() && rest.starts_with(['[', 'e'])).then(|| rest.to_owned())
    };
    // Of several stages podman numbers each: `[2/2] STEP 3/9: RUN …`.
    let podman = || line.split_once("STEP ").filter(|(stage, _)| stage.is_empty() || stage.ends_with("] "));
    let stepped = line.strip_prefix("Step ").or_else(|| Some(podman()?.1));
    let text = stepped.map(str::to_owned).or_else(bracketed)?;
    Some(text.split_whitespace().filter(|word| !word.starts_with("--mount=")).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_step_is_known_by_its_first_line_and_shown_without_its_mounts() {
        let line = "#9 [stage-1 4/9] RUN --mount=type=cache,id=a,target=/dev/a     apt-get update";
        assert_eq!(step(line).unwrap(), "[stage-1 4/9] RUN apt-get update");
        assert_eq!(step("#9 exporting layers").unwrap(), "exporting layers");
        assert_eq!(step("Step 4/9 : USER 1000").unwrap(), "4/9 : USER 1000");
        assert_eq!(step("STEP 4/9: USER 1000").unwrap(), "4/9: USER 1000");
        assert_eq!(step("[2/2] STEP 4/9: USER 1000").unwrap(), "4/9: USER 1000");
        assert_eq!(step("echo STEP 4/9"), None);
        assert_eq!(step("#9 1.234 Get:1 [20 kB]"), None);
    }
}
