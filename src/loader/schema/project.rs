//! The schema of the top level: networks, volumes, secrets, configs, models.

use super::rule::{
    FLAG, LIST_OR_MAP, OPTIONS, Others, Rule, STRING, STRING_OR_LIST, STRINGS, closed, fields_of, map, object,
    requiring,
};
use super::rule::{Kind, Object};
use super::service::SERVICE;

pub(super) const PROJECT: Rule = object(&[
    ("version", STRING),
    ("name", STRING),
    ("include", Rule::List { item: &INCLUDE, unique: false }),
    ("services", named(&SERVICE)),
    ("models", named_or_unchecked(&MODEL)),
    ("networks", named_or_unchecked(&NETWORK)),
    ("volumes", named(&VOLUME)),
    ("secrets", named(&SECRET)),
    ("configs", named(&CONFIG)),
]);

const fn named(value: &'static Rule) -> Rule {
    Rule::Object(fields_of(&[], &[], Others::Names(value)))
}

const fn named_or_unchecked(value: &'static Rule) -> Rule {
    Rule::Object(fields_of(&[], &[], Others::NamesOrUnchecked(value)))
}

const INCLUDE: Rule = Rule::OneOf(&[
    STRING,
    closed(&[("path", STRING_OR_LIST), ("env_file", STRING_OR_LIST), ("project_directory", STRING)], &[]),
]);

const EXTERNAL: Rule = Rule::Switch(fields_of(&[("name", STRING)], &[], Others::Extensions));
const OPEN_EXTERNAL: Rule =
    Rule::Switch(Object { fields: &[("name", STRING)], required: &[], others: Others::Allowed });

const NETWORK: Rule = Rule::Nullable(fields_of(
    &[
        ("name", STRING),
        ("driver", STRING),
        ("driver_opts", OPTIONS),
        (
            "ipam",
            object(&[
                ("driver", STRING),
                ("config", Rule::List { item: &POOL, unique: false }),
                ("options", map(&STRING)),
            ]),
        ),
        ("external", EXTERNAL),
        ("internal", FLAG),
        ("enable_ipv4", FLAG),
        ("enable_ipv6", FLAG),
        ("attachable", FLAG),
        ("labels", LIST_OR_MAP),
    ],
    &[],
    Others::Extensions,
));

const POOL: Rule =
    object(&[("subnet", STRING), ("ip_range", STRING), ("gateway", STRING), ("aux_addresses", map(&STRING))]);

const VOLUME: Rule = Rule::Nullable(fields_of(
    &[("name", STRING), ("driver", STRING), ("driver_opts", OPTIONS), ("external", EXTERNAL), ("labels", LIST_OR_MAP)],
    &[],
    Others::Extensions,
));

const SECRET: Rule = object(&[
    ("name", STRING),
    ("environment", STRING),
    ("file", STRING),
    ("external", OPEN_EXTERNAL),
    ("labels", LIST_OR_MAP),
    ("driver", STRING),
    ("driver_opts", OPTIONS),
    ("template_driver", STRING),
]);

const CONFIG: Rule = object(&[
    ("name", STRING),
    ("content", STRING),
    ("environment", STRING),
    ("file", STRING),
    ("external", OPEN_EXTERNAL),
    ("labels", LIST_OR_MAP),
    ("template_driver", STRING),
]);

const MODEL: Rule = requiring(
    &[
        ("name", STRING),
        ("model", STRING),
        ("context_size", Rule::Scalar(&[Kind::Integer])),
        ("runtime_flags", STRINGS),
    ],
    &["model"],
);
