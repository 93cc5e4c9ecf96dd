//! Words for people: counts, lists, times ago.

/// How long something took or is ago, as docker says it: `Less than a second`, `35 seconds`, `About an hour`.
pub(crate) fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    // Hours are rounded, everything else is cut off.
    let hours = (seconds + 1800) / 3600;
    match seconds {
        0 => "Less than a second".to_owned(),
        1 => "1 second".to_owned(),
        2..60 => format!("{seconds} seconds"),
        _ if minutes == 1 => "About a minute".to_owned(),
        _ if minutes < 60 => format!("{minutes} minutes"),
        _ if hours == 1 => "About an hour".to_owned(),
        _ if hours < 48 => format!("{hours} hours"),
        _ if hours < 24 * 7 * 2 => format!("{} days", hours / 24),
        _ if hours < 24 * 30 * 2 => format!("{} weeks", hours / 24 / 7),
        _ if hours < 24 * 365 * 2 => format!("{} months", hours / 24 / 30),
        _ => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

/// `35 seconds ago`, for a moment and now in Unix seconds.
pub(crate) fn ago(moment: i64, now: i64) -> String {
    let seconds = u64::try_from(now.saturating_sub(moment)).unwrap_or(0);
    format!("{} ago", duration(seconds))
}

/// `1 service`, `3 services`.
pub(crate) fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_docker_says_them() {
        let cases = [
            (0, "Less than a second"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "About a minute"),
            (119, "About a minute"),
            (120, "2 minutes"),
            (3599, "59 minutes"),
            (3600, "About an hour"),
            (5400, "2 hours"),
            (47 * 3600, "47 hours"),
            (48 * 3600, "2 days"),
            (14 * 24 * 3600, "2 weeks"),
            (60 * 24 * 3600, "2 months"),
            (730 * 24 * 3600, "2 years"),
        ];
        for (seconds, words) in cases {
            assert_eq!(duration(seconds), words, "{seconds}");
        }
        assert_eq!(ago(100, 135), "35 seconds ago");
        assert_eq!(ago(200, 100), "Less than a second ago");
    }
}
