//! Bytes to tables and envelopes, and back.
