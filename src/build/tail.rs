//! The builder's output in lines, its current step and its last words.

use std::collections::VecDeque;

const KEPT: usize = 20;

#[derive(Debug, Default)]
pub(super) struct Tail {
    /// A line that has not come to its end.
    open: String,
    step: String,
    last: VecDeque<String>,
}

impl Tail {
    /// Takes a piece of output; `each` hears of every line that is whole now.
    pub(super) fn push(&mut self, text: &str, each: &dyn Fn(&str)) {
        self.open.push_str(text);
        while let Some(end) = self.open.find('\n') {
            let rest = self.open.split_off(end + 1);
            let line = std::mem::replace(&mut self.open, rest);
            self.line(line.trim_end(), each);
        }
    }

    fn line(&mut self, line: &str, each: &dyn Fn(&str)) {
        if line.is_empty() {
            return;
        }
        if line.starts_with("Step ") {
            line.clone_into(&mut self.step);
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line.to_owned());
        each(line);
    }

    /// The step that was at work, and the last lines.
    pub(super) fn into_parts(mut self) -> (String, String) {
        let open = std::mem::take(&mut self.open);
        self.line(open.trim_end(), &|_| {});
        let step = if self.step.is_empty() { "its beginning".to_owned() } else { self.step };
        (step, Vec::from(self.last).join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_steps_and_the_last_words() {
        let seen = std::cell::RefCell::new(Vec::new());
        let mut tail = Tail::default();
        for piece in ["Step 1/2 : FROM x\n", " ---> abc\nStep 2/2 : RU", "N y\n", "oops"] {
            tail.push(piece, &|line| seen.borrow_mut().push(line.to_owned()));
        }
        assert_eq!(*seen.borrow(), ["Step 1/2 : FROM x", " ---> abc", "Step 2/2 : RUN y"]);
        let (step, output) = tail.into_parts();
        assert_eq!(step, "Step 2/2 : RUN y");
        assert!(output.ends_with("RUN y\noops"));
    }
}
