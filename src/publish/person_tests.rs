//! Keys mean the person where they stand alone, and short ones only in company.

use super::*;

fn nameless() -> ForgottenPerson {
    let mut anna = ForgottenPerson::new([" Anna.Müller@Contoso.com "]);
    assert!(anna.learn_mcid("00101101") && !anna.learn_mcid("101101"));
    anna
}

fn anna() -> ForgottenPerson {
    let mut anna = nameless();
    assert!(anna.learn_name("Anna", "Müller") && !anna.learn_name("ANNA ", "müller"));
    anna
}

#[test]
fn rows_are_the_persons_by_email_or_by_mcid() {
    let anna = anna();
    assert!(anna.owns("ANNA.MÜLLER@contoso.com", ""));
    assert!(anna.owns("", "101101") && anna.owns("bert@contoso.com", "0101101"));
    assert!(anna.owns("Anna <anna.müller@contoso.com>", ""));
    assert!(
        !anna.owns("joanna.müller@contoso.com", "")
            && !anna.owns("", "202")
            && !anna.owns("", "")
            && !anna.owns("", "0")
    );
    assert!(anna.is_cell(" anna.müller@contoso.com") && anna.is_cell("0101101"));
    assert!(!anna.is_cell("Anna Müller") && !anna.is_cell("101"));
}

#[test]
fn an_email_counts_only_where_it_stands_alone() {
    let anna = nameless();
    let scrub = |text: &str| anna.scrubbed(text);
    assert_eq!(
        scrub("see Anna.Müller@contoso.com, 00101101.").as_deref(),
        Some("see (forgotten), (forgotten).")
    );
    for named in [
        "ends with anna.müller@contoso.com.",
        "'anna.müller@contoso.com'",
        "- anna.müller@contoso.com;-anna.müller@contoso.com",
        "anna.müller@contoso.com.json",
        "anna.müller@contoso.com-2021.json",
        "mailto:anna.müller@contoso.com?x",
    ] {
        assert!(anna.is_named_in(named), "{named}");
    }
    for other in ["joanna.müller@contoso.com", "anna.müller@contoso.com.fr", "x101101", "1011010"]
    {
        assert_eq!(scrub(other), None, "{other}");
    }
    for other in
        ["", "+anna.müller@contoso.com", "1.101101", "101101.5", "anna.müller@contoso.comx"]
    {
        assert_eq!(scrub(other), None, "{other}");
    }
    let list = "a@x.y;anna.müller@contoso.com;b@x.y";
    assert_eq!(scrub(list).as_deref(), Some("a@x.y;(forgotten);b@x.y"));
    let odd = ForgottenPerson::new(["o'b;<x>&y@a-b.example"]);
    assert_eq!(odd.scrubbed("z;O'b;<x>&Y@a-b.example;w").as_deref(), Some("z;(forgotten);w"));
    assert!(!ForgottenPerson::new(["brien@x.y"]).is_named_in("o'brien@x.y"));
}

#[test]
fn names_count_in_either_order() {
    let anna = anna();
    for named in ["renewing: Anna Müller", "MÜLLER,  anna", "anna_müller", "ANNA-MÜLLER"] {
        assert!(anna.is_named_in(named), "{named}");
    }
    for other in
        ["Anna", "Joanna Müller", "Anna Müllers", "Müller", "annamüller", "Anna, and Müller"]
    {
        assert!(!anna.is_named_in(other), "{other}");
    }
    assert!(anna.is_named_in("anna.müller@home.example"), "an address of hers, for all we know");
    let mut anna = anna;
    anna.meet("Anna.Müller@fabrikam.example");
    assert!(!anna.is_named_in("a@x.y;anna.müller@fabrikam.example;b@x.y"), "somebody else's");
    assert!(anna.is_named_in("anna.müller@home.example"));
    assert!(anna.has_name("anna", " MÜLLER") && !anna.has_name("Anna", ""));
}

#[test]
fn what_is_short_counts_in_company() {
    let mut li = ForgottenPerson::new(["li@x.y"]);
    li.learn_mcid("4711");
    li.learn_name("Li", "Wu");
    for other in ["Li Wu", "4711 days", "li", "wu li\nli@x.y.z"] {
        assert!(!li.is_named_in(other), "{other}");
    }
    assert_eq!(li.scrubbed("merge MCID 4711").as_deref(), Some("merge MCID (forgotten)"));
    assert_eq!(
        li.scrubbed("Wu Li <li@x.y>, 4711\nLi Wu").as_deref(),
        Some("(forgotten) <(forgotten)>, (forgotten)\nLi Wu")
    );
    let mut one = ForgottenPerson::new(["c@x.y"]);
    one.learn_name("Cher", "");
    assert!(!one.is_named_in("cher ami"));
    assert_eq!(one.scrubbed("Cher c@x.y").as_deref(), Some("(forgotten) (forgotten)"));
}

#[test]
fn files_are_named_after_persons() {
    let anna = anna();
    for path in [
        "in/Anna.Müller@Contoso.com.json",
        "in/anna.müller@contoso.com_old.csv",
        "transcripts/Anna_Müller.json",
        "Müller, Anna (2).pdf",
        "0101101.json",
    ] {
        assert!(anna.is_in_path(path), "{path}");
    }
    for path in ["in/joanna.müller@contoso.com.json", "in/users.csv", "anna.json", "in/101.csv"] {
        assert!(!anna.is_in_path(path), "{path}");
    }
}

#[test]
fn letters_that_change_their_length_are_found() {
    let odd = ForgottenPerson::new(["İΣς@x.y"]);
    for text in ["İΣΣ@X.Y", "i\u{307}σς@x.y"] {
        assert_eq!(odd.scrubbed(text).as_deref(), Some(FORGOTTEN), "{text}");
    }
}
