//! The order in which Docker Compose's YAML writes the keys of maps.

use std::cmp::Ordering;

/// Letters by code point, runs of digits by value (`a2` before `a10`), other characters before letters.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let Some(at) = left.iter().zip(&right).position(|(a, b)| a != b) else {
        return left.len().cmp(&right.len());
    };
    let (a, b) = (left[at], right[at]);
    let behind_digit = at > 0 && left[at - 1].is_numeric();
    match (a.is_alphabetic(), b.is_alphabetic()) {
        (true, true) => a.cmp(&b),
        // A number that ends here is smaller than one that goes on.
        (true, false) => {
            if behind_digit {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (false, true) => {
            if behind_digit {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (false, false) => numbers(&left, &right, at).then(a.cmp(&b)),
    }
}

/// Compares the runs of digits that begin at the first difference, by value, then by length.
fn numbers(left: &[char], right: &[char], at: usize) -> Ordering {
    let run = |text: &[char]| text[at..].iter().take_while(|c| c.is_ascii_digit()).collect::<String>();
    let (a, b) = (run(left), run(right));
    // Zeros in front count only when a digit other than zero stands before them.
    let inside = left[..at].iter().rev().take_while(|c| c.is_ascii_digit()).any(|c| *c != '0');
    let significant = |digits: &str| if inside { digits.to_owned() } else { digits.trim_start_matches('0').to_owned() };
    let (x, y) = (significant(&a), significant(&b));
    x.len().cmp(&y.len()).then(x.cmp(&y)).then(a.len().cmp(&b.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_order() {
        let sorted = ["1", "2", "10", "Ab", "B", "a-b", "a.b", "a_b", "a2", "a10", "ab"];
        let mut keys = sorted;
        keys.reverse();
        keys.sort_by(|a, b| compare(a, b));
        assert_eq!(keys, sorted);
    }
}
