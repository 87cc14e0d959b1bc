//! The commands of a script in their order, each with what its failure does and the folder in which it runs.

use std::collections::BTreeSet;

use super::command::Command;
use super::lex::lex;
use super::options::{errexit_of_first_line, options};
use super::parse::parse;
use super::place::Folder;
use super::state::{Context, State};
use super::tree::{Chain, List, Node, Pipeline, Simple};
use crate::conda::is_for_a_shell;

/// A script.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Its commands; none if it is not for a shell.
    pub commands: Vec<Command>,
    /// The functions that it defines.
    pub functions: BTreeSet<String>,
    /// Whether errexit is set anywhere, be it for a part.
    pub sets_errexit: bool,
}

impl Script {
    /// The commands of a script's text.
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim_start();
        let first = trimmed.lines().next().unwrap_or_default();
        if first.starts_with("#!") && !is_for_a_shell(trimmed) {
            return Self::default();
        }
        let errexit = errexit_of_first_line(first);
        let mut walk = Walk::new(text, errexit);
        match lex(text).and_then(|pieces| parse(&pieces)) {
            Some(list) => walk.list(&list, Context::OUTERMOST),
            None => walk.lines(),
        }
        let sets = |command: &Command| options(&command.words).contains(&(true, "errexit"));
        let sets_errexit = errexit || walk.commands.iter().any(sets);
        Self { commands: walk.commands, functions: walk.functions, sets_errexit }
    }
}

struct Walk<'t> {
    text: &'t str,
    commands: Vec<Command>,
    functions: BTreeSet<String>,
    /// Those among them that change the folder.
    moving: BTreeSet<String>,
    state: State,
    /// Whether something else decides how the script ends: a trap.
    is_trapped: bool,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, errexit: bool) -> Self {
        let [functions, moving] = [BTreeSet::new(), BTreeSet::new()];
        Self { text, commands: Vec::new(), functions, moving, state: State::new(errexit), is_trapped: false }
    }

    /// The commands of what is no script, one a line, of which nothing is certain.
    fn lines(&mut self) {
        let lines: Vec<(usize, &str)> = self.text.lines().enumerate().collect();
        for (index, line) in lines {
            let context =
                Context { is_joined: true, may_not_run: true, is_last: false, ..Context::OUTERMOST };
            let list = lex(line).and_then(|pieces| parse(&pieces)).unwrap_or_default();
            let mut walk = Walk::new(line, false);
            walk.state.folder = Folder::Unknown;
            walk.list(&list, context);
            self.commands.extend(walk.commands.into_iter().map(|it| Command { line: index + 1, ..it }));
        }
    }

    fn list(&mut self, list: &List, context: Context) {
        for (index, chain) in list.iter().enumerate() {
            let is_last = context.is_last && index + 1 == list.len();
            self.chain(chain, Context { is_last, span: chain.span, ..context });
        }
    }

    fn chain(&mut self, chain: &Chain, context: Context) {
        let (mut is_sure, before) = (true, self.state.clone());
        for (index, (is_or, pipeline)) in chain.parts.iter().enumerate() {
            is_sure &= !is_or;
            let rest = &chain.parts[index + 1..];
            let has_other = rest.iter().any(|(is_or, _)| *is_or);
            let is_tried = context.is_tried || has_other;
            let is_joined = context.is_joined || chain.is_beside || !rest.is_empty();
            let is_last = context.is_last && !chain.is_beside && !has_other;
            let may_not_run = context.may_not_run || !is_sure;
            let folder = self.state.folder.clone();
            self.pipeline(pipeline, Context { is_tried, is_joined, may_not_run, is_last, ..context });
            if !is_sure && self.state.folder != folder {
                self.state.folder = Folder::Unknown;
            }
            is_sure &=
                pipeline.nodes.iter().all(|node| matches!(node, Node::Simple(simple) if simple.is_doing()));
        }
        if chain.is_beside {
            self.state = before;
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, context: Context) {
        let before = self.state.clone();
        for (index, node) in pipeline.nodes.iter().enumerate() {
            let counts = !pipeline.is_negated && (index + 1 == pipeline.nodes.len() || self.state.pipefail);
            let is_tried = context.is_tried || pipeline.is_negated;
            let (is_joined, is_last) = (context.is_joined || !counts, context.is_last && counts);
            self.node(node, Context { is_tried, is_joined, is_last, ..context });
        }
        if pipeline.nodes.len() > 1 {
            self.state = before;
        }
    }

    fn node(&mut self, node: &Node, context: Context) {
        let before = self.state.clone();
        let (asked, maybe) = (
            Context { is_tried: true, is_last: false, ..context },
            Context { may_not_run: true, is_last: false, ..context },
        );
        match node {
            Node::Simple(simple) => return self.simple(simple, context),
            Node::Group(list) => return self.list(list, context),
            Node::Subshell(list) => self.list(list, context),
            Node::If(conditions, branches) => {
                self.list(conditions, asked);
                self.list(branches, maybe);
            }
            Node::Loop(condition, body) => {
                self.list(condition, asked);
                self.list(body, maybe);
            }
            Node::Case(bodies) => self.list(bodies, maybe),
            Node::Function(name, body) => {
                let first = self.commands.len();
                self.state.folder = Folder::Unknown;
                self.node(body, Context { is_joined: true, ..maybe });
                self.functions.insert(name.clone());
                if self.commands[first..].iter().any(Command::moves) {
                    self.moving.insert(name.clone());
                }
            }
        }
        let is_apart = matches!(node, Node::Subshell(_) | Node::Function(..));
        let mut after = std::mem::replace(&mut self.state, before);
        if !is_apart {
            if after.folder != self.state.folder {
                after.folder = Folder::Unknown;
            }
            after.errexit &= self.state.errexit;
            self.state = after;
        }
    }

    fn simple(&mut self, simple: &Simple, context: Context) {
        let command = Command {
            line: simple.line,
            text: self.slice(simple.span),
            chain: context.span.0,
            whole: self.slice(context.span),
            words: simple.words.clone(),
            variables: simple.variables.clone(),
            reads: simple.reads.clone(),
            writes: simple.writes.clone(),
            folder: self.state.folder.clone(),
            errexit: self.state.errexit && !self.is_trapped,
            is_tried: context.is_tried,
            is_joined: context.is_joined,
            may_not_run: context.may_not_run || self.state.is_over,
            is_last: context.is_last && !self.is_trapped,
        };
        if command.program() == "trap" {
            self.is_trapped = true;
        } else if self.moving.contains(command.program()) {
            self.state.folder = Folder::Unknown;
        }
        self.state.follow(&command);
        self.commands.push(command);
    }

    fn slice(&self, (start, end): (usize, usize)) -> String {
        let text = self.text.get(start..end).unwrap_or_default();
        let lines = text.lines().map(|line| line.trim_end_matches('\\').trim());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
