//! Answers to docker's question what may stand at the end of an unfinished command line.
//!
//! docker runs the plugin with `__complete WORDS... LAST` and hands its standard output to the shell: a candidate a
//! line, with a description after a tab, then a directive. Names that are in files or in the engine come from outside.

mod places;
mod position;
mod suggest;

use super::shared::GlobalArgs;
use super::{invocation, tree};
use position::Position;
pub(crate) use suggest::{State, Suggestion, suggestion};

/// Names that completion needs and that are not part of the command line. A failure is an empty list.
pub(crate) trait Names {
    /// Services of the project that these flags mean, those of active profiles first. Where the engine does not tell
    /// the state, all.
    async fn services(&self, global: &GlobalArgs, state: State) -> Vec<String>;
    /// All profiles of that project.
    async fn profiles(&self, global: &GlobalArgs) -> Vec<String>;
    /// The ports in the containers of a service of that project.
    async fn ports(&self, global: &GlobalArgs, service: &str) -> Vec<String>;
    /// What is in a folder of a container of that project; folders end with a slash.
    async fn files(&self, global: &GlobalArgs, folder: Folder<'_>) -> Vec<String>;
    /// What is in the working folder, in the same form.
    fn local_files(&self) -> Vec<String>;
    /// All projects of the engine, also those that are stopped.
    async fn projects(&self) -> Vec<String>;
    /// The names of the variables of the environment.
    fn variables(&self) -> Vec<String>;
    /// All codes of findings, each with what it means.
    fn codes(&self) -> Vec<(String, String)>;
}

/// A folder in a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Folder<'a> {
    pub(crate) service: &'a str,
    /// None: whichever container of the service is the first.
    pub(crate) number: Option<u32>,
    /// Absolute, with a slash at its end.
    pub(crate) path: &'a str,
}

/// An answer to docker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) directive: Directive,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) value: String,
    pub(crate) description: Option<String>,
}

/// What the shell does besides offering the candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// Offer files where there is no candidate.
    Default,
    NoFiles,
    /// No files, and the word may go on after the candidate.
    Unfinished,
    /// The candidates are the endings of files to offer.
    FileEndings,
    Directories,
}

impl Directive {
    fn code(self) -> u8 {
        match self {
            Self::Default => 0,
            Self::NoFiles => 4,
            Self::Unfinished => 6,
            Self::FileEndings => 8,
            Self::Directories => 16,
        }
    }
}

impl Answer {
    fn new(values: Vec<String>, directive: Directive) -> Self {
        let candidates = values.into_iter().map(|value| Candidate { value, description: None }).collect();
        Self { candidates, directive }
    }

    /// The text for standard output. What would break its lines, and a file may be named so, is left out.
    pub(crate) fn render(&self, descriptions: bool) -> String {
        let line = |candidate: &Candidate| match &candidate.description {
            Some(text) if descriptions => format!("{}\t{text}\n", candidate.value),
            _ => format!("{}\n", candidate.value),
        };
        let is_whole = |candidate: &&Candidate| !candidate.value.contains(char::is_control);
        let lines: String = self.candidates.iter().filter(is_whole).map(line).collect();
        format!("{lines}:{}\n", self.directive.code())
    }

    /// Leaves what goes on from the word. What is the word itself would be put behind it by some shells, if it ends in
    /// a sign that parts words there.
    fn going_on_from(mut self, word: &str) -> Self {
        if self.directive != Directive::FileEndings {
            let goes_on = |value: &str| value.starts_with(word) && !(value == word && word.ends_with(['=', ':']));
            self.candidates.retain(|candidate| goes_on(&candidate.value));
        }
        let is_unfinished = |candidate: &Candidate| candidate.value.ends_with(['=', ':', '/']);
        if self.directive == Directive::Unfinished && !self.candidates.iter().any(is_unfinished) {
            self.directive = Directive::NoFiles;
        }
        self
    }
}

/// Completes the last of the words after the plugin's name.
pub(crate) async fn answer(name: &str, words: &[String], names: &impl Names) -> Answer {
    let (last, before) = words.split_last().map_or(("", words), |(last, before)| (last.as_str(), before));
    let root = tree::plugin(name);
    let Ok(position) = Position::find(&root, before) else {
        return Answer::new(Vec::new(), Directive::Default);
    };
    let global = invocation::global(&root, &position.of_root);
    let asked = |word, suggestion| Asked { word, suggestion, position: &position, global: &global };
    if let Some(flag) = position.pending {
        asked(last, suggestion(&position.path, flag)).answer(names).await
    } else if let Some((flag, value)) = position.flag_with_value(&root, last) {
        let mut answer = asked(value, suggestion(&position.path, flag)).answer(names).await;
        if answer.directive == Directive::Unfinished {
            // docker's script for fish takes a single word that goes on for an option, if it begins as one does.
            answer.directive = Directive::NoFiles;
        }
        answer
    } else if last.starts_with('-') && !position.ended {
        position.flags(&root).going_on_from(last)
    } else if position.is_group() {
        position.commands().going_on_from(last)
    } else {
        asked(last, suggest::argument(&position.path, position.arguments.len())).answer(names).await
    }
}

/// A word that is not finished, and what it can become.
struct Asked<'a> {
    word: &'a str,
    suggestion: Suggestion,
    position: &'a Position<'a>,
    global: &'a GlobalArgs,
}

impl Asked<'_> {
    async fn answer(self, names: &impl Names) -> Answer {
        use Directive::{Default, Directories, FileEndings, NoFiles, Unfinished};
        let Self { word, suggestion, position, global } = self;
        let services = async |state| names.services(global, state).await;
        let answer = match suggestion {
            Suggestion::Codes => codes(names, &position.arguments),
            Suggestion::Nothing => Answer::new(Vec::new(), NoFiles),
            Suggestion::Words(words) => Answer::new(words.iter().map(|word| (*word).to_owned()).collect(), NoFiles),
            Suggestion::Signals => Answer::new(suggest::signals(word), NoFiles),
            Suggestion::Services(state) => Answer::new(services(state).await, NoFiles),
            Suggestion::OtherServices(state) => {
                let mut services = services(state).await;
                services.retain(|service| !position.arguments.contains(service));
                Answer::new(services, NoFiles)
            }
            Suggestion::Numbers => {
                let numbers = services(State::Any).await.into_iter().map(|service| format!("{service}="));
                let is_new = |number: &String| !position.arguments.iter().any(|given| given.starts_with(number));
                Answer::new(numbers.filter(is_new).collect(), Unfinished)
            }
            Suggestion::Profiles => Answer::new(names.profiles(global).await, NoFiles),
            Suggestion::Projects => Answer::new(names.projects().await, NoFiles),
            Suggestion::Variables => Answer::new(names.variables(), NoFiles),
            Suggestion::Ports => {
                let service = position.arguments.first().map_or("", String::as_str);
                Answer::new(names.ports(global, service).await, NoFiles)
            }
            Suggestion::Places => places::answer(word, position, global, names).await,
            Suggestion::Files => Answer::new(Vec::new(), Default),
            Suggestion::ComposeFiles => Answer::new(vec!["yaml".to_owned(), "yml".to_owned()], FileEndings),
            Suggestion::Directories => Answer::new(Vec::new(), Directories),
        };
        answer.going_on_from(word)
    }
}

fn codes(names: &impl Names, given: &[String]) -> Answer {
    let codes = names.codes().into_iter().filter(|(code, _)| !given.contains(code));
    let candidates = codes.map(|(value, meaning)| Candidate { value, description: Some(meaning) }).collect();
    Answer { candidates, directive: Directive::NoFiles }
}

#[cfg(test)]
mod tests;
