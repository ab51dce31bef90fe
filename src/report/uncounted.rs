//! Who has already what somebody is asked to earn, though it does not count yet: nobody has to learn it anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::tables::columns;
use crate::tables::output::Rows;
use crate::tables::words::KnownSource;

use super::action_tables::ActionTables;
use super::already::{MissedBy, Uncounted};
use super::lasting::DaysAhead;
use super::next::ActionRow;
use super::row_kind::RowKind;
use super::takes::{requirement_of, takes};
use super::terms::Terms;
use super::view::{Row, each};

/// So many are named: those of whom it is the easiest to mend.
const NAMED_MAX: usize = 3;

/// Of one action: what it takes, and who has that.
struct WantedSkills {
    codes: BTreeSet<String>,
    /// Whether one of the skills is enough.
    takes_any: bool,
    /// Who has one of them that counts.
    has: BTreeSet<String>,
    found: BTreeMap<(MissedBy, Option<String>, String), Uncounted>,
}

/// What the findings say of rows: e-mail and MCID that no account is associated with, and file and line of
/// what several people answer to.
#[derive(Default)]
struct UnlinkedRows {
    missing: BTreeSet<[String; 3]>,
    ambiguous: BTreeSet<(String, Option<i64>)>,
}

/// Tells each action that asks for people who has it already.
pub(super) fn tell(
    all: &mut BTreeMap<String, Vec<ActionRow>>,
    told: ActionTables<'_>,
    terms: Terms<'_>,
) {
    let mut wanted: BTreeMap<String, Vec<(usize, WantedSkills)>> = BTreeMap::new();
    for (company, own) in all.iter() {
        for (place, action) in
            own.iter().enumerate().filter(|(_, action)| action.kind == ActionKind::Earn)
        {
            let Some(own) = WantedSkills::of(action, terms) else { continue };
            wanted.entry(company.clone()).or_default().push((place, own));
        }
    }
    if wanted.is_empty() {
        return;
    }
    let ahead = DaysAhead::of(told, &wanted.keys().cloned().collect(), terms.seen_on());
    let lasts = |company: &str, place: usize, row: &Row<'_, '_>| {
        all.get(company).is_none_or(|own| ahead.lasts(company, &own[place], row))
    };
    look(&mut wanted, [told.skills, told.findings, told.levels], &lasts);
    for (company, own) in wanted {
        let Some(actions) = all.get_mut(&company) else { continue };
        for (place, wanted) in own {
            let mut found = wanted.found();
            // Who is asked to associate for it beside this is no news.
            let named = (&actions[place].competency, &actions[place].level);
            let is_beside = |it: &&ActionRow| {
                it.kind == RowKind::Action(ActionKind::Associate)
                    && it.urgency != Urgency::None
                    && (&it.competency, &it.level) == named
            };
            let beside: BTreeSet<&String> =
                actions.iter().filter(is_beside).flat_map(|it| &it.who).collect();
            found.retain(|own| own.email.as_ref().is_none_or(|email| !beside.contains(email)));
            actions[place].uncounted = found;
        }
    }
}

/// Whether a row of a skill is of use to the action at a place of a company.
type Lasts<'l> = dyn Fn(&str, usize, &Row<'_, '_>) -> bool + 'l;

fn look(
    wanted: &mut BTreeMap<String, Vec<(usize, WantedSkills)>>,
    [skills, findings, levels]: [Option<&dyn Rows>; 3],
    lasts: &Lasts<'_>,
) {
    let found = UnlinkedRows::of(findings);
    let only = only_company(levels).filter(|_| !found.ambiguous.is_empty());
    each(skills, |row| {
        let company = row.text(columns::MPN_ID);
        let company = if company.is_empty() { only.as_deref() } else { Some(&*company) };
        let Some(company) = company else { return };
        if let Some(own) = wanted.get_mut(company) {
            see(own, &row, &found, &|place| lasts(company, place, &row));
        }
    });
}

/// The company of all levels, where that is one: nothing else says whose a row is to which several answer.
fn only_company(levels: Option<&dyn Rows>) -> Option<String> {
    let mut companies: BTreeSet<String> = BTreeSet::new();
    each(levels, |row| {
        if companies.len() < 2 {
            companies.insert(row.text(columns::MPN_ID).into_owned());
        }
    });
    companies.pop_first().filter(|_| companies.is_empty())
}

impl UnlinkedRows {
    fn of(findings: Option<&dyn Rows>) -> Self {
        let mut found = Self::default();
        each(findings, |row| {
            let text = |column| row.text(column).into_owned();
            if row.is(columns::CODE, "association_missing") {
                found.missing.insert(["mpn_id", "work_email", "mcid"].map(text));
            } else if row.is(columns::CODE, "ambiguous_email") {
                found.ambiguous.insert((text(columns::FILE), row.number(columns::LINE)));
            }
        });
        found
    }

    /// Of what has one reason only.
    fn why(&self, row: &Row<'_, '_>) -> Option<MissedBy> {
        let key = || ["mpn_id", "work_email", "mcid"].map(|column| row.text(column).into_owned());
        match &*row.text(columns::REASONS) {
            "pending_visibility" => Some(MissedBy::Pending),
            "not_associated" | "grace_ended"
                if row.is(columns::SOURCE, KnownSource::PartnerUniversity.word()) =>
            {
                Some(MissedBy::University)
            }
            "not_associated" if self.missing.contains(&key()) => Some(MissedBy::Missing),
            "not_associated" | "grace_ended" => Some(MissedBy::NotAssociated),
            "user_not_joined" => Some(MissedBy::Joining),
            "association_conflict" => Some(MissedBy::Conflict),
            "associated_elsewhere" => Some(MissedBy::Elsewhere),
            "mcid_mismatch" if row.yes(columns::ASSOCIATED_PC) == Some(false) => {
                Some(MissedBy::MismatchApart)
            }
            "mcid_mismatch" => Some(MissedBy::Mismatch),
            "no_user" => {
                let place = (row.text(columns::FILE).into_owned(), row.number(columns::LINE));
                self.ambiguous.contains(&place).then_some(MissedBy::Ambiguous)
            }
            _ => None,
        }
    }
}

/// Looks at a row of the table of skills: of each person and skill there is one.
fn see(
    wanted: &mut [(usize, WantedSkills)],
    row: &Row<'_, '_>,
    found: &UnlinkedRows,
    lasts: &dyn Fn(usize) -> bool,
) {
    let code = row.text(columns::SKILL_CODE);
    if !wanted.iter().any(|(_, own)| own.codes.contains(&*code)) {
        return;
    }
    let counts = row.is(columns::VERDICT, "counts");
    let why = found.why(row);
    if !counts && why.is_none() {
        return;
    }
    let email = row.text(columns::WORK_EMAIL).into_owned();
    for (place, own) in wanted.iter_mut().filter(|(_, own)| own.codes.contains(&*code)) {
        let Some(why) = why.filter(|_| !counts) else {
            own.has.insert(email.clone());
            continue;
        };
        if !lasts(*place) {
            continue;
        }
        let (email, mcid) =
            (Some(email.clone()).filter(|it| !it.is_empty()), row.text(columns::MCID));
        let (key, shown_on) =
            ((why, email.clone(), mcid.to_string()), row.day(columns::VISIBLE_ON));
        let new =
            || Uncounted { why, email, mcid: mcid.into_owned(), skills: BTreeSet::new(), shown_on };
        let known = own.found.entry(key).or_insert_with(new);
        known.skills.insert(code.to_string());
        // All of it counts once the last of it is shown.
        known.shown_on = known.shown_on.max(shown_on);
    }
}

impl WantedSkills {
    fn of(action: &ActionRow, terms: Terms<'_>) -> Option<Self> {
        let (name, gate) = action.gate();
        let requirement = requirement_of(action.requirement_key(), terms.catalogue, terms.as_of)?;
        let takes = takes(requirement, name, gate)?;
        let code = |id| terms.catalogue.skill(id).code.clone();
        Some(Self {
            codes: takes.skills.iter().copied().map(code).collect(),
            takes_any: takes.key == "takes_any",
            has: BTreeSet::new(),
            found: BTreeMap::new(),
        })
    }

    /// Those who do not count for it by another of its skills, each once, the easiest first.
    fn found(self) -> Vec<Uncounted> {
        let mut named: BTreeSet<String> = BTreeSet::new();
        let is_new = |own: &Uncounted| {
            let Some(email) = &own.email else { return true };
            !(self.takes_any && self.has.contains(email)) && named.insert(email.clone())
        };
        self.found.into_values().filter(is_new).take(NAMED_MAX).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample::{row, whole};
    use super::*;
    use crate::tables::outputs;

    fn skill(company: &str, email: &str, reasons: &str, line: &str) -> Vec<String> {
        let mut cells = vec![String::new(); outputs::SKILLS.columns.len()];
        let verdict = if reasons.is_empty() { "counts" } else { "no" };
        for (name, text) in [
            ("mpn_id", company),
            ("work_email", email),
            ("mcid", "1199"),
            ("skill_code", "X"),
            ("source", "Microsoft Learning"),
            ("verdict", verdict),
            ("reasons", reasons),
            ("file", "t.csv"),
            ("line", line),
        ] {
            let place = outputs::SKILLS.columns.iter().position(|own| own.name == name);
            text.clone_into(&mut cells[place.unwrap()]);
        }
        cells
    }

    /// Who has it of company 1, and why it does not count.
    fn told(rows: &[Vec<String>], findings: &[Vec<String>], companies: &[&str]) -> Vec<String> {
        let own = WantedSkills {
            codes: BTreeSet::from(["X".to_owned()]),
            takes_any: true,
            has: BTreeSet::new(),
            found: BTreeMap::new(),
        };
        let mut wanted = BTreeMap::from([("1".to_owned(), vec![(0, own)])]);
        let levels: Vec<_> = companies.iter().map(|company| row(&[company])).collect();
        let skills = whole(&outputs::SKILLS, rows);
        let findings = whole(&outputs::FINDINGS, findings);
        let levels = whole(&outputs::LEVELS, &levels);
        look(&mut wanted, [Some(&skills), Some(&findings), Some(&levels)], &|_, _, _| true);
        let (_, own) = wanted.remove("1").unwrap().remove(0);
        own.found().iter().map(|own| format!("{} {}", own.who(), own.why.key())).collect()
    }

    fn finding(code: &str, company: &str, email: &str, line: &str) -> Vec<String> {
        row(&["warning", code, company, email, "1199", "", "", "t.csv", line])
    }

    #[test]
    fn who_has_it_and_does_not_count_for_what_can_be_mended_is_named() {
        let of = |reasons: &str| told(&[skill("1", "wim", reasons, "2")], &[], &["1"]);
        assert_eq!(of("association_conflict"), ["wim conflict"]);
        assert_eq!(of("pending_visibility"), ["wim pending"]);
        assert_eq!(of("not_associated"), ["wim not_associated"]);
        assert_eq!(of("mcid_mismatch"), ["wim mismatch"]);
        for lost in ["expired", "user_removed", "association_conflict;expired"] {
            assert!(of(lost).is_empty(), "{lost}");
        }
    }

    #[test]
    fn an_mcid_of_nobody_is_told_from_an_account_that_is_not_associated() {
        let rows = [skill("1", "wim", "not_associated", "2")];
        let missing = finding("association_missing", "1", "wim", "2");
        assert_eq!(told(&rows, &[missing], &["1"]), ["wim missing"]);
        let other = finding("association_missing", "1", "ann", "2");
        assert_eq!(told(&rows, &[other], &["1"]), ["wim not_associated"]);
    }

    #[test]
    fn who_has_one_that_counts_and_whoever_is_of_another_company_is_not_named() {
        let conflict = |company| skill(company, "wim", "association_conflict", "2");
        assert!(told(&[conflict("1"), skill("1", "wim", "", "3")], &[], &["1"]).is_empty());
        assert!(told(&[conflict("2")], &[], &["1", "2"]).is_empty());
    }

    #[test]
    fn what_several_answer_to_is_told_where_there_is_one_company() {
        let rows = [skill("", "", "no_user", "2"), skill("", "", "no_user", "3")];
        let ambiguous = [finding("ambiguous_email", "", "", "2")];
        assert_eq!(told(&rows, &ambiguous, &["1", "1"]), ["MCID 1199 ambiguous"]);
        assert!(told(&rows, &ambiguous, &["1", "2"]).is_empty());
        assert!(told(&rows, &[], &["1"]).is_empty());
    }
}
