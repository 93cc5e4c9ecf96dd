//! The schema of a service.

use super::deploy::{DEPLOY, GPUS};
use super::rule::{
    BOOLEAN, COMMAND, EXTRA_HOSTS, FLAG, INTEGER, Kind, LIST_OR_MAP, NUMBER, OPTIONS, Others, Rule, STRICT_NUMBER,
    STRING, STRING_OR_ANY_LIST, STRING_OR_LIST, STRINGS, TEXT_OR_NUMBER, UNIQUE_STRINGS, closed, fields_of, map,
    object, requiring,
};

pub(super) const SERVICE: Rule = object(&[
    ("develop", Rule::Nullable(fields_of(&[("watch", list(&WATCH))], &[], Others::Extensions))),
    ("deploy", DEPLOY),
    ("annotations", LIST_OR_MAP),
    ("attach", FLAG),
    ("build", Rule::OneOf(&[STRING, BUILD])),
    ("blkio_config", BLKIO),
    ("cap_add", UNIQUE_STRINGS),
    ("cap_drop", UNIQUE_STRINGS),
    ("cgroup", Rule::Enum(&["host", "private"])),
    ("cgroup_parent", STRING),
    ("command", COMMAND),
    ("configs", list(&FILE_REFERENCE)),
    ("container_name", Rule::Pattern("[a-zA-Z0-9][a-zA-Z0-9_.-]+", is_container_name)),
    ("cpu_count", Rule::OneOf(&[STRING, Rule::Range { minimum: 0, maximum: None }])),
    ("cpu_percent", Rule::OneOf(&[STRING, Rule::Range { minimum: 0, maximum: Some(100) }])),
    ("cpu_shares", NUMBER),
    ("cpu_quota", NUMBER),
    ("cpu_period", NUMBER),
    ("cpu_rt_period", NUMBER),
    ("cpu_rt_runtime", NUMBER),
    ("cpus", NUMBER),
    ("cpuset", STRING),
    ("credential_spec", object(&[("config", STRING), ("file", STRING), ("registry", STRING)])),
    ("depends_on", Rule::OneOf(&[UNIQUE_STRINGS, names(&DEPENDENCY)])),
    ("device_cgroup_rules", UNIQUE_STRINGS),
    ("devices", list(&Rule::OneOf(&[STRING, DEVICE]))),
    ("dns", STRING_OR_LIST),
    ("dns_opt", UNIQUE_STRINGS),
    ("dns_search", STRING_OR_LIST),
    ("domainname", STRING),
    ("entrypoint", COMMAND),
    ("env_file", Rule::OneOf(&[STRING, list(&Rule::OneOf(&[STRING, ENV_FILE]))])),
    ("label_file", STRING_OR_ANY_LIST),
    ("environment", LIST_OR_MAP),
    ("expose", unique(&TEXT_OR_NUMBER)),
    ("extends", Rule::OneOf(&[STRING, closed(&[("service", STRING), ("file", STRING)], &["service"])])),
    ("provider", requiring(&[("type", STRING), ("options", map(&PROVIDER_OPTION))], &["type"])),
    ("external_links", UNIQUE_STRINGS),
    ("extra_hosts", EXTRA_HOSTS),
    ("gpus", GPUS),
    ("group_add", unique(&TEXT_OR_NUMBER)),
    ("healthcheck", HEALTHCHECK),
    ("hostname", STRING),
    ("image", STRING),
    ("init", FLAG),
    ("ipc", STRING),
    ("isolation", STRING),
    ("labels", LIST_OR_MAP),
    ("links", UNIQUE_STRINGS),
    (
        "logging",
        object(&[("driver", STRING), ("options", map(&Rule::Scalar(&[Kind::Null, Kind::Number, Kind::String])))]),
    ),
    ("mac_address", STRING),
    ("mem_limit", NUMBER),
    ("mem_reservation", INTEGER),
    ("mem_swappiness", INTEGER),
    ("memswap_limit", NUMBER),
    ("network_mode", STRING),
    ("models", Rule::OneOf(&[UNIQUE_STRINGS, names_or_unchecked(&SERVICE_MODEL)])),
    ("networks", Rule::OneOf(&[UNIQUE_STRINGS, names(&NETWORK)])),
    ("oom_kill_disable", FLAG),
    ("oom_score_adj", Rule::OneOf(&[STRING, Rule::Range { minimum: -1000, maximum: Some(1000) }])),
    ("pid", Rule::Scalar(&[Kind::Null, Kind::String])),
    ("pids_limit", NUMBER),
    ("platform", STRING),
    ("ports", unique(&Rule::OneOf(&[STRICT_NUMBER, STRING, PORT]))),
    ("pre_start", list(&PRE_START)),
    ("post_start", list(&HOOK)),
    ("pre_stop", list(&HOOK)),
    ("privileged", FLAG),
    ("profiles", UNIQUE_STRINGS),
    (
        "pull_policy",
        Rule::Pattern(
            "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+",
            is_pull_policy,
        ),
    ),
    ("pull_refresh_after", STRING),
    ("read_only", FLAG),
    ("restart", STRING),
    ("runtime", STRING),
    ("scale", INTEGER),
    ("security_opt", UNIQUE_STRINGS),
    ("shm_size", NUMBER),
    ("secrets", list(&FILE_REFERENCE)),
    ("sysctls", LIST_OR_MAP),
    ("stdin_open", FLAG),
    ("stop_grace_period", STRING),
    ("stop_signal", STRING),
    ("storage_opt", Rule::Object(fields_of(&[], &[], Others::Allowed))),
    ("tmpfs", STRING_OR_LIST),
    ("tty", FLAG),
    ("ulimits", ULIMITS),
    ("use_api_socket", BOOLEAN),
    ("user", STRING),
    ("uts", STRING),
    ("userns_mode", STRING),
    ("volumes", unique(&Rule::OneOf(&[STRING, MOUNT]))),
    ("volumes_from", UNIQUE_STRINGS),
    ("working_dir", STRING),
]);

const fn list(item: &'static Rule) -> Rule {
    Rule::List { item, unique: false }
}

const fn unique(item: &'static Rule) -> Rule {
    Rule::List { item, unique: true }
}

const fn names(value: &'static Rule) -> Rule {
    Rule::Object(fields_of(&[], &[], Others::Names(value)))
}

const fn names_or_unchecked(value: &'static Rule) -> Rule {
    Rule::Object(fields_of(&[], &[], Others::NamesOrUnchecked(value)))
}

const BUILD: Rule = object(&[
    ("context", STRING),
    ("dockerfile", STRING),
    ("dockerfile_inline", STRING),
    ("entitlements", STRINGS),
    ("args", LIST_OR_MAP),
    ("ssh", LIST_OR_MAP),
    ("labels", LIST_OR_MAP),
    ("cache_from", STRINGS),
    ("cache_to", STRINGS),
    ("no_cache", FLAG),
    ("no_cache_filter", STRING_OR_LIST),
    ("additional_contexts", LIST_OR_MAP),
    ("network", STRING),
    ("provenance", FLAG),
    ("sbom", FLAG),
    ("pull", FLAG),
    ("target", STRING),
    ("shm_size", INTEGER),
    ("extra_hosts", EXTRA_HOSTS),
    ("isolation", STRING),
    ("privileged", FLAG),
    ("secrets", list(&FILE_REFERENCE)),
    ("tags", STRINGS),
    ("ulimits", ULIMITS),
    ("platforms", STRINGS),
]);

const BLKIO: Rule = closed(
    &[
        ("device_read_bps", list(&THROTTLE)),
        ("device_read_iops", list(&THROTTLE)),
        ("device_write_bps", list(&THROTTLE)),
        ("device_write_iops", list(&THROTTLE)),
        ("weight", INTEGER),
        ("weight_device", list(&closed(&[("path", STRING), ("weight", INTEGER)], &[]))),
    ],
    &[],
);

const THROTTLE: Rule = closed(&[("path", STRING), ("rate", INTEGER)], &[]);

const DEPENDENCY: Rule = requiring(
    &[
        ("restart", FLAG),
        ("required", FLAG),
        ("condition", Rule::Enum(&["service_started", "service_healthy", "service_completed_successfully"])),
    ],
    &["condition"],
);

const DEVICE: Rule = requiring(&[("source", STRING), ("target", STRING), ("permissions", STRING)], &["source"]);

const ENV_FILE: Rule = closed(&[("path", STRING), ("format", STRING), ("required", FLAG)], &["path"]);

const PROVIDER_SCALAR: Rule = Rule::Scalar(&[Kind::Boolean, Kind::Number, Kind::String]);
const PROVIDER_OPTION: Rule = Rule::OneOf(&[PROVIDER_SCALAR, list(&PROVIDER_SCALAR)]);

const HEALTHCHECK: Rule = object(&[
    ("disable", FLAG),
    ("interval", STRING),
    ("retries", NUMBER),
    ("test", STRING_OR_ANY_LIST),
    ("timeout", STRING),
    ("start_period", STRING),
    ("start_interval", STRING),
]);

const SERVICE_MODEL: Rule =
    Rule::Nullable(fields_of(&[("endpoint_var", STRING), ("model_var", STRING)], &[], Others::Extensions));

const NETWORK: Rule = Rule::OneOf(&[
    object(&[
        ("aliases", UNIQUE_STRINGS),
        ("interface_name", STRING),
        ("ipv4_address", STRING),
        ("ipv6_address", STRING),
        ("link_local_ips", UNIQUE_STRINGS),
        ("mac_address", STRING),
        ("driver_opts", OPTIONS),
        ("priority", STRICT_NUMBER),
        ("gw_priority", STRICT_NUMBER),
    ]),
    Rule::Scalar(&[Kind::Null]),
]);

const PORT: Rule = object(&[
    ("name", STRING),
    ("mode", STRING),
    ("host_ip", STRING),
    ("target", INTEGER),
    ("published", INTEGER),
    ("protocol", STRING),
    ("app_protocol", STRING),
]);

const MOUNT: Rule = requiring(
    &[
        ("type", Rule::Enum(&["bind", "volume", "tmpfs", "cluster", "npipe", "image"])),
        ("source", STRING),
        ("target", STRING),
        ("read_only", FLAG),
        ("consistency", STRING),
        (
            "bind",
            object(&[
                ("propagation", STRING),
                ("create_host_path", FLAG),
                ("recursive", Rule::Enum(&["enabled", "disabled", "writable", "readonly"])),
                ("selinux", Rule::Enum(&["z", "Z"])),
            ]),
        ),
        ("volume", object(&[("labels", LIST_OR_MAP), ("nocopy", FLAG), ("subpath", STRING)])),
        (
            "tmpfs",
            object(&[("size", Rule::OneOf(&[Rule::Range { minimum: 0, maximum: None }, STRING])), ("mode", NUMBER)]),
        ),
        ("image", object(&[("subpath", STRING)])),
    ],
    &["type"],
);

const FILE_REFERENCE: Rule = Rule::OneOf(&[
    STRING,
    object(&[("source", STRING), ("target", STRING), ("uid", STRING), ("gid", STRING), ("mode", NUMBER)]),
]);

const ULIMITS: Rule = Rule::Object(fields_of(
    &[],
    &[],
    Others::LowerCase(&Rule::OneOf(&[INTEGER, requiring(&[("hard", INTEGER), ("soft", INTEGER)], &["soft", "hard"])])),
));

const WATCH: Rule = requiring(
    &[
        ("ignore", STRING_OR_LIST),
        ("include", STRING_OR_LIST),
        ("path", STRING),
        ("action", Rule::Enum(&["rebuild", "sync", "restart", "sync+restart", "sync+exec"])),
        ("target", STRING),
        ("exec", HOOK),
        ("initial_sync", BOOLEAN),
    ],
    &["path", "action"],
);

const HOOK: Rule = requiring(
    &[
        ("command", COMMAND),
        ("user", STRING),
        ("privileged", FLAG),
        ("working_dir", STRING),
        ("environment", LIST_OR_MAP),
    ],
    &["command"],
);

const PRE_START: Rule = object(&[
    ("command", COMMAND),
    ("image", STRING),
    ("per_replica", FLAG),
    ("user", STRING),
    ("privileged", FLAG),
    ("working_dir", STRING),
    ("environment", LIST_OR_MAP),
]);

/// Two characters of a container's name in a row, anywhere: the pattern is not anchored.
fn is_container_name(text: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && in_name(pair[1]))
}

/// One of the words, anywhere in the text: the pattern is not anchored.
fn is_pull_policy(text: &str) -> bool {
    const WORDS: [&str; 8] = ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];
    let is_age = |rest: &str| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && rest[digits..].starts_with(['w', 'd', 'h', 'm', 's'])
    };
    WORDS.iter().any(|word| text.contains(word))
        || text.match_indices("every_").any(|(at, word)| is_age(&text[at + word.len()..]))
}
