//! All words for the user: stdout carries data, stderr everything else.
