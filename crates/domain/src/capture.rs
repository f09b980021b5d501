//! 拍摄: frames, and how each found its person.

use crate::words::words;

words! {
    /// How a frame was joined to a record. There is no way by a number somebody said aloud.
    JoinedBy {
        /// The person the crew had called to the camera.
        AtCamera = "at_camera" "镜头前",
        /// The first in the line of checked-in people.
        NextInLine = "next_in_line" "按取号顺序",
        /// A person at a desk joined it afterwards.
        ByHand = "by_hand" "人工",
    }
}

words! {
    /// Where a frame stands.
    FrameState {
        Joined = "joined" "已归位",
        /// Nobody was at the camera; waits for a person.
        Unjoined = "unjoined" "待归位",
        /// Taken off a record; kept, never deleted by a desk.
        Detached = "detached" "已解除",
    }
}
