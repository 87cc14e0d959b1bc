//! Variables that the image's own scripts go by.

/// By these activation knows that it has been done, and which environment it is, and Python finds the project's folder src/.
const OF_THE_IMAGE: [&str; 4] = ["CONDA_PREFIX", "REPO_DIR", "_ENV_ACTIVE", "_ENV_STATE"];

/// Whether the image's scripts would do something else with another value of this variable.
pub fn is_of_the_image(name: &str) -> bool {
    OF_THE_IMAGE.contains(&name)
}
