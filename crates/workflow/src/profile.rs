//! 规格: the portrait profiles a session can ask for, by name.

use imaging::Profile;

/// 教毕指〔2017〕99号.
pub const DEFAULT_PROFILE: &str = "moe-2017-99";

/// The profile of this name, if this program has it.
pub fn profile_named(name: &str) -> Option<Profile> {
    (name == DEFAULT_PROFILE).then(Profile::moe_2017_99)
}
