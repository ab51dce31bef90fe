//! Spoken: how an action is spoken of: by its name, by what is wrong, and as what nobody can do.

use crate::assess::actions::action::ActionKind;

use super::labels::Labels;
use super::next::ActionRow;

impl ActionRow {
    /// Whether it is of what nobody can earn any more.
    #[must_use]
    pub(crate) fn is_closed(&self) -> bool {
        self.kind == ActionKind::Earn && self.fault == "retired"
    }

    /// Whether it asks for the name of a level to be corrected, and not for a source.
    #[must_use]
    pub(crate) fn is_of_name(&self) -> bool {
        self.kind == ActionKind::MendInput && self.rules().any(|rule| rule == "K2a")
    }

    /// What it is about, by the name that the reader has for it: of which option, how much more, and which
    /// level is served by it.
    #[must_use]
    pub(crate) fn named(&self, name: &str, option: &str, labels: &Labels) -> String {
        let mut named = name.to_owned();
        // Facts are attested whatever the track.
        let option = Some(option).filter(|_| self.kind != ActionKind::Attest);
        for of in option.into_iter().chain([&*self.through]).filter(|of| !of.is_empty()) {
            named = format!("{named} ({of})");
        }
        if let Some(more) = self.enough_more {
            named = format!("{named} +{}", labels.in_unit(more, &self.unit));
        }
        match &self.below {
            Some(below) => below.first(&named, labels),
            None => named,
        }
    }

    /// What is wrong with an input or a fact and where to write it, in words.
    #[must_use]
    pub(crate) fn fault_in_words(&self, labels: &Labels) -> Option<String> {
        let text = labels.find("action_fault", &self.fault).filter(|_| !self.place.is_empty())?;
        // The first row that was set aside has the code of its fault behind it.
        let reject = self.place.rsplit_once(' ').and_then(|(place, code)| {
            let words = labels.find("reject", code).filter(|_| self.fault == "rejects")?;
            Some(format!("{place} ({words})"))
        });
        let place = reject.as_ref().unwrap_or(&self.place);
        Some(text.replace("{place}", place).replace("{option}", &self.option))
    }

    /// Those whom it names; where it names nobody, those whose certificates for it have expired.
    #[must_use]
    pub(crate) fn asked_first(&self) -> Vec<&String> {
        if self.who.is_empty() {
            self.former.iter().map(|(_, email)| email).collect()
        } else {
            self.who.iter().collect()
        }
    }
}
