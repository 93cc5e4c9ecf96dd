//! What is told after the errors of a command that could not bring its containers up: how those to blame ended, their last
//! words, what runs, and how to go on.

use serde_json::{Value, json};

use super::options::ProgressMode;
use super::{Ui, json as lines, sanitize};

/// How things stand after a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Aftermath {
    pub(crate) culprits: Vec<Culprit>,
    /// The names of the project's containers that run.
    pub(crate) running: Vec<String>,
    /// Of those that were to run, and do not.
    pub(crate) not_running: Vec<String>,
}

/// A container that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Culprit {
    pub(crate) name: String,
    pub(crate) service: String,
    /// `exited with code 3`, `is unhealthy`.
    pub(crate) fate: String,
    pub(crate) exit_code: Option<i64>,
    pub(crate) probe: Option<Probe>,
    pub(crate) words: LastWords,
}

/// The last run of a health check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Probe {
    pub(crate) exit_code: i64,
    pub(crate) output: String,
}

/// The end of a container's output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum LastWords {
    /// There was no time to look.
    #[default]
    Unknown,
    Lines(Vec<String>),
    /// It cannot be read, and why.
    Unreadable(String),
}

impl Ui {
    /// `again` is the command that goes on from here.
    pub(crate) fn aftermath(&self, aftermath: &Aftermath, again: &str) {
        let terminal = self.options().facts.stderr_is_terminal;
        let text = match self.options().mode {
            ProgressMode::Json => aftermath.to_json(again),
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet => aftermath.to_text(again, terminal),
        };
        self.message(text);
    }
}

impl Aftermath {
    fn to_text(&self, again: &str, terminal: bool) -> String {
        let mut text = Vec::new();
        for culprit in &self.culprits {
            culprit.tell(terminal, &mut text);
        }
        text.push(match self.running.as_slice() {
            [] => "nothing of the project runs".to_owned(),
            running => format!("running: {}", list(running)),
        });
        if !self.not_running.is_empty() {
            text.push(format!("not running: {}", list(&self.not_running)));
        }
        text.push(format!("hint: fix the cause and run the same command again, it goes on from here: {again}"));
        let text = text.join("\n");
        if terminal { sanitize::message(&text).into_owned() } else { text }
    }

    /// An object a line, as everything on standard error is then.
    fn to_json(&self, again: &str) -> String {
        let mut objects: Vec<String> = self.culprits.iter().map(|culprit| lines::to_line(&culprit.to_json())).collect();
        let end = json!({"running": self.running, "not_running": self.not_running, "next": again});
        objects.push(lines::to_line(&end));
        objects.join("\n")
    }
}

impl Culprit {
    fn tell(&self, terminal: bool, text: &mut Vec<String>) {
        let clean = |line: &str| {
            if terminal { sanitize::log_line(line.as_bytes(), false) } else { line.trim_end_matches('\r').to_owned() }
        };
        text.push(format!("{} {}", self.name, self.fate));
        if let Some(probe) = &self.probe {
            let output: Vec<String> = probe.output.lines().map(clean).collect();
            let says = match output.as_slice() {
                [] => String::new(),
                [line] => format!(": {line}"),
                lines => format!(":\n    {}", lines.join("\n    ")),
            };
            text.push(format!("  its last probe exited with code {}{says}", probe.exit_code));
        }
        match &self.words {
            LastWords::Unknown => {}
            LastWords::Lines(lines) if lines.is_empty() => text.push("  it has written nothing".to_owned()),
            LastWords::Lines(lines) => {
                text.push("  its last words:".to_owned());
                text.extend(lines.iter().map(|line| format!("    {}", clean(line)).trim_end().to_owned()));
            }
            LastWords::Unreadable(why) => text.push(format!("  its output cannot be read: {why}")),
        }
    }

    fn to_json(&self) -> Value {
        let mut object = json!({"container": self.name, "service": self.service, "text": self.fate});
        if let Some(code) = self.exit_code {
            object["exit_code"] = json!(code);
        }
        if let Some(probe) = &self.probe {
            object["probe"] = json!({"exit_code": probe.exit_code, "output": probe.output});
        }
        match &self.words {
            LastWords::Unknown => {}
            LastWords::Lines(lines) => object["log"] = json!(lines),
            LastWords::Unreadable(why) => object["log_error"] = json!(why),
        }
        object
    }
}

/// So many names are told.
const MOST_NAMES: usize = 12;

fn list(names: &[String]) -> String {
    match names.len().checked_sub(MOST_NAMES) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..MOST_NAMES].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aftermath() -> Aftermath {
        let lines = ["\x1b[31mstarting\x1b[0m".to_owned(), "no such \x1b]0;evil\x07database".to_owned()];
        let database = Culprit {
            name: "p_db_1".to_owned(),
            service: "db".to_owned(),
            fate: "is unhealthy".to_owned(),
            probe: Some(Probe { exit_code: 7, output: "refused\x1b[2J\n".to_owned() }),
            words: LastWords::Lines(lines.into()),
            ..Culprit::default()
        };
        let job = Culprit {
            name: "p_job_1".to_owned(),
            service: "job".to_owned(),
            fate: "exited with code 3".to_owned(),
            exit_code: Some(3),
            words: LastWords::Lines(Vec::new()),
            ..Culprit::default()
        };
        Aftermath {
            culprits: vec![database, job],
            running: vec!["p_db_1".to_owned()],
            not_running: vec!["p_web_1".to_owned(), "p_job_1".to_owned()],
        }
    }

    const TEXT: &str = "p_db_1 is unhealthy
  its last probe exited with code 7: refused
  its last words:
    starting
    no such database
p_job_1 exited with code 3
  it has written nothing
running: p_db_1
not running: p_web_1, p_job_1
hint: fix the cause and run the same command again, it goes on from here: docker rcompose up -d";

    #[test]
    fn on_a_terminal_nothing_of_it_is_a_command() {
        assert_eq!(aftermath().to_text("docker rcompose up -d", true), TEXT);
        let raw = aftermath().to_text("x", false);
        assert!(raw.contains("    \x1b[31mstarting\x1b[0m\n"), "{raw}");
        let nothing = Aftermath::default().to_text("x", false);
        assert!(nothing.starts_with("nothing of the project runs\nhint: "), "{nothing}");
    }

    #[test]
    fn as_json_each_line_is_an_object() {
        let text = aftermath().to_json("docker rcompose up -d");
        let objects: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(objects[0]["probe"], json!({"exit_code": 7, "output": "refused\x1b[2J\n"}));
        assert_eq!(objects[0]["log"][0], "\x1b[31mstarting\x1b[0m");
        assert_eq!((&objects[1]["exit_code"], &objects[1]["log"]), (&json!(3), &json!([])));
        assert_eq!(objects[2]["next"], "docker rcompose up -d");
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<String> = (1..=14).map(|number| format!("c{number}")).collect();
        assert!(list(&names).ends_with("c12 and 2 more"), "{}", list(&names));
    }
}
