//! Associations of MCIDs with companies over time (A2, A3, A7): which are in force, and which end
//! which.

use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary};
use crate::ingest::read::Setting;
use crate::tables::kinds;
use crate::tables::{Facts, words};

use super::account::Account;
pub(crate) use super::association::{AssociatedCompany, Association, System};
use super::one_company::{is_contested, is_ended_elsewhere};

/// All associations, those of one MCID together, in the order of files and lines.
#[derive(Default)]
pub struct Associations {
    all: Vec<Association>,
    /// MCID number → where its associations stand.
    places: Hashed<u64, (u32, u32)>,
    /// The pipeline has a source of associations: it replaces the columns of the users.
    pub are_given: bool,
}

/// How an MCID stands with a company on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AssociationStanding {
    pub pc: bool,
    pub pmc: bool,
    /// Earliest start of those in force, by system; `ALWAYS` where unknown.
    pub pc_since: Day,
    pub pmc_since: Day,
    /// Another company's association ended the one that was there, by system.
    pub elsewhere_pc: bool,
    pub elsewhere_pmc: bool,
    /// Two companies claim the MCID and nothing tells which came later, by system.
    pub conflict_pc: bool,
    pub conflict_pmc: bool,
}

impl Default for AssociationStanding {
    fn default() -> Self {
        Self {
            pc: false,
            pmc: false,
            pc_since: Day::FOREVER,
            pmc_since: Day::FOREVER,
            elsewhere_pc: false,
            elsewhere_pmc: false,
            conflict_pc: false,
            conflict_pmc: false,
        }
    }
}

impl AssociationStanding {
    /// What a person has who has both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            pc: self.pc || other.pc,
            pmc: self.pmc || other.pmc,
            pc_since: self.pc_since.min(other.pc_since),
            pmc_since: self.pmc_since.min(other.pmc_since),
            elsewhere_pc: self.elsewhere_pc || other.elsewhere_pc,
            elsewhere_pmc: self.elsewhere_pmc || other.elsewhere_pmc,
            conflict_pc: self.conflict_pc || other.conflict_pc,
            conflict_pmc: self.conflict_pmc || other.conflict_pmc,
        }
    }

    #[must_use]
    pub fn conflict(self) -> bool {
        self.conflict_pc || self.conflict_pmc
    }
}

impl Associations {
    /// From the associations' own source.
    #[must_use]
    pub fn from_facts(facts: &Facts, setting: &Setting<'_>, dictionary: &Dictionary) -> Self {
        let (mcids, systems) =
            (facts.mcid(kinds::Associations::MCID), facts.words(kinds::Associations::SYSTEM));
        let (ids, from, until) = (
            facts.text(kinds::Associations::MPN_ID),
            facts.days(kinds::Associations::ASSOCIATED_ON),
            facts.days(kinds::Associations::REMOVED_ON),
        );
        let (files, lines) = (facts.files(), facts.lines());
        let all = (0..facts.len())
            .map(|row| Association {
                mcid: mcids.at(row),
                system: match words::System::at(systems.at(row)) {
                    words::System::Pc => System::Pc,
                    _ => System::Pmc,
                },
                holder: holder(ids.at(row), setting, dictionary),
                from: from.at(row).unwrap_or(Day::ALWAYS),
                until: until.at(row).unwrap_or(Day::FOREVER),
                file: files[row],
                line: lines[row],
                is_evidence: false,
            })
            .collect();
        Self::of(all, true)
    }

    /// From the columns of the users, and from the transcripts that are evidence, where the pipeline
    /// has no source of associations.
    #[must_use]
    pub fn from_accounts(accounts: &[Account], transcripts: &Facts) -> Self {
        let acting = accounts.iter().filter(|own| !own.mcid.is_none() && own.acts_as_association());
        let of_account = |account: &Account| {
            let (pc, pmc) = account.linked_since();
            let evidence = account.evidence.filter(|_| account.is_linked_by_evidence());
            let own = Association {
                mcid: account.mcid,
                system: System::Pmc,
                holder: AssociatedCompany::Ours(account.company),
                from: Day::ALWAYS,
                until: account.removed_on,
                file: account.file,
                line: account.line,
                is_evidence: false,
            };
            let at = |row: usize| (transcripts.file(row), transcripts.line(row));
            let (file, line) = evidence.map_or((own.file, own.line), |row| at(row as usize));
            let is_evidence = evidence.is_some();
            let in_pc =
                |from| Association { system: System::Pc, from, file, line, is_evidence, ..own };
            let in_pmc = |from| Association { from, ..own };
            [pc.map(in_pc), pmc.map(in_pmc)].into_iter().flatten()
        };
        Self::of(acting.flat_map(of_account).collect(), false)
    }

    fn of(mut all: Vec<Association>, are_given: bool) -> Self {
        // The order of files and lines within an MCID decides ties: the sort is stable.
        all.sort_by_key(|association| association.mcid.number());
        let mut places = Hashed::default();
        let mut start = 0;
        for end in 1..=all.len() {
            let number = all[start].mcid.number();
            if end == all.len() || all[end].mcid.number() != number {
                places.insert(number, (place(start), place(end)));
                start = end;
            }
        }
        Self { all, places, are_given }
    }

    /// Those of one MCID.
    #[must_use]
    pub fn of_mcid(&self, number: u64) -> &[Association] {
        self.places
            .get(&number)
            .map_or(&[], |(start, end)| &self.all[*start as usize..*end as usize])
    }

    /// All MCIDs that have any, each with its associations, by number.
    pub fn by_mcid(&self) -> impl Iterator<Item = &[Association]> {
        self.all.chunk_by(|a, b| a.mcid.number() == b.mcid.number())
    }

    /// The latest known start of the MCID's associations with the company; `ALWAYS` where none is.
    #[must_use]
    pub fn latest_start(&self, number: u64, company: u32, as_of: Day) -> Day {
        let own = self
            .of_mcid(number)
            .iter()
            .filter(|own| own.holder == AssociatedCompany::Ours(company));
        own.map(|own| own.from).filter(|from| *from <= as_of).max().unwrap_or(Day::ALWAYS)
    }

    /// Who has the MCID on a day, by what is known on the as-of date: in PC, or in PMC where that counts.
    #[must_use]
    pub fn holders(
        &self,
        number: u64,
        (day, as_of): (Day, Day),
        counts_in_pmc: &dyn Fn(AssociatedCompany) -> bool,
    ) -> Vec<AssociatedCompany> {
        let of_mcid = self.of_mcid(number);
        let mut holders: Vec<AssociatedCompany> = of_mcid.iter().map(|own| own.holder).collect();
        holders.sort_unstable();
        holders.dedup();
        holders.retain(|holder| {
            let own = standing(of_mcid, *holder, day, as_of);
            own.pc || (own.pmc && counts_in_pmc(*holder))
        });
        holders
    }

    /// How the MCID stands with the company on a day, by what is known on the as-of date.
    #[must_use]
    pub fn standing(&self, number: u64, company: u32, day: Day, as_of: Day) -> AssociationStanding {
        standing(self.of_mcid(number), AssociatedCompany::Ours(company), day, as_of)
    }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn holder(mpn_id: u32, setting: &Setting<'_>, dictionary: &Dictionary) -> AssociatedCompany {
    if mpn_id == 0 {
        return AssociatedCompany::Ours(0);
    }
    setting
        .companies
        .find(dictionary.text(mpn_id))
        .map_or(AssociatedCompany::Foreign(mpn_id), AssociatedCompany::Ours)
}

fn standing(
    of_mcid: &[Association],
    company: AssociatedCompany,
    day: Day,
    as_of: Day,
) -> AssociationStanding {
    let mut standing = AssociationStanding::default();
    for (place, own) in of_mcid.iter().enumerate() {
        // What was removed is gone, whoever else had the MCID meanwhile.
        if own.holder != company || own.from > as_of || own.until <= day {
            continue;
        }
        if is_ended_elsewhere(of_mcid, place, as_of) {
            standing.elsewhere_pc |= own.system == System::Pc;
            standing.elsewhere_pmc |= own.system == System::Pmc;
            continue;
        }
        if is_contested(of_mcid, place, day, as_of) {
            standing.conflict_pc |= own.system == System::Pc;
            standing.conflict_pmc |= own.system == System::Pmc;
            continue;
        }
        match own.system {
            System::Pc => {
                standing.pc = true;
                standing.pc_since = standing.pc_since.min(own.from);
            }
            System::Pmc => {
                standing.pmc = true;
                standing.pmc_since = standing.pmc_since.min(own.from);
            }
        }
    }
    if standing.conflict_pc && !standing.pc {
        // A conflict in PC is no case for the grace: the flag in PMC is shown and does not link,
        // and where it went is not what is wrong.
        standing.conflict_pmc |= standing.pmc;
        (standing.pmc, standing.elsewhere_pmc) = (false, false);
        standing.pmc_since = Day::FOREVER;
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Mcid;

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    fn at(company: u32, system: System, from: Option<&str>, until: Option<&str>) -> Association {
        Association {
            mcid: Mcid::read(b"7").unwrap(),
            system,
            holder: AssociatedCompany::Ours(company),
            from: from.map_or(Day::ALWAYS, day),
            until: until.map_or(Day::FOREVER, day),
            file: 0,
            line: 1,
            is_evidence: false,
        }
    }

    /// Taken away in a system in which nothing else is in force.
    fn is_taken(standing: AssociationStanding) -> bool {
        (standing.elsewhere_pc && !standing.pc) || (standing.elsewhere_pmc && !standing.pmc)
    }

    fn on(all: &[Association], company: u32, text: &str) -> AssociationStanding {
        standing(all, AssociatedCompany::Ours(company), day(text), day(text))
    }

    #[test]
    fn a_later_association_elsewhere_ends_the_earlier_one_for_good() {
        let all = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(1, System::Pc, Some("2020-06-01"), Some("2020-09-01")),
        ];
        assert!(on(&all, 0, "2020-05-31").pc);
        let ended = on(&all, 0, "2020-06-01");
        assert!(!ended.pc && is_taken(ended));
        assert!(on(&all, 1, "2020-08-31").pc);
        assert!(!on(&all, 1, "2020-09-01").pc);
        assert!(!on(&all, 0, "2020-10-01").pc, "one that was ended does not revive");
    }

    #[test]
    fn pc_ends_both_systems_elsewhere_and_pmc_ends_pmc_only() {
        let all = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(0, System::Pmc, Some("2020-01-01"), None),
            at(1, System::Pmc, Some("2020-02-01"), None),
        ];
        let first = on(&all, 0, "2020-03-01");
        assert!(first.pc && !first.pmc);
        let all = [
            at(0, System::Pmc, Some("2020-01-01"), None),
            at(1, System::Pc, Some("2020-02-01"), None),
        ];
        assert!(!on(&all, 0, "2020-03-01").pmc);
    }

    #[test]
    fn on_one_day_the_later_line_wins_and_pc_beats_pmc() {
        let tie = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(1, System::Pc, Some("2020-01-01"), None),
        ];
        assert!(!on(&tie, 0, "2020-01-01").pc && on(&tie, 1, "2020-01-01").pc);
        let mixed = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(1, System::Pmc, Some("2020-01-01"), None),
        ];
        assert!(on(&mixed, 0, "2020-01-01").pc && !on(&mixed, 1, "2020-01-01").pmc);
    }

    #[test]
    fn two_undated_claims_are_a_conflict_and_a_dated_one_settles_it() {
        let both = [at(0, System::Pc, None, None), at(1, System::Pc, None, None)];
        assert!(on(&both, 0, "2020-01-01").conflict() && on(&both, 1, "2020-01-01").conflict());
        let settled = [both[0], both[1], at(1, System::Pc, Some("2019-01-01"), None)];
        assert!(is_taken(on(&settled, 0, "2020-01-01")));
        assert!(on(&settled, 1, "2020-01-01").pc);
    }

    #[test]
    fn one_that_is_removed_on_the_day_it_begins_ends_the_earlier_one() {
        let brief = at(1, System::Pc, Some("2020-06-01"), Some("2020-06-01"));
        let all = [at(0, System::Pc, Some("2020-01-01"), None), brief];
        assert!(on(&all, 0, "2020-05-31").pc);
        assert!(is_taken(on(&all, 0, "2020-06-01")) && !on(&all, 1, "2020-06-01").pc);
        let same_day = [brief, at(0, System::Pc, Some("2020-06-01"), None)];
        assert!(on(&same_day, 0, "2020-06-01").pc, "the later line wins the day");
    }

    #[test]
    fn an_undated_conflict_in_pc_leaves_no_grace() {
        let all = [
            at(0, System::Pc, None, None),
            at(0, System::Pmc, None, None),
            at(1, System::Pc, None, None),
            at(2, System::Pmc, None, None),
        ];
        let first = on(&all, 0, "2020-01-01");
        assert!(first.conflict_pc && first.conflict_pmc && !first.pmc && !is_taken(first));
        assert!(is_taken(on(&all, 2, "2020-01-01")), "PMC alone gives way to PC");
        let left = [all[0], all[1], all[2], at(1, System::Pmc, Some("2019-06-01"), None)];
        let first = on(&left, 0, "2020-01-01");
        assert!(first.conflict_pc && !is_taken(first), "whatever became of PMC");
    }

    #[test]
    fn what_starts_after_the_as_of_date_is_not_known() {
        let all = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(1, System::Pc, Some("2020-06-01"), None),
        ];
        let later =
            standing(&all, AssociatedCompany::Ours(0), day("2020-12-01"), day("2020-05-31"));
        assert!(later.pc);
    }

    #[test]
    fn associations_with_one_company_never_end_each_other_and_the_earliest_start_holds() {
        let all = [
            at(0, System::Pc, Some("2020-01-01"), None),
            at(0, System::Pc, Some("2020-06-01"), None),
        ];
        assert_eq!(on(&all, 0, "2020-07-01").pc_since, day("2020-01-01"));
    }
}
