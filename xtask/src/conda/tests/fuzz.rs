//! Thousands of broken files: none panics, and each error names a file.

use std::fs;

use anyhow::Result;
use camino::Utf8Path;

use super::{
    super::{
        environment,
        pip::{Flattener, Role},
        script,
    },
    CondaFiles, folder, root,
};
use crate::{base::error::BadInput, base::overlay::Overlay, base::source::Source};

/// A good enough source of chance that is the same on every machine.
pub struct XorShift(pub u64);

impl XorShift {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

const ENVIRONMENT: &str = "name: x # c\nchannels: [conda-forge, 'https://h/c']\nvariables: {A: 1.5, B: &b \"t\\n\"}\nprefix: !t /p\n\
    dependencies:\n  - python=3.11=h_0\n  - cf::numpy >=1,<2\n  - \"pkg[version='>=1']\"\n  - *b\n  - pip\n  - pip:\n    - -r requirements.txt\n    - x[y]>=1; os_name == 'a'\n    - git+https://h/r#egg=z\n";
const REQUIREMENTS: &str = "--pre\n-c c.txt\nnumpy[x]>=1,<2 ; python_version < \"3.12\" # c\nx @ https://h/w.whl\ny==1 \\\n  --hash=sha256:ab\n-e git+https://h/r\n";
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\t",
    b"\r",
    b"\xff",
    b"\xc3\xa9",
    b"[",
    b"]",
    b"{",
    b": ",
    b"- ",
    b"\"",
    b"'",
    b"&a ",
    b"*a",
    b"!x ",
    b"=",
    b"@",
    b"#",
    b"\\\n",
    b"\n",
    b"-r ",
    b"<<: ",
    b"? ",
    b"---\n",
];

pub fn mutated(text: &str, chance: &mut XorShift) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
        let (from, to) = (chance.below(bytes.len()), chance.below(bytes.len()));
        match chance.below(3) {
            0 => drop(bytes.drain(from.min(to)..from.max(to).min(from.min(to) + 8))),
            1 => drop(bytes.splice(from..from, PIECES[chance.below(PIECES.len())].iter().copied())),
            _ => drop(bytes.splice(from..from, bytes.clone()[to..].iter().copied().take(12))),
        }
    }
    bytes
}

/// Reads the three texts as `CondaFiles::read` does, without writing thousands of files.
fn read(root: &Utf8Path, texts: [Vec<u8>; 3]) -> Result<()> {
    let [environment, requirements, script] = texts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let source = |path: &str, text| Source { path: path.into(), text };
    let mut flattener = Flattener::new(&Overlay::new(root), Utf8Path::new(""))?;
    let first = environment::read(&source("environment.yml", environment), &mut flattener).map(drop);
    let second = flattener.lines(&source("requirements.txt", requirements), Role::Requirement);
    flattener.finish();
    script::normalised(&source("postBuild", script))?;
    first.and(second)
}

#[test]
fn no_bytes_cause_a_panic_and_every_error_names_its_file() {
    let dir = folder(&[("c.txt", "a<2\n"), ("requirements.txt", "x\n")]);
    let mut chance = XorShift(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for _ in 0..2000 {
        let texts = [ENVIRONMENT, REQUIREMENTS, "#!/bin/sh\r\na\n"].map(|text| mutated(text, &mut chance));
        let Err(error) = read(root(&dir), texts) else { continue };
        refused += 1;
        let message = error.to_string();
        let files = ["environment.yml:", "requirements.txt:", "postBuild:", "c.txt:"];
        let named = files.iter().any(|file| message.starts_with(file));
        assert!(named && !message.contains('\n') && error.is::<BadInput>(), "{message}");
        let jargon =
            ["invalid type", "invalid value", "expected one of", "i64", "u64", "f64", "another value"];
        assert!(!jargon.iter().any(|word| message.contains(word)), "{message}");
    }
    assert!((500..2000).contains(&refused), "{refused}");
}

#[test]
fn broken_files_on_the_disk_are_refused_as_well() {
    let dir = folder(&[("c.txt", "a<2\n"), ("requirements.txt", REQUIREMENTS)]);
    let mut chance = XorShift(7);
    for _ in 0..50 {
        fs::write(dir.path().join("environment.yml"), mutated(ENVIRONMENT, &mut chance)).unwrap();
        if let Err(error) = CondaFiles::read(root(&dir)) {
            assert!(error.is::<BadInput>(), "{error:#}");
        }
    }
}
