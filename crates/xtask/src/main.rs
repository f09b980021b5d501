//! The house's own chores: setup, demo, test, ci, bench.

fn main() {}
