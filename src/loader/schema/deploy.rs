//! The schema of a service's `deploy`, and of device requests.

use super::rule::{
    INTEGER, LIST_OR_MAP, NUMBER, Others, Rule, STRING, STRINGS, UNIQUE_STRINGS, fields_of, object, requiring,
};

pub(super) const DEPLOY: Rule = Rule::Nullable(fields_of(
    &[
        ("mode", STRING),
        ("endpoint_mode", STRING),
        ("replicas", INTEGER),
        ("labels", LIST_OR_MAP),
        ("rollback_config", UPDATE),
        ("update_config", UPDATE),
        (
            "resources",
            object(&[
                ("limits", object(&[("cpus", NUMBER), ("memory", STRING), ("pids", INTEGER)])),
                (
                    "reservations",
                    object(&[
                        ("cpus", NUMBER),
                        ("memory", STRING),
                        ("generic_resources", Rule::List { item: &GENERIC, unique: false }),
                        ("devices", Rule::List { item: &DEVICE_RESERVATION, unique: false }),
                    ]),
                ),
            ]),
        ),
        (
            "restart_policy",
            object(&[("condition", STRING), ("delay", STRING), ("max_attempts", INTEGER), ("window", STRING)]),
        ),
        (
            "placement",
            object(&[
                ("constraints", STRINGS),
                ("preferences", Rule::List { item: &object(&[("spread", STRING)]), unique: false }),
                ("max_replicas_per_node", INTEGER),
            ]),
        ),
    ],
    &[],
    Others::Extensions,
));

const UPDATE: Rule = object(&[
    ("parallelism", INTEGER),
    ("delay", STRING),
    ("failure_action", STRING),
    ("monitor", STRING),
    ("max_failure_ratio", NUMBER),
    ("order", Rule::Enum(&["start-first", "stop-first"])),
]);

const GENERIC: Rule = object(&[("discrete_resource_spec", object(&[("kind", STRING), ("value", NUMBER)]))]);

const DEVICE_RESERVATION: Rule = requiring(
    &[
        ("capabilities", UNIQUE_STRINGS),
        ("count", INTEGER),
        ("device_ids", UNIQUE_STRINGS),
        ("driver", STRING),
        ("options", LIST_OR_MAP),
    ],
    &["capabilities"],
);

pub(super) const GPUS: Rule = Rule::OneOf(&[
    Rule::Enum(&["all"]),
    Rule::List {
        item: &Rule::Object(fields_of(
            &[
                ("capabilities", UNIQUE_STRINGS),
                ("count", INTEGER),
                ("device_ids", UNIQUE_STRINGS),
                ("driver", STRING),
                ("options", LIST_OR_MAP),
            ],
            &[],
            Others::Allowed,
        )),
        unique: false,
    },
]);
