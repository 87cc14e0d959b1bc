//! Containers that are there: how they are found, looked at and read.

use serde_yaml::Value;

use super::engine::Engine;
use super::labels::{
    CLIENT_LABEL, FOLDER_LABEL, INPUTS_LABEL, KIND_LABEL, Kind, MARK_LABEL, PORT_LABEL, PROJECT_LABEL,
};
use super::throw_away::container_exec;
use crate::base::argv::Argv;
use crate::base::json;
use crate::base::mark::Mark;

/// What [`ContainerFacts::read`] reads: a line of JSON for each container. The id stands alone, since podman knows `{{.Id}}` in
/// this form and in no other.
const FACTS: &str = "{\"id\":\"{{.Id}}\",\"name\":{{json .Name}},\"image\":{{json .Image}},\
                     \"state\":{{json .State.Status}},\"started\":{{json .State.StartedAt}},\
                     \"labels\":{{json .Config.Labels}},\"env\":{{json .Config.Env}},\"command\":{{json .Config.Cmd}}}";

/// The ids of the containers of every project, a line for each.
pub fn containers_of_projects(engine: &Engine) -> Argv {
    containers(engine, &format!("label={PROJECT_LABEL}"))
}

/// The ids of the containers of this name, a line for each.
pub fn containers_named(engine: &Engine, name: &str) -> Argv {
    containers(engine, &format!("name=^/?{name}$"))
}

/// The ids of all containers, whoever has made them, a line for each.
pub fn all_containers(engine: &Engine) -> Argv {
    engine.argv().args(["container", "ls", "--all", "--quiet", "--no-trunc"])
}

/// The ids of the containers that have a volume, a line for each.
pub fn containers_with_volume(engine: &Engine, volume: &str) -> Argv {
    containers(engine, &format!("volume={volume}"))
}

fn containers(engine: &Engine, filter: &str) -> Argv {
    all_containers(engine).arg("--filter").arg(filter)
}

/// The containers of every project and the one of this name, asked at the engine's socket; `None` if the client is to be asked.
pub fn containers_at_socket(engine: &Engine, name: Option<&str>) -> Option<Vec<ContainerFacts>> {
    let socket = engine.socket.as_ref()?;
    let listed = socket.get("/containers/json?all=1")?;
    let mut found = Vec::new();
    for listed in listed.as_sequence()? {
        let is_named = |name| json::elements(listed, "Names").any(|own| own.as_str() == Some(name));
        let named = name.map(|name| format!("/{name}"));
        if listed["Labels"][PROJECT_LABEL].is_null() && !named.as_deref().is_some_and(is_named) {
            continue;
        }
        let facts = socket.get(&format!("/containers/{}/json", listed["Id"].as_str()?))?;
        // It may have ended since it was listed.
        if !facts.is_null() {
            found.push(ContainerFacts::of_inspected(&facts));
        }
    }
    found.sort_by(|one, other| one.id.cmp(&other.id));
    Some(found)
}

/// The facts of these containers.
pub fn container_facts(engine: &Engine, ids: &[&str]) -> Argv {
    engine.argv().args(["container", "inspect", "--format", FACTS]).args(ids.to_vec())
}

/// What a container has printed.
pub fn container_logs(engine: &Engine, id: &str, follow: bool) -> Argv {
    engine.argv().args(["container", "logs"]).flag("--follow", follow).arg(id)
}

/// What JupyterLab's server has noted of itself in the container of this name or id, as JSON: the newest, if there are some.
pub fn server_note(engine: &Engine, name: &str) -> Argv {
    const SHOW: &str = "cat \"$(ls -t \"${JUPYTER_RUNTIME_DIR:-${JUPYTER_DATA_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/jupyter}\
                        /runtime}\"/jpserver-*.json | head -n 1)\"";
    container_exec(engine, &[], name, ["sh", "-c", SHOW].map(str::to_owned).to_vec())
}

/// What an engine says of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerFacts {
    /// The container's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of the image that it was made from.
    pub image: String,
    /// The engine's word for what it does now.
    pub state: String,
    /// When it was started, as the engine writes a time.
    pub started: String,
    /// The key of the project that it belongs to; empty if it is none of ours.
    pub project: String,
    /// The project's folder when it was started.
    pub folder: String,
    /// The mark that this folder had, if it says so.
    pub mark: Option<Mark>,
    /// What started it, if it is one of ours.
    pub kind: Option<Kind>,
    /// The port of this machine at which it is, if it is a lab.
    pub port: Option<u16>,
    /// The mark of the process that waits for it, if it says so.
    pub client: String,
    /// The label of its image that says what that was made from.
    pub inputs: String,
    /// What runs in it.
    pub command: Vec<String>,
    /// Its variables.
    env: Vec<String>,
}

impl ContainerFacts {
    /// Reads the answer to [`container_facts`]. A line that is no such fact is of no container.
    pub fn read(said: &str) -> Vec<Self> {
        said.lines().filter_map(|line| Some(Self::of(&json::read(line.as_bytes()).ok()?))).collect()
    }

    /// From what the engine itself says, by the names of [`FACTS`].
    fn of_inspected(said: &Value) -> Self {
        let (state, config) = (&said["State"], &said["Config"]);
        let facts = [
            ("id", &said["Id"]),
            ("name", &said["Name"]),
            ("image", &said["Image"]),
            ("state", &state["Status"]),
            ("started", &state["StartedAt"]),
            ("labels", &config["Labels"]),
            ("env", &config["Env"]),
            ("command", &config["Cmd"]),
        ];
        let facts = facts.map(|(name, value)| (Value::from(name), value.clone()));
        Self::of(&Value::Mapping(facts.into_iter().collect()))
    }

    fn of(facts: &Value) -> Self {
        let text = |key: &str| facts[key].as_str().unwrap_or_default().to_owned();
        let texts = |key| json::elements(facts, key).filter_map(Value::as_str).map(str::to_owned).collect();
        let label = |name: &str| facts["labels"][name].as_str().unwrap_or_default().to_owned();
        let port = label(PORT_LABEL).parse().ok();
        let project = label(PROJECT_LABEL);
        // A container from before there was a label for it has the port's alone.
        let unlabelled = if port.is_some() { Kind::Lab } else { Kind::Run };
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == label(KIND_LABEL));
        // `compose run` gives the service's labels to a command, and publishes no port.
        let is_command = label("com.docker.compose.oneoff") == "True";
        let (kind, port) = if is_command { (Some(Kind::Run), None) } else { (kind, port) };
        // Compose says itself where its file is.
        let compose_file = label("com.docker.compose.project.working_dir");
        let folder = Some(label(FOLDER_LABEL)).filter(|folder| !folder.is_empty());
        Self {
            id: text("id"),
            name: text("name").trim_start_matches('/').to_owned(),
            image: text("image"),
            state: text("state"),
            started: text("started"),
            folder: folder.unwrap_or_else(|| compose_file.trim_end_matches("/docker").to_owned()),
            kind: kind.or_else(|| (!project.is_empty()).then_some(unlabelled)),
            mark: Mark::parse(&label(MARK_LABEL)),
            project,
            port,
            client: label(CLIENT_LABEL),
            inputs: label(INPUTS_LABEL),
            command: texts("command"),
            env: texts("env"),
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state == "running"
    }

    /// Whether it is about to start, or has ended and will be gone in a moment.
    pub fn is_passing(&self) -> bool {
        // Podman says "stopped" before "exited" and "configured" before "created". Docker shows "dead" while it removes.
        const STATES: [&str; 9] = [
            "created",
            "configured",
            "initialized",
            "restarting",
            "exited",
            "removing",
            "dead",
            "stopping",
            "stopped",
        ];
        STATES.contains(&self.state.as_str())
    }

    /// The value of one of its variables.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.env.iter().find_map(|variable| variable.strip_prefix(name)?.strip_prefix('='))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::socket::Socket;
    use crate::docker::socket::tests::answering;

    #[test]
    fn a_lab_s_facts_are_read_and_a_stranger_has_neither_project_nor_kind() {
        let said = r#"{"id":"1f","name":"/p-lab","image":"sha256:ab","state":"running","started":"2026-01-02T03:04:05Z",
            "labels":{"conda-in-docker.project":"ab12","conda-in-docker.port":"8889","conda-in-docker.inputs":"a=1"},
            "env":["PATH=/bin","A=x\ny","JUPYTER_TOKEN=a=b"],"command":["jupyter","lab"]}"#;
        let facts = ContainerFacts::read(&format!("{}\nno JSON at all: {{\n", said.replace('\n', "")));
        let [lab] = facts.as_slice() else { panic!("{facts:?}") };
        assert!(lab.is_running() && !lab.is_passing());
        assert_eq!((lab.name.as_str(), lab.project.as_str(), lab.port), ("p-lab", "ab12", Some(8889)));
        assert_eq!((lab.kind, lab.inputs.as_str()), (Some(Kind::Lab), "a=1"));
        assert_eq!((lab.variable("JUPYTER_TOKEN"), lab.variable("TOKEN")), (Some("a=b"), None));
        let stranger = &ContainerFacts::read(r#"{"id":"2","state":"dead","labels":null,"env":null}"#)[0];
        assert!(stranger.is_passing());
        assert_eq!((stranger.project.as_str(), stranger.kind, stranger.port), ("", None, None));
    }

    #[test]
    fn containers_of_projects_and_of_a_name_are_found_at_the_socket_and_one_that_ended_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = camino::Utf8Path::from_path(dir.path()).unwrap().join("socket");
        let socket = Socket::at(&format!("unix://{path}"));
        let engine = Engine { socket, ..Engine::assumed(None) };
        let listed = r#"[{"Id":"3","Names":["/other"],"Labels":{}},{"Id":"2","Names":["/p-lab"],"Labels":{}},
            {"Id":"1","Names":["/x"],"Labels":{"conda-in-docker.project":"ab12"}},
            {"Id":"0","Names":["/y"],"Labels":{"conda-in-docker.project":"ab12"}}]"#;
        let named = r#"{"Id":"2","Name":"/p-lab","State":{"Status":"exited"},"Config":{"Labels":{},"Env":null,"Cmd":null}}"#;
        let ours = r#"{"Id":"1","Name":"/x","Image":"sha256:ab","State":{"Status":"running","StartedAt":"2026-01-02T03:04:05Z"},
            "Config":{"Labels":{"conda-in-docker.project":"ab12","conda-in-docker.kind":"run"},"Env":["A=b"],"Cmd":["bash"]}}"#;
        let answers = [(200, listed), (200, named), (200, ours), (404, "{}"), (500, "{}")];
        let (found, refused) = answering(&path, &answers, || {
            (containers_at_socket(&engine, Some("p-lab")).unwrap(), containers_at_socket(&engine, None))
        });
        let [run, named] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((run.name.as_str(), run.project.as_str(), run.kind), ("x", "ab12", Some(Kind::Run)));
        assert_eq!((run.image.as_str(), run.variable("A"), run.is_running()), ("sha256:ab", Some("b"), true));
        assert_eq!(
            (run.command.as_slice(), run.started.as_str()),
            (&["bash".to_owned()][..], "2026-01-02T03:04:05Z")
        );
        assert_eq!((named.name.as_str(), named.kind, named.is_passing()), ("p-lab", None, true));
        assert_eq!(refused, None, "the client is asked");
        assert_eq!(containers_at_socket(&Engine::assumed(None), None), None);
    }
}
