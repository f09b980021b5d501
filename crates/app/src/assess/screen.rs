//! What a person at a terminal reads about the judged files.

use std::fmt::Write as _;
use std::time::Duration;

use imaging::Verdict;

use super::task::Judged;
use super::words;

/// How many files came to which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pass: u64,
    warn: u64,
    fail: u64,
    unassessable: u64,
}

impl Tally {
    pub fn count(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Warn => &mut self.warn,
            Verdict::Fail => &mut self.fail,
            Verdict::Unassessable => &mut self.unassessable,
        } += 1;
    }

    fn total(self) -> u64 {
        self.pass + self.warn + self.fail + self.unassessable
    }
}

/// The verdict and the file, then one line for whatever stands in its way; with the profile's
/// name where there are several.
pub fn entry(judged: &Judged, name_profile: bool) -> String {
    let assessment = &judged.assessment;
    let verdict = assessment.verdict;
    let mut text =
        format!("{} {}", padded(imaging::words::verdict(verdict)), judged.file.display());
    if name_profile {
        let _ = write!(text, " [{}]", judged.profile);
    }
    if let Some(output) = &assessment.output {
        let (width, height) = (output.width_px, output.height_px);
        let (bytes, quality) = (output.jpeg.len(), output.quality);
        let _ = write!(text, " → {width}×{height}，{bytes} 字节，品质 {quality}");
    }
    if let Some(path) = &judged.portrait {
        let _ = write!(text, "，{}", path.display());
    }
    text.push('\n');
    let unread = judged.unread.iter().map(|unread| words::unread(unread));
    let reasons = assessment.reasons.iter().map(imaging::words::reason);
    for line in unread.chain(reasons) {
        let _ = writeln!(text, "         {line}");
    }
    for reading in &assessment.readings {
        let Some(sentence) = imaging::words::sentence(reading) else { continue };
        let mark = if reading.verdict == Verdict::Fail { '✗' } else { '!' };
        let _ = writeln!(text, "       {mark} {sentence}（{}）", reading.clause);
    }
    text
}

pub fn summary(tally: &Tally, elapsed: Duration) -> String {
    let Tally { pass, warn, fail, unassessable } = tally;
    format!(
        "共 {} 个文件：合格 {pass}，提示 {warn}，不合格 {fail}，\
         无法评定 {unassessable}；用时 {:.1} 秒",
        tally.total(),
        elapsed.as_secs_f64(),
    )
}

/// To the width of four Chinese characters, the longest verdict.
fn padded(word: &str) -> String {
    let missing = 4_usize.saturating_sub(word.chars().count());
    format!("{word}{}", "  ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use expect_test::expect;
    use imaging::{Assessment, Limit, Output, Reading, Rule, WhyNot};

    use super::*;

    #[test]
    fn a_file_is_told_with_what_stands_in_its_way() {
        let band = Limit::Between { min: 200.0, max: 300.0 };
        let most = Limit::AtMost { warn: 5.0, fail: Some(8.0) };
        let readings = vec![
            Reading::of(Rule::FaceWidth, 312.4, band, "二"),
            Reading::of(Rule::Roll, 5.25, most, "三"),
            Reading::of(Rule::Centring, 0.0, most, "三"),
            Reading::without(Rule::HairTop, WhyNot::NoHairTop, band, "二"),
        ];
        let jpeg = vec![0; 30_000];
        let output = Output {
            jpeg,
            width_px: 480,
            height_px: 640,
            quality: 85,
            dpi: 300,
            edits: Vec::new(),
        };
        let assessment = Assessment {
            verdict: Verdict::Fail,
            reasons: Vec::new(),
            readings,
            source: None,
            landmarks: None,
            crop: None,
            output: Some(output),
        };
        let judged = Judged {
            file: PathBuf::from("一班/001.jpg"),
            profile: "moe-2017-99".to_owned(),
            unread: None,
            assessment,
            portrait: Some(PathBuf::from("out/001.jpg")),
            drawing: None,
        };
        expect![[r"
            不合格   一班/001.jpg → 480×640，30000 字节，品质 85，out/001.jpg
                   ✗ 脸部宽度 312 px，应在 200–300 px：脸太大，请离镜头远一点。（二）
                   ! 头向画面右侧歪 5.2°，应不超过 5.0°：请把头摆正；照片不得旋转，只能重拍。（三）
                   ! 发际无法评定：看不清头发的上沿，请人工查看。（二）
        "]]
        .assert_eq(&entry(&judged, false));
    }

    #[test]
    fn the_summary_counts_every_verdict() {
        let mut tally = Tally::default();
        let verdicts = [Verdict::Pass, Verdict::Pass, Verdict::Warn, Verdict::Unassessable];
        for verdict in verdicts {
            tally.count(verdict);
        }
        expect!["共 4 个文件：合格 2，提示 1，不合格 0，无法评定 1；用时 1.5 秒"]
            .assert_eq(&summary(&tally, Duration::from_millis(1500)));
    }
}
