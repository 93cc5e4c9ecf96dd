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
    /// `$(…)`, which stays in the word.
    Dollar,
}

/// Blanks separate words; quotes and backslashes work as in a shell; nothing is expanded and no command is run.
pub(crate) fn split(line: &str) -> Result<Words, ShellError> {
    let mut out = Words::default();
    let mut word: Option<String> = None;
    let mut quote = Quote::None;
    // Backquotes stay in the word, what is between them is one piece. Quotes within come and go.
    let mut is_back = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', Quote::None | Quote::Double | Quote::Dollar) => {
                let escaped = match characters.next().ok_or(ShellError)? {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                };
                word.get_or_insert_default().push(escaped);
            }
            (' ' | '\t' | '\n' | '\r', Quote::None) if !is_back => out.words.extend(word.take()),
            ('\'', Quote::None) => {
                quote = Quote::Single;
                word.get_or_insert_default();
            }
            ('"', Quote::None) => {
                quote = Quote::Double;
                word.get_or_insert_default();
            }
            ('\'', Quote::Single) | ('"', Quote::Double) => quote = Quote::None,
            ('`', Quote::None) => {
                is_back = !is_back;
                word.get_or_insert_default().push('`');
            }
            ('(', Quote::None | Quote::Dollar) if !is_back => {
                let text = word.get_or_insert_default();
                if quote == Quote::Dollar || !text.ends_with('$') {
                    return Err(ShellError);
                }
                text.push('(');
                quote = Quote::Dollar;
            }
            // One too many begins what the next one ends, as in the library that Docker Compose uses.
            (')', Quote::None | Quote::Dollar) if !is_back => {
                quote = if quote == Quote::Dollar { Quote::None } else { Quote::Dollar };
                word.get_or_insert_default().push(')');
            }
            (';' | '&' | '|' | '<' | '>', Quote::None) if !is_back => {
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
    if quote != Quote::None || is_back {
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
        let cases: [(&str, &[&str]); 13] = [
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
            ("x `a 'b` c' \"d e\"`", &["x", "`a b` c d e`"]),
            ("a '`' \"(b)\"", &["a", "`", "(b)"]),
            ("a ) b )", &["a", ") b )"]),
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
        for line in ["'a", "\"a", "a\\", "(a)", "a)", "`a", "$(a", "`{\"a\":1}"] {
            assert_eq!(split(line), Err(ShellError), "{line}");
        }
    }
}
