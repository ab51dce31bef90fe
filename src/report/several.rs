//! Several names in a sentence: the first of so many, any one of them, or all.

use super::books::context::Context;

/// Names of so many, and how many more there are.
pub(crate) fn first_of(mut named: Vec<String>, all: usize, context: Context<'_>) -> Vec<String> {
    if all > named.len() {
        let more = context.count((all - named.len()) as u64);
        named.push(context.labels.say("page", "and_more", &[("count", &more)]));
    }
    named
}

/// The names with a word before the last one: `or`, `and`. `list` puts those before it beside each other.
pub(crate) fn joined(
    mut names: Vec<String>,
    word: &str,
    context: Context<'_>,
    list: impl Fn(&[String]) -> String,
) -> String {
    let last = names.pop().unwrap_or_default();
    if names.is_empty() {
        return last;
    }
    context.labels.say("page", word, &[("names", &list(&names)), ("last", &last)])
}
