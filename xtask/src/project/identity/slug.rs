//! The name of a folder, as Docker takes it.

use camino::Utf8Path;

/// The nearest name that an image can have.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    // A longer name is none for Docker.
    let slug: String = slug.chars().take(100).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "project".to_owned() } else { slug.to_owned() }
}

/// The folder's name as Docker takes it for an image: lower case, no spaces.
pub fn own_slug(root: &Utf8Path) -> String {
    slug(root.file_name().unwrap_or_default())
}
