//! Images that a newer one has replaced, or that nobody uses any more.

use anyhow::Result;
use camino::Utf8Path;

use super::look::{Look, listed};
use super::rules::{Kind, State, Whose};
use super::thing::{Deed, Thing};
use crate::docker::engine::Engine;
use crate::docker::found_container::ContainerFacts;
use crate::docker::history::{Made, image_history};
use crate::docker::labelled_image::{
    LabelledImage, image_remove, is_name, is_of_this_tool, labelled_images, without_algorithm,
};
use crate::image::left_overs::{hold, left_over_tags};
use crate::image::owners::{Owner, Owners};
use crate::image::variant;

/// What is known of the projects that have images.
struct Known<'a> {
    look: &'a Look<'a>,
    engine: &'a Engine,
    /// This project.
    here: Owner,
    /// The notes on images.
    owners: Owners,
    /// The other projects that have noted an image.
    others: Vec<Owner>,
    /// The containers that stay.
    containers: Vec<&'a ContainerFacts>,
}

/// The images with this tool's label that are this project's, or with `--all` every one, and how many others are without a name;
/// `found` are the things that are known so far.
///
/// # Errors
///
/// If the engine does not list them, or there is no place for a cache.
pub fn images(look: &Look<'_>, engine: &Engine, found: &[Thing]) -> Result<(Vec<Thing>, usize)> {
    let images = LabelledImage::read(&listed(look.task, engine, &labelled_images(engine), "images")?);
    let (project, image) = (&look.task.project, look.task.settings.image.clone());
    let here = Owner { name: project.unique_name(), image, folder: project.root.clone() };
    let owners = Owners::find(&look.task.host)?;
    let others = owners.all().into_iter().filter(|owner| owner.name != here.name).collect();
    let known = Known { look, engine, here, owners, others, containers: look.remaining(found).collect() };
    let (mut things, mut unasked) = (Vec::new(), 0);
    for image in &images {
        things.extend(known.left_overs(image));
        match known.thing(image) {
            Some((whose, thing)) if known.is_asked_for(whose) => things.push(thing),
            Some(_) if image.names.is_empty() => unasked += 1,
            _ => {}
        }
    }
    Ok((things, unasked))
}

impl Known<'_> {
    /// Whose it is, if it is this project's or of `owner`.
    fn whose(&self, owner: &Owner) -> Whose {
        match owner.name == self.here.name {
            true => Whose::Here,
            false if owner.is_gone() => Whose::Gone,
            false => Whose::There,
        }
    }

    fn is_asked_for(&self, whose: Whose) -> bool {
        self.look.asked.all || whose == Whose::Here
    }

    fn projects(&self) -> impl Iterator<Item = &Owner> {
        std::iter::once(&self.here).chain(&self.others)
    }

    /// The project whose command has given an image this name, and the name as the command has it; none if a project calls its
    /// image so.
    fn left_by(&self, name: &str) -> Option<(&Owner, String)> {
        if self.projects().any(|owner| is_name(name, &owner.image)) {
            return None;
        }
        let tag_of = |owner: &Owner| left_over_tags(&owner.image).into_iter().find(|tag| is_name(name, tag));
        self.projects().find_map(|owner| Some((owner, tag_of(owner)?)))
    }

    /// The names that a command has given the image and not taken back.
    fn left_overs(&self, image: &LabelledImage) -> Vec<Thing> {
        let thing = |name: &String| {
            let (owner, tag) = self.left_by(name)?;
            let whose = self.whose(owner);
            let holder = hold(&tag).is_none().then(|| "a command of this tool".to_owned());
            let user = holder.or_else(|| self.user(image));
            let state = if user.is_some() { State::Used } else { State::LeftOver };
            let deed = Deed::engine(image_remove(self.engine, name), "");
            let thing = Thing::new(Kind::Image, name, (whose, state), &user.unwrap_or_default(), deed);
            // One name of several has no size.
            let thing = if image.names.len() == 1 { self.sized(thing, image) } else { thing };
            self.is_asked_for(whose).then(|| thing.of(whose, &owner.folder))
        };
        image.names.iter().filter_map(thing).collect()
    }

    /// The image itself, and whose it is, unless all its names are left over.
    fn thing(&self, image: &LabelledImage) -> Option<(Whose, Thing)> {
        let mut own = image.clone();
        own.names.retain(|name| self.left_by(name).is_none());
        if own.names.is_empty() && !image.names.is_empty() {
            return None;
        }
        let (whose, owner) = self.owner(&own);
        let user = self.user(image);
        let state = match &owner {
            _ if user.is_some() => State::Used,
            _ if own.names.is_empty() => State::Untagged,
            // Where it has the name that this project asks for, no other name counts.
            _ if own.has_name(&variant::names(&self.here.image)) => State::Current,
            Some(owner) if own.is_named(&variant::names(&owner.image)) => State::Current,
            _ => State::Named,
        };
        let name = own.names.first().cloned().unwrap_or_else(|| image.id.chars().take(12).collect());
        let folder = owner.as_ref().map_or(Utf8Path::new(""), |owner| &owner.folder);
        let beside = user.unwrap_or_else(|| folder.to_string());
        let deed = Deed::engine(image_remove(self.engine, &image.id), &image.id);
        let thing = Thing::new(Kind::Image, name, (whose, state), &beside, deed);
        Some((whose, self.sized(thing, image).of(whose, folder)))
    }

    /// Whose the image is: of the project that its name names, of those that have noted it, or of nobody who is known.
    fn owner(&self, image: &LabelledImage) -> (Whose, Option<Owner>) {
        let owners = self.owners.of(&image.id);
        let has_its_name = image.has_name(&variant::names(&self.here.image));
        if has_its_name || owners.iter().any(|owner| owner.name == self.here.name) {
            return (Whose::Here, Some(self.here.clone()));
        }
        // One of several may be there.
        if let Some(owner) = owners.iter().find(|owner| !owner.is_gone()).or(owners.first()) {
            return (self.whose(owner), Some(owner.clone()));
        }
        if !self.look.asked.all {
            return (Whose::Unknown, None);
        }
        // If the engine does not say, it may be another's.
        let question = image_history(self.engine, &image.id);
        let said = listed(self.look.task, self.engine, &question, "steps").unwrap_or_default();
        let history = Made::read(&said).unwrap_or_default();
        (if is_of_this_tool(&history) { Whose::Unknown } else { Whose::Another }, None)
    }

    fn sized(&self, thing: Thing, image: &LabelledImage) -> Thing {
        thing.sized(image.bytes, self.look.usage.as_ref().and_then(|usage| usage.own(&image.id)))
    }

    /// What uses the image, of the containers that stay.
    fn user(&self, image: &LabelledImage) -> Option<String> {
        let user = self.containers.iter().find(|facts| without_algorithm(&facts.image) == image.id)?;
        Some(format!("the container {}", user.name))
    }
}
