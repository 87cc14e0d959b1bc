//! The name by which the engine knows a project: it stays when the folder is moved or renamed, and a copy gets its own.
//!
//! `docker/.project-id`, which git ignores, has the name, the folder, and the mark by which the file system tells that folder
//! from all others: a rename keeps the mark, and a copy does not have it. `Identity::read` has the rules.

mod original;
mod slug;
mod written;

use std::fs;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};

use crate::base::digest::digest;
use crate::base::files::{Access, replace};
use crate::base::mark::Mark;
use crate::base::place::is_same;
use crate::base::regular::require_inside;
use original::{is_original, keeps};
pub use slug::{own_slug, slug};
pub use written::FILE;
use written::{Written, cannot_look, is_older};

/// What the project's folder says of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// It is written down, with this folder.
    Known,
    /// It is to be written down.
    New,
    /// It is to be written down, because the name that the file has is that of the project which is or was in this folder.
    CopyOf(Utf8PathBuf),
}

/// A project's name in the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The folder's name, when the project was first used, as an image can have it.
    slug: String,
    /// Eight hexadecimal digits that tell two projects of the same name apart.
    id: String,
    origin: Origin,
}

impl Identity {
    /// That of a directory in which nothing may be left: it hangs on the path.
    pub fn of_path(root: &Utf8Path) -> Self {
        Self { slug: own_slug(root), id: digest(root.as_str()), origin: Origin::Known }
    }

    /// That of a project of this template.
    pub fn read(root: &Utf8Path) -> Self {
        let Some(written) = Written::read(root) else {
            return if is_older(root, &Self::of_path(root).name()) {
                Self { origin: Origin::New, ..Self::of_path(root) }
            } else {
                fresh(root)
            };
        };
        if !is_original(&written, root) {
            return Self { origin: Origin::CopyOf(written.folder), ..fresh(root) };
        }
        let (slug, id) = written.name.rsplit_once('-').unwrap_or_default();
        let is_known = written.folder == root && written.mark == Mark::of(root);
        let origin = if is_known { Origin::Known } else { Origin::New };
        Self { slug: slug.to_owned(), id: id.to_owned(), origin }
    }

    /// Whether the name is that of a folder, which is not this project's own: one that only holds a copy of it has another.
    pub fn is_also_in(&self, folder: &Utf8Path, root: &Utf8Path) -> bool {
        // To read a file takes longest; where the name is looked up most often, the folder is the project's own.
        folder != root
            && folder.is_absolute()
            && !is_same(folder, root)
            && Written::read(folder).is_some_and(|other| other.name == self.name() && keeps(&other, folder))
    }

    /// The digits alone.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name that no other project of this machine has.
    pub fn name(&self) -> String {
        format!("{}-{}", self.slug, self.id)
    }

    /// The name of the project's thing of this kind.
    pub fn name_of(&self, kind: &str) -> String {
        format!("{}-{kind}-{}", self.slug, self.id)
    }

    /// Writes the name down, if it is not. Returns a sentence if that is worth one.
    ///
    /// # Errors
    ///
    /// `BadInput` for a link that leads out of the project; if the file cannot be written.
    pub fn write(&self, root: &Utf8Path) -> Result<Option<String>> {
        if self.origin == Origin::Known {
            return Ok(None);
        }
        require_inside(root, FILE.into())?;
        let said = self.copied(root);
        // The first change of a folder that an image has can give it another mark.
        for _ in 0..2 {
            let written = Written { name: self.name(), folder: root.to_owned(), mark: Mark::of(root) };
            replace(&root.join(FILE), written.to_string(), Access::Everybody)?;
        }
        Ok(said)
    }

    /// The sentence that says of a copy that it gets a name of its own, until that is written down.
    pub fn copied(&self, root: &Utf8Path) -> Option<String> {
        let Origin::CopyOf(folder) = &self.origin else { return None };
        let is_there = folder != root && (folder.exists() || cannot_look(folder));
        let place = if is_there { "in" } else { "that was in" };
        let (name, has) = (self.name(), "it gets labs and volumes of its own, by the name");
        // This value may be from before it was written down.
        let is_new = Written::read(root).is_none_or(|it| it.name != name);
        is_new.then(|| format!("this project is a copy of the one {place} {folder}: {has} {name}"))
    }
}

/// A name that nobody has. It is the same each time until it is written down, also for two commands at the same moment; and
/// it is another one than that of a project which was here before and was moved.
fn fresh(root: &Utf8Path) -> Identity {
    let birth = fs::metadata(root).map(|folder| folder.created().ok());
    let mark = Mark::of(root).map(|mark| mark.to_string()).unwrap_or_default();
    let mark = format!("{root}\n{mark}\n{birth:?}");
    Identity { slug: own_slug(root), id: digest(&mark), origin: Origin::New }
}

#[cfg(test)]
mod tests {
    use super::written::OLDER;
    use super::*;
    use crate::project::paths::LOCAL_ENV;

    /// A folder with projects, of which each is a folder with `docker/`.
    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn project(&self, name: &str) -> Utf8PathBuf {
            let root = Utf8Path::from_path(self.0.path()).unwrap().canonicalize_utf8().unwrap().join(name);
            fs::create_dir_all(root.join("docker")).unwrap();
            root
        }
    }

    /// Until folders get another time.
    fn pause() {
        std::thread::sleep(std::time::Duration::from_millis(30));
    }

    /// The name that a command gives the project, which it writes down, and what it says.
    fn use_it(root: &Utf8Path) -> (String, Option<String>) {
        let identity = Identity::read(root);
        let said = identity.write(root).unwrap();
        assert_eq!(Identity { origin: Origin::Known, ..identity.clone() }, Identity::read(root));
        (identity.name(), said)
    }

    fn copy(from: &Utf8Path, to: &Utf8Path) {
        for file in [FILE, LOCAL_ENV] {
            let _ = fs::copy(from.join(file), to.join(file));
        }
    }

    #[test]
    fn a_moved_or_renamed_project_keeps_its_name_and_what_comes_to_its_old_place_has_another() {
        let place = Place::new();
        let old = place.project("My Project");
        let (name, said) = use_it(&old);
        assert!(name.starts_with("my-project-") && said.is_none());
        let new = old.with_file_name("two\nlines");
        fs::rename(&old, &new).unwrap();
        assert_eq!(use_it(&new), (name.clone(), None));
        assert_eq!(fs::read_to_string(new.join(FILE)).unwrap(), text_of(&name, &new));
        let (other, said) = use_it(&place.project("My Project"));
        assert!(other.starts_with("my-project-") && other != name && said.is_none());
        assert_eq!(use_it(&new), (name, None));
    }

    /// What is written down.
    fn text_of(name: &str, root: &Utf8Path) -> String {
        let mark = Mark::of(root).map(|mark| format!("{mark}\n")).unwrap_or_default();
        format!("{name}\n{root}\n{mark}")
    }

    #[test]
    fn what_an_earlier_version_wrote_without_a_mark_is_read_and_gets_one() {
        let place = Place::new();
        for (now, before) in [("one", "one"), ("new", "gone"), ("two\nlines", "two\nlines")] {
            let root = place.project(now);
            fs::write(root.join(FILE), format!("one-0123abcd\n{}\n", root.with_file_name(before))).unwrap();
            assert_eq!(use_it(&root), ("one-0123abcd".to_owned(), None), "{now:?}");
            assert_eq!(fs::read_to_string(root.join(FILE)).unwrap(), text_of("one-0123abcd", &root));
        }
    }

    /// The marks that a file can have in `root` beside `other`: of these, of nothing on their disk, and of another disk.
    #[cfg(unix)]
    fn marks(root: &Utf8Path, other: &Utf8Path) -> [(&'static str, String); 5] {
        let [ours, theirs] = [root, other].map(|folder| format!("{}\n", Mark::of(folder).unwrap()));
        let device = ours.split(' ').nth(1).unwrap();
        let nobody = |device: &str| format!("device {device} inode 1 born 1\n");
        let elsewhere = nobody(&format!("1{device}"));
        [
            ("ours", ours.clone()),
            ("theirs", theirs),
            ("nobody", nobody(device)),
            ("elsewhere", elsewhere),
            ("", String::new()),
        ]
    }

    #[cfg(unix)]
    #[test]
    fn of_two_folders_that_hold_a_name_one_at_most_has_it_and_the_mark_says_which() {
        let place = Place::new();
        let root = place.project("here");
        pause();
        let other = place.project("other");
        let gone = root.with_file_name("gone");
        let marks = marks(&root, &other);
        let text = |folder: &Utf8Path, mark: &str| {
            let mark = &marks.iter().find(|(name, _)| *name == mark).unwrap().1;
            format!("here-0123abcd\n{folder}\n{mark}")
        };
        let has = |root: &Utf8Path| Identity::read(root).name() == "here-0123abcd";
        // The folder in this file, the mark, the same of the other folder, and whether this one and the other have the name.
        // "copy" is a copy of this file.
        let table = [
            (&root, "ours", "copy", (true, false)),
            (&root, "theirs", "copy", (false, true)),
            (&root, "nobody", "copy", (false, false)),
            (&root, "nobody", "none", (false, false)),
            (&root, "elsewhere", "none", (true, false)),
            (&root, "elsewhere", "copy", (true, false)),
            (&root, "", "none", (true, false)),
            (&root, "", "copy", (true, false)),
            (&other, "ours", "copy", (true, false)),
            (&other, "ours", "theirs", (false, true)),
            (&other, "ours", "nobody", (true, false)),
            (&other, "ours", "none", (true, false)),
            (&other, "theirs", "copy", (false, true)),
            (&other, "nobody", "copy", (false, false)),
            (&other, "nobody", "theirs", (false, true)),
            (&other, "nobody", "none", (false, false)),
            (&other, "elsewhere", "copy", (false, true)),
            (&other, "elsewhere", "theirs", (false, true)),
            (&other, "elsewhere", "nobody", (true, false)),
            (&other, "elsewhere", "none", (true, false)),
            (&other, "", "copy", (false, true)),
            (&other, "", "theirs", (false, true)),
            (&other, "", "none", (true, false)),
            (&gone, "ours", "copy", (true, false)),
            (&gone, "theirs", "copy", (false, true)),
            (&gone, "nobody", "copy", (false, false)),
            (&gone, "elsewhere", "none", (true, false)),
            (&gone, "", "none", (true, false)),
        ];
        for (folder, mark, beside, names) in table {
            fs::write(root.join(FILE), text(folder, mark)).unwrap();
            match beside {
                "none" => drop(fs::remove_file(other.join(FILE))),
                "copy" => drop(fs::copy(root.join(FILE), other.join(FILE)).unwrap()),
                mark => fs::write(other.join(FILE), text(&other, mark)).unwrap(),
            }
            assert_eq!((has(&root), has(&other)), names, "{folder}: {mark}, beside {beside}");
            let (_, said) = use_it(&root);
            assert_eq!(said.is_none(), names.0, "{folder}: {mark}, beside {beside}");
            let was = if *folder == other { "in" } else { "that was in" };
            let copied = format!("this project is a copy of the one {was} {folder}: ");
            assert!(said.is_none_or(|said| said.starts_with(&copied)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_copied_to_the_place_of_a_moved_project_is_its_copy_whichever_is_used_first() {
        for copy_is_first in [true, false] {
            let place = Place::new();
            let old = place.project("old");
            let (name, _) = use_it(&old);
            let new = old.with_file_name("new");
            fs::rename(&old, &new).unwrap();
            pause();
            let old = place.project("old");
            copy(&new, &old);
            let mut both = [&new, &old];
            if copy_is_first {
                both.reverse();
            }
            let said: Vec<_> = both.iter().filter_map(|root| use_it(root).1).collect();
            let copied = format!("this project is a copy of the one that was in {old}: ");
            assert!(said.len() == 1 && said[0].starts_with(&copied), "{said:?}");
            assert_eq!(use_it(&new), (name.clone(), None));
            let (other, said) = use_it(&old);
            assert!(other != name && other.starts_with("old-") && said.is_none());
        }
    }

    #[cfg(unix)]
    #[test]
    fn of_a_project_that_was_renamed_and_then_copied_each_has_its_own_name_whichever_is_used_first() {
        for copy_is_first in [true, false] {
            let place = Place::new();
            let (old, two) = (place.project("old"), place.project("two"));
            let (name, _) = use_it(&old);
            let new = old.with_file_name("new");
            fs::rename(&old, &new).unwrap();
            copy(&new, &two);
            let mut names = [&new, &two];
            if copy_is_first {
                names.reverse();
            }
            names.iter().for_each(|root| drop(use_it(root)));
            assert_eq!(use_it(&new), (name.clone(), None));
            assert_ne!(use_it(&two).0, name);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_nobody_can_look_into_was_not_moved() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = Place::new();
        let (of_another, root) = (place.project("private/one"), place.project("two"));
        fs::write(of_another.join(FILE), text_of("one-0123abcd", &of_another)).unwrap();
        let private = of_another.parent().unwrap();
        let lock = |mode| fs::set_permissions(private, fs::Permissions::from_mode(mode)).unwrap();
        lock(0o000);
        if fs::metadata(&of_another).is_err() {
            let here = Mark::of(&root).unwrap().to_string();
            for (mark, is_kept) in [("", false), ("device 1 inode 1\n", false), (&(here + "\n"), true)] {
                fs::write(root.join(FILE), format!("one-0123abcd\n{of_another}\n{mark}")).unwrap();
                let identity = Identity::read(&root);
                assert_eq!(identity.name() == "one-0123abcd", is_kept, "{mark:?}");
                let said = identity.write(&root).unwrap();
                assert!(said.is_none_or(|said| said.contains(&format!("of the one in {of_another}: "))));
            }
        }
        lock(0o700);
    }

    #[test]
    fn a_copy_gets_its_own_name_and_says_whose_copy_it_is_once() {
        let place = Place::new();
        let (one, two, three) = (place.project("one"), place.project("two"), place.project("three"));
        let (name, _) = use_it(&one);
        for root in [&two, &three] {
            copy(&one, root);
            let (own, said) = use_it(root);
            assert!(own != name && own.starts_with(root.file_name().unwrap()), "{own}");
            let sentence = format!(
                "this project is a copy of the one in {one}: it gets labs and volumes of its own, by the name {own}"
            );
            assert_eq!(said, Some(sentence));
            assert_eq!(use_it(root), (own, None));
        }
        assert_eq!(use_it(&one), (name, None));
        #[cfg(unix)]
        {
            let link = one.with_file_name("link");
            std::os::unix::fs::symlink(&one, &link).unwrap();
            fs::write(one.join(FILE), format!("one-0123abcd\n{link}\n")).unwrap();
            assert_eq!(
                use_it(&one),
                ("one-0123abcd".to_owned(), None),
                "by another way it is the same folder"
            );
        }
    }

    #[test]
    fn a_project_from_before_there_was_the_file_keeps_the_name_that_hangs_on_its_path_and_its_copy_does_not()
    {
        let place = Place::new();
        let (one, two) = (place.project("one"), place.project("two"));
        let today = Identity::of_path(&one).name();
        fs::write(one.join(LOCAL_ENV), format!("# x\n{OLDER}{today}\nLAB_PORT=1\n")).unwrap();
        copy(&one, &two);
        assert_eq!(use_it(&one), (today, None));
        let (own, _) = use_it(&two);
        assert_ne!(own, Identity::of_path(&two).name());
    }

    #[test]
    fn a_file_that_is_not_as_the_tool_writes_it_is_written_anew() {
        let place = Place::new();
        let root = place.project("one");
        let (name, _) = use_it(&root);
        for text in [
            "",
            "x",
            "one\n/",
            "one-0123\n/x\n",
            "../x-0123abcd\n/x\n",
            "ONE-0123abcd\n/x\n",
            "one-0123ABCD\n/x\n",
        ] {
            fs::write(root.join(FILE), text).unwrap();
            assert_eq!(use_it(&root), (name.clone(), None), "{text:?}");
        }
        fs::remove_file(root.join(FILE)).unwrap();
        fs::create_dir(root.join(FILE)).unwrap();
        let identity = Identity::read(&root);
        assert_eq!(identity.name(), name);
        assert!(identity.write(&root).is_err());
    }
}
