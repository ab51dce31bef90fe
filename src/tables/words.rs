//! Words of closed lists that the program itself decides by, each with its place in the list.

/// What a transcript says of a skill.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SkillStatus {
    Active = 1,
    Expired = 2,
    Revoked = 3,
    Retired = 4,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum UserStatus {
    Active = 1,
    Removed = 2,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SkillType {
    Unsaid = 0,
    Exam = 1,
    Certification = 2,
    Assessment = 3,
    Training = 4,
}

#[cfg(test)]
mod tests {
    use super::super::Vocabulary;
    use super::*;

    fn word(of: Vocabulary, place: u8) -> &'static str {
        of.words()[usize::from(place)]
    }

    #[test]
    fn every_word_has_its_place() {
        for own in
            [SkillStatus::Active, SkillStatus::Expired, SkillStatus::Revoked, SkillStatus::Retired]
        {
            assert_eq!(word(Vocabulary::SkillStatus, own as u8), format!("{own:?}"));
        }
        for own in [UserStatus::Active, UserStatus::Removed] {
            assert_eq!(word(Vocabulary::UserStatus, own as u8), format!("{own:?}"));
        }
        for own in
            [SkillType::Exam, SkillType::Certification, SkillType::Assessment, SkillType::Training]
        {
            assert_eq!(word(Vocabulary::SkillType, own as u8), format!("{own:?}"));
        }
        assert_eq!(word(Vocabulary::SkillType, SkillType::Unsaid as u8), "");
    }
}
