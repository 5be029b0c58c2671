//! Sources of a sheet that add up to another of its amounts than the one they were given to: 予算額 | 決算額 over one
//! 財源内訳.

use crate::model::Phase;

use crate::recover::entry::{Amount, Entry};

/// What the amounts of one group have in common.
type Group = (String, Option<i32>, Option<Phase>);

/// Gives the sources to the only amount that they add up to, where the one they stand under is another.
pub(in crate::recover) fn funding(entry: &mut Entry) {
    let mut groups: Vec<Group> = Vec::new();
    for amount in &entry.amounts {
        if let Some(group) = group_of(amount).filter(|group| !groups.contains(group)) {
            groups.push(group);
        }
    }
    for group in &groups {
        // Where each stage has sources of its own they stand where they belong.
        let Some(total) = better_total(&entry.amounts, group).filter(|total| !groups.contains(total)) else {
            continue;
        };
        let parts = entry.amounts.iter_mut();
        for part in parts.filter(|part| group_of(part).as_ref() == Some(group)) {
            part.part_of = Some(total.0.clone());
            (part.fiscal_year, part.phase) = (total.1, total.2);
        }
    }
}

fn group_of(amount: &Amount) -> Option<Group> {
    let total = amount.part_of.clone()?;
    Some((total, amount.fiscal_year, amount.phase))
}

fn better_total(amounts: &[Amount], group: &Group) -> Option<Group> {
    let value = |amount: &Amount| amount.value.map(|figure| figure.0);
    let parts: Vec<&Amount> = amounts
        .iter()
        .filter(|amount| group_of(amount).as_ref() == Some(group))
        .collect();
    let sum: f64 = parts.iter().filter_map(|part| value(part)).sum();
    let known = parts.iter().filter_map(|part| value(part)).count();
    if known < 2 || sum <= 0.0 {
        return None;
    }
    let own = |amount: &&Amount| (amount.label.clone(), amount.fiscal_year, amount.phase) == *group;
    let totals = || amounts.iter().filter(|amount| amount.part_of.is_none());
    let equals = |amount: &&Amount| value(amount).is_some_and(|value| (value - sum).abs() < 0.5);
    if totals().any(|total| own(&total) && equals(&total)) || !totals().any(|total| own(&total)) {
        return None;
    }
    let mut found = totals().filter(|total| equals(total) && total.unit == parts[0].unit);
    let total = found.next().filter(|_| found.next().is_none())?;
    Some((total.label.clone(), total.fiscal_year, total.phase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Figure;

    fn amount(label: &str, part_of: Option<&str>, value: f64) -> Amount {
        Amount {
            label: label.to_owned(),
            part_of: part_of.map(str::to_owned),
            value: Some(Figure(value)),
            ..Amount::default()
        }
    }

    fn parts(amounts: Vec<Amount>) -> Vec<Option<String>> {
        let mut entry = Entry {
            amounts,
            ..Entry::default()
        };
        funding(&mut entry);
        entry.amounts.into_iter().map(|amount| amount.part_of).collect()
    }

    #[test]
    fn sources_go_to_the_only_amount_that_they_add_up_to() {
        let amounts = vec![
            amount("予算額", None, 100.0),
            amount("決算額", None, 90.0),
            amount("県支出金", Some("予算額"), 40.0),
            amount("一般財源", Some("予算額"), 50.0),
        ];
        let spent = Some("決算額".to_owned());
        assert_eq!(parts(amounts), [None, None, spent.clone(), spent]);
    }

    #[test]
    fn sources_stay_where_two_amounts_or_none_are_their_sum() {
        let stays = |a: f64, b: f64| {
            let amounts = vec![
                amount("予算額", None, 100.0),
                amount("決算額", None, a),
                amount("支出額", None, b),
                amount("県支出金", Some("予算額"), 40.0),
                amount("一般財源", Some("予算額"), 50.0),
            ];
            parts(amounts)[3].clone()
        };
        assert_eq!(stays(90.0, 90.0).as_deref(), Some("予算額"));
        assert_eq!(stays(91.0, 92.0).as_deref(), Some("予算額"));
    }
}
