//! Times as users give them (`--since`, `--until`) and as the engine takes them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::model::duration::Duration;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid value for \"{option}\": failed to parse value as time or duration: \"{text}\"")]
pub(crate) struct TimeError {
    pub(crate) option: &'static str,
    pub(crate) text: String,
}

/// `42m` (ago), `2026-11-24T03:00:00Z`, `2026-11-24T03:00`, `2026-11-24` (local), `1700000000[.5]` as the engine takes them:
/// seconds since 1970.
pub(crate) fn engine_time(option: &'static str, text: &str, now: Timestamp) -> Result<String, TimeError> {
    let error = || TimeError { option, text: text.to_owned() };
    if text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Ok(text.to_owned());
    }
    if let Ok(duration) = text.parse::<Duration>() {
        let then = now.as_nanosecond() - i128::from(duration.0);
        return Ok(seconds(then));
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(seconds(moment.as_nanosecond()));
    }
    let date_time = local(text).ok_or_else(error)?;
    let moment = TimeZone::system().to_timestamp(date_time).map_err(|_| error())?;
    Ok(seconds(moment.as_nanosecond()))
}

/// A date, an hour, a minute or a second without a zone.
fn local(text: &str) -> Option<civil::DateTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let padded = match text.len() {
        13 => format!("{text}:00"),
        _ => text.to_owned(),
    };
    padded
        .parse::<civil::DateTime>()
        .ok()
        .or_else(|| padded.parse::<civil::Date>().ok().map(|date| date.at(0, 0, 0, 0)))
}

/// Nanoseconds since 1970 as `1700000000.123456789`.
pub(crate) fn seconds(nanoseconds: i128) -> String {
    let nanoseconds = nanoseconds.max(0);
    format!("{}.{:09}", nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000)
}

/// A time in the engine's answers, as it takes times; `None` for its zero and for junk.
pub(crate) fn of_engine(text: &str) -> Option<String> {
    moment(text).map(|moment| seconds(moment.as_nanosecond()))
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|moment| *moment > Timestamp::UNIX_EPOCH)
}

/// Where the output of a run begins that the engine says to have started then, as the engine takes it: a second before, as
/// older engines note the time when the first lines have been written already, but not within the run before. `finished_at`
/// is the end of that or of this run. `None` for the engine's zero and for junk.
pub(crate) fn of_run(started_at: &str, finished_at: &str) -> Option<String> {
    const HEAD_START: i128 = 1_000_000_000;
    let started = moment(started_at)?;
    let ended_before = moment(finished_at).filter(|ended| *ended <= started).map(Timestamp::as_nanosecond);
    Some(seconds((started.as_nanosecond() - HEAD_START).max(ended_before.unwrap_or_default())))
}

/// Our clock, as the engine takes it.
pub(crate) fn now() -> String {
    seconds(Timestamp::now().as_nanosecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_begins_a_little_before_its_noted_start_and_after_the_run_before() {
        let start = "2026-11-24T12:00:10.5Z";
        let base = "2026-11-24T12:00:00Z".parse::<Timestamp>().unwrap().as_second();
        for (finished, expected) in [
            ("0001-01-01T00:00:00Z", Some(format!("{}.500000000", base + 9))),
            ("2026-11-24T12:00:03Z", Some(format!("{}.500000000", base + 9))),
            ("2026-11-24T12:00:10Z", Some(format!("{}.000000000", base + 10))),
            ("2026-11-24T12:00:11Z", Some(format!("{}.500000000", base + 9))),
        ] {
            assert_eq!(of_run(start, finished), expected, "{finished}");
        }
        assert_eq!(of_run("0001-01-01T00:00:00Z", ""), None);
    }

    #[test]
    fn times_in_the_forms_that_docker_takes() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let base = now.as_second();
        let cases = [
            ("42m", format!("{}.000000000", base - 42 * 60)),
            ("1h30m", format!("{}.000000000", base - 5400)),
            ("1700000000", "1700000000".to_owned()),
            ("1700000000.5", "1700000000.5".to_owned()),
            ("2026-11-24T12:00:00Z", format!("{base}.000000000")),
            ("2026-11-24T13:00:00.25+01:00", format!("{base}.250000000")),
        ];
        for (text, expected) in cases {
            assert_eq!(engine_time("since", text, now), Ok(expected), "{text}");
        }
        let zone = TimeZone::system();
        for (text, civil) in [
            ("2026-11-24T03:04:05", civil::date(2026, 11, 24).at(3, 4, 5, 0)),
            ("2026-11-24T03:04", civil::date(2026, 11, 24).at(3, 4, 0, 0)),
            ("2026-11-24T03", civil::date(2026, 11, 24).at(3, 0, 0, 0)),
            ("2026-11-24", civil::date(2026, 11, 24).at(0, 0, 0, 0)),
        ] {
            let expected = zone.to_timestamp(civil).unwrap().as_second();
            assert_eq!(engine_time("since", text, now), Ok(format!("{expected}.000000000")), "{text}");
        }
        assert_eq!(
            engine_time("since", "yesterday", now).unwrap_err().to_string(),
            "invalid value for \"since\": failed to parse value as time or duration: \"yesterday\""
        );
    }
}
