//! The names that a project of this template has for its folders and files.

/// The folder with the templates.
pub const TEMPLATE: &str = "template";

/// The folder with the generated files.
pub const DOCKER: &str = "docker";

/// The folder with the generated file for editors.
pub const DEV_CONTAINER: &str = ".devcontainer";

/// What docker-compose.yml has to know of this machine and its user.
pub const LOCAL_ENV: &str = "docker/.env";
