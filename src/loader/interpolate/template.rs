//! The grammar of `$NAME`, `${NAME}`, `${NAME:-word}` and their kin in one string.

use std::ops::Range;

/// Where values of variables come from.
pub(crate) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Replaces the variables of `text`. Words are evaluated only where they are used. `unset` hears of every variable that
/// is looked up in vain without an operator, with its place in `text`.
pub(crate) fn substitute(
    text: &str,
    lookup: Lookup<'_>,
    unset: &mut dyn FnMut(&str, Range<usize>),
) -> Result<String, TemplateError> {
    Evaluation { lookup, unset, left: text.len() + MAX_GROWTH }.run(text, 0, 0)
}

/// What is wrong with a template, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateError {
    Invalid {
        at: Range<usize>,
    },
    Required {
        name: String,
        message: String,
        at: Range<usize>,
    },
    /// The values of the variables are too long together.
    TooLong {
        at: Range<usize>,
    },
}

impl TemplateError {
    pub(crate) fn at(&self) -> Range<usize> {
        match self {
            Self::Invalid { at } | Self::Required { at, .. } | Self::TooLong { at } => at.clone(),
        }
    }
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Literal(&'a str),
    /// `$$`.
    Dollar,
    Variable(Variable<'a>),
    Invalid {
        at: Range<usize>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable<'a> {
    pub(crate) name: &'a str,
    pub(crate) operation: Option<Operation<'a>>,
    /// From the `$` to the end, in the template.
    pub(crate) at: Range<usize>,
}

/// `:-word` and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation<'a> {
    pub(crate) kind: OperationKind,
    /// With a colon: an empty value counts as none.
    pub(crate) empty_is_unset: bool,
    pub(crate) word: &'a str,
    /// Offset of the word in the template.
    pub(crate) word_at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Default,
    Alternate,
    Required,
}

/// The pieces of a template, from left to right.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        let rest = text.get(position..).filter(|rest| !rest.is_empty())?;
        let piece = next_piece(text, position, rest);
        position = match &piece {
            Piece::Literal(literal) => position + literal.len(),
            Piece::Dollar => position + 2,
            Piece::Variable(variable) => variable.at.end,
            Piece::Invalid { at } => at.end,
        };
        Some(piece)
    })
}

/// Shows the variables of a template, and those in their words as deep as words are filled in.
pub(crate) fn each_variable<'t>(text: &'t str, mut visit: impl FnMut(&Variable<'t>)) {
    let mut texts = vec![(text, 0)];
    while let Some((text, depth)) = texts.pop() {
        for piece in pieces(text) {
            let Piece::Variable(variable) = piece else { continue };
            let word = variable.operation.as_ref().map(|operation| operation.word);
            texts.extend(word.filter(|_| depth < MAX_DEPTH).map(|word| (word, depth + 1)));
            visit(&variable);
        }
    }
}

/// Deeper nesting than any person writes; a limit because every level is a call.
pub(crate) const MAX_DEPTH: usize = 64;

/// How many bytes a result may be longer than its template. Variables that hold others several times grow without end.
pub(crate) const MAX_GROWTH: usize = 16 << 20;

struct Evaluation<'a, 'b> {
    lookup: Lookup<'a>,
    unset: &'b mut dyn FnMut(&str, Range<usize>),
    /// Bytes that may still be written.
    left: usize,
}

impl Evaluation<'_, '_> {
    /// `base` is the offset of `text` in the outermost template.
    fn run(&mut self, text: &str, base: usize, depth: usize) -> Result<String, TemplateError> {
        let mut result = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Literal(literal) => {
                    self.left = self.left.saturating_sub(literal.len());
                    result.push_str(literal);
                }
                Piece::Dollar => result.push('$'),
                Piece::Invalid { at } => return Err(TemplateError::Invalid { at: shift(&at, base) }),
                Piece::Variable(variable) => result.push_str(&self.variable(&variable, base, depth)?),
            }
        }
        Ok(result)
    }

    fn variable(&mut self, variable: &Variable<'_>, base: usize, depth: usize) -> Result<String, TemplateError> {
        let at = shift(&variable.at, base);
        let value = (self.lookup)(variable.name);
        self.left = match self.left.checked_sub(value.as_ref().map_or(0, String::len)) {
            Some(left) => left,
            None => return Err(TemplateError::TooLong { at }),
        };
        let Some(operation) = &variable.operation else {
            return Ok(value.unwrap_or_else(|| {
                (self.unset)(variable.name, at);
                String::new()
            }));
        };
        if depth >= MAX_DEPTH {
            return Err(TemplateError::Invalid { at });
        }
        let present = value.as_ref().is_some_and(|value| !(operation.empty_is_unset && value.is_empty()));
        let value = value.unwrap_or_default();
        let word_at = base + operation.word_at;
        match operation.kind {
            OperationKind::Default if !present => self.run(operation.word, word_at, depth + 1),
            OperationKind::Alternate if present => self.run(operation.word, word_at, depth + 1),
            OperationKind::Required if !present => {
                let message = self.run(operation.word, word_at, depth + 1)?;
                Err(TemplateError::Required { name: variable.name.to_owned(), message, at })
            }
            OperationKind::Default | OperationKind::Alternate | OperationKind::Required => Ok(value),
        }
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

fn next_piece<'a>(text: &'a str, position: usize, rest: &'a str) -> Piece<'a> {
    let Some(behind) = rest.strip_prefix('$') else {
        return Piece::Literal(&rest[..rest.find('$').unwrap_or(rest.len())]);
    };
    if behind.starts_with('$') {
        return Piece::Dollar;
    }
    if behind.starts_with('{') {
        return braced(text, position);
    }
    let name = name_at(behind);
    if name.is_empty() {
        return Piece::Literal(&rest[..1]);
    }
    Piece::Variable(Variable { name, operation: None, at: position..position + 1 + name.len() })
}

/// The piece at a `${`.
fn braced(text: &str, position: usize) -> Piece<'_> {
    let invalid = || {
        let rest = &text[position..];
        let end = rest.find(['}', '\n']).map_or(rest.len(), |at| at + usize::from(rest[at..].starts_with('}')));
        Piece::Invalid { at: position..position + end }
    };
    let name = name_at(&text[position + 2..]);
    let name_end = position + 2 + name.len();
    if name.is_empty() {
        return invalid();
    }
    if text[name_end..].starts_with('}') {
        return Piece::Variable(Variable { name, operation: None, at: position..name_end + 1 });
    }
    let empty_is_unset = text[name_end..].starts_with(':');
    let kind = match text.as_bytes().get(name_end + usize::from(empty_is_unset)) {
        Some(b'-') => OperationKind::Default,
        Some(b'+') => OperationKind::Alternate,
        Some(b'?') => OperationKind::Required,
        Some(_) | None => return invalid(),
    };
    let word_at = name_end + 1 + usize::from(empty_is_unset);
    let Some(closing) = closing_brace(text, position, word_at) else { return invalid() };
    let operation = Operation { kind, empty_is_unset, word: &text[word_at..closing], word_at };
    Piece::Variable(Variable { name, operation: Some(operation), at: position..closing + 1 })
}

/// The brace that ends an expression: the one that balances every `{` met, where a `{` hides the character behind it; the
/// last one of the line where none does.
fn closing_brace(text: &str, position: usize, word_at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0_usize;
    let mut at = position;
    while at < bytes.len() && bytes[at] != b'\n' {
        match bytes[at] {
            b'}' if open == 1 => return Some(at),
            b'}' => open = open.saturating_sub(1),
            b'{' => {
                open += 1;
                at += usize::from(bytes.get(at + 1).is_some_and(|next| *next != b'\n'));
            }
            _ => {}
        }
        at += 1;
    }
    text[word_at..at].rfind('}').map(|at| word_at + at)
}

/// The longest name at the start of a text, empty if there is none.
fn name_at(text: &str) -> &str {
    let bytes = text.as_bytes();
    if bytes.first().is_none_or(u8::is_ascii_digit) {
        return "";
    }
    let end = bytes.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')).unwrap_or(bytes.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Option<String> {
        let value = match name {
            "X" => "ex",
            "Y" => "why",
            "E" => "",
            "D" => "a$X$$b",
            "_A" => "und",
            "A_1" => "a1",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn run(text: &str) -> (Result<String, TemplateError>, Vec<String>) {
        let mut unset = Vec::new();
        let result = substitute(text, &lookup, &mut |name, at| unset.push(format!("{name}@{}", at.start)));
        (result, unset)
    }

    #[test]
    fn results() {
        let cases = [
            ("a ${X} $X b", "a ex ex b"),
            ("$$X $$$X $$$$X", "$X $ex $$X"),
            ("$ $1 $- $(cmd) `$`$", "$ $1 $- $(cmd) `$`$"),
            ("\\$X", "\\ex"),
            ("${E-d}|${E:-d}|${U-d}|${U:-d}|${X-d}|${X:-d}", "|d|d|d|ex|ex"),
            ("${E+d}|${E:+d}|${U+d}|${U:+d}|${X+d}|${X:+d}", "d||||d|d"),
            ("${E?m}|${X:?m}", "|ex"),
            ("${U:-${X}}|${U:-${V:-deep}}|${U:-a${X}b}|${X:+${Y}}", "ex|deep|aexb|why"),
            ("${U:-${V:-${W:-end}}}", "end"),
            ("${U:-{\"k\": {\"x\": 1}}} tail", "{\"k\": {\"x\": 1}} tail"),
            ("${U:-a}}", "a}"),
            ("${U:-\\}", "\\"),
            ("${U:-{}} x}", "{}} x"),
            ("${U-a:-b}|${U:-a b:c-d?e+f}", "a:-b|a b:c-d?e+f"),
            ("${D} $D", "a$X$$b a$X$$b"),
            ("${_A}${A_1}$A_1.x", "unda1a1.x"),
            ("${X:-${NOPE:?boom}}", "ex"),
            ("ü$X€", "üex€"),
            ("${U:-a}\n${X}", "a\nex"),
        ];
        for (text, expected) in cases {
            assert_eq!(run(text), (Ok(expected.to_owned()), vec![]), "{text}");
        }
    }

    #[test]
    fn unset_variables_are_named_with_their_place() {
        let (result, unset) = run("$U ${V} ${W:-$Q} ${E:+$NOT}");
        assert_eq!(result, Ok("   ".to_owned()));
        assert_eq!(unset, ["U@0", "V@3", "Q@13"]);
    }

    #[test]
    fn faults() {
        for (text, start, end) in [
            ("x ${} y", 2, 5),
            ("${1}", 0, 4),
            ("${X", 0, 3),
            ("${X }", 0, 5),
            ("${ X}", 0, 5),
            ("${X!}", 0, 5),
            ("${X:x}", 0, 6),
            ("${X:}", 0, 5),
            ("${X/a/b}", 0, 8),
            ("${#X}", 0, 5),
            ("${X[0]}", 0, 7),
            ("${U:-a\nb}", 0, 6),
            ("${missing-{", 0, 11),
            ("${U:-${}}", 5, 8),
        ] {
            assert_eq!(run(text).0, Err(TemplateError::Invalid { at: start..end }), "{text}");
        }
        let required = |name: &str, message: &str, at| {
            Err(TemplateError::Required { name: name.to_owned(), message: message.to_owned(), at })
        };
        assert_eq!(run("a${U:?need ${X}}").0, required("U", "need ex", 1..16));
        assert_eq!(run("${E:?}").0, required("E", "", 0..6));
        assert_eq!(run("${U:-${V?in}}").0, required("V", "in", 5..12));
    }

    #[test]
    fn nesting_without_end_is_refused() {
        let deep = format!("{}x{}", "${U:-".repeat(5000), "}".repeat(5000));
        assert!(matches!(run(&deep).0, Err(TemplateError::Invalid { .. })));
    }

    #[test]
    fn values_do_not_grow_without_end() {
        let long = |_: &str| Some("x".repeat(1 << 20));
        let text = "$A".repeat(20);
        let result = substitute(&text, &long, &mut |_, _| {});
        assert_eq!(result, Err(TemplateError::TooLong { at: 32..34 }));
    }

    #[test]
    fn a_long_line_takes_linear_time() {
        let text = "${U:-x}".repeat(200_000);
        assert_eq!(run(&text).0.unwrap().len(), 200_000);
    }
}
