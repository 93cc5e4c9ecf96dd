//! Carries a plan out: the only place that changes anything on an engine.
