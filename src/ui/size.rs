//! Amounts of bytes for people, as docker prints them.

const DECIMAL: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

const BINARY: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/// `1.98MB`: units of 1000, three significant digits.
pub(crate) fn short(bytes: u64) -> String {
    scaled(bytes, 1000.0, &DECIMAL, 3)
}

/// `672KiB`: units of 1024, four significant digits.
pub(crate) fn binary(bytes: u64) -> String {
    scaled(bytes, 1024.0, &BINARY, 4)
}

fn scaled(bytes: u64, base: f64, units: &[&str], digits: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "at most four digits are shown")]
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= base && unit + 1 < units.len() {
        value /= base;
        unit += 1;
    }
    format!("{}{}", significant(value, digits), units[unit])
}

/// As Go's `%.Ng`, for values that need no exponent: N significant digits without trailing zeros.
fn significant(value: f64, digits: usize) -> String {
    let before_point = if value >= 1000.0 {
        4
    } else if value >= 100.0 {
        3
    } else if value >= 10.0 {
        2
    } else {
        1
    };
    let text = format!("{value:.*}", digits.saturating_sub(before_point));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_as_docker_prints_them() {
        let cases = [
            (0, "0B"),
            (999, "999B"),
            (1000, "1kB"),
            (1_982_286, "1.98MB"),
            (12_345_678, "12.3MB"),
            (187_654_321, "188MB"),
            (2_000_000_000, "2GB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(short(bytes), text, "{bytes}");
        }
        for (bytes, text) in [(0, "0B"), (1023, "1023B"), (688_128, "672KiB"), (3_281_000, "3.129MiB")] {
            assert_eq!(binary(bytes), text, "{bytes}");
        }
    }
}
