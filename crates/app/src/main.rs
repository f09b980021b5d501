//! 证像: the one executable.

fn main() {}
