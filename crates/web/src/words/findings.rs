//! 校验结果: what is wrong with a cell of a roster, and the cure, as sentences.

use domain::{
    identity::IdentityNumberError as Identity,
    name::PersonNameError as Name,
    roster::{Fault, Field, StudentNumberError as Number},
};

use super::Lang;

/// What is wrong: 末位应为 X.
pub fn fault(lang: Lang, fault: &Fault) -> String {
    match fault {
        Fault::Missing => lang.t("finding-missing"),
        Fault::Name(error) => name_fault(lang, error),
        Fault::SeparatorMended => lang.t("finding-separator-mended"),
        Fault::StudentNumber(Number::Length(found)) => {
            lang.with("finding-number-length", &[("found", found)])
        }
        Fault::StudentNumber(Number::Character(at)) => {
            lang.with("finding-number-character", &[("at", at)])
        }
        Fault::Identity(error) => identity(lang, error),
        Fault::IdentityFifteen => lang.t("finding-identity-fifteen"),
        Fault::NotADate => lang.t("finding-not-a-date"),
        Fault::BirthDateDiffers { in_number } => {
            lang.with("finding-birth-date", &[("date", &lang.date(*in_number))])
        }
        Fault::SexDiffers { in_number } => {
            lang.with("finding-sex", &[("sex", &lang.item("sex", in_number.code()))])
        }
        Fault::NotInList { .. } => lang.t("finding-not-in-list"),
        Fault::NativePlace => lang.t("finding-native-place"),
        Fault::ProgrammeYears => lang.t("finding-programme-years"),
        Fault::Phone => lang.t("finding-phone"),
        Fault::TooLong { longest } => lang.with("finding-too-long", &[("longest", longest)]),
        Fault::Doubled { row } => lang.with("finding-doubled", &[("row", row)]),
        Fault::Destroyed => lang.t("finding-destroyed"),
        Fault::MissingColumn => lang.t("finding-missing-column"),
        Fault::ListedAsAnother => lang.t("finding-listed-as-another"),
    }
}

/// What to do about it: 请对照身份证重新录入.
pub fn cure(lang: Lang, field: Field, fault: &Fault) -> String {
    match fault {
        Fault::Missing => lang.with("cure-missing", &[("field", &lang.field(field))]),
        Fault::Name(Name::Space(_) | Name::Invisible { .. }) => lang.t("cure-name-space"),
        Fault::Name(Name::Placeholder(_)) => lang.t("cure-name-placeholder"),
        Fault::Name(_) => lang.t("cure-name"),
        Fault::SeparatorMended => lang.t("cure-separator-mended"),
        Fault::StudentNumber(_) => lang.t("cure-number"),
        Fault::Identity(_) => lang.t("cure-identity"),
        Fault::IdentityFifteen => lang.t("cure-identity-fifteen"),
        Fault::NotADate => lang.t("cure-not-a-date"),
        Fault::BirthDateDiffers { .. } => lang.t("cure-birth-date"),
        Fault::SexDiffers { .. } => lang.t("cure-sex"),
        Fault::NotInList { allowed } => {
            lang.with("cure-not-in-list", &[("allowed", &allowed.join("、"))])
        }
        Fault::NativePlace => lang.t("cure-native-place"),
        Fault::ProgrammeYears => lang.t("cure-programme-years"),
        Fault::Phone => lang.t("cure-phone"),
        Fault::TooLong { .. } => lang.t("cure-too-long"),
        Fault::Doubled { .. } => lang.t("cure-doubled"),
        Fault::Destroyed => lang.t("cure-destroyed"),
        Fault::MissingColumn => lang.t("cure-missing-column"),
        Fault::ListedAsAnother => lang.t("cure-listed-as-another"),
    }
}

/// What is wrong with a name by itself.
pub fn name_fault(lang: Lang, error: &Name) -> String {
    match error {
        Name::Empty => lang.t("finding-missing"),
        Name::Long(found) => lang.with("finding-name-long", &[("found", found)]),
        Name::Space(at) => lang.with("finding-name-space", &[("at", at)]),
        Name::Invisible { at, .. } => lang.with("finding-name-invisible", &[("at", at)]),
        Name::LookAlike { at, .. } => lang.with("finding-name-look-alike", &[("at", at)]),
        Name::Separator(at) => lang.with("finding-name-separator", &[("at", at)]),
        Name::Placeholder(at) => lang.with("finding-name-placeholder", &[("at", at)]),
    }
}

fn identity(lang: Lang, error: &Identity) -> String {
    match error {
        Identity::Length(found) => lang.with("finding-identity-length", &[("found", found)]),
        Identity::Digit(at) => lang.with("finding-identity-digit", &[("at", at)]),
        Identity::BirthDate => lang.t("finding-identity-birth-date"),
        Identity::Check { expected, .. } => {
            lang.with("finding-identity-check", &[("expected", expected)])
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_wrong_check_character_is_said_with_its_cure() {
        let wrong = Fault::Identity(Identity::Check { found: '4', expected: 'X' });
        let both = |lang| {
            format!("{} / {}\n", fault(lang, &wrong), cure(lang, Field::IdentityNumber, &wrong))
        };
        expect![[r"
            末位应为 X / 请对照身份证重新录入
            the last character should be X / enter it again from the identity card
        "]]
        .assert_eq(&(both(Lang::Chinese) + &both(Lang::English)));
    }
}
