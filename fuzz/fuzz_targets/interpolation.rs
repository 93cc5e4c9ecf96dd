//! A template and a file of variables, as one input: no error without a place, no panic, no hang.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| rcompose::fuzzing::interpolation(input));
