//! Synthetic people and drawn faces.
