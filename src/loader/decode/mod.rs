//! From the canonical tree to the typed model: serde over positioned nodes, so that an error knows its place.

mod error;

use crate::loader::code::Code;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::diagnostic::Diagnostic;
use super::tree::{Entry, Map, Node, Segment, Tag, Value};
use crate::model::json::EXTENSIONS;
use error::DecodeError;

/// Decodes a node; `path` is how messages call it, `services[web]`.
pub(crate) fn decode<T: DeserializeOwned>(node: &Node, path: &str) -> Result<T, Diagnostic> {
    T::deserialize(Source(node)).map_err(|error| diagnostic(error.at(node), path))
}

/// Decodes a mapping as far as it can be understood. What cannot is taken out, each with a finding; nothing comes back if
/// that is the mapping itself.
pub(crate) fn decode_mapping<T: DeserializeOwned>(
    node: &mut Node,
    path: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    // serde stops at the first fault; without it, it finds the next one.
    for _ in 0..MOST_FAULTS {
        let error = match T::deserialize(Source(node)) {
            Ok(value) => return Some(value),
            Err(error) => error.at(node),
        };
        let place: Vec<Segment> = error.segments.iter().rev().cloned().collect();
        faults.push(diagnostic(error, path));
        take_out(node, &place);
        if node.is_gone() {
            return None;
        }
    }
    node.take_out();
    None
}

/// So that a mapping in which all is wrong does not take for ever.
const MOST_FAULTS: usize = 100;

/// Takes out what stands at a place, or the nearest thing around it.
fn take_out(root: &mut Node, place: &[Segment]) {
    let mut place = place;
    while root.at(place).is_none() {
        place = place.split_last().map_or(&[], |(_, rest)| rest);
    }
    let Some(node) = root.at_mut(place) else { return };
    node.take_out();
    if let Some((Segment::Index(index), around)) = place.split_last()
        && let Some(Node { value: Value::List(list), tag, .. }) = root.at_mut(around)
    {
        list.remove(*index);
        *tag = Some(Tag::Broken);
    }
}

fn diagnostic(error: DecodeError, path: &str) -> Diagnostic {
    let message = format!("decoding failed due to the following error(s):\n\n'{path}{}' {}", error.path, error.message);
    Diagnostic::error(Code::InvalidFormat, message, error.span)
}

/// A node as serde reads it.
#[derive(Clone, Copy)]
struct Source<'a>(&'a Node);

impl Source<'_> {
    /// Numbers and booleans may also be written as text; interpolation yields nothing else.
    fn parse<T: std::str::FromStr>(self, text: &str, expected: &str) -> Result<T, DecodeError> {
        text.trim().parse().map_err(|_| DecodeError::new(format!("expected {expected}, got {text:?}")).at(self.0))
    }

    fn integer(self) -> Result<i64, DecodeError> {
        match &self.0.value {
            Value::Int(number) => Ok(*number),
            // As Go converts on the common processors.
            Value::Float(number) if number.abs() >= 9_223_372_036_854_775_808.0 => Ok(i64::MIN),
            #[expect(clippy::cast_possible_truncation, reason = "Docker Compose cuts the fraction off")]
            Value::Float(number) => Ok(*number as i64),
            Value::String(text) => self.parse(text, "an integer"),
            Value::Null => Ok(0),
            other => Err(self.unexpected(other, "an integer")),
        }
    }

    /// Text is no unsigned number: what may be written as text was cast when variables were filled in.
    fn unsigned(self, bits: u8) -> Result<u64, DecodeError> {
        if let Value::String(_) = self.0.value {
            let message = format!("expected type 'uint{bits}', got unconvertible type 'string'");
            return Err(DecodeError::new(message).at(self.0));
        }
        let number = self.integer()?;
        let overflow = || DecodeError::new(format!("cannot parse value as 'uint64': {number} overflows uint"));
        number.try_into().map_err(|_| overflow().at(self.0))
    }

    fn float(self) -> Result<f64, DecodeError> {
        match &self.0.value {
            #[expect(clippy::cast_precision_loss, reason = "as Go converts")]
            Value::Int(number) => Ok(*number as f64),
            Value::Float(number) => Ok(*number),
            Value::String(text) => self.parse(text, "a number"),
            Value::Null => Ok(0.0),
            other => Err(self.unexpected(other, "a number")),
        }
    }

    fn unexpected(self, value: &Value, expected: &str) -> DecodeError {
        let got = match value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a number",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        };
        DecodeError::new(format!("expected {expected}, got {got}")).at(self.0)
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $read:ident $($bits:literal)?;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(self.$read($($bits)?)?).map_err(|error: DecodeError| error.at(self.0))
        })*
    };
}

impl<'de> de::Deserializer<'de> for Source<'_> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let result = match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::String(text) => visitor.visit_str(text),
            Value::List(list) => {
                let mut items = Items { list: list.iter(), index: 0 };
                let result = visitor.visit_seq(&mut items);
                // What a visitor says of its own is about the item that it has read last.
                result.map_err(|error| match items.index.checked_sub(1).and_then(|last| list.get(last)) {
                    Some(item) => error.at(item),
                    None => error,
                })
            }
            Value::Map(map) => visitor.visit_map(Entries::new(map, None)),
        };
        result.map_err(|error| error.at(self.0))
    }

    numbers! {
        deserialize_i8 visit_i64 integer;
        deserialize_i16 visit_i64 integer;
        deserialize_i32 visit_i64 integer;
        deserialize_i64 visit_i64 integer;
        deserialize_u8 visit_u64 unsigned 8;
        deserialize_u16 visit_u64 unsigned 16;
        deserialize_u32 visit_u64 unsigned 32;
        deserialize_u64 visit_u64 unsigned 64;
        deserialize_f32 visit_f64 float;
        deserialize_f64 visit_f64 float;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let flag = match &self.0.value {
            Value::Bool(flag) => *flag,
            Value::Null => false,
            Value::String(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "on" | "1" | "t" => true,
                "false" | "no" | "n" | "off" | "0" | "f" => false,
                _ => return Err(DecodeError::new(format!("invalid boolean: {text}")).at(self.0)),
            },
            other => return Err(self.unexpected(other, "a boolean")),
        };
        visitor.visit_bool(flag)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::String(text) => visitor.visit_str(text).map_err(|error: DecodeError| error.at(self.0)),
            Value::Null => visitor.visit_str(""),
            other => Err(self.unexpected(other, "a string")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Null => visitor.visit_seq(&mut Items { list: [].iter(), index: 0 }),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Null => visitor.visit_map(Entries::new(&Map::new(), None)),
            _ => self.deserialize_any(visitor),
        }
    }

    /// The `x-*` keys of a struct come as one map under [`EXTENSIONS`].
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let empty = Map::new();
        let map = match &self.0.value {
            Value::Map(map) => map,
            Value::Null => &empty,
            other => return Err(self.unexpected(other, "a mapping")),
        };
        let is_extension = |(key, _): &(&String, _)| key.starts_with("x-");
        let extensions = map.iter().filter(is_extension).map(|(key, entry)| (key.clone(), entry.clone())).collect();
        let extensions = Node::derived(Value::Map(extensions), self.0);
        visitor.visit_map(Entries::new(map, Some(&extensions))).map_err(|error| error.at(self.0))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::String(text) => {
                let variant: StrDeserializer<'_, DecodeError> = text.as_str().into_deserializer();
                visitor.visit_enum(variant).map_err(|error| error.at(self.0))
            }
            other => Err(self.unexpected(other, "a string")),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'a> {
    list: std::slice::Iter<'a, Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'_> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        let Some(node) = self.list.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Source(node))
            .map(Some)
            .map_err(|error| error.at(node).inside(&format!("[{index}]"), Segment::Index(index)))
    }
}

struct Entries<'a> {
    rest: indexmap::map::Iter<'a, String, Entry>,
    /// Present for structs, absent for maps whose keys the user chose.
    extensions: Option<&'a Node>,
    is_struct: bool,
    value: Option<(&'a str, &'a Node)>,
}

impl<'a> Entries<'a> {
    fn new(map: &'a Map, extensions: Option<&'a Node>) -> Self {
        let is_struct = extensions.is_some();
        let extensions = extensions.filter(|node| node.as_map().is_some_and(|map| !map.is_empty()));
        Self { rest: map.iter(), extensions, is_struct, value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let is_struct = self.is_struct;
        // What was taken out is as good as not written.
        let counts = |(key, entry): &(&String, &Entry)| !(is_struct && key.starts_with("x-") || entry.value.is_gone());
        self.value = match self.rest.find(counts) {
            Some((key, entry)) => Some((key, &entry.value)),
            None => self.extensions.take().map(|node| (EXTENSIONS, node)),
        };
        let Some((key, _)) = self.value else { return Ok(None) };
        let key: StrDeserializer<'_, DecodeError> = key.into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, DecodeError> {
        let (key, node) = self.value.take().expect("serde asks for a key before its value");
        let segment = if self.is_struct { format!(".{key}") } else { format!("[{key}]") };
        seed.deserialize(Source(node)).map_err(|error| error.at(node).inside(&segment, Segment::Key(key.to_owned())))
    }
}

#[cfg(test)]
mod tests;
