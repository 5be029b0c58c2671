use super::readings::*;

fn values(printed: &str, role: Role, damage: Damage) -> Vec<Option<f64>> {
    let cell = Cell::read(printed, None, role);
    let chosen = cell.senses.iter().filter(|sense| sense.damage == damage);
    chosen.map(|sense| sense.value).collect()
}

#[test]
fn reads_what_is_commonly_printed() {
    for (printed, expected) in [
        ("4,686", Some(4686.0)),
        ("▲ 42,317", Some(-42317.0)),
        ("<b>▲</b> 5,403", Some(-5403.0)),
        ("△１，２３４", Some(-1234.0)),
        ("（12）", Some(-12.0)),
        ("－", None),
        ("―", None),
        ("皆増", None),
        ("９５．５％", Some(95.5)),
        ("**120** 千円", Some(120.0)),
    ] {
        assert_eq!(
            values(printed, Role::Difference, Damage::None),
            [expected],
            "{printed}"
        );
    }
}

#[test]
fn damaged_cells_have_no_strict_reading() {
    for printed in ["95,5", "<b>4</b> 4", "O", "_", "", "4,68", "l"] {
        assert!(
            Cell::read(printed, None, Role::Difference).strict.is_none(),
            "{printed}"
        );
    }
}

#[test]
fn comma_for_point_and_letters_for_digits_are_notations() {
    assert!(values("95,5", Role::Ratio, Damage::Notation).contains(&Some(95.5)));
    assert_eq!(values("O", Role::Amount, Damage::Notation), [Some(0.0)]);
    assert!(values("4.686", Role::Amount, Damage::Notation).contains(&Some(4686.0)));
    assert!(values("1,234,5", Role::Ratio, Damage::Notation).contains(&Some(1234.5)));
}

#[test]
fn a_triangle_is_read_as_four_one_or_nothing() {
    assert!(values("<b>4</b> 4", Role::Difference, Damage::Sign).contains(&Some(-44.0)));
    assert!(values("<b>4</b> 4", Role::Difference, Damage::Sign).contains(&Some(-4.0)));
    assert!(values("<b>1</b>", Role::Difference, Damage::Sign).contains(&Some(-1.0)));
    assert!(values("15,403", Role::Difference, Damage::Sign).contains(&Some(-5403.0)));
    assert!(values("44", Role::Amount, Damage::Sign).is_empty());
}

#[test]
fn a_lone_stroke_may_be_a_dash() {
    for printed in ["1", "l", "I", "_", "|", "<b>1</b>"] {
        assert_eq!(values(printed, Role::Amount, Damage::Dash), [None], "{printed}");
    }
    assert!(values("11", Role::Amount, Damage::Dash).is_empty());
}

#[test]
fn nearness_is_one_character() {
    let cell = Cell::read("2,213", None, Role::Difference);
    assert!(cell.is_near(2243.0, 0) && cell.is_near(213.0, 0) && !cell.is_near(2344.0, 0));
}

#[test]
fn what_is_beyond_us_keeps_what_recovery_read() {
    let cell = Cell::read("約12（見込）", Some(12.0), Role::Amount);
    assert_eq!(cell.strict.and_then(|sense| sense.value), Some(12.0));
}
