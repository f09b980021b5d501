//! The words and rules of the trade.
