//! Questions to the user, with a safe answer for when nobody is there.

use std::io::BufRead;

use super::screen::Target;
use super::{Ui, sanitize};

/// A question that is answered by yes or no. No is what happens without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Question<'a> {
    /// `Going to remove p_web_1`, without a question mark of its own kind.
    pub(crate) text: &'a str,
    /// What no means, said when nobody could answer: `nothing is removed`.
    pub(crate) otherwise: &'a str,
}

impl Ui {
    /// Asks on standard output and reads one line of standard input. Without a terminal the text alone is shown, and
    /// an input that ends at once means no, which is said.
    ///
    /// Whoever stops waiting leaves a thread behind that waits for the line.
    pub(crate) async fn confirm(&self, question: Question<'_>) -> bool {
        self.ask(question);
        let read = tokio::task::spawn_blocking(|| {
            let mut answer = String::new();
            std::io::stdin().lock().read_line(&mut answer).map(|_| answer)
        });
        self.answered(question, &read.await.ok().and_then(Result::ok).unwrap_or_default())
    }

    fn is_interactive(&self) -> bool {
        self.options().facts.stdin_is_terminal && self.options().facts.stdout_is_terminal
    }

    fn ask(&self, question: Question<'_>) {
        self.screen().finish_progress();
        let interactive = self.is_interactive();
        if interactive {
            self.write(Target::Stdout, format!("? {} (y/N) ", sanitize::message(question.text)).into_bytes());
        } else {
            self.print(question.text);
        }
    }

    /// What a line means; an empty one is the end of the input.
    fn answered(&self, question: Question<'_>, answer: &str) -> bool {
        if answer.is_empty() {
            self.print("\n");
            self.status(&format!("no answer on standard input: {}", question.otherwise));
            return false;
        }
        means_yes(answer, self.is_interactive())
    }
}

/// `y`, and the words that Go's `ParseBool` takes for true. A script that sends `yes` gets docker compose's no; a person
/// who types it means it.
fn means_yes(answer: &str, interactive: bool) -> bool {
    let word = answer.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
    matches!(word.as_str(), "y" | "1" | "t" | "true") || (interactive && word == "yes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::options::{Facts, UiOptions};

    fn ask(terminal: bool, input: &str) -> (bool, String, String) {
        let plain = UiOptions::plain();
        let facts = Facts { stdin_is_terminal: terminal, stdout_is_terminal: terminal, ..plain.facts };
        let (ui, captured) = Ui::in_memory(UiOptions { facts, ..plain });
        let question = Question { text: "Going to remove a, b", otherwise: "nothing is removed" };
        ui.ask(question);
        let answer = ui.answered(question, input);
        (answer, captured.stdout(), captured.stderr())
    }

    #[test]
    fn a_pipe_shows_the_text_and_takes_one_line() {
        assert_eq!(ask(false, "y\n"), (true, "Going to remove a, b".to_owned(), String::new()));
        for (input, expected) in
            [("n\n", false), ("\n", false), ("Y\n", true), ("TRUE\n", true), ("yes\n", false), ("yep\n", false)]
        {
            assert_eq!(ask(false, input).0, expected, "{input:?}");
        }
    }

    #[test]
    fn nobody_there_is_no_and_says_so() {
        let said = "no answer on standard input: nothing is removed\n".to_owned();
        assert_eq!(ask(false, ""), (false, "Going to remove a, b\n".to_owned(), said));
    }

    #[test]
    fn a_terminal_gets_a_question() {
        assert!(ask(true, "yes\n").0);
        assert_eq!(ask(true, "y\n"), (true, "? Going to remove a, b (y/N) ".to_owned(), String::new()));
    }
}
