//! One schema, two databases, and the picture store.
