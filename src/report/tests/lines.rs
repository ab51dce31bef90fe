//! What readers see as one thing to do, and in which order.

use crate::assess::actions::action::Urgency;
use crate::base::Day;
use crate::report::lines::{Line, LineGroup, lines};
use crate::report::next::ActionRow;
use crate::report::row_kind::RowKind;

fn action(rank: i64, urgency: &str, kind: &str, who: &str, restores: &str) -> ActionRow {
    let listed = |text: &str| {
        text.split(';').filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    ActionRow {
        rank,
        urgency: Urgency::of(urgency),
        kind: RowKind::of(kind),
        who: listed(who),
        competency: "A".to_owned(),
        level: "Gold".to_owned(),
        restores: listed(restores),
        by: Some(Day(100)),
        ..ActionRow::default()
    }
}

fn wait(by: i32) -> ActionRow {
    ActionRow { by: Some(Day(by)), ..action(9, "none", "wait", "", "A Gold") }
}

#[test]
fn alternatives_are_one_line_and_what_is_for_one_level_is_another() {
    let grouped =
        |rank, who| ActionRow { group: Some(1), ..action(rank, "now", "associate", who, "A Gold") };
    let short = |rank, what: &str| ActionRow {
        what: what.to_owned(),
        ..action(rank, "now", "raise", "", "")
    };
    let all = [grouped(1, "ann"), grouped(2, "bob"), short(3, "Seats"), short(4, "Growth")];
    let lines = lines(&all);
    assert_eq!(lines.len(), 2);
    assert!(lines[0].is_choice());
    assert_eq!(lines[0].who(), ["ann", "bob"]);
    let whats: Vec<&str> = lines[1].whats().map(|own| own.what.as_str()).collect();
    assert_eq!(whats, ["Seats", "Growth"]);
}

#[test]
fn nobody_is_asked_for_what_heals_before_help_is_seen() {
    let ann = action(1, "now", "associate", "ann", "A Gold");
    let all = [ActionRow { urgency: Urgency::None, ..ann.clone() }, wait(103)];
    let sooner = lines(&all);
    assert_eq!(sooner.len(), 1);
    assert_eq!((sooner[0].place(), sooner[0].spared()), (LineGroup::Heals, vec!["ann".to_owned()]));
    let all = [ann.clone(), wait(104)];
    let later = lines(&all);
    assert_eq!(later[0].place(), LineGroup::Now);
    assert_eq!(later[0].heals_on, Some(Day(104)));
    assert_eq!(later[1].place(), LineGroup::Heals);
    let none = Urgency::None;
    let helps = ActionRow { urgency: none, restores: Vec::new(), ..ann.clone() };
    assert_eq!(lines(&[helps, wait(103)])[0].spared(), ["ann"], "not enough alone");
    // Who keeps another level is asked anyway.
    let keeps = ActionRow { keeps: vec!["B Gold".to_owned()], ..ann };
    assert_eq!(lines(&[keeps, wait(101)]).len(), 2);
}

#[test]
fn the_urgent_come_first_and_what_needs_nobody_last() {
    use LineGroup::{Heals, Later, Now, Soon, Tidy};
    let unneeded = ActionRow { is_unneeded: true, ..action(1, "soon", "invoice", "", "") };
    let all = [
        unneeded,
        wait(200),
        action(2, "later", "renew", "c", ""),
        action(3, "soon", "renew", "b", ""),
        ActionRow { competency: String::new(), ..action(4, "none", "merge_mcid", "d", "") },
        action(5, "now", "renew", "a", ""),
    ];
    let places: Vec<LineGroup> = lines(&all).iter().map(Line::place).collect();
    assert_eq!(places, [Now, Soon, Later, Heals, Tidy, Tidy]);
}

#[test]
fn who_only_puts_it_off_is_no_choice_beside_those_who_keep_it() {
    let grouped = |rank, who, again| ActionRow {
        group: Some(1),
        breaks_again_on: again,
        ..action(rank, "now", "associate", who, "A Gold")
    };
    let all = [grouped(1, "ann", Some(Day(9))), grouped(2, "bob", None), grouped(3, "cy", None)];
    let line = &lines(&all)[0];
    assert_eq!(
        (line.who(), line.breaks_again_on()),
        (vec!["bob".to_owned(), "cy".to_owned()], None)
    );
    assert_eq!(line.passing.iter().map(|own| own.rank).collect::<Vec<_>>(), [1]);
    let all = [grouped(1, "ann", Some(Day(9))), grouped(2, "bob", Some(Day(8)))];
    assert_eq!(lines(&all)[0].breaks_again_on(), Some(Day(8)), "nobody lasts");
}

#[test]
fn who_is_enough_only_with_others_is_named_with_them_and_before_anybody_learns() {
    let all = [
        action(1, "now", "earn", "", "A Gold"),
        action(2, "now", "associate", "ann", ""),
        action(3, "now", "associate", "bob", ""),
        ActionRow { level: "Silver".to_owned(), ..action(4, "now", "associate", "cy", "") },
    ];
    let lines = lines(&all);
    let who: Vec<Vec<String>> = lines.iter().map(Line::who).collect();
    assert_eq!(who, [vec!["ann", "bob"], vec!["cy"], vec![]]);
    assert!(lines[0].is_of_people() && !lines[0].is_choice() && lines[0].is_step());
}

#[test]
fn of_what_can_be_earned_either_is_enough_whoever_is_near() {
    let earned = |what: &str, who| ActionRow {
        group: Some(1),
        what: what.to_owned(),
        ..action(1, "now", "earn", who, "A Gold")
    };
    let all = [earned("R3", "ann;bob"), earned("R4", "cy")];
    let line = &lines(&all)[0];
    let whats: Vec<&str> = line.whats().map(|own| own.what.as_str()).collect();
    assert_eq!(whats, ["R3", "R4"]);
    assert!(line.is_choice_of_things() && !line.is_choice_of_people());
    assert_eq!(line.who(), ["ann", "bob", "cy"], "the nearest, not all of them");
}

#[test]
fn what_only_has_to_be_mended_is_not_earned_first() {
    let all =
        [action(1, "now", "earn", "", "A Gold"), action(2, "now", "merge_mcid", "ann", "A Gold")];
    let kinds: Vec<&str> = lines(&all).iter().map(|line| line.first.kind.name()).collect();
    assert_eq!(kinds, ["merge_mcid", "earn"]);
}
