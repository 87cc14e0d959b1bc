//! What is said about commands that need root: where it is certain, where it is not, and where nothing is said.

use super::scripts::{ENVIRONMENT, of};

#[test]
fn root_is_needed_where_the_command_certainly_takes_it_and_nothing_else_has_its_name() {
    for (command, expected) in [
        ("sudo x", "E2"),
        ("/usr/bin/sudo x", "E2"),
        ("timeout 60 sudo x", "E2"),
        ("env A=1 sudo -u root x", "E2"),
        ("command sudo x", "E2"),
        ("apt-get install -y x", "E2"),
        ("apt-get -qq -o Dpkg::Use-Pty=0 update", "E2"),
        ("apt-get -t stable install x", "E2"),
        ("apt-get install --download-only x", "E2"),
        ("/usr/bin/apt-get update", "E2"),
        ("dpkg -i x.deb", "E2"),
        ("add-apt-repository -y ppa:x", "E2"),
        ("[ -n \"$X\" ] || exit 1; sudo x; echo", "E2"),
        ("wget x && sudo dpkg -i x; echo", "W2"),
        ("unzip x && sudo cp x /usr; echo", "W2"),
        ("source x; sudo y; echo", "W2"),
        ("if [ -z \"$X\" ]; then exit 0; fi; sudo apt-get update; echo", "W2"),
        ("f() { set +e; }; f; sudo x; echo", "W2"),
        ("apt-get -o Dir::State=/tmp/x update", "W2"),
        ("export PATH=~/bin:$PATH; sudo x; echo", "W2"),
        ("ln -s /usr/bin/env ~/bin/sudo; sudo x; echo", "W2"),
        ("sudo() { \"$@\"; }; sudo x", ""),
        ("shopt -s expand_aliases; alias sudo=; sudo x", ""),
        ("./sudo x", ""),
        ("command -v sudo", ""),
        ("command -v sudo && sudo x", ""),
        ("apt-get install --help", ""),
        ("apt install -s x", ""),
        ("apt-get -sy install x", ""),
        ("apt-get install --simulate x", ""),
        ("apt-get install --dry-run x", ""),
        ("apt-get update --print-uris", ""),
        ("apt show update", ""),
        ("dpkg -s install", ""),
        ("dpkg --no-act -i x.deb", ""),
        ("add-apt-repository --help", ""),
        ("echo sudo x", ""),
    ] {
        assert_eq!(of("needs-root", ENVIRONMENT, command, &[]), expected, "{command}");
    }
    let with_sudo = ENVIRONMENT.replace("pip]", "pip, sudo]");
    assert_eq!(of("needs-root", &with_sudo, "sudo x", &[]), "");
}
