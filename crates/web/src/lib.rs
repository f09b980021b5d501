//! Every desk's pages.
