//! A report as lines that a person can review: one an item, tab-separated, with only what it states.

use std::fmt::Write;

use jigyo::model::{Budget, Change, Department, Evaluation, Item, Report, Section, TextEntry};

/// All facts of a report but the texts of its cells, of which the start and the length stand.
pub fn facts(report: &Report) -> String {
    let mut out = String::new();
    let document = &report.document;
    let municipality = document.municipality.as_ref();
    line(
        &mut out,
        "document",
        [
            shown("title", document.title.as_deref()),
            shown("municipality", municipality.map(|place| place.name.as_str())),
            shown("code", municipality.and_then(|place| place.code.as_deref())),
            shown("year", document.fiscal_year),
            shown(
                "plan",
                document
                    .plan_period
                    .map(|plan| format!("{}-{}", plan.from, plan.to)),
            ),
            shown("published", document.published.as_deref()),
        ],
    );
    for section in &report.sections {
        line(
            &mut out,
            "section",
            [
                path(report, Some(&section.id)),
                departments(&section.departments),
                grades(&section.evaluations),
                texts(&section.texts),
            ],
        );
    }
    for item in &report.items {
        line(
            &mut out,
            if item.parent.is_some() { "sub-row" } else { "item" },
            of_item(report, item),
        );
    }
    for indicator in &report.indicators {
        let name = shown(indicator.number.as_deref().unwrap_or("-"), Some(&indicator.name));
        let owners = indicator.owners.iter().map(|owner| owner_name(report, owner));
        let owners = shown(
            "of",
            Some(owners.collect::<Vec<_>>().join("／")).filter(|names| !names.is_empty()),
        );
        let values = indicator.values.iter().map(|value| {
            let role = format!("{:?}", value.role).to_lowercase();
            format!(
                "{} {role} {}",
                year(value.fiscal_year),
                value.value.map_or("-".into(), |value| value.to_string())
            ) + &value
                .unit
                .as_ref()
                .map_or(String::new(), |unit| format!(" {unit}"))
                + &value.qualifier.map_or(String::new(), |word| format!(" {word:?}"))
                + &value
                    .alternate
                    .map_or(String::new(), |other| format!(" ({other})"))
        });
        line(&mut out, "indicator", [name, owners].into_iter().chain(values));
    }
    for tally in &report.tallies {
        let counts = tally
            .counts
            .iter()
            .map(|(grade, count)| format!("{grade} {count}"))
            .collect::<Vec<_>>();
        line(
            &mut out,
            "tally",
            [tally.what.clone(), year(tally.fiscal_year), counts.join(", ")],
        );
    }
    for legend in &report.legend {
        line(&mut out, "legend", [legend.grade.clone(), legend.meaning.clone()]);
    }
    out
}

fn of_item(report: &Report, item: &Item) -> [String; 12] {
    let above = item.parent.as_ref().map(|id| owner_name(report, id));
    [
        item.kind.clone(),
        item.number.clone().unwrap_or_else(|| "-".into()),
        item.name.clone(),
        shown("under", above),
        shown("repeats", item.repeats.as_ref().map(|id| owner_name(report, id))),
        path(report, item.section.as_deref()),
        departments(&item.departments),
        amounts(&item.budgets),
        item.change.as_ref().map_or(String::new(), change),
        grades(&item.evaluations),
        shown(
            "flags",
            Some(item.flags.join("／")).filter(|flags| !flags.is_empty()),
        ),
        texts(&item.texts),
    ]
}

fn line(out: &mut String, word: &str, fields: impl IntoIterator<Item = String>) {
    out.push_str(word);
    for field in fields.into_iter().filter(|field| !field.is_empty()) {
        let _ = write!(out, "\t{}", field.replace(['\n', '\t'], "⏎"));
    }
    out.push('\n');
}

fn shown(word: &str, value: Option<impl std::fmt::Display>) -> String {
    value.map_or(String::new(), |value| format!("{word}: {value}"))
}

fn year(year: Option<i32>) -> String {
    year.map_or("-".into(), |year| year.to_string())
}

fn owner_name(report: &Report, id: &str) -> String {
    let item = report
        .items
        .iter()
        .find(|item| item.id == id)
        .map(|item| item.name.clone());
    let section = report
        .sections
        .iter()
        .find(|section| section.id == id)
        .map(|section| section.name.clone());
    item.or(section).unwrap_or_else(|| format!("?{id}"))
}

fn path(report: &Report, id: Option<&str>) -> String {
    let mut path = Vec::new();
    let mut next = id;
    while let Some(section) = next.and_then(|id| report.sections.iter().find(|section| section.id == id)) {
        path.push(heading(section));
        next = section.parent.as_deref();
    }
    path.reverse();
    shown("in", Some(path.join(" > ")).filter(|path| !path.is_empty()))
}

fn heading(section: &Section) -> String {
    let parts = [
        section.level.as_deref(),
        section.number.as_deref(),
        Some(section.name.as_str()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn departments(departments: &[Department]) -> String {
    let names = departments.iter().map(|department| match &department.within {
        Some(within) => format!("{within}({})", department.name),
        None => department.name.clone(),
    });
    shown(
        "by",
        Some(names.collect::<Vec<_>>().join("／")).filter(|names| !names.is_empty()),
    )
}

fn amounts(budgets: &[Budget]) -> String {
    let amounts = budgets.iter().map(|budget| {
        let value = budget.value.map_or("-".into(), |value| value.to_string());
        let of = budget
            .part_of
            .as_ref()
            .map_or(String::new(), |of| format!(" of {of}"));
        let unit = budget.unit.as_deref().unwrap_or_default();
        format!("{}{of} {} {value}{unit}", budget.label, year(budget.fiscal_year))
    });
    amounts.collect::<Vec<_>>().join("; ")
}

fn change(change: &Change) -> String {
    let difference = change.difference.as_ref().and_then(|difference| difference.value);
    let show = |value: Option<jigyo::model::Figure>| value.map_or("-".into(), |value| value.to_string());
    format!("change {} ratio {}", show(difference), show(change.ratio_percent))
}

fn grades(evaluations: &[Evaluation]) -> String {
    let grades = evaluations.iter().map(|evaluation| {
        let grade = evaluation.grade.as_deref().unwrap_or("-");
        format!("{} {} {grade}", evaluation.label, year(evaluation.fiscal_year))
    });
    grades.collect::<Vec<_>>().join("; ")
}

fn texts(texts: &[TextEntry]) -> String {
    let texts = texts.iter().map(|entry| {
        let start: String = entry
            .text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(12)
            .collect();
        let length = entry.text.chars().filter(|c| !c.is_whitespace()).count();
        format!("{}={start}…{length}", entry.label.as_deref().unwrap_or("-"))
    });
    texts.collect::<Vec<_>>().join(" | ")
}
