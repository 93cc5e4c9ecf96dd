//! The page of a code as text for a terminal. Its Markdown has paragraphs, headings of the second level, and fenced blocks
//! with the name of a file behind the language.

use std::fmt::Write;

use super::code::Code;

/// The page under its heading; fenced blocks are indented. Ends with a newline.
pub(crate) fn text(code: Code) -> String {
    let mut text = format!("{code}: {}\n\n", code.summary());
    let mut is_block = false;
    for line in code.page().lines() {
        if let Some(info) = line.strip_prefix("```") {
            is_block = !is_block;
            if let Some((_, name)) = info.split_once(' ') {
                writeln!(text, "  {name}").expect("a string grows");
            }
        } else if is_block {
            writeln!(text, "{}", format!("    {line}").trim_end()).expect("a string grows");
        } else {
            let heading = line.strip_prefix("## ").map(|heading| format!("{heading}:"));
            writeln!(text, "{}", heading.as_deref().unwrap_or(line)).expect("a string grows");
        }
    }
    text
}

#[cfg(test)]
pub(crate) mod tests;
