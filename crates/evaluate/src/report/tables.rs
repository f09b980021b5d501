//! 表: the tables of the report.

use imaging::{Limit, Power, Verdict};

use super::{Findings, heading, line, number, percent, percent_or_dash, row};
use crate::agreement;
use crate::edits::Truth;
use crate::fairness::{Guise, Portrayed, TONES};
use crate::library::Half;
use crate::rates::{OfRule, Rates};
use crate::scenario::published;
use crate::trial::{Origin, Sample};

/// Error rates, rule by rule.
pub(super) fn by_rule(page: &mut String, rules: &[OfRule<'_>]) {
    line(page, "## Error rates by rule\n");
    line(
        page,
        "Percent. *Edits* and *natural* are the half that no limit was chosen on, *drawn* is all \
         of them. n is good/bad pictures. *Refused at 1 %*: good pictures refused where 1 % of \
         the bad are missed (FICV's FAR100). *None*: good/bad pictures without a value. *Fail* \
         and *warn*: good pictures refused / bad pictures missed at the profile's limits. A rule \
         marked ° may only warn. FICV is another, private set: its figures are a yardstick, not \
         a comparison.\n",
    );
    heading(
        page,
        &[
            "rule",
            "edits n",
            "EER",
            "refused at 1 %",
            "none",
            "fail",
            "warn",
            "natural n",
            "EER",
            "drawn n",
            "EER",
            "FICV best",
            "FICV classical",
        ],
    );
    for of_rule in rules.iter().filter(|of_rule| of_rule.is_measured()) {
        let edited = of_rule.rates(Origin::Edited, Some(Half::Test));
        let natural = of_rule.rates(Origin::Natural, Some(Half::Test));
        let drawn = of_rule.rates(Origin::Drawn, None);
        let published = published(of_rule.rule);
        let mark = if of_rule.rule.power() == Power::Warns { "°" } else { "" };
        let mut cells = vec![format!("{}{mark} {}", of_rule.rule.as_str(), of_rule.rule.word())];
        cells.extend(rate_cells(&edited));
        cells.extend(
            [&natural, &drawn]
                .into_iter()
                .flat_map(|rates| [counts(rates), percent_or_dash(rates.eer)]),
        );
        cells.push(published.map_or_else(
            || "–".to_owned(),
            |p| format!("{:.1} {} (test {})", p.best, p.by, p.number),
        ));
        cells.push(published.map_or_else(|| "–".to_owned(), |p| format!("{:.1}", p.classical)));
        row(page, &cells);
    }
    let unmeasured: Vec<&str> =
        rules.iter().filter(|of_rule| !of_rule.is_measured()).map(|r| r.rule.as_str()).collect();
    line(page, &format!("\nWithout a value here: {}.\n", unmeasured.join(", ")));
}

fn rate_cells(rates: &Rates) -> [String; 6] {
    let both = |pair: [f64; 2]| {
        if rates.good + rates.bad == 0 {
            return "–".to_owned();
        }
        format!("{} / {}", percent(pair[0]), percent(pair[1]))
    };
    [
        counts(rates),
        percent_or_dash(rates.eer),
        percent_or_dash(rates.strict),
        both(rates.unassessable),
        both(rates.failing),
        both(rates.warning),
    ]
}

fn counts(rates: &Rates) -> String {
    format!("{}/{}", rates.good, rates.bad)
}

/// Limits that the fit half suggests.
pub(super) fn limits(page: &mut String, rules: &[OfRule<'_>]) {
    line(page, "## Limits chosen on one half, tried on the other\n");
    line(
        page,
        "In each rule's own unit. *Equal error*: where both errors are equal on the fit half of \
         the edits. *Mild*: the strictest limit that refuses at most 1 % of its good pictures. \
         Behind each, percent of the test half: good refused / bad missed. Where edits are far \
         from the limit, any limit between does as well: the profile's need not be moved.\n",
    );
    heading(page, &["rule", "profile: warn", "fail", "equal error", "test", "mild", "test"]);
    for of_rule in rules {
        let Some(fitted) = of_rule.fitted() else { continue };
        let [equal, mild] = of_rule
            .fitted_elsewhere(&fitted)
            .map(|[refused, missed]| format!("{} / {}", percent(refused), percent(missed)));
        let (warn, fail) = ends(fitted.limit);
        row(
            page,
            &[
                of_rule.rule.as_str().to_owned(),
                warn,
                fail,
                number(fitted.equal),
                equal,
                number(fitted.mild),
                mild,
            ],
        );
    }
    line(page, "");
}

fn ends(limit: Limit) -> (String, String) {
    let or_dash = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    match limit {
        Limit::Any => ("–".to_owned(), "–".to_owned()),
        Limit::Between { min, max } => ("–".to_owned(), format!("{}–{}", number(min), number(max))),
        Limit::AtMost { warn, fail } => (format!("> {}", number(warn)), or_dash(fail)),
        Limit::AtLeast { warn, fail } => (format!("< {}", number(warn)), or_dash(fail)),
    }
}

/// Pictures that should be accepted and are not.
pub(super) fn refusals(page: &mut String, findings: &Findings) {
    line(page, "## Compliant pictures refused\n");
    if findings.portrayed.is_empty() {
        line(page, "Needs the portraits.\n");
        return;
    }
    line(
        page,
        "The London neutral pictures, over all rules of the picture together; clothing against \
         background aside, because a white shirt before a light wall is a true breach. *Fit* is \
         the half that measures and limits were chosen on. *Without room*: by the hand-checked \
         points and the hair before the wall, no cut of that photograph has hair top, eye line \
         and face width inside their bands (hair at the upper edge, too little chest below high \
         hair). It breaks the rule, so it is not among the compliant ones, and must be \
         refused.\n",
    );
    heading(page, &["guise", "pictures", "refused", "percent", "refused, test half", "warned"]);
    for guise in GUISES {
        let of: Vec<&Portrayed> = of_guise(findings, guise);
        let test: Vec<&Portrayed> = of.iter().copied().filter(|p| p.half == Half::Test).collect();
        let refused = |of: &[&Portrayed]| of.iter().filter(|p| p.is_refused()).count();
        let warned = of.iter().filter(|p| p.with(Verdict::Warn).next().is_some()).count();
        let share = refused(&of) as f64 / of.len().max(1) as f64;
        row(
            page,
            &[
                name(guise).to_owned(),
                of.len().to_string(),
                refused(&of).to_string(),
                percent(share),
                format!("{} of {}", refused(&test), test.len()),
                warned.to_string(),
            ],
        );
    }
    line(page, "\nEach refusal, with its rule and value:\n");
    for portrayed in findings.portrayed.iter().filter(|portrayed| portrayed.is_refused()) {
        let why: Vec<String> = portrayed
            .with(Verdict::Fail)
            .map(|(rule, value)| {
                format!("{} {}", rule.as_str(), value.map_or_else(|| "–".to_owned(), number))
            })
            .collect();
        let whole =
            if why.is_empty() { "no face, or no portrait".to_owned() } else { why.join(", ") };
        line(page, &format!("- {} ({}): {whole}", portrayed.id, name(portrayed.guise)));
    }
    line(page, "");
}

/// Natural pictures judged otherwise than their labels say.
pub(super) fn misjudged(page: &mut String, findings: &Findings) {
    line(page, "## Natural pictures judged otherwise than labelled\n");
    line(
        page,
        "Both halves. Kept and failed, or broken and passed, at the profile's limits; some of it \
         is the label's doubt.\n",
    );
    heading(page, &["picture", "rule", "label", "value", "verdict"]);
    for sample in findings.samples.iter().filter(|s| s.origin == Origin::Natural) {
        let label = match (sample.claim.truth, sample.verdict) {
            (Truth::Kept, Verdict::Fail) => "kept",
            (Truth::Broken, Verdict::Pass) => "broken",
            _ => continue,
        };
        row(
            page,
            &[
                sample.name.clone(),
                sample.claim.rule.as_str().to_owned(),
                label.to_owned(),
                sample.value.map_or_else(|| "–".to_owned(), number),
                sample.verdict.as_str().to_owned(),
            ],
        );
    }
    line(page, "");
}

const GUISES: [Guise; 5] =
    [Guise::Photograph, Guise::Cramped, Guise::Portrait, Guise::Blue, Guise::Spectacles];

const fn name(guise: Guise) -> &'static str {
    match guise {
        Guise::Photograph => "as photographed, cut by the engine",
        Guise::Cramped => "as photographed, without room for any cut inside the bands",
        Guise::Portrait => "cut by hand, the studio's wall",
        Guise::Blue => "cut by hand, light blue behind",
        Guise::Spectacles => "cut by hand, clear spectacles drawn on",
    }
}

fn of_guise(findings: &Findings, guise: Guise) -> Vec<&Portrayed> {
    findings.portrayed.iter().filter(|portrayed| portrayed.guise == guise).collect()
}

/// False refusals and warnings by skin tone.
pub(super) fn fairness(page: &mut String, findings: &Findings) {
    line(page, "## By skin tone, sex and spectacles\n");
    if findings.portrayed.is_empty() {
        line(page, "Needs the portraits.\n");
        return;
    }
    line(
        page,
        "London neutral portraits cut by hand, light blue behind. Tone is a stand-in: the \
         individual typology angle of the cheeks, atan((L* − 50) / b*), which the studio's light \
         moves too. *Warned* counts pictures with at least one warning about the picture. The \
         groups are small: one picture in the smallest is worth the percent in the last column. \
         Nobody's sex is labelled in these pictures, so nothing is said by sex; spectacles are \
         the last row of the table above, drawn on the same faces.\n",
    );
    heading(page, &["tone", "pictures", "refused", "warned", "one picture is, %"]);
    let blue = of_guise(findings, Guise::Blue);
    for (place, (tone, _)) in TONES.iter().enumerate() {
        let of: Vec<&&Portrayed> = blue.iter().filter(|p| p.tone() == Some(place)).collect();
        let refused = of.iter().filter(|p| p.is_refused()).count();
        let warned = of.iter().filter(|p| p.with(Verdict::Warn).next().is_some()).count();
        let one = if of.is_empty() { None } else { Some(1.0 / of.len() as f64) };
        row(
            page,
            &[
                (*tone).to_owned(),
                of.len().to_string(),
                refused.to_string(),
                warned.to_string(),
                percent_or_dash(one),
            ],
        );
    }
    line(page, "");
    warnings(page, &blue);
}

/// Which rules warn, and for how many of each tone.
fn warnings(page: &mut String, blue: &[&Portrayed]) {
    line(page, "Rules that warn or refuse at least once, pictures of each tone:\n");
    let names: Vec<&str> =
        std::iter::once("rule").chain(TONES.iter().map(|(name, _)| *name)).collect();
    heading(page, &names);
    for rule in imaging::Rule::ALL {
        let hit = |p: &&&Portrayed| {
            let found = [Verdict::Warn, Verdict::Fail].into_iter().flat_map(|v| p.with(v));
            found.into_iter().any(|(found, _)| found == *rule)
        };
        let counts: Vec<usize> = (0..TONES.len())
            .map(|tone| blue.iter().filter(|p| p.tone() == Some(tone)).filter(hit).count())
            .collect();
        if counts.iter().sum::<usize>() > 0 {
            let mut cells = vec![rule.as_str().to_owned()];
            cells.extend(counts.iter().map(ToString::to_string));
            row(page, &cells);
        }
    }
    line(page, "");
}

/// Agreement with published OFIQ values.
pub(super) fn agreement(page: &mut String, findings: &Findings) {
    line(page, "## Agreement with OFIQ\n");
    if findings.agreement.is_empty() {
        line(page, "Needs the portraits.\n");
        return;
    }
    line(
        page,
        "`imaging::ofiq` with the engine's own landmarks against the values that BSI published \
         for the same pictures. ρ is Spearman's; the error is in points of 100. A component that \
         hardly varies over studio pictures (over-exposure, natural colour, distance of the \
         eyes) has a ρ that says little.\n",
    );
    heading(page, &["component", "pictures", "ρ", "mean error", "required ρ"]);
    for found in &findings.agreement {
        let required = agreement::REQUIRED.iter().find(|(name, _)| *name == found.name);
        row(
            page,
            &[
                found.name.to_owned(),
                found.count.to_string(),
                found.rho.map_or_else(|| "–".to_owned(), |rho| format!("{rho:.3}")),
                format!("{:.2}", found.mean_error),
                required.map_or_else(|| "–".to_owned(), |(_, least)| format!("{least:.2}")),
            ],
        );
    }
    line(page, "");
}

/// Every edit, step by step.
pub(super) fn steps(page: &mut String, rules: &[OfRule<'_>]) {
    line(page, "## Edit by edit\n");
    line(
        page,
        "Test half. *Truth* is what the edit itself knows; *between* is not counted above. \
         Strengths are in the words of the edit: degrees, pixels of the portrait, stops, σ in \
         pixels, what is left of the light, or a running number. Signed values are told by size.\n",
    );
    heading(
        page,
        &["edit", "rule", "strength", "truth", "n", "median value", "warn %", "fail %", "none %"],
    );
    for of_rule in rules.iter().filter(|of_rule| of_rule.is_measured()) {
        for (name, strength, samples) in of_rule.steps() {
            step(page, of_rule, name, strength, &samples);
        }
    }
    line(page, "");
}

fn step(page: &mut String, of_rule: &OfRule<'_>, name: &str, strength: f64, samples: &[&Sample]) {
    for (truth, word) in
        [(Truth::Kept, "kept"), (Truth::Between, "between"), (Truth::Broken, "broken")]
    {
        let of: Vec<&&Sample> = samples.iter().filter(|s| s.claim.truth == truth).collect();
        if of.is_empty() {
            continue;
        }
        let size = |sample: &&&Sample| match sample.limit {
            Limit::AtMost { .. } => sample.value.map(f64::abs),
            _ => sample.value,
        };
        let values: Vec<f64> = of.iter().filter_map(size).collect();
        let share = |verdict: Verdict| {
            percent(crate::stats::share(&of, |sample| sample.verdict == verdict))
        };
        row(
            page,
            &[
                name.to_owned(),
                of_rule.rule.as_str().to_owned(),
                number(strength),
                word.to_owned(),
                of.len().to_string(),
                crate::stats::median(&values).map_or_else(|| "–".to_owned(), number),
                share(Verdict::Warn),
                share(Verdict::Fail),
                share(Verdict::Unassessable),
            ],
        );
    }
}
