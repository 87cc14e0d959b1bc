//! Options of `container run` and `container exec` by which somebody gets into a container in another way than usual.

/// An option, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerOption {
    /// A terminal, at which somebody types.
    Interactive,
    /// What is sent to it, without a terminal.
    Stdin,
    /// Another program in the place of the image's entrypoint.
    Entrypoint(&'static str),
    /// Another user, `UID:GID`.
    User(&'static str),
    /// A further group of that user.
    Group(&'static str),
}

impl ContainerOption {
    /// The options as the engine's client takes them.
    pub fn words(options: &[Self]) -> Vec<&'static str> {
        let words = |option: &Self| match *option {
            Self::Interactive => vec!["--interactive", "--tty"],
            Self::Stdin => vec!["--interactive"],
            Self::Entrypoint(program) => vec!["--entrypoint", program],
            Self::User(ids) => vec!["--user", ids],
            Self::Group(id) => vec!["--group-add", id],
        };
        options.iter().flat_map(words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::ContainerOption;

    #[test]
    fn each_option_is_spelt_with_its_value_in_the_order_in_which_they_are_given() {
        let options =
            [ContainerOption::Interactive, ContainerOption::User("1:2"), ContainerOption::Group("100")];
        let words = ["--interactive", "--tty", "--user", "1:2", "--group-add", "100"];
        assert_eq!(ContainerOption::words(&options), words);
    }
}
