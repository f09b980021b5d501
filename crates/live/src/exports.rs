//! The names the browser calls.
//!
//! The browser asks [`live_input`] for room, writes bytes there, and calls what takes them. Each
//! call that answers returns the length of its JSON, which then stands at [`live_output`]. No
//! function takes an address, so nothing here trusts one.

#![expect(unsafe_code, reason = "an exported name is unsafe to give; nothing else here is")]

use std::cell::RefCell;

use crate::desk::{Desk, Told};

#[derive(Default)]
struct Memory {
    desk: Desk,
    input: Vec<u8>,
    told: Told,
}

thread_local! {
    // WebAssembly has one thread; a worker has a memory of its own.
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Makes room for `bytes` bytes and returns where to write them.
#[unsafe(no_mangle)]
pub extern "C" fn live_input(bytes: usize) -> *mut u8 {
    MEMORY.with_borrow_mut(|memory| {
        memory.input.resize(bytes, 0);
        memory.input.as_mut_ptr()
    })
}

/// Where the last answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn live_output() -> *const u8 {
    MEMORY.with_borrow(|memory| memory.told.json.as_ptr())
}

/// Where the portrait of the last file stands.
#[unsafe(no_mangle)]
pub extern "C" fn live_portrait() -> *const u8 {
    MEMORY.with_borrow(|memory| memory.told.portrait.as_ptr())
}

/// Bytes of the portrait of the last file; 0 when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn live_portrait_bytes() -> usize {
    MEMORY.with_borrow(|memory| memory.told.portrait.len())
}

/// Names and titles of the profiles.
#[unsafe(no_mangle)]
pub extern "C" fn live_profiles() -> usize {
    answer(|_, _| Desk::profiles())
}

/// Takes the three models, one after the other, detector and mesh of the lengths given.
#[unsafe(no_mangle)]
pub extern "C" fn live_load_models(detector_bytes: usize, mesh_bytes: usize) -> usize {
    answer(|desk, input| desk.load_models(input, detector_bytes, mesh_bytes))
}

/// Takes the name of a profile; answers with its lines on the portrait.
#[unsafe(no_mangle)]
pub extern "C" fn live_choose_profile() -> usize {
    answer(Desk::choose_profile)
}

/// Judges pixels of `width` × `height` in RGBA, as a canvas gives them.
#[unsafe(no_mangle)]
pub extern "C" fn live_assess_rgba(width_px: u32, height_px: u32) -> usize {
    answer(|desk, input| desk.assess_rgba(input, width_px, height_px))
}

/// Judges a file and cuts the portrait from it.
#[unsafe(no_mangle)]
pub extern "C" fn live_assess_file() -> usize {
    answer(Desk::assess_file)
}

/// Runs a call on the input and keeps its answer; returns the answer's bytes.
fn answer(call: impl FnOnce(&mut Desk, &[u8]) -> Told) -> usize {
    MEMORY.with_borrow_mut(|memory| {
        memory.told = call(&mut memory.desk, &memory.input);
        memory.told.json.len()
    })
}
