//! An interactive shell on a terminal, with docker's own completion script, in which lines are begun and TAB is pressed.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use crate::process::{Background, Invocation};
use crate::scenario::Scenario;

/// Starting one on a busy machine; reading Debian's completions takes the longest.
const SOON: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bash,
    Zsh,
    Fish,
}

/// The key that shows the line as it is, and empties it.
const SHOW: &str = "\u{7}";

const BASH: &str = r#"
source /usr/share/bash-completion/bash_completion
source <(docker completion bash)
bind 'set show-all-if-ambiguous on'
bind 'set completion-query-items 0'
bind 'set page-completions off'
bind 'set bell-style none'
show() { printf '<line:%s>\n' "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }
bind -x '"\C-g": show'
PS1='READY> '
"#;

const ZSH: &str = r#"
autoload -Uz compinit && compinit -u -D
source <(docker completion zsh)
unsetopt auto_menu list_beep list_ambiguous
LISTMAX=10000
show() { zle -I; print -r -- "<line:$BUFFER>"; BUFFER= }
zle -N show
bindkey -e
bindkey '^G' show
PS1='READY> '
"#;

const FISH: &str = r"
docker completion fish | source
function fish_greeting; end
function fish_title; end
function fish_prompt; echo 'READY> '; end
function show; echo '<line:'(commandline)'>'; commandline ''; commandline -f repaint; end
bind \cg show
";

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// The text of its configuration, and the command that reads that and no other.
    fn start(self, folder: &Path) -> (&'static str, String) {
        let folder = folder.display();
        match self {
            Self::Bash => (BASH, format!("exec bash --noprofile --rcfile {folder}/rc -i")),
            Self::Zsh => (ZSH, format!("ZDOTDIR={folder} exec zsh -d -i")),
            Self::Fish => (FISH, format!("exec fish --no-config -i -C 'source {folder}/rc'")),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

pub(crate) struct Shell {
    kind: Kind,
    process: Background,
    /// How much of the output belongs to earlier lines.
    seen: usize,
}

/// What became of a line when TAB was pressed.
#[derive(Clone, Debug)]
pub(crate) struct Completed {
    /// Without spaces at its end.
    pub(crate) line: String,
    /// The words that were shown meanwhile: those of the line, and those that were offered.
    pub(crate) shown: Vec<String>,
}

impl Shell {
    /// In the scenario's working folder; `docker` finds the plugin.
    pub(crate) fn start(scenario: &Scenario, kind: Kind, docker: &Path) -> Self {
        let folder = scenario.outside().join(kind.name());
        std::fs::create_dir_all(&folder).expect("a folder for the shell");
        let (configuration, command) = kind.start(&folder);
        let file = if kind == Kind::Zsh { ".zshrc" } else { "rc" };
        std::fs::write(folder.join(file), configuration).expect("the shell's configuration");
        let mut invocation = Invocation::new(vec![format!("stty rows 60 cols 160; {command}")]);
        invocation.folder(&scenario.work());
        let path = std::env::var("PATH").unwrap_or_default();
        invocation.variable("PATH", format!("{}:{path}", docker.display()));
        invocation.variable("DOCKER_CONFIG", scenario.outside().join("docker-config"));
        invocation.variable("HOME", &folder);
        invocation.variable("SHELL", "/bin/sh");
        invocation.variable("TERM", "xterm");
        invocation.variable("LC_ALL", "C.UTF-8");
        invocation.on_terminal();
        invocation.silent_input();
        let process = invocation.spawn();
        process.says("READY> ", SOON);
        Self { kind, process, seen: 0 }
    }

    /// Types the line, presses TAB, and looks at what the line is then.
    pub(crate) fn complete(&mut self, line: &str) -> Completed {
        self.process.types(&format!("{line}\t{SHOW}"));
        let end = ">\r\n";
        let is_whole = |text: &str| text.split_once("<line:").is_some_and(|(_, line)| line.contains(end));
        let output = self.process.says_what(|output| is_whole(&output[self.seen..]), line, SOON);
        let text = without_escapes(&output[self.seen..]);
        self.seen = output.len();
        let (before, after) = text.split_once("<line:").expect("it was waited for");
        let (line, _) = after.split_once(end).expect("it was waited for");
        let shown = before.split_whitespace().map(str::to_owned).collect();
        Completed { line: line.trim_end().to_owned(), shown }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }
}

/// The text without what moves the cursor, colours or names the window.
fn without_escapes(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{8}' => drop(result.pop()),
            c => result.push(c),
        }
    }
    result
}

fn skip_escape(rest: &mut std::str::Chars<'_>) {
    match rest.next() {
        Some('[') => drop(rest.find(|c| ('@'..='~').contains(c))),
        Some(']') => drop(rest.find(|c| *c == '\u{7}')),
        Some('(' | ')') => drop(rest.next()),
        Some(_) | None => {}
    }
}
