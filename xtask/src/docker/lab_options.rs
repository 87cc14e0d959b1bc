//! Which of the arguments in the setting `run-args` are a lab's alone: a second container cannot have them at the same time.

/// Options of which there can be one on a machine: its name, and its ports.
const OF_A_LAB: [&str; 6] = ["--hostname", "-h", "--name", "--publish", "-p", "-P"];

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
    let value = |(at, arg): (usize, &String)| match arg.strip_prefix("--name")? {
        "" => args.get(at + 1).cloned(),
        rest => rest.strip_prefix('=').map(str::to_owned),
    };
    args.iter().enumerate().rev().find_map(value)
}

/// The variables among these arguments: each `NAME=VALUE`, or a name alone.
pub fn variables(args: &[String]) -> Vec<String> {
    let value = |(at, arg): (usize, &String)| match arg.as_str() {
        "--env" | "-e" => args.get(at + 1).cloned(),
        arg => arg
            .strip_prefix("--env=")
            .or_else(|| arg.strip_prefix("-e="))
            .or_else(|| arg.strip_prefix("-e"))
            .map(str::to_owned),
    };
    args.iter().enumerate().filter_map(value).collect()
}

fn parted(args: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut every, mut lab) = (Vec::new(), Vec::new());
    let mut args = args.iter().peekable();
    while let Some(arg) = args.next() {
        let to = if is_of_a_lab(arg) { &mut lab } else { &mut every };
        to.push(arg.clone());
        // The value of an option is the next argument, unless it stands behind a `=`, or the next one is an option itself.
        if arg.starts_with('-') && !arg.contains('=') {
            to.extend(args.next_if(|next| !next.starts_with('-')).cloned());
        }
    }
    (every, lab)
}

fn is_of_a_lab(arg: &str) -> bool {
    let name = arg.split('=').next().unwrap_or_default();
    let short = |letter: &str| !arg.starts_with("--") && arg.starts_with(letter);
    name == "--publish-all" || OF_A_LAB.contains(&name) || short("-p") || short("-h")
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
            ("-e A --hostname=y -v /a:/b", "-e A -v /a:/b", "--hostname=y"),
        ];
        for (args, every, lab) in table {
            assert_eq!(parted(&words(args)), (words(every), words(lab)), "{args}");
        }
    }
}
