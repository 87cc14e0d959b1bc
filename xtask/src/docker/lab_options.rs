//! Which of the arguments in the setting `run-args` are a lab's alone: a second container cannot have them at the same time.

use super::run_options::{run_arguments, values_of};

/// Options of which there can be one on a machine: its name, and its ports.
const OF_A_LAB: [&str; 4] = ["hostname", "name", "publish", "publish-all"];

/// What every container gets.
pub fn for_every_container(args: &[String]) -> Vec<String> {
    parted(args).0
}

/// What a lab gets beyond that.
pub fn for_a_lab(args: &[String]) -> Vec<String> {
    parted(args).1
}

/// The name that these arguments give the container.
pub fn name(args: &[String]) -> Option<String> {
    values_of(args, "name").last().map(|&name| name.to_owned())
}

/// The variables among these arguments: each `NAME=VALUE`, or a name alone.
pub fn variables(args: &[String]) -> Vec<String> {
    values_of(args, "env").into_iter().map(str::to_owned).collect()
}

fn parted(args: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut every, mut lab) = (Vec::new(), Vec::new());
    for argument in run_arguments(args) {
        let is_of_a_lab = argument.options.iter().any(|option| OF_A_LAB.contains(&option.name));
        if is_of_a_lab { &mut lab } else { &mut every }.extend_from_slice(argument.words);
    }
    (every, lab)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_ports_are_a_lab_s_alone_and_all_else_is_every_container_s() {
        let words = |line: &str| -> Vec<String> { line.split_whitespace().map(str::to_owned).collect() };
        let table = [
            ("--gpus=all --shm-size 8g", "--gpus=all --shm-size 8g", ""),
            ("--publish=1:2 --privileged", "--privileged", "--publish=1:2"),
            ("--publish 1:2 --init", "--init", "--publish 1:2"),
            ("-p 1:2 -p3:4 -P --publish-all", "", "-p 1:2 -p3:4 -P --publish-all"),
            ("--name x --env A=b --hostname y", "--env A=b", "--name x --hostname y"),
            ("--name=x -h y -hz", "", "--name=x -h y -hz"),
            ("--pid host --privileged --publisher x", "--pid host --privileged --publisher x", ""),
            ("-itp 0.0.0.0:9:9 -tih y --rm", "--rm", "-itp 0.0.0.0:9:9 -tih y"),
            ("-ie A=-p -e -p", "-ie A=-p -e -p", ""),
            ("-e A --hostname=y -v /a:/b", "-e A -v /a:/b", "--hostname=y"),
        ];
        for (args, every, lab) in table {
            assert_eq!(parted(&words(args)), (words(every), words(lab)), "{args}");
        }
    }
}
