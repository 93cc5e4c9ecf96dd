//! Floating point numbers as Go writes them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text that Docker Compose makes of a YAML float where text is wanted (`environment`, `labels`): the shortest digits
/// that read back, with an exponent of at least two digits below 1e-4 and from 1e6 on.
pub(crate) fn to_text(value: f64) -> String {
    format(value, -4, 6)
}

/// The text of a float in Go's JSON: an exponent below 1e-6 and from 1e21 on.
pub(crate) fn to_json(value: f64) -> String {
    // Go's encoding/json cleans e-09 to e-9.
    let text = format(value, -6, 21);
    match text.split_once("e-0") {
        Some((digits, exponent)) => format!("{digits}e-{exponent}"),
        None => text,
    }
}

fn format(value: f64, low: i32, high: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".to_owned() } else { value.to_string() };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').expect("`{:e}` always writes an exponent");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a decimal exponent");
    if exponent < low || exponent >= high {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    value.to_string()
}

/// A 32-bit float of the model (`cpus`, ratios); rendered with the shortest digits that read back as 32 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Float32(pub(crate) f32);

impl Serialize for Float32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shortest: f64 = self.0.to_string().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(shortest)
    }
}

impl<'de> Deserialize<'de> for Float32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = super::scalar::Text::deserialize(deserializer)?;
        let invalid = || serde::de::Error::custom(format!("strconv.ParseFloat: parsing {:?}: invalid syntax", text.0));
        text.0.trim().parse().map(Self).map_err(|_| invalid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_as_go_writes_it() {
        let cases = [
            (1.0, "1"),
            (1.1, "1.1"),
            (1000.0, "1000"),
            (100_000.0, "100000"),
            (1_000_000.0, "1e+06"),
            (1_234_567.5, "1.2345675e+06"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e-7, "1.5e-07"),
            (1e20, "1e+20"),
        ];
        for (value, text) in cases {
            assert_eq!(to_text(value), text);
        }
        assert_eq!(to_json(1e-7), "1e-7");
        assert_eq!(to_json(1e21), "1e+21");
        assert_eq!(to_json(1e20), "100000000000000000000");
    }
}
