//! What a field of a form says is given to the row or the section that is open.

use crate::model::Phase;
use crate::recover::lexicon::{Lexicon, Role, bare};
use crate::recover::outline::opening::open_level;
use crate::recover::state::{State, label_text};
use crate::recover::{amounts, departments, grades, years};
use crate::source::Passage;
use crate::vocabulary::key;

use super::facts::{Fact, Field};
use super::tell::{is_figure, is_number};

pub(super) fn give(state: &mut State<'_>, field: &Field) {
    if let Some((side, _)) = &field.side {
        state.book(side);
    }
    if let Some((head, head_role)) = &field.head {
        return give_crossed(state, field, head, head_role);
    }
    let (label, value) = (&field.label, &field.value);
    if let Some(choice) = grades::ringed(value, &state.ringed) {
        return give_ringed(state, field, &choice);
    }
    if let Some(grade) = &field.chosen {
        let whole = beside(field);
        let year = years::of(label.as_str()).or(state.fiscal_year);
        return state.give_chosen_grade(&whole, &label_text(&whole), year, (grade.clone(), value));
    }
    match &field.role {
        Role::Level(word) if crate::recover::lines::form::is_narrative(label, value) => {
            let _ = word;
            state.give(label, &Role::Text, value);
        }
        // 施策の方向性 | 拡充: a word that levels have, over a choice.
        Role::Level(word)
            if word.contains("方向") && state.lexicon.words.grades.choices.contains(&key(value.as_str())) =>
        {
            let year = years::of(label.as_str()).or(state.fiscal_year);
            state.give_grade(label, &label_text(label), year, value);
        }
        // 方針 | 見直しのうえ継続: what is to become of the row.
        Role::Level(word) if word == "方針" && ends_in_choice(value, state) => {
            state.give(label, &Role::Text, value);
        }
        // 目標 | 20: a figure is no name.
        Role::Level(_) if !is_number(state, &Fact::Field(field.clone())) && is_figure(value) => {
            state.give(label, &Role::Text, value);
        }
        Role::Level(word) => open_level(state, word, label, value),
        // 合計 | 12,300千円 behind the amounts that it adds up.
        Role::Text if is_total(label, value, state) || is_dated_amount(label, value, state) => {
            amounts::give(state, label, &Role::Budget, value);
        }
        Role::Evaluation | Role::Text => {
            let judged = field.role == Role::Evaluation || judges(field, state);
            let judged = judged && !explains_judgement(&field.label, state);
            let whole = beside(field);
            let short = (1..=LONGEST_VERDICT).contains(&key(value.as_str()).chars().count())
                && !value.as_str().contains(['。', '、'])
                && !value.as_str().starts_with('・')
                && !grades::is_open_choice(value)
                && (!amounts::is_amount(value.as_str()) || key(value.as_str()).chars().count() == 1);
            if field.role == Role::Evaluation
                && short
                && grades::read(value.as_str(), state.lexicon.words).is_none()
            {
                let year = years::of(label.as_str()).or(state.fiscal_year);
                return state.give_printed_grade(&whole, &label_text(&whole), year, value);
            }
            // 事業の今後 | □拡大 ■継続: a choice of known words is a judgement under any label.
            let judged = judged || grades::judges(value.as_str(), state.lexicon.words);
            if judged && grades::read(value.as_str(), state.lexicon.words).is_some() {
                let year = years::of(label.as_str()).or(state.fiscal_year);
                state.give_grade(&whole, &label_text(&whole), year, value);
            } else {
                state.give(&whole, &Role::Text, value);
            }
        }
        // 予算額 | 本年度 | 前年度: the year says which of them the amount is.
        Role::Period if is_amount_of_year(field) => give_year(state, field),
        Role::Department if !may_be_departments(label, value, state) => state.give(label, &Role::Text, value),
        role => state.give(label, role, value),
    }
}

/// Whether an amount stands beside its year, and the word of the amount beside both.
fn is_amount_of_year(field: &Field) -> bool {
    let side = field.side.as_ref().map(|(_, role)| role);
    matches!(side, Some(Role::Budget | Role::Funding)) && amounts::is_amount(field.value.as_str())
}

fn give_year(state: &mut State<'_>, field: &Field) {
    let Some((side, role)) = &field.side else { return };
    state.book(&field.label);
    amounts::give(state, side, role, &field.value);
    let away = Lexicon::years_away(field.label.as_str());
    let near = || state.fiscal_year.filter(|_| away != 0).map(|year| year + away);
    let year = state.lexicon.column_year(field.label.as_str()).flatten();
    date_last(state, year.or_else(near));
}

/// The amount that was given last is of this year, where it is known.
fn date_last(state: &mut State<'_>, year: Option<i32>) {
    let given = state
        .target()
        .and_then(|entry| state.entries[entry].amounts.last_mut());
    if let Some(amount) = given {
        amount.fiscal_year = year.or(amount.fiscal_year);
    }
}

/// 改善して継続, 見直しのうえ継続: a choice behind a few letters of how.
fn ends_in_choice(value: &Passage, state: &State<'_>) -> bool {
    key(value.as_str()).chars().count() <= LONGEST_VERDICT
        && grades::ends_in_choice(value, state.lexicon.words)
}

/// Whether a line is the total of amounts and says its unit.
fn is_total(label: &Passage, value: &Passage, state: &State<'_>) -> bool {
    let words = state.lexicon.words;
    words.is_label("total", &bare(label.as_str()))
        && amounts::is_amount(value.as_str())
        && amounts::unit_in(value.as_str(), words).is_some()
}

/// Whether a label of the city's own words says whose year's amount stands beside it: 令和４年度当初予算に計上した事業費.
fn is_dated_amount(label: &Passage, value: &Passage, state: &State<'_>) -> bool {
    let words = state.lexicon.words;
    let name = bare(label.as_str());
    let mut budgets = words.label("budget").iter();
    years::of(label.as_str()).is_some()
        && budgets.any(|word| word.chars().count() > 2 && name.ends_with(word.as_str()))
        && amounts::is_amount(value.as_str())
        && amounts::unit_in(value.as_str(), words).is_some()
}

/// A choice with a ring around it: a judgement, or what else the form lets choose (実施方法).
fn give_ringed(state: &mut State<'_>, field: &Field, choice: &Passage) {
    let words = state.lexicon.words;
    let known = grades::read(choice.as_str(), words).is_some();
    let whole = beside(field);
    if known || field.role == Role::Evaluation || judges(field, state) {
        let year = years::of(field.label.as_str()).or(state.fiscal_year);
        if known {
            state.give_grade(&whole, &label_text(&whole), year, choice);
        } else {
            state.give_printed_grade(&whole, &label_text(&whole), year, choice);
        }
    } else {
        state.give(&whole, &field.role, choice);
    }
    state.book(&field.value);
}

/// 実施主体 names departments only where the value looks like them; 担当課 asks for nothing else.
fn may_be_departments(label: &Passage, value: &Passage, state: &State<'_>) -> bool {
    let asked = bare(label.as_str());
    departments::looks_like(value.as_str(), state.lexicon.words)
        || !asked.ends_with("主体")
            && !value.as_str().contains('。')
            && !value.as_str().trim().is_empty()
            && !value.as_str().chars().all(|c| c.is_numeric())
}

/// The label with the one beside it and its neighbours before it, where that one says whose judgement it is
/// (１次評価, 外部評価) or tells it from another label of the same words.
fn beside(field: &Field) -> Passage {
    match &field.side {
        Some((side, role))
            if field.is_ambiguous && matches!(role, Role::Text | Role::Evaluation)
                || *role == Role::Evaluation
                    && bare(side.as_str()).ends_with("評価")
                    && key(side.as_str()) != "評価" =>
        {
            let mut whole = side.clone();
            whole.join('／', &field.label);
            whole
        }
        _ => field.label.clone(),
    }
}

/// 判断理由, 説明: what stands there explains a judgement, also where it looks like one.
fn explains_judgement(label: &Passage, state: &State<'_>) -> bool {
    let label = bare(label.as_str());
    let mut endings = state.lexicon.words.label("remark_endings").iter();
    endings.any(|ending| label.ends_with(ending.as_str()))
}

/// Whether a choice under this label is a judgement: 成果の向上余地, or anything beside 有効性.
fn judges(field: &Field, state: &State<'_>) -> bool {
    let words = state.lexicon.words.label("evaluation");
    let label = bare(field.label.as_str());
    let ends = |text: &str| {
        words
            .iter()
            .any(|word| word.chars().count() > 1 && text.ends_with(word.as_str()))
            || text.ends_with("余地")
    };
    ends(&label)
        || matches!(&field.side, Some((side, role)) if *role == Role::Evaluation || ends(&bare(side.as_str())))
}

/// Characters of a verdict in words of the city's own (高い, 適切).
const LONGEST_VERDICT: usize = 10;

/// Characters of a grade that no vocabulary knows (３, 5点).
const LONGEST_MARK: usize = 4;

/// 計画 | 実績, 予算 | 決算 over amounts: the stage that a head without a year says.
fn stage(head: &Passage, state: &State<'_>) -> Option<Phase> {
    match bare(head.as_str()).as_str() {
        "計画" => Some(Phase::Proposed),
        word if word.chars().count() <= LONGEST_MARK => amounts::phase_of(word, state.lexicon.words),
        _ => None,
    }
}

/// An amount of which the row says what it is and the column its stage.
fn give_staged(state: &mut State<'_>, field: &Field, stage: Phase) {
    let total = state.lexicon.words.is_label("total", &bare(field.label.as_str()));
    let side = field
        .far_side
        .as_ref()
        .or(field.side.as_ref().map(|(side, _)| side));
    let label = match side {
        Some(side) if total => {
            let mut whole = side.clone();
            whole.join('／', &field.label);
            whole
        }
        _ => field.label.clone(),
    };
    amounts::give(state, &label, &Role::Budget, &field.value);
    let Some(entry) = state.target() else { return };
    if let Some(amount) = state.entries[entry].amounts.last_mut() {
        amount.phase = Some(stage);
    }
}

/// A value of which one label says the row and one the column.
fn give_crossed(state: &mut State<'_>, field: &Field, head: &Passage, head_role: &Role) {
    state.book(head);
    if let Some(choice) = grades::ringed(&field.value, &state.ringed) {
        return give_ringed(state, field, &choice);
    }
    let (label, value) = (&field.label, &field.value);
    let dated = years::of(head.as_str());
    let graded = grades::read(value.as_str(), state.lexicon.words).is_some();
    let judged = matches!(head_role, Role::Evaluation | Role::Flag | Role::Period)
        || field.role == Role::Evaluation
            && (*head_role != Role::Text || state.lexicon.words.is_label("answer", &bare(head.as_str())));
    let most = if field.role == Role::Evaluation {
        LONGEST_VERDICT
    } else {
        LONGEST_MARK
    };
    let length = key(value.as_str()).chars().count();
    // ■■■□□: a bar drawn beside its figure.
    let bar = length > 1 && value.as_str().chars().all(|c| "■□●○◯★☆◆◇".contains(c));
    let short = (1..=most).contains(&length)
        && !bar
        && !value.as_str().contains(['。', '、'])
        && !value.as_str().starts_with('・');
    if judged && *head_role != Role::Period && (graded || short)
        || *head_role == Role::Period && field.role == Role::Evaluation
    {
        let year = dated.or_else(|| years::of(label.as_str())).or(state.fiscal_year);
        let mut named = label.clone();
        if field.has_several_heads {
            named.join('／', head);
        }
        let name = label_text(&named);
        if !graded && short {
            return state.give_printed_grade(label, &name, year, value);
        }
        return state.give_grade(label, &name, year, value);
    }
    // 令和5年度 beside the sources of that year.
    if field.role == Role::Period
        && matches!(head_role, Role::Budget | Role::Funding)
        && amounts::is_amount(value.as_str())
    {
        state.book(label);
        amounts::give(state, head, head_role, value);
        let year = state.lexicon.column_year(label.as_str()).flatten();
        return date_last(state, year);
    }
    if let Some(stage) = stage(head, state) {
        let money = matches!(field.role, Role::Budget | Role::Funding) || state.form_unit.is_some();
        if money && dated.is_none() && amounts::is_amount(value.as_str()) {
            return give_staged(state, field, stage);
        }
    }
    let mut whole = label.clone();
    whole.join('／', head);
    match &field.role {
        role @ (Role::Budget | Role::Funding) if amounts::is_amount(value.as_str()) => {
            amounts::give(state, &whole, role, value);
        }
        _ => state.give(&whole, &Role::Text, value),
    }
}
