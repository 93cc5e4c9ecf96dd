//! Files, as one input: no load may panic, hang or take much memory, and what it writes can be read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| rcompose::fuzzing::loader(input));
