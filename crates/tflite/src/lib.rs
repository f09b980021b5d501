//! A small interpreter for the portrait models.
