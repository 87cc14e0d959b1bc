//! What `size` shows: tables for a person, or a document for a program.

use super::measured::Measured;
use super::packages::Package;
use super::table::{Row, table};
use crate::base::json::{list, object};
use crate::base::quote;
use crate::image::layers::Layer;

/// All that was measured.
pub struct Sizes<'a> {
    /// The name of the project's image.
    pub image: &'a str,
    /// The images.
    pub images: &'a [Measured],
    /// The packages of the first, the largest first; nothing where nobody has read them.
    pub packages: Option<&'a [Package]>,
    /// How many packages are shown.
    pub top: usize,
}

impl Sizes<'_> {
    /// The tables; `width` is that of the terminal, if they are for one.
    pub fn table(&self, width: Option<usize>) -> String {
        let tables =
            [Some(self.of_layers(width)), self.packages.map(|packages| self.of_packages(packages, width))];
        tables.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }

    fn of_layers(&self, width: Option<usize>) -> String {
        // The names of variants begin as the first.
        let heading = |(number, measured): (usize, &Measured)| match measured.name.strip_prefix(self.image) {
            Some(suffix) if number > 0 => format!("…{suffix}"),
            _ => measured.name.clone(),
        };
        let headings: Vec<String> = self.images.iter().enumerate().map(heading).collect();
        let headings: Vec<&str> = ["layer"].into_iter().chain(headings.iter().map(String::as_str)).collect();
        let row =
            |name: String, amounts: Vec<Option<u64>>, has_bar| Row { words: vec![name], amounts, has_bar };
        let mut rows: Vec<Row> = self
            .layers()
            .map(|layer| {
                let amounts = self.images.iter().map(|image| image.bytes_of(layer)).collect();
                row(layer.name(), amounts, true)
            })
            .collect();
        let totals = self.images.iter().map(|image| Some(image.total())).collect();
        rows.push(row("total".to_owned(), totals, false));
        table(&headings, &rows, width)
    }

    /// Each layer that one of the images has, from the lowest: in the order of the first, with those of others in their places.
    fn layers(&self) -> impl Iterator<Item = Layer> {
        let mut found = Vec::new();
        for image in self.images {
            let mut next = 0;
            for (layer, _) in &image.layers {
                let place = found.iter().position(|other| other == layer).unwrap_or_else(|| {
                    found.insert(next, *layer);
                    next
                });
                next = place + 1;
            }
        }
        found.into_iter()
    }

    fn of_packages(&self, packages: &[Package], width: Option<usize>) -> String {
        let row = |package: &Package| {
            let Package { name, version, by, bytes } = package.clone();
            Row { words: vec![name, version, by], amounts: vec![Some(bytes)], has_bar: true }
        };
        let (largest, others) = packages.split_at(packages.len().min(self.top));
        let mut rows: Vec<Row> = largest.iter().map(row).collect();
        if !others.is_empty() {
            let name =
                if others.len() == 1 { "1 other".to_owned() } else { format!("{} others", others.len()) };
            let words = vec![name, String::new(), String::new()];
            rows.push(Row { words, amounts: vec![Some(sum(others))], has_bar: false });
        }
        table(&["package", "version", "by", "size"], &rows, width)
    }

    /// The same for a program.
    pub fn json(&self) -> String {
        let layer = |(layer, bytes): &(Layer, u64)| {
            object([("name", quote::json(&layer.name())), ("bytes", bytes.to_string())])
        };
        let image = |measured: &Measured| {
            object([
                ("name", quote::json(&measured.name)),
                ("variant", quote::json(measured.variant.word())),
                ("bytes", measured.total().to_string()),
                ("layers", list(measured.layers.iter().map(layer))),
            ])
        };
        let package = |Package { name, version, by, bytes }: &Package| {
            let texts = [("name", name), ("version", version), ("by", by)];
            let texts = texts.map(|(key, value)| (key, quote::json(value)));
            object(texts.into_iter().chain([("bytes", bytes.to_string())]))
        };
        let (packages, others) = match self.packages {
            None => ["null", "null"].map(str::to_owned).into(),
            Some(packages) => {
                let (largest, others) = packages.split_at(packages.len().min(self.top));
                let others = [("number", others.len().to_string()), ("bytes", sum(others).to_string())];
                (list(largest.iter().map(package)), object(others))
            }
        };
        object([("images", list(self.images.iter().map(image))), ("packages", packages), ("others", others)])
    }
}

fn sum(packages: &[Package]) -> u64 {
    packages.iter().map(|package| package.bytes).sum()
}
