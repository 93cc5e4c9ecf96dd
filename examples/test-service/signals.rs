//! TERM and INT, without a crate: the handler only notes the number, the main thread looks at it.
//!
//! The first process of a container ignores every signal that it has no handler for, so one is needed to obey TERM.

use std::sync::atomic::{AtomicI32, AtomicU8, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const INT: i32 = 2;
const TERM: i32 = 15;
const IGNORE: usize = 1;

static RECEIVED: AtomicI32 = AtomicI32::new(0);
static END_REQUESTED: AtomicI32 = AtomicI32::new(-1);
static STOP_CODE: AtomicU8 = AtomicU8::new(0);

/// From now on TERM and INT end `wait_for_end`.
pub(crate) fn listen() {
    let handler = note as extern "C" fn(i32);
    install(TERM, handler as usize);
    install(INT, handler as usize);
}

/// From now on TERM has no effect at all.
pub(crate) fn ignore_term() {
    install(TERM, IGNORE);
}

/// The code with which `wait_for_end` ends after a signal.
pub(crate) fn set_stop_code(code: u8) {
    STOP_CODE.store(code, Ordering::Relaxed);
}

/// Lets `wait_for_end` return with this code, as if the program had come to its end.
pub(crate) fn request_end(code: u8) {
    END_REQUESTED.store(i32::from(code), Ordering::Relaxed);
}

/// Waits that long, or until a signal; says whether there was one.
pub(crate) fn wait(duration: Duration) -> bool {
    let end = Instant::now() + duration;
    loop {
        let rest = end.saturating_duration_since(Instant::now());
        if RECEIVED.load(Ordering::Relaxed) != 0 || rest.is_zero() {
            return !rest.is_zero();
        }
        thread::sleep(rest.min(Duration::from_millis(20)));
    }
}

/// Waits for a signal or for `request_end`; gives the exit code.
pub(crate) fn wait_for_end() -> u8 {
    loop {
        if let Ok(code) = u8::try_from(END_REQUESTED.load(Ordering::Relaxed)) {
            return code;
        }
        if RECEIVED.load(Ordering::Relaxed) != 0 {
            let delay = crate::seconds(&crate::variable("STOP_DELAY", "0")).unwrap_or_default();
            thread::sleep(delay);
            crate::say("bye");
            return STOP_CODE.load(Ordering::Relaxed);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

extern "C" fn note(number: i32) {
    RECEIVED.store(number, Ordering::Relaxed);
}

#[expect(unsafe_code, reason = "the standard library has no signal handling and this program has no dependencies")]
fn install(number: i32, handler: usize) {
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
    }
    // SAFETY: `handler` is either IGNORE or a function that only stores to an atomic, which a handler may do.
    unsafe { signal(number, handler) };
}
