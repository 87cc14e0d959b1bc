//! What JupyterLab gets: its command line, its token and its port.

use anyhow::Result;

use crate::base::error::BadInput;
use crate::container::probe_mounts::probing;
use crate::container::running_lab::container_name;
use crate::container::volumes::volumes;
use crate::docker::container::Container;
use crate::docker::lab_options::for_a_lab;
use crate::docker::labels::{Kind, LAB_PORT};
use crate::docker::run_options::has_network_of_the_host;
use crate::image::inputs::Inputs;
use crate::machine::token::TOKEN;

/// What a command asks of a lab.
#[derive(Clone, Debug, Default)]
pub struct LabOptions {
    /// Whether it runs on in the background.
    pub detach: bool,
    /// Whether no browser is to be opened.
    pub no_browser: bool,
    /// Whether JupyterLab is to say all that it does.
    pub verbose: bool,
    /// Further arguments of `jupyter lab`.
    pub jupyter_args: Vec<String>,
}

/// What of JupyterLab makes the printed address wrong if it is another: where it listens, by which name, and whether by TLS.
const OURS: [&str; 11] = [
    "base_url",
    "certfile",
    "client_ca",
    "ip",
    "keyfile",
    "no_browser",
    "port",
    "port_retries",
    "sock",
    "ssl_options",
    "token",
];

/// Whether an argument of JupyterLab's sets one of these, by its short name, or by its long one behind any class.
fn is_ours(argument: &str) -> bool {
    let name = argument.split('=').next().unwrap_or_default();
    let Some(name) = name.strip_prefix('-') else { return false };
    let name = name.trim_start_matches('-').rsplit('.').next().unwrap_or_default();
    OURS.contains(&name.replace('-', "_").as_str())
}

impl LabOptions {
    /// Refuses what JupyterLab must not be given twice: the URL that is printed would not work.
    ///
    /// # Errors
    ///
    /// `BadInput` with what to write instead.
    pub fn refuse_what_is_ours(&self) -> Result<()> {
        match self.jupyter_args.iter().find(|arg| is_ours(arg)) {
            Some(arg) => Err(BadInput::new(format!(
                "`{arg}` is set by this tool, which chooses address, port and token; for another port of this machine write \
                 `--port N` in front of `--`"
            ))),
            None => Ok(()),
        }
    }

    /// The container of a lab at this port of the machine; `container` is one in which nothing runs yet.
    pub fn container<'a>(&self, container: &Container<'a>, inputs: &Inputs, port: u16) -> Container<'a> {
        let settings = &inputs.settings.container;
        let further = for_a_lab(&settings.arguments).into_iter().chain(settings.lab_arguments.clone());
        let lab = Container {
            kind: Kind::Lab,
            client: None,
            extra: container.extra.iter().cloned().chain(further).collect(),
            name: Some(container_name(&inputs.project)),
            port: Some(port),
            volumes: volumes(&inputs.project, &inputs.settings, (&inputs.owner, &inputs.account), true),
            env: container.env.iter().cloned().chain([TOKEN.to_owned()]).collect(),
            detach: self.detach,
            ..container.clone()
        };
        // The machine's own network has no port of its own for the container, and shows all that listens to others.
        let listens = if has_network_of_the_host(&lab.extra) {
            vec![
                "--ip=127.0.0.1".to_owned(),
                format!("--port={port}"),
                "--ServerApp.port_retries=0".to_owned(),
            ]
        } else {
            vec!["--ip=0.0.0.0".to_owned(), format!("--port={LAB_PORT}")]
        };
        Container { command: probing(&lab, self.command(listens)), ..lab }
    }

    /// JupyterLab's command line. Its own notes name addresses inside the container, so only warnings are let through.
    fn command(&self, listens: Vec<String>) -> Vec<String> {
        let mut command = ["jupyter", "lab", "--no-browser"].map(str::to_owned).to_vec();
        command.extend(listens);
        let is_level =
            |arg: &String| arg.contains("log-level") || arg.contains("log_level") || arg == "--debug";
        if !self.verbose && !self.detach && !self.jupyter_args.iter().any(is_level) {
            command.extend(["--log-level=WARN", "--LabApp.log_level=WARN"].map(str::to_owned));
        }
        // Without it JupyterLab asks at a terminal whether Ctrl-C is meant, and runs on.
        let answers = |arg: &String| arg == "-y" || arg.contains("answer_yes");
        if !self.detach && !self.jupyter_args.iter().any(answers) {
            command.push("-y".to_owned());
        }
        command.extend(self.jupyter_args.iter().cloned());
        command
    }
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn what_makes_the_printed_address_wrong_is_ours_by_each_of_its_names_and_nothing_else_is() {
        let table = [
            ("--port=9999", true),
            ("--port", true),
            ("-port=9999", true),
            ("--ServerApp.port=9999", true),
            ("--LabApp.port", true),
            ("--NotebookApp.port=1", true),
            ("--port-retries=5", true),
            ("--ServerApp.port_retries=5", true),
            ("--ip=127.0.0.1", true),
            ("--ServerApp.ip=127.0.0.1", true),
            ("--certfile=a.pem", true),
            ("--ServerApp.certfile=a.pem", true),
            ("--keyfile=a.pem", true),
            ("--client-ca=a.pem", true),
            ("--ServerApp.client_ca=a.pem", true),
            ("--ServerApp.ssl_options={}", true),
            ("--sock=/tmp/s", true),
            ("--ServerApp.sock", true),
            ("--ServerApp.base_url=/x", true),
            ("--IdentityProvider.token=x", true),
            ("--ServerApp.token", true),
            ("--no-browser", true),
            ("--sock-mode=0600", false),
            ("--ServerApp.ip_address=x", false),
            ("--ServerApp.root_dir=/port", false),
            ("--MyApp.airport=x", false),
            ("--ServerApp.terminals_enabled=False", false),
            ("token", false),
            ("port", false),
            ("-y", false),
            ("--", false),
            ("", false),
        ];
        for (argument, expected) in table {
            assert_eq!(is_ours(argument), expected, "{argument}");
        }
    }
}
