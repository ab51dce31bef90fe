//! Closed lists of words: what a cell may say, in the canonical words and their order. A cell keeps
//! the place of its word in the list.

/// Declares a list: an enum whose numbers are the places of the words; the first place says nothing.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($word:ident = $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum $name {
            Unsaid,
            $($word,)+
        }

        impl $name {
            pub const WORDS: &'static [&'static str] = &["", $($text),+];

            /// By the place in the list.
            #[must_use]
            pub fn at(place: u8) -> Self {
                const ALL: &[$name] = &[$name::Unsaid, $($name::$word),+];
                ALL.get(usize::from(place)).copied().unwrap_or(Self::Unsaid)
            }

            #[must_use]
            pub const fn word(self) -> &'static str {
                Self::WORDS[self as usize]
            }
        }
    };
}

words! {
    YesNo {
        No = "No",
        Yes = "Yes",
    }
}

words! {
    UserStatus {
        Active = "Active",
        Removed = "Removed",
    }
}

words! {
    /// What a transcript says of a skill.
    SkillStatus {
        Active = "Active",
        Expired = "Expired",
        Revoked = "Revoked",
        Retired = "Retired",
    }
}

words! {
    MembershipStatus {
        Active = "Active",
        Inactive = "Inactive",
        InGrace = "In grace",
    }
}

words! {
    DocumentType {
        Invoice = "Invoice",
        CreditNote = "Credit note",
        OrderConfirmation = "Order confirmation",
        PartnerReport = "Partner report",
    }
}

words! {
    SkillType {
        Exam = "Exam",
        Certification = "Certification",
        Assessment = "Assessment",
        Training = "Training",
    }
}

words! {
    /// The sources of skills that are known by name; others are kept as they are written.
    KnownSource {
        MicrosoftLearning = "Microsoft Learning",
        PartnerUniversity = "Partner University",
    }
}

words! {
    /// The levels that every programme may have.
    KnownLevel {
        Silver = "Silver",
        Gold = "Gold",
    }
}

words! {
    System {
        Pc = "PC",
        Pmc = "PMC",
    }
}

impl YesNo {
    /// What is said, else what the other says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Unsaid { other } else { self }
    }
}

impl KnownSource {
    /// Where a skill is from that does not say it.
    pub const DEFAULT: Self = Self::MicrosoftLearning;
}

impl SkillType {
    /// What a skill is of which neither its row nor the catalogue says it.
    pub const DEFAULT: Self = Self::Exam;
}

impl DocumentType {
    /// What a line is that does not say it.
    pub const DEFAULT: Self = Self::Invoice;

    /// L1: what counts towards the learning KPI.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Self::Invoice | Self::CreditNote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_word_and_a_place_that_is_none_says_nothing() {
        assert_eq!(SkillStatus::at(3), SkillStatus::Revoked);
        assert_eq!(SkillStatus::Revoked.word(), "Revoked");
        assert_eq!(SkillStatus::WORDS[SkillStatus::Revoked as usize], "Revoked");
        assert_eq!(SkillStatus::at(0), SkillStatus::Unsaid);
        assert_eq!(SkillStatus::at(9), SkillStatus::Unsaid);
        assert_eq!(SkillStatus::Unsaid.word(), "");
    }

    #[test]
    fn what_is_said_comes_before_what_another_says() {
        assert_eq!(YesNo::Unsaid.or(YesNo::Yes), YesNo::Yes);
        assert_eq!(YesNo::No.or(YesNo::Yes), YesNo::No);
    }
}
