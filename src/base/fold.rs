//! Folding: the one form in which headers and words are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Unicode NFKD, accents dropped, lower case, every run of other than letters and digits one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    for letter in letters.flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// E-mail addresses are compared trimmed, in lower case, and in one Unicode form.
#[must_use]
pub fn fold_email(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.is_ascii() {
        return trimmed.to_ascii_lowercase();
    }
    trimmed.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// How many signs must change to make one text of the other; texts that are folded already.
#[must_use]
pub fn difference(one: &str, other: &str) -> usize {
    strsim::damerau_levenshtein(one, other)
}

/// The candidate nearest to what was written, if it is near enough to be meant.
#[must_use]
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(written);
    candidates
        .into_iter()
        .map(|candidate| (difference(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_do_not_matter() {
        assert_eq!(fold("Associée à l'Espace partenaires"), "associee a l espace partenaires");
        assert_eq!(fold("  Invoice # "), "invoice");
        assert_eq!(
            fold("Relevant for Competencies  (Option) or Programs"),
            "relevant for competencies option or programs"
        );
        assert_eq!(fold("März"), "marz");
        assert_eq!(fold("Sí"), fold("si"));
    }

    #[test]
    fn emails_differ_in_neither_case_nor_unicode_form() {
        assert_eq!(fold_email(" ZOÉ@C.com "), "zoé@c.com");
        assert_eq!(fold_email("zoe\u{301}@c.com"), "zoé@c.com");
    }

    #[test]
    fn near_words_are_offered_and_far_ones_are_not() {
        assert_eq!(did_you_mean("programes", ["programmes", "parameters"]), Some("programmes"));
        assert_eq!(did_you_mean("zzz", ["programmes", "parameters"]), None);
    }
}
