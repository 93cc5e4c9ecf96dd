//! The YAML parser's events, copied out of unsafe-libyaml: the crate's only unsafe code.
#![expect(unsafe_code, reason = "unsafe-libyaml is a translation of C; everything that touches its pointers is here")]

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;

use unsafe_libyaml::{
    yaml_encoding_t, yaml_error_type_t, yaml_event_delete, yaml_event_t, yaml_event_type_t, yaml_mark_t,
    yaml_parser_delete, yaml_parser_initialize, yaml_parser_parse, yaml_parser_set_encoding,
    yaml_parser_set_input_string, yaml_parser_t, yaml_scalar_style_t,
};

/// One event with its place, in bytes from the start of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) kind: EventKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    DocumentStart,
    DocumentEnd,
    Alias {
        anchor: String,
    },
    Scalar {
        /// Nothing where it stands in the text as it is, between its quotes.
        value: Option<String>,
        style: ScalarStyle,
        properties: Properties,
    },
    SequenceStart {
        properties: Properties,
    },
    MappingStart {
        properties: Properties,
    },
    /// The end of a sequence or of a mapping.
    CollectionEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarStyle {
    Plain,
    Quoted,
    Block,
}

/// `&anchor` and `!tag` before a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    pub(super) anchor: Option<String>,
    pub(super) tag: Option<String>,
}

/// What libyaml says about a text that is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) problem: String,
    /// Byte offset.
    pub(super) at: usize,
    /// What was being read, and where that began.
    pub(super) context: Option<(String, usize)>,
}

/// Reads the events of a text; ends after the last document or after the first error.
pub(super) struct Events<'a> {
    parser: Box<yaml_parser_t>,
    done: bool,
    /// The parser reads from this text, so it must live as long.
    text: &'a str,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut parser = Box::new(MaybeUninit::<yaml_parser_t>::uninit());
        // SAFETY: initialize fills the whole struct (it fails only without memory, which aborts); the struct is boxed, so
        // it does not move while the parser points into itself; the text outlives the parser by the lifetime 'a.
        let parser = unsafe {
            let _ = yaml_parser_initialize(parser.as_mut_ptr());
            let mut parser = parser.assume_init();
            yaml_parser_set_encoding(&raw mut *parser, yaml_encoding_t::YAML_UTF8_ENCODING);
            yaml_parser_set_input_string(&raw mut *parser, text.as_ptr(), text.len() as u64);
            parser
        };
        Self { parser, done: false, text }
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event, SyntaxError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let mut event = MaybeUninit::<yaml_event_t>::uninit();
            // SAFETY: the parser was initialized in `new` and is deleted only in `drop`.
            if unsafe { yaml_parser_parse(&raw mut *self.parser, event.as_mut_ptr()) }.fail {
                self.done = true;
                return Some(Err(syntax_error(&self.parser)));
            }
            // SAFETY: a parse that does not fail fills the event; it is copied before it is deleted, once.
            let (kind, start, end) = unsafe {
                let mut event = event.assume_init();
                let kind = copy(&event, self.text);
                let marks = (offset(event.start_mark), offset(event.end_mark));
                self.done = event.type_ == yaml_event_type_t::YAML_STREAM_END_EVENT;
                yaml_event_delete(&raw mut event);
                (kind, marks.0, marks.1)
            };
            if let Some(kind) = kind {
                return Some(Ok(Event { kind, start, end }));
            }
        }
        None
    }
}

impl Drop for Events<'_> {
    fn drop(&mut self) {
        // SAFETY: initialized in `new`, deleted here only.
        unsafe { yaml_parser_delete(&raw mut *self.parser) }
    }
}

/// Copies an event out; events of the stream are of no interest.
///
/// # Safety
/// The event must be one that the parser filled, not yet deleted.
unsafe fn copy(event: &yaml_event_t, text: &str) -> Option<EventKind> {
    use yaml_event_type_t as T;
    // SAFETY: the type says which member of the union is filled; strings are null or end with a null byte, and the value
    // of a scalar has its length beside it.
    unsafe {
        let data = &event.data;
        match event.type_ {
            T::YAML_DOCUMENT_START_EVENT => Some(EventKind::DocumentStart),
            T::YAML_DOCUMENT_END_EVENT => Some(EventKind::DocumentEnd),
            T::YAML_ALIAS_EVENT => Some(EventKind::Alias { anchor: string(data.alias.anchor).unwrap_or_default() }),
            T::YAML_SCALAR_EVENT => {
                let scalar = &data.scalar;
                let bytes = std::slice::from_raw_parts(scalar.value, usize_of(scalar.length));
                let style = style(scalar.style);
                let written = within(style, offset(event.start_mark), offset(event.end_mark));
                let is_written = text.as_bytes().get(written).is_some_and(|written| written == bytes);
                Some(EventKind::Scalar {
                    value: (!is_written).then(|| String::from_utf8_lossy(bytes).into_owned()),
                    style,
                    properties: Properties { anchor: string(scalar.anchor), tag: string(scalar.tag) },
                })
            }
            T::YAML_SEQUENCE_START_EVENT => {
                let start = &data.sequence_start;
                let properties = Properties { anchor: string(start.anchor), tag: string(start.tag) };
                Some(EventKind::SequenceStart { properties })
            }
            T::YAML_MAPPING_START_EVENT => {
                let start = &data.mapping_start;
                let properties = Properties { anchor: string(start.anchor), tag: string(start.tag) };
                Some(EventKind::MappingStart { properties })
            }
            T::YAML_SEQUENCE_END_EVENT | T::YAML_MAPPING_END_EVENT => Some(EventKind::CollectionEnd),
            _ => None,
        }
    }
}

/// Where the value of a scalar would stand if nothing in it had to be read in another way than it is written.
pub(super) fn within(style: ScalarStyle, start: usize, end: usize) -> std::ops::Range<usize> {
    match style {
        ScalarStyle::Quoted => start + 1..end.saturating_sub(1),
        ScalarStyle::Plain | ScalarStyle::Block => start..end,
    }
}

fn style(style: yaml_scalar_style_t) -> ScalarStyle {
    match style {
        yaml_scalar_style_t::YAML_SINGLE_QUOTED_SCALAR_STYLE | yaml_scalar_style_t::YAML_DOUBLE_QUOTED_SCALAR_STYLE => {
            ScalarStyle::Quoted
        }
        yaml_scalar_style_t::YAML_LITERAL_SCALAR_STYLE | yaml_scalar_style_t::YAML_FOLDED_SCALAR_STYLE => {
            ScalarStyle::Block
        }
        _ => ScalarStyle::Plain,
    }
}

fn syntax_error(parser: &yaml_parser_t) -> SyntaxError {
    let problem = message(parser.problem).unwrap_or_else(|| "unknown problem".to_owned());
    if matches!(parser.error, yaml_error_type_t::YAML_READER_ERROR) {
        let problem = format!("{problem} (value: {})", parser.problem_value);
        return SyntaxError { problem, at: usize_of(parser.problem_offset), context: None };
    }
    let context = message(parser.context).map(|context| (context, offset(parser.context_mark)));
    SyntaxError { problem, at: offset(parser.problem_mark), context }
}

/// The parser's messages are constants that end with a null byte.
fn message(text: *const c_char) -> Option<String> {
    // SAFETY: see above.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// # Safety
/// Null, or a string that ends with a null byte.
unsafe fn string(text: *const u8) -> Option<String> {
    // SAFETY: the caller's promise.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text.cast()) }.to_string_lossy().into_owned())
}

/// The index of a mark counts bytes, as it does not in the C library.
fn offset(mark: yaml_mark_t) -> usize {
    usize_of(mark.index)
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).expect("offsets into a text that is in memory fit")
}
