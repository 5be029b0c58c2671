use super::change_tests::{Figures, draft, figures, last};
use super::run;
use super::second_tests::funded;
use crate::model::CheckStatus;

/// A small generator: the same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn grouped(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("▲ {text}") } else { text }
}

fn damage(cell: &str, numbers: &mut Numbers) -> String {
    let pick = |text: &str, wanted: &str, numbers: &mut Numbers| -> Option<usize> {
        let at: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| wanted.contains(*c))
            .map(|(i, _)| i)
            .collect();
        (!at.is_empty()).then(|| at[numbers.below(at.len() as u64) as usize])
    };
    match numbers.below(7) {
        0 => cell.replace("▲ ", ""),
        1 => cell.replace("▲ ", "<b>4</b> "),
        2 => cell.replace('.', ","),
        3 => cell.replacen('0', "O", 1),
        4 if cell == "-" => ["1", "l", "_", "|"][numbers.below(4) as usize].to_owned(),
        5 => cell.replacen('▲', "4", 1),
        _ => match pick(cell, "0123456789", numbers) {
            Some(at) => {
                let digit = cell.as_bytes()[at] as char;
                let alike = ["689", "7", "74", "8", "9", "6", "05", "12", "30", "04"][digit as usize - 48];
                let other = alike.as_bytes()[numbers.below(alike.len() as u64) as usize] as char;
                format!("{}{other}{}", &cell[..at], &cell[at + 1..])
            }
            None => cell.to_owned(),
        },
    }
}

/// Truth and one damaged row; some rows without a ratio column.
fn case(numbers: &mut Numbers) -> ([String; 4], [String; 4], Figures) {
    let scale = [10, 100, 1000, 10_000, 1_000_000][numbers.below(5) as usize];
    let a = numbers.below(scale) as i64;
    let b = if numbers.below(8) == 0 {
        0
    } else {
        numbers.below(scale) as i64
    };
    let none = numbers.below(10) == 0;
    let ratio = (b != 0 && !none).then(|| (a as f64 / b as f64 * 1000.0).round() / 10.0);
    let value = |value: i64| (!none).then_some(value);
    let cell = |value: Option<i64>| value.map_or("-".to_owned(), grouped);
    let printed = [
        grouped(a),
        cell(value(b)),
        cell(value(a - b)),
        ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.1}")),
    ];
    let truth = [
        Some(a as f64),
        value(b).map(|b| b as f64),
        value(a - b).map(|d| d as f64),
        ratio,
    ];
    let mut damaged = printed.clone();
    let at = numbers.below(4) as usize;
    damaged[at] = damage(&damaged[at], numbers);
    (printed, damaged, truth)
}

/// What became of damaged rows.
#[derive(Default)]
struct Measure {
    damaged: usize,
    repaired: usize,
    wrong: Vec<([String; 4], [String; 4], Figures)>,
}

/// Damages `cells` cells of each of many rows; `columns` are those that the table has; `context` puts sound
/// rows beside it.
fn measure(cells: usize, columns: [bool; 4], context: bool) -> Measure {
    let mut numbers = Numbers(7);
    let mut measure = Measure::default();
    for _ in 0..20_000 {
        let (mut printed, mut damaged, mut truth) = case(&mut numbers);
        for _ in 1..cells {
            let at = numbers.below(4) as usize;
            if damaged[at] == printed[at] {
                damaged[at] = damage(&damaged[at], &mut numbers);
            }
        }
        for at in (0..4).filter(|at| !columns[*at]) {
            (printed[at], damaged[at], truth[at]) = (String::new(), String::new(), None);
        }
        let differing = printed
            .iter()
            .zip(&damaged)
            .filter(|(printed, damaged)| printed != damaged)
            .count();
        if differing != cells {
            continue;
        }
        measure.damaged += 1;
        let cells = damaged.each_ref().map(String::as_str);
        let item = if context {
            last(cells).0
        } else {
            let mut alone = draft(&[cells]);
            let _ = run(&mut alone);
            alone.items.remove(0)
        };
        if item.repairs.is_empty() {
            continue;
        }
        let fields = [
            "/budgets/0/value",
            "/budgets/1/value",
            "/change/difference/value",
            "/change/ratio_percent",
        ];
        let is_right = |(at, field): (usize, &&str)| {
            let repair = item.repairs.iter().find(|repair| repair.field == **field);
            repair.is_none_or(|repair| repair.value.as_f64() == truth[at])
        };
        if fields.iter().enumerate().all(is_right) {
            measure.repaired += 1;
        } else {
            measure.wrong.push((printed, damaged, figures(&item)));
        }
    }
    println!(
        "{} damaged, {} repaired, {} wrong",
        measure.damaged,
        measure.repaired,
        measure.wrong.len()
    );
    measure
}

#[test]
fn one_damaged_cell_is_never_repaired_wrongly() {
    let all = measure(1, [true; 4], true);
    assert!(all.wrong.is_empty(), "{:#?}", all.wrong);
    assert!(all.repaired * 100 > all.damaged * 80);
    let alone = measure(1, [true; 4], false);
    assert!(alone.wrong.is_empty(), "{:#?}", alone.wrong);
}

#[test]
fn one_damaged_cell_under_a_single_law_is_hardly_ever_repaired_wrongly() {
    let no_ratio = measure(1, [true, true, true, false], true);
    let no_difference = measure(1, [true, true, false, true], true);
    println!("{:#?} {:#?}", no_ratio.wrong, no_difference.wrong);
    assert!(no_ratio.wrong.len() * 1000 < no_ratio.damaged);
    assert!(no_difference.wrong.len() * 1000 < no_difference.damaged);
}

#[test]
fn two_damaged_cells_are_hardly_ever_repaired_wrongly() {
    let two = measure(2, [true; 4], true);
    println!("{:#?}", &two.wrong[..two.wrong.len().min(20)]);
    assert!(two.wrong.len() * 100 < two.damaged);
}

#[test]
fn one_damaged_part_is_never_repaired_wrongly() {
    let mut numbers = Numbers(11);
    let (mut damaged, mut repaired) = (0, 0);
    for _ in 0..10_000 {
        let scale = [100, 1000, 100_000][numbers.below(3) as usize];
        let parts = [(); 3].map(|()| numbers.below(scale) as i64);
        let truth = [parts.iter().sum(), parts[0], parts[1], parts[2]];
        let mut cells = truth.map(grouped);
        let at = numbers.below(4) as usize;
        cells[at] = damage(&cells[at], &mut numbers);
        damaged += usize::from(cells[at] != grouped(truth[at]));
        let sound = funded(1, "12,345", ["2,000", "0", "10,345"]);
        let mut draft = draft(&[]);
        draft.items = vec![sound, funded(2, &cells[0], [&cells[1], &cells[2], &cells[3]])];
        let checks = run(&mut draft);
        let mended = checks.iter().any(|check| check.status == CheckStatus::Repaired);
        repaired += usize::from(mended);
        for repair in &draft.items[1].repairs {
            let budget: usize = repair.field.split('/').nth(2).unwrap().parse().unwrap();
            assert_eq!(repair.value, truth[budget], "{truth:?} {cells:?}");
        }
    }
    println!("{damaged} damaged, {repaired} repaired");
    assert!(repaired * 5 > damaged);
}

#[test]
fn any_cells_end_in_checks_and_the_same_ones_again() {
    let mut numbers = Numbers(3);
    let alphabet: Vec<char> = "0149,. ▲△-−()<>b/%ｌＯ千円—é".chars().collect();
    let mut cell = || -> String {
        let length = numbers.below(9);
        (0..length)
            .map(|_| alphabet[numbers.below(alphabet.len() as u64) as usize])
            .collect()
    };
    for _ in 0..2_000 {
        let cells = [cell(), cell(), cell(), cell()];
        let mut once = draft(&[cells.each_ref().map(String::as_str)]);
        let mut again = once.clone();
        assert_eq!(run(&mut once), run(&mut again));
        let json = serde_json::to_value(&once.items[0]).unwrap();
        for repair in &once.items[0].repairs {
            assert_eq!(json.pointer(&repair.field), Some(&repair.value), "{cells:?}");
        }
    }
}

/// The cells of the 42 rows of a report as OCR left them.
fn report() -> Vec<Vec<&'static str>> {
    let text = include_str!("../../fixtures/reports/000_60cc4e7f882508c7.txt");
    let cells = |line: &'static str| line.split('\t').map(str::trim).collect::<Vec<_>>();
    let is_figure = |cell: &&str| cell.chars().all(|c| !c.is_alphabetic() || c.is_ascii()) && cell.len() < 20;
    let rows = text.lines().map(cells);
    let rows = rows.filter(|row| row.len() == 8 && !row[2].is_empty() && row[2..6].iter().all(is_figure));
    rows.map(|row| row[2..6].to_vec()).collect()
}

#[test]
fn every_damaged_figure_of_a_real_report_is_repaired() {
    let rows = report();
    let cells: Vec<[&str; 4]> = rows.iter().map(|row| [row[0], row[1], row[2], row[3]]).collect();
    let mut draft = draft(&cells);
    let checks = run(&mut draft);
    let open = checks
        .iter()
        .filter(|check| !matches!(check.status, CheckStatus::Holds | CheckStatus::Repaired));
    assert_eq!(open.count(), 0);
    let repairs = draft.items.iter().flat_map(|item| &item.repairs);
    let shown = repairs.map(|repair| format!("{} {} {}", repair.field, repair.printed, repair.value));
    let shown: Vec<String> = shown.collect();
    let expected = [
        "/change/ratio_percent 1 null",
        "/budgets/1/value 1 null",
        "/change/difference/value 1 null",
        "/change/ratio_percent _ null",
        "/change/difference/value <b>4</b> 4 -44",
        "/change/ratio_percent 95,5 95.5",
        "/change/difference/value <b>1</b> -1",
        "/change/ratio_percent 60,2 60.2",
        "/change/difference/value <b>1</b> -1",
        "/budgets/1/value O 0",
    ];
    assert_eq!(shown, expected);
}
