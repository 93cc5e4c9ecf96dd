use super::*;
use crate::event::{Event, Verb};

#[test]
fn empty() {
    let state = ProgressState::new("up", Vec::new());
    assert_eq!(lines(&state, 80, 24, Duration::from_millis(300)), ["[+] up 0/0  0.3s"]);
}

#[test]
fn one() {
    let mut state = ProgressState::new("up", Vec::new());
    state.apply(&Event::working(Resource::Network("n".to_owned()), Verb::Create), Duration::ZERO);
    assert_eq!(lines(&state, 80, 24, Duration::from_millis(300)), ["[+] up 0/1  0.3s", " ⠸ Network n Creating  0.3s"]);
}
