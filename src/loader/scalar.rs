//! What a plain scalar is: null, boolean, number, date or text, as Docker Compose's YAML library decides.

use super::tree::Value;

/// The value of a plain scalar.
pub(crate) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Value::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Value::Float(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Value::Float(f64::NAN),
        _ => number(text).unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

/// An integer (decimal, or with `0x`, `0o`, `0b` or an octal leading zero) or a decimal fraction; underscores count for
/// nothing.
fn number(text: &str) -> Option<Value> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let digits = text.replace('_', "");
    integer(&digits).or_else(|| is_decimal(&digits).then(|| digits.parse().ok().map(Value::Float))?)
}

fn integer(text: &str) -> Option<Value> {
    let (negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match magnitude.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &magnitude[2..]),
        [b'0', b'o' | b'O', ..] => (8, &magnitude[2..]),
        [b'0', b'b' | b'B', ..] => (2, &magnitude[2..]),
        [b'0', _, ..] => (8, &magnitude[1..]),
        _ => (10, magnitude),
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    // Docker Compose keeps numbers between 2^63 and 2^64 exact; nothing in a Compose file reaches there.
    #[expect(clippy::cast_precision_loss, reason = "integers beyond 64 bits become the nearest float")]
    match i128::from_str_radix(digits, radix) {
        // Minus zero is a float for the library; as a number it is zero either way.
        Ok(value) => {
            let value = if negative { -value } else { value };
            Some(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
        }
        Err(_) if radix == 10 => text.parse().ok().map(Value::Float),
        Err(_) => None,
    }
}

/// `[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?`
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_is_fine = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    exponent_is_fine && all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}

/// A plain scalar that the library takes for a point in time, as it writes that in text (`labels`) and in a rendered
/// extension (`x-…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timestamp {
    year: u32,
    month: u32,
    day: u32,
    time: String,
    fraction: String,
    /// Minutes east of Greenwich.
    zone: i32,
}

impl Timestamp {
    /// `2001-12-14`, `2001-12-14 21:59:43.10`, `2001-12-14T21:59:43Z` and with a zone like `-05:00`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, rest) = rest.strip_prefix('-')?.split_once('-')?;
        let day_length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (day, time) = rest.split_at(day_length);
        let number = |text: &str, longest: usize| {
            let fits = (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse::<u32>().ok())?
        };
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        if !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) {
            return None;
        }
        let (time, fraction, zone) = if time.is_empty() {
            // The library wants two digits each in a bare date.
            (text.len() == 10).then(|| ("00:00:00".to_owned(), String::new(), 0))?
        } else {
            time_of_day(time)?
        };
        Some(Self { year, month, day, time, fraction, zone })
    }

    /// As Go's `fmt` writes a time: `2001-12-14 00:00:00 +0000 UTC`.
    pub(crate) fn text(&self) -> String {
        let Self { year, month, day, time, fraction, zone } = self;
        let (sign, hours, minutes) = zone_parts(*zone);
        let offset = format!("{sign}{hours:02}{minutes:02}");
        let name = if *zone == 0 { "UTC" } else { &offset };
        format!("{year:04}-{month:02}-{day:02} {time}{fraction} {offset} {name}")
    }

    /// RFC 3339.
    pub(crate) fn rfc3339(&self) -> String {
        let Self { year, month, day, time, fraction, zone } = self;
        let (sign, hours, minutes) = zone_parts(*zone);
        let offset = if *zone == 0 { "Z".to_owned() } else { format!("{sign}{hours:02}:{minutes:02}") };
        format!("{year:04}-{month:02}-{day:02}T{time}{fraction}{offset}")
    }
}

fn zone_parts(zone: i32) -> (char, u32, u32) {
    let minutes = zone.unsigned_abs();
    (if zone < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Behind the day: `T`, `t` or a blank, then `hh:mm:ss`, a fraction and, only behind a `T`, a zone.
fn time_of_day(text: &str) -> Option<(String, String, i32)> {
    let with_zone = text.starts_with(['T', 't']);
    let rest = text.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(rest.len());
    let (clock, rest) = rest.split_at(end);
    let parts: Vec<u32> =
        clock.split(':').map(|part| if part.len() <= 2 { part.parse().ok() } else { None }).collect::<Option<_>>()?;
    let [hour @ 0..=23, minute @ 0..=59, second @ 0..=59] = parts[..] else { return None };
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("", rest),
    };
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    let zone = match zone {
        "" if !with_zone => 0,
        "Z" if with_zone => 0,
        zone if with_zone => zone_offset(zone)?,
        _ => return None,
    };
    Some((format!("{hour:02}:{minute:02}:{second:02}"), fraction, zone))
}

fn zone_offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (text, value) in [
            ("0", 0),
            ("-5", -5),
            ("+5", 5),
            ("0644", 420),
            ("010", 8),
            ("00", 0),
            ("0o17", 15),
            ("0O7", 7),
            ("0x1F", 31),
            ("0X1f", 31),
            ("0b101", 5),
            ("1_000", 1000),
            ("1__0", 10),
            ("0x_1", 1),
            ("-0x10", -16),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(resolve(text), Value::Int(value), "{text}");
        }
        for (text, value) in [
            ("08", 8.0),
            ("0779", 779.0),
            ("1e3", 1000.0),
            ("1.0", 1.0),
            (".5", 0.5),
            ("1.", 1.0),
            ("12e03", 12000.0),
            ("1_000.5", 1000.5),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
            ("-.inf", f64::NEG_INFINITY),
        ] {
            assert_eq!(resolve(text), Value::Float(value), "{text}");
        }
    }

    #[test]
    fn words() {
        for text in ["~", "null", "Null", "NULL", ""] {
            assert_eq!(resolve(text), Value::Null, "{text}");
        }
        assert_eq!(resolve("True"), Value::Bool(true));
        assert_eq!(resolve("FALSE"), Value::Bool(false));
        for text in [
            "yes",
            "no",
            "on",
            "Off",
            "y",
            "nUll",
            "tRUE",
            "22:22",
            "190:20:30",
            "0x",
            "0b12",
            "0o8",
            "-",
            ".",
            "1e",
            "e3",
            "+",
            "inf",
            "nan",
            "Infinity",
            "1.2.3",
            "2001-12-14",
            "--1",
            "+-1",
            "0x-1",
            "1e+",
            "._",
            "_1",
        ] {
            assert_eq!(resolve(text), Value::String(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn timestamps() {
        let both = |text: &str| Timestamp::parse(text).map(|stamp| (stamp.text(), stamp.rfc3339()));
        let pair = |text: &str, rfc3339: &str| Some((text.to_owned(), rfc3339.to_owned()));
        assert_eq!(both("2001-12-14"), pair("2001-12-14 00:00:00 +0000 UTC", "2001-12-14T00:00:00Z"));
        assert_eq!(both("2001-12-14 21:59:43.10"), pair("2001-12-14 21:59:43.1 +0000 UTC", "2001-12-14T21:59:43.1Z"));
        assert_eq!(both("2001-1-2t1:02:03Z"), pair("2001-01-02 01:02:03 +0000 UTC", "2001-01-02T01:02:03Z"));
        assert_eq!(
            both("2001-12-14T21:59:43-05:00"),
            pair("2001-12-14 21:59:43 -0500 -0500", "2001-12-14T21:59:43-05:00")
        );
        for text in ["2001-13-14", "2001-02-29", "2001-1-4", "200-12-14", "2001-12-14x", "2001-12-14 25:00:00", "1.2"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
