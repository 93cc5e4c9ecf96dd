//! `rm -rf`: removes files and folders.

use std::fs;

fn main() {
    for path in std::env::args().skip(1).filter(|word| !word.starts_with('-')) {
        drop(fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)));
    }
}
