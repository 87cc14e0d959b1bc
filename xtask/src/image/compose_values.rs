//! What the setting `run-args` says, as the template of docker-compose.yml takes it.

use minijinja::value::Value;

use crate::docker::compose_options::ComposeOptions;

/// The options of the lab's service.
pub fn compose_values(options: &ComposeOptions) -> Value {
    let scalar =
        |(key, value): &(&str, String)| Value::from(vec![Value::from(*key), Value::from(value.clone())]);
    let list = |(key, values): &(&str, Vec<String>)| {
        Value::from(vec![Value::from(*key), Value::from(values.clone())])
    };
    Value::from_pairs([
        ("scalars", Value::from(options.scalars.iter().map(scalar).collect::<Vec<_>>())),
        ("environment", Value::from(options.environment.clone())),
        ("lists", Value::from(options.lists.iter().map(list).collect::<Vec<_>>())),
        ("gpus", Value::from(options.gpus.clone())),
        ("rest", Value::from(options.rest.clone())),
    ])
}
