//! The vocabulary of the schema tables: what a value may be.

/// The kinds of values, named as messages name them; the order is the alphabetical one of those names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Array,
    Boolean,
    Integer,
    Mapping,
    Null,
    Number,
    String,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Mapping => "mapping",
            Self::Null => "null",
            Self::Number => "number",
            Self::String => "string",
        }
    }
}

/// What a value may be.
pub(super) enum Rule {
    /// A scalar of one of the kinds, in alphabetical order.
    Scalar(&'static [Kind]),
    /// A string out of a few.
    Enum(&'static [&'static str]),
    /// A string that the predicate accepts; the text is how messages show it.
    Pattern(&'static str, fn(&str) -> bool),
    /// An integer within bounds.
    Range {
        minimum: i64,
        maximum: Option<i64>,
    },
    Object(Object),
    List {
        item: &'static Rule,
        unique: bool,
    },
    /// The first branch that accepts the value counts.
    OneOf(&'static [Rule]),
    /// An object, or nothing.
    Nullable(Object),
    /// A boolean as a scalar, or an object: the old forms of `external`.
    Switch(Object),
}

/// A mapping with known keys.
#[derive(Clone, Copy)]
pub(super) struct Object {
    pub(super) fields: &'static [(&'static str, Rule)],
    pub(super) required: &'static [&'static str],
    pub(super) others: Others,
}

/// The keys of an object that are not among its fields.
#[derive(Clone, Copy)]
pub(super) enum Others {
    Refused,
    /// `x-*` only.
    Extensions,
    Allowed,
    /// Any non-empty key, with values of this rule.
    Values(&'static Rule),
    /// Keys of letters, digits, dots, underscores and hyphens; no others.
    Names(&'static Rule),
    /// As `Names`, but other keys pass unchecked.
    NamesOrUnchecked(&'static Rule),
    /// Lower-case keys are checked; others pass.
    LowerCase(&'static Rule),
}

use Kind::{Boolean, Integer, Null, Number, String};

pub(super) const STRING: Rule = Rule::Scalar(&[String]);
pub(super) const BOOLEAN: Rule = Rule::Scalar(&[Boolean]);
/// Booleans and numbers may be text too, since interpolation yields nothing else.
pub(super) const FLAG: Rule = Rule::Scalar(&[Boolean, String]);
pub(super) const INTEGER: Rule = Rule::Scalar(&[Integer, String]);
pub(super) const NUMBER: Rule = Rule::Scalar(&[Number, String]);
pub(super) const STRICT_NUMBER: Rule = Rule::Scalar(&[Number]);
pub(super) const TEXT_OR_NUMBER: Rule = Rule::Scalar(&[Number, String]);
const LABEL_VALUE: Rule = Rule::Scalar(&[Boolean, Null, Number, String]);

pub(super) const STRINGS: Rule = Rule::List { item: &STRING, unique: false };
pub(super) const UNIQUE_STRINGS: Rule = Rule::List { item: &STRING, unique: true };
pub(super) const STRING_OR_LIST: Rule = Rule::OneOf(&[STRING, UNIQUE_STRINGS]);
pub(super) const STRING_OR_ANY_LIST: Rule = Rule::OneOf(&[STRING, STRINGS]);
pub(super) const COMMAND: Rule = Rule::OneOf(&[Rule::Scalar(&[Null]), STRING, STRINGS]);
/// A mapping, or a list of `KEY=VALUE`.
pub(super) const LIST_OR_MAP: Rule = Rule::OneOf(&[map(&LABEL_VALUE), UNIQUE_STRINGS]);
pub(super) const OPTIONS: Rule = map(&TEXT_OR_NUMBER);
pub(super) const EXTRA_HOSTS: Rule = Rule::OneOf(&[map(&Rule::OneOf(&[STRING, STRINGS])), UNIQUE_STRINGS]);

pub(super) const fn object(fields: &'static [(&'static str, Rule)]) -> Rule {
    Rule::Object(fields_of(fields, &[], Others::Extensions))
}

pub(super) const fn closed(fields: &'static [(&'static str, Rule)], required: &'static [&'static str]) -> Rule {
    Rule::Object(fields_of(fields, required, Others::Refused))
}

pub(super) const fn requiring(fields: &'static [(&'static str, Rule)], required: &'static [&'static str]) -> Rule {
    Rule::Object(fields_of(fields, required, Others::Extensions))
}

pub(super) const fn map(value: &'static Rule) -> Rule {
    Rule::Object(fields_of(&[], &[], Others::Values(value)))
}

pub(super) const fn fields_of(
    fields: &'static [(&'static str, Rule)],
    required: &'static [&'static str],
    others: Others,
) -> Object {
    Object { fields, required, others }
}
