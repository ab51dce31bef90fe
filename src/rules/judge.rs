//! Judges every transcript row, chooses one row for each person and skill, and keeps what counts.

use std::ops::Range;

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::base::{Begun, Day, Dictionary, Outcome};
use crate::link::attach::NO_PERSON;
use crate::link::{Attached, Link, Links, People, Stretch, Way};
use crate::programme::catalogue::SkillId;
use crate::programme::{Catalogue, InForce};
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Vocabulary};

use super::at_hand::{Columns, RowAtHand};
use super::card::{self, LinkFault};
use super::expired::inferred_expiry;
use super::registry::{Reasons, bit};
use super::retired::counts_through;
use super::verdict::{self, COUNTS_FROM, COUNTS_THROUGH, REASONS, VISIBLE_ON};

/// All that the judging of rows stands on.
pub struct Standpoint<'a> {
    pub transcripts: &'a Facts,
    pub people: &'a People,
    pub attached: &'a Attached,
    pub links: &'a Links<'a>,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub dictionary: &'a Dictionary,
    /// The place of each company in the order of MPN ids.
    pub company_ranks: &'a [u32],
    pub as_of: Day,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Verdict {
    Counts,
    Pending,
    No,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ExpirySource {
    None,
    Given,
    Inferred,
}

/// What made a row count, as shown in `link`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LinkShown {
    None,
    Pc,
    PmcGrace,
    University,
}

/// The chosen rows: one for each company, person and skill, and each row of nobody; in the order in
/// which they are published, but for the rows of nobody, which come first there.
#[derive(Default)]
pub struct Judged {
    pub rows: Vec<Chosen>,
    /// Where the rows of nobody start in `rows`.
    pub nobody_from: usize,
    /// What counts for requirements, on the as-of date or later, by person and skill.
    pub holdings: Vec<Holding>,
    /// Persons with a row that is linked, relevant and visible, whether it counts or not (S3).
    pub seen: Hashed<u32, ()>,
    /// What would count then if a person's PMC association were one in PC (G2).
    pub would_count: Vec<Holding>,
}

#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    pub row: u32,
    pub person: u32,
    pub way: Way,
    pub verdict: Verdict,
    pub reasons: Reasons,
    pub skill: SkillKey,
    /// `ALWAYS` where the row is not linked.
    pub visible_on: Day,
    /// `FOREVER` where there is none.
    pub expires_on: Day,
    pub expiry: ExpirySource,
    pub link: LinkShown,
    pub pc: bool,
    pub pmc: bool,
}

/// A skill of a person that counts from a day through a day, retirement aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holding {
    pub person: u32,
    pub skill: SkillId,
    pub from: Day,
    pub through: Day,
    pub row: u32,
    /// Through PMC grace in this stretch.
    pub by_grace: bool,
    /// Linked, and waiting to become visible on its first day.
    pub is_pending: bool,
}

/// What the catalogue says of a skill on the as-of date.
#[derive(Clone, Copy)]
struct SkillStanding {
    is_relevant: bool,
    is_named: bool,
    retired_on: Day,
    counts_through: Day,
}

/// One row under judgement, in one stretch of its person's link.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) row: u32,
    skill: SkillKey,
    completed_on: Option<Day>,
    person: u32,
    way: Way,
    pub(super) role: Role,
    expires_on: Day,
    expiry: ExpirySource,
    link: LinkShown,
    pc: bool,
    pmc: bool,
}

/// When a row counts, and when it is visible.
#[derive(Clone, Copy)]
struct Spell {
    from: Day,
    through: Day,
    visible_on: Day,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// As things stand on the as-of date.
    Now,
    /// In a later stretch of the link.
    Later,
    /// As if the PMC association were one in PC.
    AsIf,
    /// In a stretch before the as-of date, by what was known then.
    Earlier,
}

/// The columns of the rules' frame under construction.
#[derive(Default)]
pub(super) struct Frame {
    entries: Vec<Entry>,
    has_user: Vec<bool>,
    roll_through: Vec<i32>,
    has_joined: Vec<bool>,
    is_recognised: Vec<bool>,
    is_university: Vec<bool>,
    is_assessment: Vec<bool>,
    completed_on: Vec<i32>,
    is_revoked: Vec<bool>,
    is_expired: Vec<bool>,
    expires_on: Vec<i32>,
    is_mismatch: Vec<bool>,
    link_fault: Vec<u8>,
    link_from: Vec<i32>,
    link_through: Vec<i32>,
    associated_on: Vec<i32>,
    is_relevant: Vec<bool>,
    retired_on: Vec<i32>,
    counts_through: Vec<i32>,
}

impl Frame {
    pub(super) fn into_parts(self) -> Outcome<(Vec<Entry>, DataFrame)> {
        use card::Facts as F;
        let columns = vec![
            Column::new(F::HAS_USER.into(), self.has_user),
            Column::new(F::ROLL_THROUGH.into(), self.roll_through),
            Column::new(F::HAS_JOINED.into(), self.has_joined),
            Column::new(F::IS_RECOGNISED.into(), self.is_recognised),
            Column::new(F::IS_UNIVERSITY.into(), self.is_university),
            Column::new(F::IS_ASSESSMENT.into(), self.is_assessment),
            Column::new(F::COMPLETED_ON.into(), self.completed_on),
            Column::new(F::IS_REVOKED.into(), self.is_revoked),
            Column::new(F::IS_EXPIRED.into(), self.is_expired),
            Column::new(F::EXPIRES_ON.into(), self.expires_on),
            Column::new(F::IS_MISMATCH.into(), self.is_mismatch),
            Column::new(F::LINK_FAULT.into(), self.link_fault),
            Column::new(F::LINK_FROM.into(), self.link_from),
            Column::new(F::LINK_THROUGH.into(), self.link_through),
            Column::new(F::ASSOCIATED_ON.into(), self.associated_on),
            Column::new(F::IS_RELEVANT.into(), self.is_relevant),
            Column::new(F::RETIRED_ON.into(), self.retired_on),
            Column::new(F::COUNTS_THROUGH.into(), self.counts_through),
        ];
        Ok((self.entries, DataFrame::new_infer_height(columns)?))
    }
}

/// Rows judged at once: enough for a plan to pay, few enough to stay small.
const BATCH_ROWS: usize = 1 << 15;

/// Judges all rows.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn judge(at: &Standpoint<'_>) -> Outcome<Judged> {
    let bench = Bench::of(at);
    let persons = bench.persons_in_order();
    let mut judged = Judged::default();
    judged.rows.reserve_exact(at.attached.len());
    judged.absorb_all(&bench.batches(&persons), |persons| {
        let mut frame = Frame::default();
        let places = persons.iter().map(|person| at.attached.of_person(*person));
        let rows = bench.columns.at_hand(places.clone().flat_map(|places| at.attached.at(places)));
        let mut rest = rows.as_slice();
        for (person, places) in persons.iter().zip(places) {
            let (own, others) = rest.split_at(places.len());
            bench.add_person(*person, own, &mut frame);
            rest = others;
        }
        bench.decide(frame)
    })?;
    judged.nobody_from = judged.rows.len();
    let of_nobody = at.attached.of_nobody();
    let of_nobody: Vec<Range<usize>> = of_nobody
        .clone()
        .step_by(BATCH_ROWS)
        .map(|start| start..of_nobody.end.min(start + BATCH_ROWS))
        .collect();
    judged.absorb_all(&of_nobody, |places| {
        let mut frame = Frame::default();
        for row in bench.columns.at_hand(at.attached.at(places.clone())) {
            bench.add_nobody(&row, &mut frame);
        }
        bench.decide(frame)
    })?;
    let by_person = |holding: &Holding| (holding.person, holding.skill, holding.from, holding.row);
    judged.holdings.par_sort_unstable_by_key(by_person);
    judged.would_count.par_sort_unstable_by_key(by_person);
    Ok(judged)
}

impl Judged {
    /// Decides batches on all cores, and takes what comes of them in their order, while the next
    /// ones are decided.
    fn absorb_all<B: Sync>(
        &mut self,
        batches: &[B],
        decide: impl Fn(&B) -> Outcome<Self> + Sync,
    ) -> Outcome<()> {
        let mut decided: Vec<Outcome<Self>> = Vec::new();
        for group in batches.chunks(rayon::current_num_threads().max(1)) {
            let ready = std::mem::take(&mut decided);
            let (absorbed, next) =
                rayon::join(|| self.absorb(ready), || group.par_iter().map(&decide).collect());
            absorbed?;
            decided = next;
        }
        self.absorb(decided)
    }

    fn absorb(&mut self, parts: Vec<Outcome<Self>>) -> Outcome<()> {
        for part in parts {
            let mut part = part?;
            self.rows.append(&mut part.rows);
            self.holdings.append(&mut part.holdings);
            self.would_count.append(&mut part.would_count);
            self.seen.extend(part.seen);
        }
        Ok(())
    }
}

#[path = "earlier.rs"]
mod earlier;

pub use earlier::counted_before;

pub(super) struct Bench<'a> {
    at: &'a Standpoint<'a>,
    pub(super) columns: Columns<'a>,
    skills: Vec<SkillStanding>,
    /// The order of skills by the text they are shown with: those of the catalogue, and others.
    ranks: (Vec<u32>, Hashed<u32, u32>),
    recognised: Vec<u32>,
    university: u32,
    /// What a row without a source is from.
    default_source: u32,
}

impl<'a> Bench<'a> {
    pub(super) fn of(at: &'a Standpoint<'a>) -> Self {
        Self { ranks: skill_ranks(at), ..Self::without_order(at) }
    }

    /// For rows of which none is chosen: they need no order.
    fn without_order(at: &'a Standpoint<'a>) -> Self {
        let find = |name: &str| at.dictionary.find(name).unwrap_or(u32::MAX);
        Self {
            at,
            columns: Columns::of(at.transcripts),
            skills: skill_standings(at.catalogue, at.rules, at.as_of),
            ranks: (Vec::new(), Hashed::default()),
            recognised: at
                .rules
                .recognised_sources
                .iter()
                .map(|name| if name == Vocabulary::Source.words()[1] { 0 } else { find(name) })
                .collect(),
            default_source: find(Vocabulary::Source.words()[1]),
            university: find(Vocabulary::Source.words()[2]),
        }
    }

    fn is_recognised(&self, source: u32) -> bool {
        self.recognised.contains(&if source == self.default_source { 0 } else { source })
    }

    /// By company and shown e-mail: the order of publication.
    fn persons_in_order(&self) -> Vec<u32> {
        let people = self.at.people;
        let mut persons: Vec<(u32, Begun<'_>, u32)> = (0..)
            .zip(&people.persons)
            .map(|(place, person)| {
                let email = self.at.dictionary.text(people.shown(place).work_email);
                (self.at.company_ranks[person.company as usize], Begun::of(email), place)
            })
            .collect();
        persons.par_sort_unstable();
        persons.into_iter().map(|(_, _, person)| person).collect()
    }

    fn batches<'p>(&self, persons: &'p [u32]) -> Vec<&'p [u32]> {
        let mut batches = Vec::new();
        let (mut start, mut rows) = (0, 0);
        for (place, person) in persons.iter().enumerate() {
            rows += self.at.attached.of_person(*person).len();
            if rows >= BATCH_ROWS {
                batches.push(&persons[start..=place]);
                (start, rows) = (place + 1, 0);
            }
        }
        batches.push(&persons[start..]);
        batches
    }

    fn rank(&self, skill: SkillKey) -> u32 {
        let (known, written) = &self.ranks;
        match skill.resolved() {
            Ok(skill) => known[skill as usize],
            Err(code) => written.get(&code).copied().unwrap_or_default(),
        }
    }

    /// The rows of a person, in the order of their lines.
    pub(super) fn add_person(&self, person: u32, rows: &[RowAtHand], frame: &mut Frame) {
        if rows.is_empty() {
            return;
        }
        let mut entries: Vec<(u32, usize)> =
            rows.iter().zip(0..).map(|(row, place)| (self.rank(row.skill), place)).collect();
        entries.sort_unstable();
        let mut stretches: Vec<(Option<u64>, Vec<Stretch>)> = Vec::new();
        let whole = self.at.links.now(person, None);
        for row in entries.into_iter().map(|(_, place)| &rows[place]) {
            let mcid = (row.way == Way::Mcid).then(|| row.mcid.number());
            if !stretches.iter().any(|(of, _)| *of == mcid) {
                stretches.push((mcid, self.at.links.stretches(person, mcid)));
            }
            let own = stretches.iter().find(|(of, _)| *of == mcid).map_or(&[][..], |(_, s)| s);
            self.add_rows(row, person, own, &whole, frame);
        }
    }

    fn add_rows(
        &self,
        row: &RowAtHand,
        person: u32,
        stretches: &[Stretch],
        whole: &Stretch,
        frame: &mut Frame,
    ) {
        let first_entry = frame.entries.len();
        self.add_stretches(row, person, stretches, whole, frame);
        // What is shown of the association is the person's, whatever the MCID of the row.
        for entry in &mut frame.entries[first_entry..] {
            (entry.pc, entry.pmc) = (whole.pc, whole.pmc);
        }
    }

    fn add_stretches(
        &self,
        row: &RowAtHand,
        person: u32,
        stretches: &[Stretch],
        whole: &Stretch,
        frame: &mut Frame,
    ) {
        let Some(now) = stretches.first() else { return };
        // An MCID that is nobody's links to nobody, wherever the skill was earned (A6).
        if row.way == Way::NoMcid || row.way == Way::OtherMcid {
            let apart = Stretch { link: Link::NotAssociated, ..*now };
            self.add(row, person, Role::Now, &apart, frame);
            return;
        }
        if row.source == self.university {
            self.add_university(row, person, now, frame);
            return;
        }
        self.add(row, person, Role::Now, now, frame);
        let skill = row.skill.resolved();
        let is_named = skill.is_ok_and(|skill| self.skills[skill as usize].is_named);
        if !is_named {
            return;
        }
        for later in stretches[1..].iter().filter(|later| later.link.holds()) {
            self.add(row, person, Role::Later, later, frame);
        }
        if whole.pmc && !whole.pc && now.pmc {
            let as_if =
                Stretch { link: Link::Pc, since: Day::ALWAYS, through: Day::FOREVER, ..*now };
            self.add(row, person, Role::AsIf, &as_if, frame);
        }
    }

    /// Partner University skills travel by access to it, not by the association (A5).
    fn add_university(&self, row: &RowAtHand, person: u32, now: &Stretch, frame: &mut Frame) {
        let has_access = self.at.people.persons[person as usize].partner_university;
        let link = if has_access { Link::Pc } else { Link::NotAssociated };
        let through = self.at.people.university_through(person, self.at.as_of);
        let by_access = Stretch { link, through: through.unwrap_or(Day::FOREVER), ..*now };
        self.add(row, person, Role::Now, &by_access, frame);
    }

    fn add_nobody(&self, row: &RowAtHand, frame: &mut Frame) {
        let nowhere = Stretch {
            from: self.at.as_of,
            through: Day::FOREVER,
            link: Link::NotAssociated,
            since: Day::ALWAYS,
            pc: false,
            pmc: false,
            conflict: false,
        };
        self.add(row, NO_PERSON, Role::Now, &nowhere, frame);
    }

    fn add(&self, row: &RowAtHand, person: u32, role: Role, stretch: &Stretch, frame: &mut Frame) {
        let skill = row.skill.resolved().ok();
        let standing = skill.map(|skill| self.skills[skill as usize]);
        let catalogued = skill.map(|skill| &self.at.catalogue.skills[skill as usize]);
        let completed_on = row.completed_on.unwrap_or(Day::ALWAYS);
        let given = row.expires_on;
        let kind = catalogued.map(|skill| skill.kind);
        let inferred = || inferred_expiry(kind, completed_on, self.at.rules);
        let (expires_on, expiry) = match (given, given.is_none().then(inferred).flatten()) {
            (Some(day), _) => (day, ExpirySource::Given),
            (None, Some(day)) => (day, ExpirySource::Inferred),
            (None, None) => (Day::FOREVER, ExpirySource::None),
        };
        let source = row.source;
        let is_university = source == self.university;
        let skill_type = match row.skill_type {
            0 => catalogued.map_or("Exam", |skill| skill.skill_type.as_str()),
            word => Vocabulary::SkillType.words()[word as usize],
        };
        let status = row.status;
        let is_sound_link = stretch.link.holds();
        let link = match stretch.link {
            _ if person == NO_PERSON => LinkShown::None,
            Link::Pc if is_university => LinkShown::University,
            Link::Pc => LinkShown::Pc,
            Link::PmcGrace => LinkShown::PmcGrace,
            _ => LinkShown::None,
        };
        let is_stretch = matches!(role, Role::Later | Role::Earlier);
        let link_from = if is_stretch { stretch.from } else { Day::ALWAYS };
        frame.entries.push(Entry {
            row: row.row,
            skill: row.skill,
            completed_on: row.completed_on,
            person,
            way: row.way,
            role,
            expires_on,
            expiry,
            link,
            pc: stretch.pc,
            pmc: stretch.pmc,
        });
        let has_user = person != NO_PERSON;
        // Stretches before the as-of date are of days on the roll alone.
        let is_known = has_user && role != Role::Earlier;
        let person = is_known.then(|| &self.at.people.persons[person as usize]);
        let has_joined = person.is_none_or(|person| !person.is_to_join);
        let roll = person.filter(|person| !person.is_to_join);
        frame.has_user.push(has_user);
        frame.roll_through.push(roll.map_or(Day::FOREVER, |person| person.roll_through).0);
        frame.has_joined.push(has_joined);
        frame.is_recognised.push(self.is_recognised(source));
        frame.is_university.push(is_university);
        frame.is_assessment.push(skill_type == "Assessment");
        frame.completed_on.push(completed_on.0);
        frame.is_revoked.push(status == 3);
        frame.is_expired.push(status == 2);
        frame.expires_on.push(expires_on.0);
        frame.is_mismatch.push(row.way == Way::OtherMcid);
        frame.link_fault.push(fault(stretch.link) as u8);
        frame.link_from.push(if is_sound_link { link_from.0 } else { i32::MIN });
        frame.link_through.push(if is_sound_link { stretch.through.0 } else { i32::MAX });
        frame.associated_on.push(stretch.since.0);
        frame.is_relevant.push(standing.is_some_and(|skill| skill.is_relevant));
        frame.retired_on.push(standing.map_or(i32::MAX, |skill| skill.retired_on.0));
        frame.counts_through.push(standing.map_or(i32::MAX, |skill| skill.counts_through.0));
    }

    /// Asks the rules, keeps what counts, and chooses the best row of each person and skill.
    fn decide(&self, frame: Frame) -> Outcome<Judged> {
        const NOT_RELEVANT: Reasons = bit("not_relevant");
        let mut judged = Judged::default();
        if frame.entries.is_empty() {
            return Ok(judged);
        }
        let (entries, rows) = frame.into_parts()?;
        let answers = verdict::ask(rows, self.at.rules, self.at.as_of)?;
        let days = |name: &str| -> Outcome<Vec<i32>> {
            Ok(answers.column(name)?.i32()?.into_no_null_iter().collect())
        };
        let (visible, from, through) =
            (days(VISIBLE_ON)?, days(COUNTS_FROM)?, days(COUNTS_THROUGH)?);
        let reasons = answers.column(REASONS)?;
        // There are fewer rules than bits.
        let reasons = reasons.u32()?.into_no_null_iter().map(Reasons::try_from);
        let reasons: Vec<Reasons> = reasons.map(|bits| bits.unwrap_or(Reasons::MAX)).collect();
        let (mut best, mut last_seen): (Option<Chosen>, _) = (None, None);
        for (place, entry) in entries.iter().enumerate() {
            let spell = Spell {
                from: Day(from[place]),
                through: Day(through[place]),
                visible_on: Day(visible[place]),
            };
            self.keep_holding(entry, &spell, &mut judged);
            if entry.role != Role::Now {
                continue;
            }
            let chosen = chosen(entry, reasons[place], Day(visible[place]));
            let is_visible = chosen.visible_on != Day::ALWAYS && chosen.visible_on <= self.at.as_of;
            let is_seen = is_visible && chosen.reasons & NOT_RELEVANT == 0;
            if is_seen && last_seen != Some(entry.person) {
                last_seen = Some(entry.person);
                judged.seen.insert(entry.person, ());
            }
            match &best {
                Some(known) if is_one_skill(known, &chosen) => {
                    if self.beats(&chosen, known) {
                        best = Some(chosen);
                    }
                }
                _ => judged.rows.extend(best.replace(chosen)),
            }
        }
        judged.rows.extend(best);
        Ok(judged)
    }

    /// Counting before pending before the rest, then the latest expiry, then the latest completion;
    /// among equals the first line stays.
    fn beats(&self, new: &Chosen, known: &Chosen) -> bool {
        let completed = |chosen: &Chosen| self.columns.completed_on.at(chosen.row as usize);
        let rank = |chosen: &Chosen| {
            (std::cmp::Reverse(chosen.verdict), chosen.expires_on, completed(chosen))
        };
        rank(new) > rank(known)
    }

    fn keep_holding(&self, entry: &Entry, spell: &Spell, judged: &mut Judged) {
        let Spell { from, through, visible_on } = *spell;
        let Ok(skill) = entry.skill.resolved() else { return };
        let standing = &self.skills[skill as usize];
        let too_late =
            entry.completed_on.is_some_and(|day| day > standing.retired_on || day > self.at.as_of);
        if entry.person == NO_PERSON || !standing.is_named || too_late || from > through {
            return;
        }
        let by_grace = entry.link == LinkShown::PmcGrace;
        // The link's stretch may begin on that very day.
        let is_pending = self.at.as_of < from && visible_on == from;
        let (person, row) = (entry.person, entry.row);
        let holding = Holding { person, skill, from, through, row, by_grace, is_pending };
        match entry.role {
            Role::Earlier => judged.holdings.push(holding),
            _ if through < self.at.as_of => {}
            Role::AsIf => judged.would_count.push(holding),
            Role::Now | Role::Later => judged.holdings.push(holding),
        }
    }
}

/// Rows of nobody stand for themselves.
fn is_one_skill(a: &Chosen, b: &Chosen) -> bool {
    a.person != NO_PERSON && a.person == b.person && a.skill == b.skill
}

fn chosen(entry: &Entry, reasons: Reasons, visible_on: Day) -> Chosen {
    const PENDING: Reasons = bit("pending_visibility");
    let verdict = match reasons {
        0 => Verdict::Counts,
        PENDING => Verdict::Pending,
        _ => Verdict::No,
    };
    let is_linked = visible_on != Day::ALWAYS;
    Chosen {
        row: entry.row,
        person: entry.person,
        way: entry.way,
        verdict,
        reasons,
        skill: entry.skill,
        visible_on,
        expires_on: entry.expires_on,
        expiry: entry.expiry,
        link: if is_linked { entry.link } else { LinkShown::None },
        pc: entry.pc,
        pmc: entry.pmc,
    }
}

fn fault(link: Link) -> LinkFault {
    match link {
        Link::Pc | Link::PmcGrace => LinkFault::None,
        Link::Elsewhere => LinkFault::Elsewhere,
        Link::Conflict => LinkFault::Conflict,
        Link::NotAssociated => LinkFault::NotAssociated,
        Link::GraceEnded => LinkFault::GraceEnded,
    }
}

/// Whether requirements name each skill, now or ever, and how long it counts for the kindest of
/// those in force.
fn skill_standings(catalogue: &Catalogue, rules: &InForce, as_of: Day) -> Vec<SkillStanding> {
    let mut standings: Vec<SkillStanding> = catalogue
        .skills
        .iter()
        .map(|skill| SkillStanding {
            is_relevant: false,
            is_named: false,
            retired_on: skill.retired_on.unwrap_or(Day::FOREVER),
            counts_through: Day::ALWAYS,
        })
        .collect();
    for programme in &catalogue.programmes {
        for requirement in &programme.requirements {
            let in_force = programme.in_force(as_of) && requirement.in_force(as_of);
            for id in requirement.skills() {
                let standing = &mut standings[id as usize];
                standing.is_named = true;
                if in_force {
                    let skill = &catalogue.skills[id as usize];
                    let through = counts_through(requirement, id, skill, rules);
                    standing.is_relevant = true;
                    standing.counts_through = standing.counts_through.max(through);
                }
            }
        }
    }
    standings
}

fn skill_ranks(at: &Standpoint<'_>) -> (Vec<u32>, Hashed<u32, u32>) {
    let mut written: Hashed<u32, u32> = Hashed::default();
    let mut last = None;
    for code in at.transcripts.skills.iter().filter_map(|key| SkillKey(*key).resolved().err()) {
        if last != Some(code) {
            written.insert(code, 0);
            last = Some(code);
        }
    }
    let known = (0..).take(at.catalogue.skills.len()).map(SkillKey::known);
    let mut keys: Vec<SkillKey> =
        known.chain(written.keys().map(|code| SkillKey::written(*code))).collect();
    keys.sort_by_key(|key| (skill_text(*key, at.catalogue, at.dictionary), key.0));
    let mut ranks = vec![0; at.catalogue.skills.len()];
    for (key, rank) in keys.into_iter().zip(0..) {
        match key.resolved() {
            Ok(skill) => ranks[skill as usize] = rank,
            Err(code) => {
                written.insert(code, rank);
            }
        }
    }
    (ranks, written)
}

/// The text a skill is shown with: the catalogue's code, else what was written.
#[must_use]
pub fn skill_text<'a>(
    key: SkillKey,
    catalogue: &'a Catalogue,
    dictionary: &'a Dictionary,
) -> &'a str {
    match key.resolved() {
        Ok(skill) => &catalogue.skills[skill as usize].code,
        Err(code) => dictionary.text(code),
    }
}
