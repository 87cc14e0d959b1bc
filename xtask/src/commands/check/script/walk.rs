//! The commands of a script in their order, each with what its failure does and the folder in which it runs.

use super::command::{Command, Runs};
use super::effect::Functions;
use super::lex::lex;
use super::parse::parse;
use super::place::Folder;
use super::state::{Context, State};
use super::tree::{Chain, Front, List, Node, Pipeline, Simple};

/// What walks through a script.
pub struct Walk<'t> {
    text: &'t str,
    /// The commands so far.
    pub commands: Vec<Command>,
    /// The functions so far.
    pub functions: Functions,
    state: State,
    /// Whether something else decides how the script ends: a trap.
    is_trapped: bool,
}

impl<'t> Walk<'t> {
    /// Goes through a script's text, or what stands for one.
    pub fn through(text: &'t str, errexit: bool, starts: bool) -> Self {
        let mut walk = Self::new(text, errexit);
        if !starts {
            walk.state.runs = Runs::Perhaps;
        }
        match lex(text).and_then(|pieces| parse(&pieces)) {
            Some(list) => walk.list(&list, Context::OUTERMOST),
            None => walk.lines(),
        }
        walk
    }

    fn new(text: &'t str, errexit: bool) -> Self {
        let (functions, state) = (Functions::default(), State::new(errexit));
        Self { text, commands: Vec::new(), functions, state, is_trapped: false }
    }

    /// The commands of what is no script, one a line, of which nothing is certain.
    fn lines(&mut self) {
        let lines: Vec<(usize, &str)> = self.text.lines().enumerate().collect();
        for (index, line) in lines {
            let context = Context { runs: Runs::OnCondition, reaches: false, ..Context::OUTERMOST };
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
        let (mut runs, before) = (Runs::Certainly, self.state.clone());
        for (index, (is_or, pipeline)) in chain.parts.iter().enumerate() {
            if *is_or {
                runs = Runs::OnCondition;
            }
            let rest = &chain.parts[index + 1..];
            let has_other = rest.iter().any(|(is_or, _)| *is_or);
            let is_tried = context.is_tried || has_other;
            let is_joined = context.is_joined || chain.is_beside || !rest.is_empty();
            let is_last = context.is_last && !chain.is_beside && !has_other;
            let folder = self.state.folder.clone();
            let inner = Context { is_tried, is_joined, is_last, runs: context.runs.max(runs), ..context };
            self.pipeline(pipeline, inner);
            if runs != Runs::Certainly && self.state.folder != folder {
                self.state.is_folder_sure = false;
                if runs == Runs::OnCondition {
                    self.state.folder = Folder::Unknown;
                }
            }
            runs = runs.max(match pipeline.front() {
                Front::Succeeds => Runs::Certainly,
                Front::Does => Runs::Perhaps,
                Front::Asks => Runs::OnCondition,
            });
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
            let inner = Context { is_tried, is_joined, is_last, ..context };
            let is_apart = pipeline.nodes.len() > 1;
            self.node(node, if is_apart { self.within(inner) } else { inner });
        }
        if pipeline.nodes.len() > 1 {
            self.state = before;
        }
    }

    /// What surrounds the commands of a shell that is started here.
    fn within(&self, context: Context) -> Context {
        context.within(self.state.errexit && !self.is_trapped)
    }

    fn node(&mut self, node: &Node, context: Context) {
        let before = self.state.clone();
        let (asked, maybe) = (
            Context { is_tried: true, is_last: false, ..context },
            Context { runs: Runs::OnCondition, is_last: false, ..context },
        );
        match node {
            Node::Simple(simple) => return self.simple(simple, context),
            Node::Group(list) => return self.list(list, context),
            Node::Subshell(list) => self.list(list, self.within(context)),
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
                self.functions.add(name, &self.commands[first..]);
                // It is called for each program that is missing, and says whether that is a failure.
                self.is_trapped |= name == "command_not_found_handle";
            }
        }
        let is_apart = matches!(node, Node::Subshell(_) | Node::Function(..));
        let mut after = std::mem::replace(&mut self.state, before);
        if !is_apart {
            if after.folder != self.state.folder {
                after.folder = Folder::Unknown;
            }
            after.errexit &= self.state.errexit;
            after.pipefail &= self.state.pipefail;
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
            runs: context.runs.max(self.state.runs),
            is_last: context.is_last && !self.is_trapped,
            reaches: context.reaches,
            is_folder_sure: self.state.is_folder_sure,
        };
        let name = command.words.first().map_or("", |word| word.text.as_str());
        self.is_trapped |= command.own().first().is_some_and(|word| word.text == "trap");
        match self.functions.effect(name) {
            Some(effect) => self.state.call(effect),
            None => self.state.follow(&command, context.runs == Runs::Certainly),
        }
        self.commands.push(command);
    }

    fn slice(&self, (start, end): (usize, usize)) -> String {
        let text = self.text.get(start..end).unwrap_or_default();
        let lines = text.lines().map(|line| line.trim_end_matches('\\').trim());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
