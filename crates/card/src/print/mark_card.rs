//! 机读卡: what is printed on one card besides the form.

use std::collections::BTreeMap;
use std::fmt;

use domain::name::PersonName;
use domain::quwei::{Coded, Filling};

use crate::Form;
use crate::form::Kind;

/// One card to print. A blank one is [`MarkCard::default`]. `Debug` masks the person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MarkCard {
    /// Opaque key in the square code, to tell one sheet from another: letters A to Z, digits,
    /// `-`, at most 40.
    pub key: Option<String>,
    pub name: Option<String>,
    pub class: Option<String>,
    pub planned_number: Option<String>,
    /// The characters above the columns of the 区位码 field, one for each four.
    pub characters: Vec<Character>,
    /// What is printed above the columns of a field, by its name: one value for each column from
    /// the left.
    pub values: BTreeMap<String, Vec<String>>,
    /// Whether the bubbles of the values are printed filled in; else the person pencils them.
    pub marked: bool,
}

/// A character of a name, with its pinyin when it has no 区位码.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Character {
    pub character: char,
    pub pinyin: Option<String>,
}

/// A text that cannot be pencilled. Completes the sentence "it …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("has no such field on this form")]
    NoField,
    #[error("has {found} characters, more than the {columns} columns of its field")]
    Long { found: usize, columns: u16 },
    #[error("has at place {0} a character that its field has no bubble for")]
    NoBubble(usize),
}

impl MarkCard {
    /// Prints the name, and for the reader of the card its 区位码 if it is one that is coded.
    #[must_use]
    pub fn with_name(mut self, form: &Form, name: &PersonName) -> Self {
        self.name = Some(name.reveal().to_owned());
        let field = form.fields.iter().find(|field| field.kind == Kind::QuWei);
        if let (Some(field), Filling::Coded(coded)) = (field, Filling::of(name))
            && coded.len() * 4 <= usize::from(field.columns)
        {
            let digits = coded.iter().flat_map(|one| single(&one.marks())).collect();
            self.values.insert(field.name.clone(), digits);
            self.characters = coded.iter().map(Character::of).collect();
        }
        self
    }

    /// Prints a text above the columns of a field, a character for each.
    pub fn with_text(mut self, form: &Form, field: &str, text: &str) -> Result<Self, Unfit> {
        let field = form.field(field).ok_or(Unfit::NoField)?;
        let values = single(text);
        let columns = field.columns;
        if values.len() > usize::from(columns) {
            return Err(Unfit::Long { found: values.len(), columns });
        }
        for (at, value) in (0..).zip(&values) {
            let column = field.column(form, at);
            if !column.bubbles.iter().any(|bubble| bubble.value == value) {
                return Err(Unfit::NoBubble(usize::from(at) + 1));
            }
        }
        self.values.insert(field.name.clone(), values);
        Ok(self)
    }

    /// Chooses one of the values of a field of one column.
    pub fn with_choice(mut self, form: &Form, field: &str, value: &str) -> Result<Self, Unfit> {
        let field = form.field(field).ok_or(Unfit::NoField)?;
        if !field.values.iter().any(|one| one == value) {
            return Err(Unfit::NoBubble(1));
        }
        self.values.insert(field.name.clone(), vec![value.to_owned()]);
        Ok(self)
    }

    /// Everything of it that is written in glyphs.
    pub(super) fn push_text(&self, text: &mut String) {
        for part in [&self.name, &self.class, &self.planned_number].into_iter().flatten() {
            text.push_str(part);
        }
        for one in &self.characters {
            text.push(one.character);
            text.push_str(one.pinyin.as_deref().unwrap_or_default());
        }
        self.values.values().flatten().for_each(|value| text.push_str(value));
    }
}

impl Character {
    fn of(coded: &Coded) -> Self {
        let needs_pinyin = coded.code.is_none();
        let pinyin = coded.readings.first().filter(|_| needs_pinyin);
        Self { character: coded.character, pinyin: pinyin.map(|one| (*one).to_owned()) }
    }
}

impl fmt::Debug for MarkCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MarkCard").field("key", &self.key).finish_non_exhaustive()
    }
}

fn single(text: &str) -> Vec<String> {
    text.chars().map(String::from).collect()
}
