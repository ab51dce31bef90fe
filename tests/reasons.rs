//! What `explain` says in words: why a score or a requirement is not met, and what a rule really did.

use crate::support::{Scratch, root};

/// A company of two people with their skills, and a programme of one requirement.
fn company(requirement: &str, more: &str) -> Scratch {
    let scratch = Scratch::new();
    let path = |below: &str| root().join(below).display().to_string();
    scratch.write(
        "pipeline.toml",
        format!(
            "name = \"case\"\nout = \"out\"\nprogrammes = [\"programme\"]\nparameters = {:?}\n{more}\n\
             [sources.users]\nfiles = [\"users.csv\"]\n\
             [sources.transcripts]\nfiles = [\"transcripts.csv\"]\n",
            path("pipelines/parameters.toml")
        ),
    );
    scratch.write(
        "programme/programme.toml",
        format!(
            "id = \"case\"\ntitle = \"A case\"\nfrom = 2015-01-01\nlevels = [\"Silver\", \"Gold\"]\n\
             source = \"sample\"\n[[requirement]]\ncompetency = \"Cloud\"\nlevel = \"Silver\"\n\
             source = \"sample\"\n{requirement}"
        ),
    );
    let skills = std::fs::read(root().join("tests/rules/programme/skills.csv")).expect("skills");
    scratch.write("programme/skills.csv", skills);
    scratch.write(
        "users.csv",
        "Work email,MCID,Associated in PC,Partner University,Association date\n\
         ann@c.example,101,Yes,Yes,2021-02-20\nbo@c.example,102,Yes,No,2020-01-01\n",
    );
    scratch.write(
        "transcripts.csv",
        "MCID,Exam,Completion date,Source\n101,PART,2020-01-10,\n102,PART,2020-01-10,\n\
         101,ASSESS,2021-02-10,Partner University\n",
    );
    scratch.write(
        "memberships.csv",
        "competency,level,purchased_on,anniversary_on\nCloud,Silver,2019-03-01,2020-03-01\n",
    );
    scratch
        .write("performance.csv", "competency,month,metric,contribution\nCloud,2020-06,Adds,2\n");
    scratch
}

const COMPANY: &str = "[company]\nname = \"Contoso\"\nmpn_id = \"0100\"";

fn cloud(scratch: &Scratch, day: &str) -> String {
    let explain = ["explain", "pipeline.toml", "--as-of", day, "--competency", "Cloud"];
    let said = scratch.attain(&explain);
    assert_eq!(said.code, 0, "{said:?}");
    let json = scratch.attain(&[&explain[..], &["--format", "json"]].concat()).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let reason = &json["levels"][0]["options"][0]["requirements"][0]["reason"];
    if let Some(reason) = reason.as_str() {
        assert!(said.out.contains(reason), "the JSON says the same: {reason}\n{}", said.out);
    }
    said.out
}

/// Enough points, and a metric that must give some gives none.
#[test]
fn a_score_that_has_its_points_says_what_it_fails_by() {
    let score = |gates: &str| {
        format!(
            "name = \"Score\"\nkind = \"score\"\nneed = 6\n\
             metric = [{{ name = \"People\", kind = \"per_person\", any_of = [\"PART\"], points = 5, max = 20 }}, \
             {{ name = \"Deployments\", kind = \"per_person\", any_of = [\"GATE\"], points = 5, max = 20, \
             must_score = true{gates} }}]\n"
        )
    };
    let told = cloud(&company(&score(""), COMPANY), "2021-03-01");
    let reason = "why not: 10 of 6 points, but \"Deployments\" must score and gives nothing: nobody \
                  counts for it";
    assert!(told.contains(reason), "{told}");
    assert!(told.contains("People: 10 of 20 points; measured 2"), "{told}");
    assert!(told.contains("ann@c.example by PART"), "{told}");
    let gated = score(", gates = [{ need = 1, any_of = [\"GATE\"] }]");
    let told = cloud(&company(&gated, COMPANY), "2021-03-01");
    assert!(told.contains("0 of its 1 gates are met, and all must be"), "{told}");
    assert!(told.contains("behind: 1 person with any of GATE"), "{told}");
}

#[test]
fn a_score_of_values_names_its_lines_its_cap_and_what_it_fails_by() {
    let score = "name = \"Score\"\nkind = \"score\"\nneed = 70\n\
                 metric = [{ name = \"Usage\", kind = \"per_unit\", metric = \"Adds\", points = 50, max = 100, cap = \"most\" }, \
                 { name = \"Deployments\", kind = \"per_unit\", metric = \"Deployments\", points = 5, max = 20, must_score = true }, \
                 { name = \"Users\", kind = \"per_unit\", aggregate = \"latest\", metric = \"Users\", points = 5, max = 20, cap = \"users\" }]\n\
                 cap = [{ name = \"most\", max = 75 }, { name = \"users\", max = 20, must_score = true }]\n";
    let with = format!("{COMPANY}\n[sources.performance]\nfiles = [\"performance.csv\"]");
    let told = cloud(&company(score, &with), "2021-03-01");
    for part in [
        "why not: 75 of 70 points, but \"Deployments\" must score and gives nothing: \"Deployments\" is 0, \
         less than 1; none of Users gives anything, and one must",
        "Usage: 100 of 100 points; measured 2",
        "in the sum: 75, under the cap of \"most\"",
        "performance.csv:2: 2020-06 Adds 2",
        "one more would add 5",
        "5 for each whole one of \"Users\" in the last closed month",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn levels_and_audits_say_what_is_asked_for() {
    let levels = "name = \"Levels\"\nkind = \"holds\"\nall_of = [\"Fog\"]\n\
                  [[requirement]]\ncompetency = \"Fog\"\nlevel = \"Silver\"\nname = \"People\"\n\
                  kind = \"people\"\nneed = 9\nany_of = [\"PART\"]\nsource = \"sample\"\n";
    let told = cloud(&company(levels, COMPANY), "2021-03-01");
    assert!(told.contains("asks for held or met: Fog Silver (C5c levels asked for)"), "{told}");
    assert!(
        told.contains("why not: C5b unknown: the pipeline has no source of memberships"),
        "{told}"
    );
    let with = format!("{COMPANY}\n[sources.memberships]\nfiles = [\"memberships.csv\"]");
    let told = cloud(&company(levels, &with), "2021-03-01");
    assert!(told.contains("why not: not all of these are held Active or met"), "{told}");
    let audit = "name = \"Audit\"\nkind = \"audit\"\nfact = \"audit\"\nvalid_years = 2\n";
    let old = format!("{COMPANY}\n[company.attested]\naudit = 2019-02-28");
    let told = cloud(&company(audit, &old), "2021-03-01");
    assert!(told.contains("why not: attested on 2019-02-28, longer than 2 years ago"), "{told}");
}

#[test]
fn other_requirements_say_what_is_short_or_what_would_have_to_be_known() {
    let people = "name = \"People\"\nkind = \"people\"\nneed = 3\nany_of = [\"PART\"]\n";
    let told = cloud(&company(people, COMPANY), "2021-03-01");
    assert!(told.contains("why not: 2 of 3: 1 short"), "{told}");
    let performance = "name = \"Adds\"\nkind = \"performance\"\nmetric = \"Adds\"\nneed = 3\n";
    let told = cloud(&company(performance, COMPANY), "2021-03-01");
    assert!(
        told.contains("why not: C5b unknown: the pipeline has no source of performance"),
        "{told}"
    );
    let with = format!("{COMPANY}\n[sources.performance]\nfiles = [\"performance.csv\"]");
    let told = cloud(&company(performance, &with), "2021-03-01");
    assert!(told.contains("why not: 2 of 3: 1 short"), "{told}");
    let attested = "name = \"References\"\nkind = \"attested\"\nfact = \"references\"\n";
    let told = cloud(&company(attested, COMPANY), "2021-03-01");
    assert!(told.contains("why not: not attested: write \"references\" = yyyy-mm-dd, the day of the check, under [company.attested]"), "{told}");
    let old = format!("{COMPANY}\n[company.attested]\nreferences = 2019-01-01");
    let told = cloud(&company(attested, &old), "2021-03-01");
    assert!(told.contains("why not: attested on 2019-01-01, longer than 365 days ago"), "{told}");
}

/// K2: two extensions, one after the other.
#[test]
fn an_extension_is_told_with_its_source_and_how_often() {
    let people = "name = \"People\"\nkind = \"people\"\nneed = 2\nany_of = [\"PART\"]\n";
    let with = format!("{COMPANY}\n[sources.memberships]\nfiles = [\"memberships.csv\"]");
    let told = cloud(&company(people, &with), "2022-01-15");
    assert!(
        told.contains("memberships.csv:2: purchased 2019-03-01, anniversary 2020-03-01"),
        "{told}"
    );
    assert!(
        told.contains("K2 extension of anniversaries from 2020-01-01 to 2020-06-30: applied once"),
        "{told}"
    );
    assert!(told.contains("renewal_window_days = 30 days"), "{told}");
}

/// A skill of Partner University of which the catalogue alone knows that it is an assessment: it waits
/// ten days from its completion, whenever the association began.
#[test]
fn an_assessment_by_the_catalogue_is_told_with_its_own_parameter() {
    let people =
        "name = \"People\"\nkind = \"people\"\nneed = 2\nany_of = [\"PART\", \"ASSESS\"]\n";
    let scratch = company(people, COMPANY);
    let user = ["explain", "pipeline.toml", "--as-of", "2021-03-01", "--user", "ann@c.example"];
    let told = scratch.attain(&[&user[..], &["--skill", "ASSESS"]].concat());
    assert_eq!(told.code, 0, "{told:?}");
    let says = "visible from 2021-02-20, 10 days after its completion on 2021-02-10: an assessment of \
                Partner University waits for no association";
    assert!(told.out.contains(says), "{}", told.out);
    assert!(told.out.contains("assessment_visibility_days = 10 days"), "{}", told.out);
    let told = scratch.attain(&[&user[..], &["--skill", "part"]].concat());
    let says = "visible from 2021-02-23, 3 days after the association on 2021-02-20, which is later \
                than its completion on 2020-01-10";
    assert!(told.out.contains(says), "{}", told.out);
}
