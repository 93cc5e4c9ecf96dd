//! Golden tests of the request bodies, attribute by attribute.
