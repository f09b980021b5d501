//! 现有规格: the profiles that come with the program, and how one is laid over another.

use toml::{Table, Value};

use super::ProfileError;

/// Name and text of every profile, the notice's own first.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("moe-2017-99", include_str!("../../profiles/moe-2017-99.toml")),
    ("moe-2017-99-light-blue", include_str!("../../profiles/moe-2017-99-light-blue.toml")),
    ("moe-2017-99-white", include_str!("../../profiles/moe-2017-99-white.toml")),
    ("moe-2017-99-light-grey", include_str!("../../profiles/moe-2017-99-light-grey.toml")),
    ("moe-2017-99-30-40k", include_str!("../../profiles/moe-2017-99-30-40k.toml")),
    ("moe-2017-99-under-40k", include_str!("../../profiles/moe-2017-99-under-40k.toml")),
    ("moe-2002-blue", include_str!("../../profiles/moe-2002-blue.toml")),
    ("new-student", include_str!("../../profiles/new-student.toml")),
    ("postgraduate-exam", include_str!("../../profiles/postgraduate-exam.toml")),
    ("ga-461", include_str!("../../profiles/ga-461.toml")),
    ("exit-entry", include_str!("../../profiles/exit-entry.toml")),
    ("exit-entry-guide", include_str!("../../profiles/exit-entry-guide.toml")),
];

/// How often one profile may extend another that extends another …
const DEPTH: usize = 4;

pub(super) fn text_of(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The table of a text, laid over the profile it extends, if it does.
pub(super) fn extended(text: &str) -> Result<Table, ProfileError> {
    let mut table = parsed(text)?;
    for _ in 0..DEPTH {
        let Some(base) = table.remove("extends") else { return Ok(table) };
        let name = base.as_str().unwrap_or_default();
        let base = text_of(name).ok_or_else(|| ProfileError::UnknownBase(name.to_owned()))?;
        let mut under = parsed(base)?;
        lay(table, &mut under);
        table = under;
    }
    Err(ProfileError::UnknownBase("itself".to_owned()))
}

fn parsed(text: &str) -> Result<Table, ProfileError> {
    text.parse::<Table>().map_err(|e| ProfileError::Malformed(e.message().to_owned()))
}

/// Tables are laid over each other key by key; everything else replaces what was there.
fn lay(over: Table, under: &mut Table) {
    for (key, value) in over {
        match (value, under.get_mut(&key)) {
            (Value::Table(over), Some(Value::Table(under))) => lay(over, under),
            (value, _) => {
                under.insert(key, value);
            }
        }
    }
}
