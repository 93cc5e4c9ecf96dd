//! Rust source as the rules see it: tokens without comments, code without its tests, paths with `use` groups spelled out.

/// A word, a sign, or `::`; comments are left out, literals keep only their quotes.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let characters: Vec<char> = source.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < characters.len() {
        let start = at;
        let rest = &characters[at..];
        at += match rest {
            ['/', '/', ..] => rest.iter().position(|sign| *sign == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(rest),
            ['"', ..] | ['b' | 'c', '"', ..] => quoted(rest, '"'),
            ['r', '"' | '#', ..] | ['b' | 'c', 'r', '"' | '#', ..] if raw_string(rest).is_some() => {
                raw_string(rest).unwrap_or(1)
            }
            ['\'', '\\', ..] | ['\'', _, '\'', ..] => quoted(rest, '\''),
            [':', ':', ..] => 2,
            [sign, ..] if word(*sign) => rest.iter().position(|sign| !word(*sign)).unwrap_or(rest.len()),
            _ => 1,
        };
        let text: String = characters[start..at].iter().collect();
        if !text.starts_with("//") && !text.starts_with("/*") && !text.trim().is_empty() {
            let literal = text.len() > 1 && text.ends_with(['"', '\'', '#']);
            tokens.push(Token { text: if literal { "\"\"".to_owned() } else { text.clone() }, line });
        }
        line += text.matches('\n').count();
    }
    tokens
}

fn word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn block_comment(text: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(text: &[char], quote: char) -> usize {
    let mut at = text.iter().position(|sign| *sign == quote).map_or(1, |at| at + 1);
    while at < text.len() && text[at] != quote {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

fn raw_string(text: &[char]) -> Option<usize> {
    let open = text.iter().position(|sign| *sign == '#' || *sign == '"')?;
    let hashes = text[open..].iter().take_while(|sign| **sign == '#').count();
    (text.get(open + hashes) == Some(&'"')).then_some(())?;
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let body = open + hashes + 1;
    let length = text[body..].windows(end.len()).position(|window| window == end)?;
    Some(body + length + end.len())
}

/// Leaves out what is compiled for tests only; the second value are the names of modules in files of their own.
pub(crate) fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let (mut kept, mut files, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        let is = |offset: usize, text: &str| tokens.get(at + offset).is_some_and(|token| token.text == text);
        if ["#", "[", "cfg", "(", "test", ")", "]"].iter().enumerate().all(|(offset, text)| is(offset, text)) {
            at += 7;
            let item = at;
            let end = |token: &Token| token.text == ";" || token.text == "{";
            at += tokens[at..].iter().position(end).unwrap_or(tokens.len() - at - 1);
            if tokens[at].text == "{" {
                at += block(&tokens[at..]);
            } else {
                at += 1;
                let name = tokens[item..at].windows(2).find(|pair| pair[0].text == "mod");
                files.extend(name.map(|pair| pair[1].text.clone()));
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    (kept, files)
}

/// The number of tokens of a `{…}`.
fn block(tokens: &[Token]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// All paths in the text, those of nested `use` groups in full.
pub(crate) fn paths(tokens: &[Token]) -> Vec<(usize, Vec<String>)> {
    let (mut found, mut prefixes, mut at): (_, Vec<Vec<String>>, _) = (Vec::new(), Vec::new(), 0);
    let mut in_use = false;
    while at < tokens.len() {
        let text = tokens[at].text.as_str();
        if text == "use" {
            in_use = true;
        } else if in_use && text == "}" {
            prefixes.pop();
        } else if in_use && text == ";" {
            in_use = false;
        } else if text.starts_with(word) && !text.starts_with(|sign: char| sign.is_ascii_digit()) {
            let line = tokens[at].line;
            let mut path = prefixes.last().filter(|_| in_use).cloned().unwrap_or_default();
            path.push(text.to_owned());
            while tokens.get(at + 1).is_some_and(|token| token.text == "::") {
                match tokens.get(at + 2).map(|token| token.text.as_str()) {
                    Some("{") if in_use => {
                        prefixes.push(std::mem::take(&mut path));
                        at += 2;
                        break;
                    }
                    Some(next) if next.starts_with(word) => {
                        path.push(next.to_owned());
                        at += 2;
                    }
                    Some(_) | None => {
                        at += 1;
                        break;
                    }
                }
            }
            if !path.is_empty() {
                found.push((line, path));
            }
        }
        at += 1;
    }
    found
}
