//! What each desk does: one grant, one transaction, one history line.
