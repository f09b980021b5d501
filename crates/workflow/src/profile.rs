//! 规格: the portrait profiles a session can ask for, by name.

use std::collections::BTreeMap;

use imaging::Profile;

/// 教毕指〔2017〕99号.
pub const DEFAULT_PROFILE: &str = "moe-2017-99";

/// The profiles that come with the program, and those a centre has added.
#[derive(Debug, Clone)]
pub struct Profiles {
    by_name: BTreeMap<String, Profile>,
}

/// A profile as a planner chooses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileChoice {
    pub name: String,
    pub title: String,
}

impl Profiles {
    /// Those that come with the program.
    pub fn standard() -> Self {
        let known = Profile::embedded_names().filter_map(Profile::embedded);
        Self { by_name: known.map(|profile| (profile.name.clone(), profile)).collect() }
    }

    /// The same with one more; one of the same name takes its place.
    #[must_use]
    pub fn with(mut self, profile: Profile) -> Self {
        self.by_name.insert(profile.name.clone(), profile);
        self
    }

    pub fn named(&self, name: &str) -> Option<&Profile> {
        self.by_name.get(name)
    }

    /// All of them by name, the notice's own first.
    pub fn choices(&self) -> Vec<ProfileChoice> {
        let mut choices: Vec<ProfileChoice> = self
            .by_name
            .values()
            .map(|profile| ProfileChoice {
                name: profile.name.clone(),
                title: profile.title.clone(),
            })
            .collect();
        choices.sort_by_key(|choice| choice.name != DEFAULT_PROFILE);
        choices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_comes_first_and_an_added_profile_is_found() {
        let mut own = Profile::moe_2017_99();
        own.name = "own".to_owned();
        let profiles = Profiles::standard().with(own);
        assert_eq!(profiles.choices()[0].name, DEFAULT_PROFILE);
        assert!(profiles.named("own").is_some() && profiles.named("other").is_none());
    }
}
