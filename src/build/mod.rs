//! Images from build sections.
