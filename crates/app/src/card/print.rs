//! 印卡命令: a PDF of blank cards, or of a card for everybody on a school's roster.
//!
//! No identity number is printed: the person pencils it. The exit code is 0 when there is a card
//! for every line, 1 when there is none or some are missing, which is said.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use card::Form;
use card::print::{MarkCard, PrintError, Stack, Typeface, Unfit, to_pdf};
use domain::roster::{Graduate, Severity};
use sha2::{Digest as _, Sha256};
use workflow::roster::{Finding, RosterLines};

use super::files;
use crate::trouble::{Trouble, output_ended};

/// A print shop takes no larger file, and nobody hands out more in one go.
const MOST_CARDS: usize = 20_000;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// 名册（.xlsx）：按班级、学号排列，每人一张，印好姓名、学号和区位码
    #[arg(long, value_name = "名册", group = "what")]
    roster: Option<PathBuf>,
    /// 空白卡的张数
    #[arg(long, value_name = "张数", group = "what", value_parser = count)]
    count: Option<usize>,
    /// 写到哪个 PDF 文件
    #[arg(long, value_name = "文件")]
    out: PathBuf,
    /// 卡样文件（.toml），默认为标准卡
    #[arg(long, value_name = "卡样")]
    form: Option<PathBuf>,
    /// 字体文件，默认为系统中的思源黑体
    #[arg(long, value_name = "文件", env = "ZHENGXIANG_FONT")]
    font: Option<PathBuf>,
    /// 印上预拍摄序号，从这个号数起
    #[arg(long, value_name = "号数", requires = "roster")]
    planned_from: Option<u32>,
    /// 把学号、姓名、学历类别、所在校别的框也印黑，不必再涂
    #[arg(long, requires = "roster")]
    marked: bool,
    /// 在二维码里写入每张卡的编号，读卡时可查出重复和缺少的卡
    #[arg(long, requires = "roster")]
    numbered: bool,
    /// 每个班级前不加填涂说明页
    #[arg(long)]
    no_cover: bool,
}

/// Prints, and says what was left out.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let form = files::form(args.form.as_deref())?;
    let face = files::typeface(args.font.as_deref())?;
    let mut told = Vec::new();
    let mut is_whole = true;
    let mut stacks = match &args.roster {
        Some(path) => {
            let lines = files::roster(path)?;
            told.extend(left_out(&lines));
            is_whole = lines.left_out == 0;
            stacks(args, &form, &face, lines.graduates, &mut told)
        }
        None => vec![blank(args.count.unwrap_or_default(), !args.no_cover)],
    };
    let cards: usize = stacks.iter().map(|stack| stack.cards.len()).sum();
    if cards == 0 || cards > MOST_CARDS {
        let what = format!("要印的卡有 {cards} 张");
        let cure = format!("检查名册；一次可印 1 到 {MOST_CARDS} 张，多了请分学院印");
        say(&told);
        return Err(Trouble::new(what, cure));
    }
    if args.numbered {
        number(&mut stacks);
    }
    let pdf = to_pdf(&form, &face, &stacks).map_err(trouble)?;
    files::write_whole(&args.out, &pdf)?;
    say(&told);
    let (out, bytes, heaps) = (args.out.display(), pdf.len(), stacks.len());
    let what = if args.roster.is_some() { format!("{heaps} 个班级，") } else { String::new() };
    let done = format!(
        "{out}：{what}{cards} 张卡，{bytes} 字节。打印时选“实际大小（100%）”，用 100 g 以上白纸。"
    );
    writeln!(io::stdout(), "{done}").or_else(output_ended)?;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST_CARDS).contains(count));
    count.ok_or_else(|| format!("请写 1 到 {MOST_CARDS} 之间的数"))
}

fn blank(count: usize, with_cover: bool) -> Stack {
    Stack { heading: "空白卡".to_owned(), with_cover, cards: vec![MarkCard::default(); count] }
}

/// A stack for each class, in the order of college, class and student number.
fn stacks(
    args: &Args,
    form: &Form,
    face: &Typeface,
    mut graduates: Vec<Graduate>,
    told: &mut Vec<String>,
) -> Vec<Stack> {
    graduates.sort_by(|one, other| {
        let key = |who: &Graduate| (who.college.clone(), who.class.clone());
        key(one).cmp(&key(other)).then_with(|| one.student_number.cmp(&other.student_number))
    });
    let mut stacks: Vec<(String, Stack)> = Vec::new();
    for (number, who) in (args.planned_from.unwrap_or_default()..).zip(&graduates) {
        let planned = args.planned_from.map(|_| number);
        let card = card_of(form, face, who, planned, args.marked, told);
        if stacks
            .last()
            .is_none_or(|(college, stack)| (college, &stack.heading) != (&who.college, &who.class))
        {
            let heading = who.class.clone();
            let stack = Stack { heading, with_cover: !args.no_cover, cards: Vec::new() };
            stacks.push((who.college.clone(), stack));
        }
        if let Some((_, stack)) = stacks.last_mut() {
            stack.cards.push(card);
        }
    }
    stacks.into_iter().map(|(_, stack)| stack).collect()
}

fn card_of(
    form: &Form,
    face: &Typeface,
    who: &Graduate,
    planned: Option<u32>,
    marked: bool,
    told: &mut Vec<String>,
) -> MarkCard {
    let number = who.student_number.as_str();
    let printable = |text: &str, told: &mut Vec<String>| {
        let lacking = face.missing(text);
        if !lacking.is_empty() {
            let lacking: String = lacking.into_iter().collect();
            told.push(format!("! 学号 {number}：字体没有“{lacking}”，卡上留空，由本人书写"));
        }
        face.missing(text).is_empty()
    };
    let mut card = MarkCard {
        class: Some(who.class.clone()).filter(|class| printable(class, told)),
        planned_number: planned.map(|planned| planned.to_string()),
        marked,
        ..MarkCard::default()
    };
    if printable(who.name.reveal(), told) {
        card = card.with_name(form, &who.name);
    }
    match card.clone().with_text(form, "student_number", number) {
        Ok(with_number) => card = with_number,
        Err(unfit) => told.push(format!("! 学号 {number}：{}，卡上留空", unfit_words(unfit))),
    }
    let choices = [
        ("level", who.level.map(domain::school::Level::word)),
        ("category", who.category.map(domain::school::Category::word)),
    ];
    for (field, word) in choices {
        // What this form has no bubble for, the person pencils as the form has it.
        let chosen = word.and_then(|word| card.clone().with_choice(form, field, word).ok());
        card = chosen.unwrap_or(card);
    }
    card
}

/// A number for each sheet: of the printing, from everything that is printed, and of the card.
fn number(stacks: &mut [Stack]) {
    let mut hash = Sha256::new();
    for card in stacks.iter().flat_map(|stack| &stack.cards) {
        for part in card.values.values().flatten().chain(&card.name).chain(&card.class) {
            hash.update(part);
            hash.update([0]);
        }
    }
    let printing = crate::models::hex(&hash.finalize()[..4]).to_ascii_uppercase();
    let cards = stacks.iter_mut().flat_map(|stack| &mut stack.cards);
    for (number, card) in (1..).zip(cards) {
        card.key = Some(format!("{printing}-{number:05}"));
    }
}

/// The lines nobody gets a card for, with the cell to mend.
fn left_out(lines: &RosterLines) -> Vec<String> {
    let errors = lines.findings.iter().filter(|one| one.severity == Severity::Error);
    let cell = |one: &Finding| match one.cell.as_str() {
        "" => format!("✗ 名册没有“{}”一栏", one.field.word()),
        cell => format!("✗ 名册 {cell} {}有误，这一行没有印卡", one.field.word()),
    };
    errors.map(cell).collect()
}

fn unfit_words(unfit: Unfit) -> String {
    match unfit {
        Unfit::NoField => "卡样没有学号栏".to_owned(),
        Unfit::Long { found, columns } => format!("有 {found} 位，多于卡样的 {columns} 列"),
        Unfit::NoBubble(at) => format!("第 {at} 位在卡上没有可涂的框"),
    }
}

fn trouble(error: PrintError) -> Trouble {
    let (what, cure) = match &error {
        PrintError::NoGlyph(_) => ("字体缺字", "用 --font 换一个字更全的字体"),
        PrintError::Key(_) => ("卡的编号太长", "去掉 --numbered，或把卡样的 id 改短"),
        PrintError::Sheet | PrintError::Pdf(_) => ("无法生成 PDF", "把这条命令交给维护人员"),
    };
    Trouble::new(what, cure).because(error)
}

/// A closed stderr leaves nobody to tell.
fn say(lines: &[String]) {
    for line in lines {
        let _ = writeln!(io::stderr(), "{line}");
    }
}
