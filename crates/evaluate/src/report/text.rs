//! 文: what the report says in sentences.

use super::{Findings, line, percent_or_dash};
use crate::agreement;
use crate::fairness::Guise;
use crate::library::Half;
use crate::rates::OfRule;
use crate::scenario::REQUIRED;
use crate::trial::{DRAWN_PEOPLE, Origin};

/// Required equal error rate, and required share of compliant pictures refused.
const REQUIRED_EER: f64 = 0.05;
const REQUIRED_REFUSED: f64 = 0.02;

/// What this is, how to make it again, and whose pictures it rests on.
pub(super) fn head(page: &mut String, findings: &Findings) {
    line(page, "# How well the portrait engine judges\n");
    line(page, "Written by `cargo xtask evaluate --portraits DIR`; not edited by hand.\n");
    if findings.pictures.is_empty() {
        line(
            page,
            "No portraits were given: what follows rests on drawn faces alone, and tables of \
             photographs are empty.\n",
        );
    } else {
        let folders: Vec<String> =
            findings.pictures.iter().map(|(name, count)| format!("{name} {count}")).collect();
        line(page, &format!("Pictures: {}. ", folders.join(", ")));
        line(
            page,
            &format!(
                "Edits start from {} portraits with hand-checked points, cut so that the points \
                 lie inside every band; a picture that no such cut can be made of is left out. \
                 The pictures are not part of the repository.\n",
                findings.subjects
            ),
        );
    }
    line(
        page,
        &format!("Drawn: {DRAWN_PEOPLE} people by `testkit`, each with every fault it knows.\n"),
    );
    line(
        page,
        "**Protocol.** That of FVC-onGoing FICV-1.0: the score of a picture is the native value \
         of the rule's reading, signed towards the breach, never the verdict; a picture without \
         a value counts as refused; both classes weigh the same, as equal numbers would. People \
         are split \
         in two by every second one of the sorted ids; limits are chosen on one half and \
         reported on the other. *Edits* are portraits changed by a known amount, so that the \
         truth is exact (`crates/evaluate/src/edits`); what lies between clearly kept and clearly \
         broken is shown and not counted.\n",
    );
    line(
        page,
        "**Credits.** DeBruine, L. and Jones, B. (2017), Face Research Lab London Set, \
         doi:10.6084/m9.figshare.5047666 (CC BY 4.0); DeBruine, L. (2016), Young adult composite \
         faces, doi:10.6084/m9.figshare.4055130 (CC BY 4.0); DeBruine, L. and Jones, B. (2017), \
         Young Adult White Faces with Manipulated Versions, doi:10.6084/m9.figshare.4220517 \
         (CC BY 4.0); the lisa and zoom sets of webmorphR.stim (CC0); SFHQ-T2I, D. Beniaguev \
         (MIT); astronaut, NASA (public domain); OFIQ values, BSI-OFIQ/OFIQ-Analysis (MIT, © 2026 \
         BSI). Edit recipes after ofiq-syngen (MIT).\n",
    );
}

/// What is required, and whether it is reached.
pub(super) fn summary(page: &mut String, findings: &Findings, rules: &[OfRule<'_>]) {
    line(page, "## Required, and reached\n");
    super::heading(page, &["required", "measured", "reached"]);
    let has_portraits = !findings.pictures.is_empty();
    let origin = if has_portraits { Origin::Edited } else { Origin::Drawn };
    let half = has_portraits.then_some(Half::Test);
    for of_rule in rules.iter().filter(|of_rule| REQUIRED.contains(&of_rule.rule)) {
        let eer = of_rule.rates(origin, half).eer;
        let eer = eer.filter(|_| of_rule.is_measured());
        let asked = format!("{}: EER ≤ 5 %", of_rule.rule.as_str());
        verdict(page, asked, percent_or_dash(eer), eer.map(|eer| eer <= REQUIRED_EER));
    }
    if !has_portraits {
        line(page, "");
        return;
    }
    for guise in [Guise::Photograph, Guise::Portrait, Guise::Blue] {
        let of = || findings.portrayed.iter().filter(move |p| p.guise == guise);
        let (refused, all) = (of().filter(|p| p.is_refused()).count(), of().count());
        let share = refused as f64 / all.max(1) as f64;
        let asked = format!("compliant pictures refused ≤ 2 % ({guise:?})");
        let measured = format!("{} ({refused} of {all})", super::percent(share));
        verdict(page, asked, measured, Some(share <= REQUIRED_REFUSED));
    }
    for (name, least) in agreement::REQUIRED {
        let found = findings.agreement.iter().find(|found| found.name == name);
        let rho = found.and_then(|found| found.rho);
        let measured = rho.map_or_else(|| "–".to_owned(), |rho| format!("{rho:.3}"));
        verdict(page, format!("OFIQ {name}: ρ ≥ {least:.2}"), measured, rho.map(|r| r >= least));
    }
    line(page, "");
}

fn verdict(page: &mut String, asked: String, measured: String, is_reached: Option<bool>) {
    let reached = match is_reached {
        None => "not measured",
        Some(true) => "yes",
        Some(false) => "**no**",
    };
    super::row(page, &[asked, measured, reached.to_owned()]);
}

/// What these figures cannot say.
pub(super) fn caveats(page: &mut String) {
    line(page, "## What these figures cannot say\n");
    for caveat in [
        "The photographs are a studio's, of adults in London: few East-Asian faces, one wall, \
         one kind of shirt. A set of Chinese graduates' portraits, with their consent, is what \
         is missing most.",
        "An edit is clearer than life. Lids drawn down by a bend, spectacles and fringes drawn on \
         are easier or harder than real ones; the natural column is the check, and it is small.",
        "Labels of the synthetic pictures were given by eye from thumbnails: a breach that is \
         named is there, «ok» and «none» mean that nothing was obvious. «Teeth» counts as an \
         open mouth, «down» (looking down) as neither open nor closed.",
        "Among the London neutral pictures some break a rule by nature, and are counted as \
         compliant all the same: 003_03 and 143_03 have a fringe down to or over the brows, \
         several have hair over an ear, and the wall darkens to its corners.",
        "Backgrounds are changed only in the London pictures: the composites have a halo of \
         several hair styles. The matte is the wall's own colour; below the chin, where shirt and \
         wall are equally light, it follows the engine's silhouette.",
        "Rolls are judged against hand-placed pupils, which are right to about half a degree.",
        "What counts as broken is the edits' own and follows no measure: out of focus by a \
         Gaussian of σ 1.5 px of the portrait and more, or moved by 7 px (σ 0.5 px is kept, 1 px \
         lies between); burnt out where two channels are at their end on 8 % of the face and more \
         (0.5 % is kept), or by a spot of flash whatever its size.",
        "A hand before the mouth has the face's own colour and is not seen; a scarf over the chin \
         is taken for a beard. A head nodded up to 10° is not told from faces whose noses and \
         chins lie so.",
        "FICV's figures are of another set, and its tests do not ask quite the same.",
    ] {
        line(page, &format!("- {caveat}"));
    }
}
