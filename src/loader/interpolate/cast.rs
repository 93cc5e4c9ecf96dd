//! Strings that become numbers or booleans because of where they stand, as variables can only yield strings.

use crate::loader::go;
use crate::loader::tree::Value;

/// What the string at a path becomes. A list index is `[]` in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cast {
    Int,
    Float,
    Bool,
}

/// Why a string does not cast, in the words of the Go library that Docker Compose uses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum CastError {
    #[error("strconv.{function}: parsing {}: invalid syntax", go::quote(text))]
    Syntax { function: &'static str, text: String },
    #[error("strconv.{function}: parsing {}: value out of range", go::quote(text))]
    Range { function: &'static str, text: String },
    #[error("invalid boolean: {text}")]
    Boolean { text: String },
}

impl Cast {
    pub(super) fn at(path: &[&str]) -> Option<Self> {
        match path {
            ["services", _, rest @ ..] => Self::in_service(rest),
            ["networks", _, "external" | "internal" | "attachable" | "enable_ipv4" | "enable_ipv6"]
            | ["volumes" | "secrets" | "configs", _, "external"] => Some(Self::Bool),
            _ => None,
        }
    }

    fn in_service(path: &[&str]) -> Option<Self> {
        Some(match path {
            [
                "cpu_count" | "cpu_period" | "cpu_quota" | "cpu_rt_period" | "cpu_rt_runtime" | "cpu_shares"
                | "oom_score_adj" | "pids_limit" | "scale",
            ]
            | ["ports", "[]", "target"]
            | ["healthcheck", "retries"]
            | ["ulimits", _]
            | ["ulimits", _, "soft" | "hard"]
            | ["deploy", "replicas"]
            | ["deploy", "update_config" | "rollback_config", "parallelism"]
            | ["deploy", "restart_policy", "max_attempts"]
            | ["deploy", "placement", "max_replicas_per_node"] => Self::Int,
            ["cpus" | "cpu_percent"] | ["deploy", "update_config" | "rollback_config", "max_failure_ratio"] => {
                Self::Float
            }
            ["init" | "oom_kill_disable" | "privileged" | "read_only" | "stdin_open" | "tty"]
            | ["healthcheck", "disable"]
            | ["volumes", "[]", "read_only"]
            | ["volumes", "[]", "volume", "nocopy"]
            | ["depends_on", _, "required" | "restart"] => Self::Bool,
            _ => return None,
        })
    }

    /// The value, and whether it was spelled in a way that YAML 1.2 has for strings only.
    pub(super) fn apply(self, text: &str) -> Result<(Value, bool), CastError> {
        match self {
            Self::Int => int(text).map(|value| (Value::Int(value), false)),
            Self::Float => float(text).map(|value| (Value::Float(value), false)),
            Self::Bool => boolean(text).map(|(value, odd)| (Value::Bool(value), odd)),
        }
    }
}

fn int(text: &str) -> Result<i64, CastError> {
    use std::num::IntErrorKind;
    text.parse().map_err(|error: std::num::ParseIntError| {
        let (function, text) = ("Atoi", text.to_owned());
        match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => CastError::Range { function, text },
            _ => CastError::Syntax { function, text },
        }
    })
}

fn float(text: &str) -> Result<f64, CastError> {
    let parsed: Result<f64, _> = text.parse();
    let (function, text) = ("ParseFloat", text.to_owned());
    match parsed {
        Ok(value) if value.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) => {
            Err(CastError::Range { function, text })
        }
        Ok(value) => Ok(value),
        Err(_) => Err(CastError::Syntax { function, text }),
    }
}

fn boolean(text: &str) -> Result<(bool, bool), CastError> {
    match text.to_lowercase().as_str() {
        "true" => Ok((true, false)),
        "false" => Ok((false, false)),
        "y" | "yes" | "on" => Ok((true, true)),
        "n" | "no" | "off" => Ok((false, true)),
        _ => Err(CastError::Boolean { text: text.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let cast = |path: &str| Cast::at(&path.split('.').collect::<Vec<_>>());
        assert_eq!(cast("services.a.scale"), Some(Cast::Int));
        assert_eq!(cast("services.a.ports.[].target"), Some(Cast::Int));
        assert_eq!(cast("services.a.ports.[]"), None);
        assert_eq!(cast("services.a.cpus"), Some(Cast::Float));
        assert_eq!(cast("services.a.labels.tty"), None);
        assert_eq!(cast("services.a.volumes.[].volume.nocopy"), Some(Cast::Bool));
        assert_eq!(cast("networks.n.internal"), Some(Cast::Bool));
        assert_eq!(cast("volumes.v.internal"), None);
        assert_eq!(cast("x-scale"), None);
    }

    #[test]
    fn values() {
        let text = |cast: Cast, text: &str| cast.apply(text).map_err(|error| error.to_string());
        assert_eq!(text(Cast::Int, "-3"), Ok((Value::Int(-3), false)));
        assert_eq!(text(Cast::Int, "+3"), Ok((Value::Int(3), false)));
        assert_eq!(text(Cast::Int, ""), Err("strconv.Atoi: parsing \"\": invalid syntax".to_owned()));
        assert_eq!(text(Cast::Int, "1_0"), Err("strconv.Atoi: parsing \"1_0\": invalid syntax".to_owned()));
        assert_eq!(
            text(Cast::Int, "99999999999999999999"),
            Err("strconv.Atoi: parsing \"99999999999999999999\": value out of range".to_owned())
        );
        assert_eq!(text(Cast::Float, "1e1"), Ok((Value::Float(10.0), false)));
        assert_eq!(text(Cast::Float, "x"), Err("strconv.ParseFloat: parsing \"x\": invalid syntax".to_owned()));
        assert_eq!(
            text(Cast::Float, "1e999"),
            Err("strconv.ParseFloat: parsing \"1e999\": value out of range".to_owned())
        );
        assert_eq!(text(Cast::Bool, "TRUE"), Ok((Value::Bool(true), false)));
        assert_eq!(text(Cast::Bool, "Off"), Ok((Value::Bool(false), true)));
        assert_eq!(text(Cast::Bool, "1"), Err("invalid boolean: 1".to_owned()));
    }
}
