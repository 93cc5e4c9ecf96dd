//! Carries a plan out. It decides nothing: it keeps the plan's order, fills in the ids that earlier steps produced, and
//! tells what happens.

pub(crate) mod cancel;
mod schedule;
mod watch;
