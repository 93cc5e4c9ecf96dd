//! Splits a command line into words, as Docker Compose does for `command` and `entrypoint` written as one text.

/// The words of a command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) words: Vec<String>,
    /// Whether an unquoted `;`, `&`, `|`, `<` or `>` ended the line early: nothing behind it is used.
    pub(crate) cut: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid command line string")]
pub(crate) struct ShellError;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
    /// Backquotes stay in the word; what is between them is one piece.
    Back,
    /// So does `$(…)`.
    Dollar,
}

/// Blanks separate words; quotes and backslashes work as in a shell; nothing is expanded and no command is run.
pub(crate) fn split(line: &str) -> Result<Words, ShellError> {
    let mut out = Words::default();
    let mut word: Option<String> = None;
    let mut quote = Quote::None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', Quote::None | Quote::Double | Quote::Back | Quote::Dollar) => {
                let escaped = match characters.next().ok_or(ShellError)? {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                };
                word.get_or_insert_default().push(escaped);
            }
            (' ' | '\t' | '\n' | '\r', Quote::None) => out.words.extend(word.take()),
            ('\'', Quote::None | Quote::Back) => {
                quote = Quote::Single;
                word.get_or_insert_default();
            }
            ('\'', Quote::Single) | ('"', Quote::Double) => quote = Quote::None,
            ('"', Quote::None | Quote::Back) => {
                quote = Quote::Double;
                word.get_or_insert_default();
            }
            ('`', Quote::None | Quote::Back) => {
                quote = if quote == Quote::Back { Quote::None } else { Quote::Back };
                word.get_or_insert_default().push('`');
            }
            ('(', Quote::None | Quote::Dollar) => {
                let text = word.get_or_insert_default();
                if quote == Quote::Dollar || !text.ends_with('$') {
                    return Err(ShellError);
                }
                text.push('(');
                quote = Quote::Dollar;
            }
            (')', Quote::None) => return Err(ShellError),
            (')', Quote::Dollar) => {
                quote = Quote::None;
                word.get_or_insert_default().push(')');
            }
            (';' | '&' | '|' | '<' | '>', Quote::None) => {
                // The digit of `2>` belongs to the redirection.
                let is_descriptor = character == '>'
                    && word.as_ref().is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()));
                if is_descriptor {
                    word = None;
                }
                out.cut = true;
                break;
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    if quote != Quote::None {
        return Err(ShellError);
    }
    out.words.extend(word);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let cases: [(&str, &[&str]); 10] = [
            ("a b  c", &["a", "b", "c"]),
            ("", &[]),
            ("'a b' \"c d\" ''", &["a b", "c d", ""]),
            ("a\\ b \"x\\\"y\" 'x\\y'", &["a b", "x\"y", "x\\y"]),
            ("\\n", &["\n"]),
            ("echo `date +%s` $(id -u)", &["echo", "`date +%s`", "$(id -u)"]),
            ("sh -c 'a && b'", &["sh", "-c", "a && b"]),
            ("a | b", &["a"]),
            ("x 2>&1", &["x"]),
            ("--a=\"b c\"d", &["--a=b cd"]),
        ];
        for (line, words) in cases {
            assert_eq!(
                split(line).map(|split| split.words),
                Ok(words.iter().map(ToString::to_string).collect()),
                "{line}"
            );
        }
        assert_eq!(split("a; b").map(|split| split.cut), Ok(true));
        assert_eq!(split("a 'b;'").map(|split| split.cut), Ok(false));
        for line in ["'a", "\"a", "a\\", "(a)", "a)", "`a", "$(a"] {
            assert_eq!(split(line), Err(ShellError), "{line}");
        }
    }
}
