//! A score and its window in one explanation: why it is where it is, and what brings it there by when.

use crate::support::{Scratch, root};

const PROGRAMME: &str = r#"
id = "case"
title = "A case"
from = 2015-01-01
levels = ["Silver"]
source = "sample"
[[level]]
name = "Silver"
window_months = 6
[[requirement]]
competency = "Cloud"
level = "Silver"
name = "Score"
kind = "score"
need = 70
source = "sample"
[[requirement.metric]]
name = "Growth"
kind = "pro_rata"
either = [{ metric = "CPOR", full_at = 800 }, { metric = "CSP", full_at = 1200 }]
max = 40
[[requirement.metric]]
name = "Deployments"
kind = "per_unit"
metric = "Deployments"
points = 4
max = 20
must_score = true
[[requirement.metric]]
name = "Certificates"
kind = "per_person"
any_of = ["EXAM"]
points = 10
max = 50
gates = [{ need = 1, any_of = ["GATE"], points = 0 }]
"#;

const PERFORMANCE: &str = "competency,month,metric,contribution\nCloud,2025-06,CSP,400\n\
                           Cloud,2026-02,CSP,500\nCloud,2026-05,CPOR,50\n";

fn scratch(performance: &str) -> Scratch {
    let scratch = Scratch::new();
    let parameters = root().join("pipelines/parameters.toml");
    let kinds = ["users", "transcripts", "performance", "memberships"];
    let sources =
        kinds.map(|kind| format!("[sources.{kind}]\nfiles = [\"{kind}.csv\"]\n")).concat();
    let pipeline = format!(
        "name = \"case\"\nout = \"out\"\nprogrammes = [\"programme\"]\nparameters = {:?}\n\
         [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\n{sources}",
        parameters.display().to_string()
    );
    scratch.write("pipeline.toml", pipeline);
    scratch.write("programme/programme.toml", PROGRAMME);
    let skills = std::fs::read(root().join("tests/rules/programme/skills.csv")).expect("skills");
    scratch.write("programme/skills.csv", skills);
    scratch.write(
        "users.csv",
        "work_email,mcid,associated_pc\nann@c.example,101,Yes\nbo@c.example,102,Yes\n",
    );
    scratch.write(
        "transcripts.csv",
        "mcid,skill_code,completed_on,expires_on\n101,EXAM,2020-01-10,\n102,EXAM,2020-01-10,\n\
         101,GATE,2020-01-10,2026-06-30\n",
    );
    scratch.write("performance.csv", performance);
    scratch.write(
        "memberships.csv",
        "competency,level,purchased_on,anniversary_on\nCloud,Silver,2025-08-15,2026-08-15\n",
    );
    scratch
}

fn told(scratch: &Scratch, day: &str) -> String {
    let said =
        scratch.attain(&["explain", "pipeline.toml", "--competency", "Cloud", "--as-of", day]);
    assert_eq!(said.code, 0, "{said:?}");
    said.out
}

/// What a run says, and its page.
fn ran(scratch: &Scratch, day: &str) -> (String, String) {
    let said = scratch.attain(&["run", "pipeline.toml", "--as-of", day]);
    assert_eq!(said.code, 0, "{said:?}");
    let page = scratch.path().join("out/latest/report.html");
    (said.err + &said.out, std::fs::read_to_string(page).expect("a page"))
}

fn has(told: &str, lines: &[&str]) {
    for line in lines {
        assert!(told.contains(line), "{line:?} is not in\n{told}");
    }
}

#[test]
fn what_is_short_and_what_would_be_enough_by_when() {
    let more = "Cloud,2026-05,Deployments,3\n";
    let scratch = scratch(&format!("{PERFORMANCE}{more}"));
    has(
        &told(&scratch, "2026-06-01"),
        &[
            "W2 qualified: met on no day of the window from 2026-01-01\n",
            "one day up to 2026-08-31 is enough\n",
            "V1 waiting time: an exam counts that is passed by 2026-08-21, 10 days before 2026-08-31\n",
            "the last performance that counts is that of 2026-07",
            "why not: 62 of 70 points: 8 short\n",
            "30 Growth + 12 Deployments + 20 Certificates = 62 of 70 points, 8 short\n",
            "enough alone by the points of today: Growth, 239.85 more of CSP\n",
            "enough alone by the points of today: Deployments, 2 more of Deployments\n",
            "enough alone by the points of today: Certificates, 1 more person\n",
            "ahead: 2026-07-01: Certificates -20, 42 of 70 left, not met: ann@c.example, GATE (skill_expires)\n",
            "\"CSP\" = 900, of 2025-05 to 2026-04\n            performance.csv:2: 2025-06 CSP 400\n",
            "\"CPOR\" = 50, of 2025-06 to 2026-05, which gives less\n",
            "ann@c.example by EXAM (transcripts.csv:2)\n",
            "gate 1: ann@c.example by GATE (transcripts.csv:4), counts through 2026-06-30\n",
        ],
    );
    // When June is shown the sum of CSP is 500, and the gate is shut.
    has(
        &told(&scratch, "2026-07-20"),
        &[
            "why not: 28.67 of 70 points: 41.33 short\n",
            "enough alone by the points of today: Certificates, 1 person missing in its gates, and then 3 more people\n",
        ],
    );
    has(
        &told(&scratch, "2026-08-22"),
        &[
            "an exam passed today is not visible before 2026-08-31",
            "W3 renewal by its window: it can no longer be kept at this renewal, as what helps had to be done by",
        ],
    );
}

#[test]
fn what_is_not_shown_yet_leaves_the_month_before() {
    let scratch = scratch(&format!("{PERFORMANCE}Cloud,2026-05,Deployments,3\n"));
    let said = "of the months through 2026-05: nothing is there of 2026-06 yet, it is shown on 2026-07-20 (W4)\n";
    has(&told(&scratch, "2026-07-19"), &[said, "\"CSP\" = 900, of 2025-06 to 2026-05\n"]);
    let shown = told(&scratch, "2026-07-20");
    assert!(!shown.contains("nothing is there"), "{shown}");
    has(&shown, &["\"CSP\" = 500, of 2025-07 to 2026-06\n"]);
}

#[test]
fn enough_points_are_not_enough_while_what_must_score_does_not() {
    let scratch = scratch(&format!("{PERFORMANCE}Cloud,2026-05,CSP,700\n"));
    let programme = PROGRAMME.replace("need = 70", "need = 55");
    scratch.write("programme/programme.toml", programme);
    let said = "why not: 60 of 55 points, but \"Deployments\" must score and gives nothing: \
                \"Deployments\" is 0, less than 1\n";
    has(
        &told(&scratch, "2026-06-01"),
        &[said, "enough alone by the points of today: Deployments, 1 more of Deployments\n"],
    );
}

#[test]
fn a_day_in_the_window_of_the_anniversary_keeps_it() {
    let scratch = scratch(&format!("{PERFORMANCE}Cloud,2026-05,Deployments,5\n"));
    has(&told(&scratch, "2026-06-30"), &["W2 qualified: met today, 2026-06-30"]);
    has(
        &told(&scratch, "2026-07-10"),
        &[
            "Silver: Active, met: No\n",
            "risk: ok\n",
            "W2 qualified: last met on 2026-06-30, in the window from 2026-02-01\n",
            "W3 renewal by its window: met on 2026-06-30, which lies in the window of the anniversary",
            "W3 renewal by its window: it is kept by that day for the anniversary on ",
        ],
    );
}

/// C8: a fact weighs as much as a whole score, so that a track which lacks nothing else stands behind.
#[test]
fn a_track_that_lacks_a_fact_alone_says_so() {
    let scratch = scratch(PERFORMANCE);
    let track = |option: &str, points: u32| {
        let score = PROGRAMME.split("[[requirement]]").nth(1).expect("a requirement");
        let score = score.split("[[requirement.metric]]").next().expect("its head");
        format!(
            "[[requirement]]{score}option = {option:?}\n[[requirement.metric]]\nname = \"People\"\n\
             kind = \"per_person\"\nany_of = [\"EXAM\"]\npoints = {points}\nmax = 100\n"
        )
    };
    let head = PROGRAMME.split("[[requirement]]").next().expect("a head");
    let fact = "[[requirement]]\ncompetency = \"Cloud\"\nlevel = \"Silver\"\noption = \"SMB\"\n\
                name = \"Small\"\nkind = \"attested\"\nfact = \"small track\"\nsource = \"sample\"\n";
    let programme = [head, &track("Enterprise", 12), &track("SMB", 36), fact].concat();
    scratch.write("programme/programme.toml", programme);
    let said = told(&scratch, "2026-07-01");
    let lacks = "if it is your track, write \"small track\" = yyyy-mm-dd, the day of the check, under [company.attested] of \
                 the pipeline file: this option is then the best one, with 72 of 70 points";
    assert!(said.contains(lacks), "{said}");
    assert!(said.contains("option Enterprise: No (best option)"), "{said}");
    // The page says the key too: it is not what the requirement is called.
    let run = scratch.attain(&["run", "pipeline.toml", "--as-of", "2026-07-01"]);
    assert_eq!(run.code, 0, "{run:?}");
    let page = std::fs::read_to_string(scratch.path().join("out/latest/report.html"));
    let page = page.expect("a page");
    let key = "write the day of the check into the pipeline file: [company.attested] &quot;small track&quot; = ";
    let track = page.find("The track SMB would be the best one").expect("the track");
    assert!(page[track..].starts_with("The track") && page[track..][..400].contains(key), "{page}");
}

/// One of a unit is told in the singular.
#[test]
fn one_point_and_one_of_a_unit_are_told_as_one() {
    let scratch = scratch("competency,month,metric,contribution\nCloud,2026-05,Deployments,1\n");
    let units = "source = \"sample\"\n[units]\nDeployments = \"customers\"\n";
    let programme = PROGRAMME.replacen("source = \"sample\"\n", units, 1);
    scratch.write("programme/programme.toml", programme.replace("points = 4", "points = 1"));
    let said = told(&scratch, "2026-07-01");
    has(&said, &["measured 1 customer\n", "one more (customers) would add 1 point\n"]);
}

#[test]
fn a_competency_answers_to_its_other_names() {
    let scratch = scratch(PERFORMANCE);
    let aliases = "source = \"sample\"\n[aliases]\nCloud = [\"Sky works\"]\n";
    scratch
        .write("programme/programme.toml", PROGRAMME.replacen("source = \"sample\"\n", aliases, 1));
    let explain = |name: &str| {
        let day = ["--as-of", "2026-07-01"];
        scratch.attain(&[&["explain", "pipeline.toml", "--competency", name], &day[..]].concat())
    };
    let (own, other) = (explain("Cloud"), explain("sky  Works"));
    assert_eq!((own.code, &own.out), (0, &other.out), "{other:?}");
    assert_eq!(explain("Sky").code, 2);
}

/// N1 names those who hold most of what is asked; the page those too who held it and let it expire.
#[test]
fn whose_certificate_has_expired_is_named_where_somebody_is_asked_to_earn_it() {
    let scratch = scratch(PERFORMANCE);
    // So much is needed that no other way spares the certificates.
    scratch.write("programme/programme.toml", PROGRAMME.replacen("need = 70", "need = 100", 1));
    scratch.write(
        "users.csv",
        "work_email,mcid,associated_pc\nann@c.example,101,Yes\nbo@c.example,102,Yes\n\
         cy@c.example,103,Yes\ndi@c.example,104,Yes\n",
    );
    scratch.write(
        "transcripts.csv",
        "mcid,skill_code,completed_on,expires_on\n101,EXAM,2020-01-10,\n103,EXAM,2025-03-01,2026-03-02\n\
         104,EXAM,2020-03-01,2025-03-01\n104,EXAM,2026-03-01,\n101,GATE,2020-01-10,\n",
    );
    let explained = told(&scratch, "2026-06-01");
    let lost = "had it and has it no more: cy@c.example (EXAM expired after 2026-03-02)\n";
    assert!(explained.contains(lost), "{explained}");
    let (_, page) = ran(&scratch, "2026-06-01");
    // The newest day of the transcripts is one on which something was earned.
    let newest = page.split("Newest date of each input").nth(1).expect("the newest days");
    let newest = newest.split("</ul>").next().expect("a list");
    assert!(newest.contains("2026-03-01") && !newest.contains("2026-03-02"), "{newest}");
    // Nobody holds a part of it, so that these are to be asked first, each told of their own alone.
    let mut cards = page.split("<article");
    let card = cards.find(|card| card.contains("earned anew")).expect("a card");
    assert!(card.contains("ask those first whose certificate has expired: cy@c.example"), "{card}");
    assert!(card.contains("mailto:cy@c.example") && !page.contains("on the way to it"), "{card}");
    let own = page.split("class=\"personal\"").nth(1).expect("a page of their own");
    assert!(own.contains("Your certificate for it expired on 2026-03-02."), "{own}");
    // Where nothing else is short the closing summary says the same, and names nobody.
    scratch.write(
        "performance.csv",
        "competency,month,metric,contribution\nCloud,2026-05,CSP,1200\nCloud,2026-05,Deployments,5\n",
    );
    let (said, _) = ran(&scratch, "2026-06-01");
    let asked = "ask those first whose certificate has expired: 1 person";
    assert!(said.contains(asked) && !said.contains("on the way to it"), "{said}");
}

/// C5a: more of a metric gives nothing before its baseline is reached.
#[test]
fn the_baseline_of_what_is_to_be_raised_is_named_first() {
    let scratch = scratch(PERFORMANCE);
    let baseline = "must_score = true\nbaseline = { metric = \"Revenue\", at_least = 2500 }";
    scratch.write(
        "programme/programme.toml",
        PROGRAMME.replacen("must_score = true", baseline, 1).replacen("need = 70", "need = 110", 1),
    );
    let (said, page) = ran(&scratch, "2026-06-01");
    let first = "Deployments (first its baseline: Revenue of at least 2500, today 0)";
    assert!(said.contains(first) && page.contains(first), "{said}");
    assert!(page.contains("nothing below its baseline: “Revenue” of at least 2500"), "{page}");
}

/// What was not exported counts as nothing: before anything is raised it is to be exported.
#[test]
fn months_without_rows_come_before_what_is_to_be_raised() {
    let scratch = scratch("competency,month,metric,contribution\nCloud,2026-04,CPOR,50\n");
    let latest = "name = \"Growth\"\nkind = \"pro_rata\"\nmetric = \"CPOR\"\n\
                  aggregate = \"latest\"\nfull_at = 800\nmax = 40\n";
    let growth = PROGRAMME.find("name = \"Growth\"").expect("a metric");
    let behind =
        PROGRAMME.find("[[requirement.metric]]\nname = \"Deployments\"").expect("the next");
    let programme = format!("{}{latest}{}", &PROGRAMME[..growth], &PROGRAMME[behind..]);
    scratch.write("programme/programme.toml", programme.replacen("need = 70", "need = 90", 1));
    let (said, page) = ran(&scratch, "2026-06-25");
    let first =
        "No rows of 2026-05: export performance again first; if there really are none: raise";
    assert!(said.contains(first), "{said}");
    let card = page.split("<h3>").find(|card| card.contains("raise")).expect("a card");
    assert!(card.starts_with(first), "{card}");
}

/// A company of which the source has no row at all, while it has some of others, is not judged in silence.
#[test]
fn a_company_without_any_row_of_performance_is_told() {
    let scratch =
        scratch("mpn_id,competency,month,metric,contribution\n0100,Cloud,2026-05,CPOR,50\n");
    let own = std::fs::read_to_string(scratch.path().join("pipeline.toml")).expect("a pipeline");
    let other = "[[company]]\nname = \"Fabrikam\"\nmpn_id = \"0200\"\n";
    let both = own.replacen("[company]", &format!("{other}[[company]]"), 1);
    scratch.write("pipeline.toml", both);
    scratch.write(
        "users.csv",
        "work_email,mcid,associated_pc,mpn_id\nann@c.example,101,Yes,0100\nbo@f.example,102,Yes,0200\n",
    );
    scratch.write(
        "memberships.csv",
        "mpn_id,competency,level,purchased_on,anniversary_on\n0100,Cloud,Silver,2025-08-15,2026-08-15\n\
         0200,Cloud,Silver,2025-08-15,2026-08-15\n",
    );
    let said = scratch.attain(&["run", "pipeline.toml", "--as-of", "2026-06-01"]);
    assert_eq!(said.code, 0, "{said:?}");
    let findings = scratch.table("findings");
    let [code, id, message] = ["code", "mpn_id", "message"].map(|name| findings.place(name));
    let told = findings.rows.iter().filter(|row| row[code] == "months_missing");
    let told: Vec<[&str; 2]> = told.map(|row| [&*row[id], &*row[message]]).collect();
    let none = "performance has rows of other companies and none of this one, which counts as nothing; \
                the points of Cloud Silver stand on it";
    assert_eq!(told, [["0200", none]]);
}
