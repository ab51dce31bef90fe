//! Joins the rows of the transcripts with the ties of their persons and with the catalogue: what the
//! rules see.

use polars::prelude::{
    Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, MaintainOrderJoin, PolarsResult, col, lit, when,
};

use crate::base::dictionary::EMPTY;
use crate::base::{Day, Dictionary};
use crate::link::attach::NO_PERSON;
use crate::programme::InForce;
use crate::tables::{Frame, FrameDeclaration, KnownSource, SkillType, exact, flag};

use super::card::day;
use super::frames::{JudgedRow, LaterTie, SkillStanding, Tie, TranscriptRow};
use super::link::{Link, is_linked};
use super::link_order::{is_by_association, of_row};
use super::verdict::pending_visibility::visible_from;

/// Which stretch of the link a row is judged in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Role {
    /// As things stand on the as-of date.
    Now,
    /// In a later stretch of the link.
    Later,
    /// As if the PMC association were one in PC.
    AsIf,
    /// As if associated in PC, of a person who is not associated with the company, not even in PMC.
    AsLinked,
    /// As if it stood on the MCID of its person's account (A6).
    AsMerged,
    /// As if the account were made anew, and associated in PC (S1).
    AsRemade,
    /// In a stretch before the as-of date, by what was known then.
    Earlier,
}

/// What is joined to the rows of every partition.
pub(crate) struct SharedInputs<'a> {
    rules: &'a InForce,
    skills: Frame<SkillStanding>,
    recognised: Vec<u32>,
    university: u32,
}

impl<'a> SharedInputs<'a> {
    #[must_use]
    pub(crate) fn of(
        rules: &'a InForce,
        skills: Frame<SkillStanding>,
        dictionary: &Dictionary,
    ) -> Self {
        let find = |name: &str| dictionary.find(name).unwrap_or(u32::MAX);
        let default = KnownSource::DEFAULT.word();
        // A row without a source is from the default one.
        let unsaid = |name: &String| (name == default).then_some(EMPTY);
        let codes = |name: &String| unsaid(name).into_iter().chain([find(name)]);
        Self {
            rules,
            skills,
            recognised: rules.recognised_sources.iter().flat_map(codes).collect(),
            university: find(KnownSource::PartnerUniversity.word()),
        }
    }

    /// The rows as things stand on the as-of date, in their order; then those of later stretches of
    /// the link, and of persons who might associate in PC, for skills that a requirement names.
    ///
    /// # Errors
    /// When polars cannot carry out the plan.
    pub(crate) fn now_and_later(
        &self,
        rows: &Frame<TranscriptRow>,
        ties: &Frame<Tie>,
        later: &Frame<LaterTie>,
    ) -> PolarsResult<Frame<JudgedRow>> {
        // Each row has one tie, and one skill.
        let mut now = self.joined(rows, ties, Role::Now, JoinType::Left).collect()?;
        let by_association = || col(JudgedRow::IS_NAMED).and(is_by_association());
        let of_later: Vec<&str> = LaterTie::COLUMNS.iter().map(|(name, _)| *name).collect();
        // Few ties have a later stretch: they choose the rows before anything else does.
        let later = now
            .clone()
            .lazy()
            .select(columns(|name| name == JudgedRow::TIE || !of_later.contains(&name)))
            .join(
                later.lazy(),
                [col(JudgedRow::TIE)],
                [col(LaterTie::TIE)],
                in_order(JoinType::Inner),
            )
            .filter(by_association())
            .with_columns([role(Role::Later), self.visible()])
            .select(columns(|_| true));
        let is_in_pmc = flag(JudgedRow::ASSOCIATED_PMC).and(col(JudgedRow::IS_IN_PMC));
        let is_open = Link::NotAssociated.is_it().or(Link::Elsewhere.is_it());
        let is_nowhere = flag(JudgedRow::ASSOCIATED_PMC).not().and(is_open);
        let is_nowhere = is_nowhere.and(col(JudgedRow::HAS_USER)).and(flag(JudgedRow::HAS_JOINED));
        let not_in_pc = flag(JudgedRow::ASSOCIATED_PC).not().and(by_association());
        let as_whom = when(is_in_pmc.clone()).then(exact(Role::AsIf as u8));
        let as_if = now
            .clone()
            .lazy()
            .filter(not_in_pc.and(is_in_pmc.or(is_nowhere)))
            .with_columns([
                Link::Pc.cell().alias(JudgedRow::LINK),
                day(Day::ALWAYS).alias(JudgedRow::LINK_FROM),
                day(Day::FOREVER).alias(JudgedRow::LINK_THROUGH),
                day(Day::ALWAYS).alias(JudgedRow::ASSOCIATED_ON),
                as_whom.otherwise(exact(Role::AsLinked as u8)).alias(JudgedRow::ROLE),
            ])
            .with_columns([self.visible()])
            .select(columns(|_| true));
        let (later, as_if) = (later.collect()?, as_if.collect()?);
        now.vstack_mut_owned(later)?;
        now.vstack_mut_owned(as_if)?;
        Frame::new(now)
    }

    /// The rows in the stretches of an earlier link, where it links.
    ///
    /// # Errors
    /// When polars cannot carry out the plan.
    pub(crate) fn before(
        &self,
        rows: &Frame<TranscriptRow>,
        ties: &Frame<Tie>,
    ) -> PolarsResult<Frame<JudgedRow>> {
        let joined = self.joined(rows, ties, Role::Earlier, JoinType::Inner);
        Frame::new(joined.filter(is_linked()).collect()?)
    }

    fn joined(
        &self,
        rows: &Frame<TranscriptRow>,
        ties: &Frame<Tie>,
        own: Role,
        how: JoinType,
    ) -> LazyFrame {
        let skill = [col(TranscriptRow::CATALOGUED)];
        rows.lazy()
            .join(ties.lazy(), [col(TranscriptRow::TIE)], [col(Tie::TIE)], in_order(how))
            .join(self.skills.lazy(), &skill, &skill, in_order(JoinType::Left))
            .with_columns([
                role(own),
                col(JudgedRow::PERSON).neq(exact(NO_PERSON)).alias(JudgedRow::HAS_USER),
                flag(Tie::HAS_JOINED),
                flag(Tie::IS_IN_PMC),
                flag(SkillStanding::IS_NAMED),
                flag(SkillStanding::IS_RELEVANT),
                self.is_recognised().alias(JudgedRow::IS_RECOGNISED),
                col(TranscriptRow::SOURCE)
                    .eq(exact(self.university))
                    .alias(JudgedRow::IS_UNIVERSITY),
                is_assessment().alias(JudgedRow::IS_ASSESSMENT),
            ])
            .with_columns([
                of_row().alias(JudgedRow::LINK),
                access_through().alias(JudgedRow::LINK_THROUGH),
            ])
            .with_columns([
                when(is_linked()).then(col(JudgedRow::LINK_FROM)).otherwise(day(Day::ALWAYS)),
                when(is_linked()).then(col(JudgedRow::LINK_THROUGH)).otherwise(day(Day::FOREVER)),
                self.visible(),
            ])
            .select(columns(|_| true))
    }

    /// A5: a list of few names.
    fn is_recognised(&self) -> Expr {
        let own = self.recognised.iter().map(|own| col(TranscriptRow::SOURCE).eq(exact(*own)));
        own.reduce(Expr::or).unwrap_or_else(|| lit(false))
    }

    pub(super) fn visible(&self) -> Expr {
        visible_from(self.rules).alias(JudgedRow::VISIBLE_FROM)
    }
}

/// What is of Partner University lasts as long as the access to it.
fn access_through() -> Expr {
    when(col(JudgedRow::IS_UNIVERSITY))
        .then(col(Tie::ACCESS_THROUGH))
        .otherwise(col(Tie::LINK_THROUGH))
}

/// As the row says, else as the catalogue does.
fn is_assessment() -> Expr {
    let says = |own: SkillType| col(TranscriptRow::SKILL_TYPE).eq(exact(own as u8));
    says(SkillType::Assessment).or(says(SkillType::Unsaid).and(flag(SkillStanding::IS_ASSESSMENT)))
}

pub(super) fn role(role: Role) -> Expr {
    exact(role as u8).alias(JudgedRow::ROLE)
}

pub(super) fn columns(of: impl Fn(&str) -> bool) -> Vec<Expr> {
    JudgedRow::COLUMNS.iter().filter(|(name, _)| of(name)).map(|(name, _)| col(*name)).collect()
}

fn in_order(how: JoinType) -> JoinArgs {
    let mut args = JoinArgs::new(how);
    args.maintain_order = MaintainOrderJoin::LeftRight;
    args
}
