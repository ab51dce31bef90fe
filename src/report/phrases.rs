//! Phrases: how a language joins what a sentence is made of.

use std::collections::BTreeMap;

use super::labels::Labels;

impl Labels {
    /// Puts a value behind what is said: some languages leave out the vowel of a word before another vowel.
    pub(crate) fn join(&self, said: &mut String, value: &str) {
        let begins = value.chars().next().is_some_and(is_vowel);
        let words = self.find("format", "elided").unwrap_or_default().split(' ');
        let mut elided = words.filter(|word| begins && !word.is_empty() && *word != "-");
        let ends = |word: &&str| {
            let before = said.strip_suffix(' ').and_then(|own| own.strip_suffix(word));
            before.is_some_and(|own| {
                own.chars().next_back().is_none_or(|sign| !sign.is_alphanumeric())
            })
        };
        if elided.any(|word| ends(&word)) {
            said.truncate(said.len() - 2);
            said.push('\'');
        }
        said.push_str(value);
    }

    /// A sentence behind a colon: of those that say what is to be done the first letter is a small one, where the
    /// language has it so.
    #[must_use]
    pub(crate) fn behind_colon(&self, sentence: &str) -> String {
        let mut signs = sentence.chars();
        let is_small = self.find("format", "behind_colon") == Some("small");
        let first = sentence.split(' ').next().unwrap_or_default();
        let is_word = |text: &String| text.split(' ').next() == Some(first);
        let known = ["action", "event"].into_iter().filter_map(|group| self.group(group));
        if !is_small || !known.flat_map(BTreeMap::values).any(is_word) || is_name(first) {
            return sentence.to_owned();
        }
        let Some(sign) = signs.next() else { return String::new() };
        sign.to_lowercase().chain(signs).collect()
    }
}

/// What an apostrophe stands before; of an h nobody knows.
fn is_vowel(sign: char) -> bool {
    "aeiouâàäéèêëîïôöûùü".contains(sign.to_lowercase().next().unwrap_or(sign))
}

/// A placeholder, and a word of capitals.
fn is_name(word: &str) -> bool {
    word.starts_with('{') || word.chars().nth(1).is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_leaves_out_a_vowel_before_a_vowel() {
        let french = Labels::built_in("fr").unwrap();
        let said = |who: &str| french.say("next", "falls", &[("who", who)]);
        assert!(said("Olof Ek").contains("l'association d'Olof Ek"), "{}", said("Olof Ek"));
        assert!(said("Élise").contains("d'Élise") && said("Camille").contains("de Camille"));
        let english = Labels::built_in("en").unwrap();
        let said = english.say("next", "falls", &[("who", "Olof Ek")]);
        assert!(said.contains("of Olof Ek"), "{said}");
    }

    #[test]
    fn what_is_to_be_done_begins_small_behind_a_colon() {
        let french = Labels::built_in("fr").unwrap();
        assert_eq!(french.behind_colon("Demander à Ann"), "demander à Ann");
        assert_eq!(french.behind_colon("KPI d'apprentissage"), "KPI d'apprentissage");
        assert_eq!(french.behind_colon("Cloud Platform Gold"), "Cloud Platform Gold");
        let german = Labels::built_in("de").unwrap();
        assert_eq!(german.behind_colon("Nach Rechnungen"), "Nach Rechnungen");
    }
}
