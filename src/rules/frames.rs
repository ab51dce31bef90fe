//! The frames of judging: what is taken of the transcripts, what is joined to it, and what the rules
//! see.

use crate::tables::frame::frame;

frame! {
    /// Rows of the transcripts, each with its person.
    TranscriptRow {
        /// The place of the row in the frame.
        PLACE = "place": Id,
        /// Rows of one person and skill have one; in the order in which they are published.
        GROUP = "group": Key,
        TRANSCRIPT = "transcript": Id,
        PERSON = "person": Id,
        FOUND_BY = "found_by": Word,
        TIE = "tie": Id,
        /// A `SkillKey`.
        SKILL = "skill": Id,
        /// The skill of the catalogue; the number of its skills for one that it does not have.
        CATALOGUED = "catalogued": Id,
        SOURCE = "source": Id,
        SKILL_TYPE = "skill_type": Word,
        STATUS = "status": Word,
        COMPLETED_ON = "completed_on": Day,
        /// As given or inferred.
        EXPIRES_ON = "expires_on": Day,
        EXPIRY = "expiry": Word,
    }
}

frame! {
    /// A person under one MCID, or as a whole, in a stretch of days with one link.
    Tie {
        TIE = "tie": Id,
        LINK = "link": Word,
        LINK_FROM = "link_from": Day,
        LINK_THROUGH = "link_through": Day,
        /// Since when the associations that link are in force.
        ASSOCIATED_ON = "associated_on": Day,
        /// An association of the tie in PMC is in force, or contested.
        IS_IN_PMC = "is_in_pmc": FlagByte,
        /// Access to Partner University, and the last day with it.
        HAS_ACCESS = "has_access": FlagByte,
        ACCESS_THROUGH = "access_through": Day,
        ROLL_THROUGH = "roll_through": Day,
        HAS_JOINED = "has_joined": FlagByte,
        /// What is shown of the person's association, whatever the MCID of the row.
        ASSOCIATED_PC = "associated_pc": FlagByte,
        ASSOCIATED_PMC = "associated_pmc": FlagByte,
    }
}

frame! {
    /// What the later stretches of a tie change, where it links.
    LaterTie {
        TIE = "tie": Id,
        LINK = "link": Word,
        LINK_FROM = "link_from": Day,
        LINK_THROUGH = "link_through": Day,
        ASSOCIATED_ON = "associated_on": Day,
    }
}

frame! {
    /// A stretch of days of a tie as the associations have it, before anything is decided of it.
    Stretched {
        IN_PC = "in_pc": Flag,
        IN_PMC = "in_pmc": Flag,
        PC_SINCE = "pc_since": Day,
        PMC_SINCE = "pmc_since": Day,
        /// Another company's association ended the one that was there.
        TAKEN_IN_PC = "taken_in_pc": Flag,
        TAKEN_IN_PMC = "taken_in_pmc": Flag,
        /// Another company claims the MCID too, and nothing tells which came later.
        IS_CONTESTED = "is_contested": Flag,
        GRACE_IS_OPEN = "grace_is_open": Flag,
        GRACE_IS_OVER = "grace_is_over": Flag,
    }
}

frame! {
    /// What the catalogue says of a skill on the as-of date.
    SkillStanding {
        CATALOGUED = "catalogued": Id,
        /// A requirement names it, in force or not.
        IS_NAMED = "is_named": FlagByte,
        IS_RELEVANT = "is_relevant": FlagByte,
        RETIRED_ON = "retired_on": Day,
        /// Through when it counts for the kindest of the requirements in force.
        SKILL_COUNTS_THROUGH = "skill_counts_through": Day,
        IS_ASSESSMENT = "is_assessment": FlagByte,
    }
}

frame! {
    /// A row of the transcripts in one stretch of its person's link, as the rules see it.
    JudgedRow {
        PLACE = "place": Id,
        GROUP = "group": Key,
        TRANSCRIPT = "transcript": Id,
        PERSON = "person": Id,
        FOUND_BY = "found_by": Word,
        TIE = "tie": Id,
        SKILL = "skill": Id,
        ROLE = "role": Word,
        HAS_USER = "has_user": Flag,
        /// The last day on the roll; the end of time for who has not joined.
        ROLL_THROUGH = "roll_through": Day,
        HAS_JOINED = "has_joined": Flag,
        ASSOCIATED_PC = "associated_pc": FlagByte,
        ASSOCIATED_PMC = "associated_pmc": FlagByte,
        IS_RECOGNISED = "is_recognised": Flag,
        IS_UNIVERSITY = "is_university": Flag,
        IS_ASSESSMENT = "is_assessment": Flag,
        COMPLETED_ON = "completed_on": Day,
        /// What the transcript says of the skill.
        STATUS = "status": Word,
        EXPIRES_ON = "expires_on": Day,
        EXPIRY = "expiry": Word,
        LINK = "link": Word,
        LINK_FROM = "link_from": Day,
        LINK_THROUGH = "link_through": Day,
        ASSOCIATED_ON = "associated_on": Day,
        IS_IN_PMC = "is_in_pmc": Flag,
        /// The first day on which it would be visible if it is linked.
        VISIBLE_FROM = "visible_from": Day,
        IS_NAMED = "is_named": Flag,
        IS_RELEVANT = "is_relevant": Flag,
        RETIRED_ON = "retired_on": Day,
        SKILL_COUNTS_THROUGH = "skill_counts_through": Day,
    }
}

/// The columns that the rules answer with.
pub(crate) struct RuleAnswers;

impl RuleAnswers {
    /// The rules that fail if they are asked, a bit each.
    pub(crate) const FAILING: &str = "failing";
    /// The rules that are asked, a bit each.
    pub(crate) const ASKED: &str = "asked";
    /// The rules that are asked and fail.
    pub(crate) const REASONS: &str = "reasons";
    /// The first day on which a linked row is visible; the first of all days for others.
    pub(crate) const VISIBLE_ON: &str = "visible_on";
    /// The days on which the row counts for a requirement that names its skill, retirement aside,
    /// which is by requirement.
    pub(crate) const HOLDS_FROM: &str = "holds_from";
    pub(crate) const HOLDS_THROUGH: &str = "holds_through";
    pub(crate) const LINK_SHOWN: &str = "link_shown";
    /// What the rules come to.
    pub(crate) const VERDICT: &str = "verdict";
}
