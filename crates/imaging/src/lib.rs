//! The portrait engine: pixels to readings.
