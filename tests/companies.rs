//! `run --company`: the reports of some companies, with every company read.

use std::fs;

use crate::support::{Scratch, Table, three_companies};

fn run(scratch: &Scratch, more: &[&str]) -> crate::support::Said {
    let run = ["run", "pipeline.toml", "--as-of", "2021-03-01"];
    scratch.attain(&[&run[..], more].concat())
}

#[test]
fn a_company_is_judged_as_among_all_and_reported_alone() {
    let scratch = three_companies("");
    assert_eq!(run(&scratch, &["--out", "whole"]).code, 0);
    let said = run(&scratch, &["--company", "0100"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("1 count, 0 pending, 1 do not count"), "{}", said.out);
    for name in ["skills", "team", "levels", "requirements", "contacts", "events", "findings"] {
        let read =
            |out: &str| Table::read(&scratch.path().join(format!("{out}/latest/data/{name}.csv")));
        let (whole, own) = (read("whole"), read("out"));
        let id = whole.place("mpn_id");
        let kept = whole.rows.iter().filter(|row| row[id] == "0100").cloned();
        assert_eq!(own.rows, kept.collect::<Vec<_>>(), "{name}");
    }
    let skills = scratch.table("skills");
    let ann = skills.rows.iter().find(|row| row[skills.place("work_email")].starts_with("ann"));
    let reason = &ann.expect("Ann")[skills.place("reason")];
    assert_eq!(reason, "associated_elsewhere", "the other companies were read");
    let bytes = fs::read(scratch.path().join("out/latest/competency_risk.xlsx")).expect("a book");
    assert!(!bytes.is_empty());
    let manifest = |out: &str| {
        fs::read_to_string(scratch.path().join(out).join("latest/manifest.json")).expect("a text")
    };
    assert!(manifest("whole").contains(r#""0200": "Fabrikam""#));
    assert!(manifest("out").contains(r#""0100": "Contoso""#));
    assert!(!manifest("out").contains("Fabrikam"), "only those that are told of");
}

#[test]
fn companies_are_part_of_the_key_and_compared_with_themselves() {
    let scratch = three_companies("");
    let ids = |more: &[&str]| {
        let said = run(&scratch, more);
        assert_eq!(said.code, 0, "{said:?}");
        let last = said.out.lines().last().unwrap_or_default().to_owned();
        last.replace("published  ", "").trim().to_owned()
    };
    let all = ids(&[]);
    let first = ids(&["--company", "0100"]);
    let both = ids(&["--company", "0200", "--company", "0100"]);
    assert!(all != first && first != both, "{all} {first} {both}");
    assert!(run(&scratch, &["--company", "0100"]).out.contains("nothing changed"));
    assert!(
        run(&scratch, &["--company", "0100", "--company", "0200"]).out.contains("nothing changed")
    );
    // Asked for all, it is the run of all.
    let every = ["--company", "0100", "--company", "0200", "--company", "0300"];
    assert!(run(&scratch, &every).out.contains("nothing changed"));
    let later = ["run", "pipeline.toml", "--as-of", "2021-03-02", "--company", "0100"];
    assert_eq!(scratch.attain(&later).code, 0);
    assert_eq!(scratch.table("changes").rows, Vec::<Vec<String>>::new(), "nobody left");
}

#[test]
fn who_is_not_in_the_pipeline_is_refused_with_a_hint() {
    let scratch = three_companies("");
    for (id, says) in [
        ("0110", "the pipeline has no company 0110; did you mean 0100?"),
        ("0101", "it is a location of 0100 (Contoso)"),
        ("zz", "there are: 0100, 0200, 0300"),
    ] {
        let said = run(&scratch, &["--company", id]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(says), "{}", said.err);
    }
}

/// A3: who is asked to associate with one company may leave another one by it.
#[test]
fn who_leaves_another_company_is_told_what_breaks_there() {
    let scratch = three_companies("[sources.memberships]\nfiles = [\"memberships.csv\"]");
    scratch.write(
        "users.csv",
        "Work email,First name,Last name,MPN ID,MCID,Associated in PC,Association date\n\
         ann@contoso.example,Ann,Ames,0100,101,Yes,2020-01-01\n\
         bo@contoso.example,Bo,Bell,0100,102,Yes,2020-01-01\n\
         bo@fabrikam.example,Bo,Bell,0200,102,No,\n\
         cy@fabrikam.example,Cy,Cole,0200,103,Yes,2020-01-01\n\
         di@fabrikam.example,Di,Dean,0200,109,No,\n",
    );
    scratch.write(
        "memberships.csv",
        "MPN ID,Competency,Level,Purchased on,Anniversary\n\
         0100,Cloud Platform,Silver,2020-09-01,2021-09-01\n\
         0200,Cloud Platform,Silver,2020-09-01,2021-09-01\n",
    );
    let said = run(&scratch, &[]);
    assert_eq!(said.code, 0, "{said:?}");
    let takes = "to associate takes 1 person away from Contoso, where Cloud Platform Silver is then \
                 not met";
    assert!(said.out.contains(takes), "{}", said.out);
    let page = fs::read_to_string(scratch.path().join("out/latest/report-0200.html")).expect("it");
    let against = "Bo Bell: associated with Contoso (0100) today, and no longer once this is done; \
                   Cloud Platform Silver is then not met there";
    assert!(page.contains(against), "{page}");
    assert!(
        page.contains("Ask Di Dean or Bo Bell (any one is enough)"),
        "who takes nobody away comes first"
    );
    let you = "You are associated with Contoso (0100) today, and no longer once this is done; Cloud \
               Platform Silver is then not met there";
    assert!(page.contains(you), "{page}");
    let actions = scratch.table("actions");
    let leaves = actions.place("leaves");
    let told: Vec<&str> = actions.rows.iter().map(|row| row[leaves].as_str()).collect();
    assert!(told.contains(&"0100 bo@contoso.example"), "{told:?}");
}
