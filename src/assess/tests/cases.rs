//! Worked cases of whole assessments, on both sides of every boundary.

use crate::tables::{FindingCode, Kind};

use super::assessed::Assessed;
use super::trial::{World, lines};

const A: &str = "\"A-1\"";

fn events(assessed: &Assessed) -> Vec<String> {
    lines(&assessed.events, "date,kind,work_email,skill_code,level,effect")
}

/// A held Silver that asks for one person with A-1, who has it through 2022-05-10.
fn expiring(as_of: &str, anniversary: &str) -> Assessed {
    World::new(as_of)
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2020-05-05", "2022-05-10")])
        .holds(&[("Silver", "2021-06-01", anniversary)])
        .assess()
}

#[test]
fn a_level_breaks_on_the_day_after_the_expiry() {
    let columns = "met,met_at_anniversary,breach_on,severity";
    for (as_of, anniversary, expected) in [
        ("2022-03-01", "2022-05-10", "Yes,Yes,,fragile"),
        ("2022-03-01", "2022-05-11", "Yes,No,2022-05-11,critical"),
        ("2022-03-01", "2022-06-01", "Yes,No,2022-05-11,critical"),
        ("2022-03-01", "2022-06-02", "Yes,No,2022-05-11,warning"),
        ("2022-05-10", "2022-06-01", "Yes,No,2022-05-11,critical"),
        ("2022-05-11", "2022-06-01", "No,No,2022-05-11,critical"),
        ("2022-05-10", "2022-01-01", "Yes,Yes,,lapsed"),
        ("2022-05-11", "2022-01-01", "No,No,2022-05-11,lapsed"),
        ("2022-05-10", "2022-04-30", "Yes,Yes,,critical"),
        ("2022-06-10", "2022-05-10", "No,No,2022-06-10,lapsed"),
        ("2022-06-10", "2022-05-11", "No,No,2022-06-10,critical"),
    ] {
        let assessed = expiring(as_of, anniversary);
        assert_eq!(lines(&assessed.levels, columns), [expected], "{as_of} {anniversary}");
    }
}

#[test]
fn a_breach_comes_with_its_causes_and_what_is_missing() {
    let assessed = expiring("2022-03-01", "2022-06-01");
    let standing = &assessed.standings[0];
    let cause = &standing.causes[0];
    assert_eq!(standing.causes.len(), 1);
    assert_eq!((cause.rule, cause.requirement.as_str()), ("R2", "1 of A-1"));
    assert!(cause.person.is_some() && cause.skill.is_some());
    assert_eq!(standing.shortfalls[0].missing.to_string(), "1");
    let unmet = expiring("2022-05-11", "2022-06-01");
    assert_eq!(unmet.standings[0].causes[0].rule, "C1");
}

#[test]
fn memberships_decide_the_state() {
    let state = |as_of: &str| {
        let assessed = expiring(as_of, "2022-06-01");
        lines(&assessed.levels, "state,anniversary_on").remove(0)
    };
    assert_eq!(state("2021-05-31"), "Qualified,");
    assert_eq!(state("2021-06-01"), "Active,2022-06-01");
    assert_eq!(state("2022-06-01"), "Active,2022-06-01");
    assert_eq!(state("2022-06-02"), "Renewal window,2022-06-01");
    assert_eq!(state("2022-07-01"), "Renewal window,2022-06-01");
    assert_eq!(state("2022-07-02"), "Lapsed,2022-06-01");
}

#[test]
fn of_several_memberships_the_latest_anniversary_holds_and_inactive_ones_do_not() {
    let held = |rows: &str| {
        let header = "competency,level,purchased_on,anniversary_on,pmc_expires_on,status\n";
        let assessed = World::new("2022-03-01")
            .people("Silver", 1, A)
            .skills(&[("101", "A-1", "2020-05-05", "")])
            .source(Kind::Memberships, &format!("{header}{rows}"))
            .assess();
        lines(&assessed.levels, "state,anniversary_on").remove(0)
    };
    let two = "Data,Silver,2021-06-01,2022-06-01,,\nDATA,silver,2020-06-01,2022-07-01,,\n";
    assert_eq!(held(two), "Active,2022-07-01");
    assert_eq!(held("Data,Silver,2021-06-01,2022-06-01,,Inactive\n"), "Qualified,");
    assert_eq!(held("Data,Silver,2021-06-01,,2021-06-30,In grace\n"), "Active,2022-06-30");
    assert_eq!(held("Data,Silver,2021-01-01,2021-03-15,,\n"), "Active (extended),2022-03-15");
}

#[test]
fn odd_memberships_are_found() {
    let header = "competency,level,purchased_on,anniversary_on,status\n";
    let rows = "Data,Silver,2021-06-01,2021-05-31,\nData,Gold,2021-06-01,2022-06-01,\n\
                Nothing,Silver,2021-06-01,2022-06-01,\nNothing,Gold,2021-06-01,2020-06-01,Inactive\n";
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2020-05-05", "")])
        .source(Kind::Memberships, &format!("{header}{rows}"))
        .assess();
    let found: Vec<_> =
        assessed.findings.iter().map(|own| (own.code, own.origin.unwrap().1)).collect();
    let unknown = FindingCode::UnknownCompetency;
    assert_eq!(found, [(FindingCode::ImpossibleDates, 2), (unknown, 3), (unknown, 4)]);
    assert_eq!(
        lines(&assessed.levels, "programme,competency,level,met,severity"),
        [
            ",Data,Gold,Unknown,unknown",
            ",Nothing,Silver,Unknown,unknown",
            "p,Data,Silver,Yes,fragile"
        ]
    );
}

#[test]
fn gold_implies_silver_and_an_unknown_gold_does_not() {
    let world = || World::new("2022-03-01").skills(&[("101", "A-1", "2020-05-05", "")]);
    let silver = |world: World| {
        lines(&world.people("Silver", 2, A).assess().levels, "level,met,state,bus_factor")
    };
    assert_eq!(
        silver(world().people("Gold", 1, A)),
        ["Gold,Yes,Qualified,1", "Silver,Yes,Qualified,1"]
    );
    let sum = "kind = \"learning\"\nneed = 1";
    let unknown = silver(world().asks("Gold", "KPI", sum));
    assert_eq!(unknown, ["Gold,Unknown,Not started,", "Silver,No,Started,"]);
}

#[test]
fn stale_people_are_unknown_and_never_not_met() {
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2020-05-05", "")])
        .holds(&[("Silver", "2021-06-01", "2022-06-01")])
        .stale(Kind::Transcripts)
        .assess();
    let columns = "have,shortfall,margin,met,have_at_anniversary,persons";
    assert_eq!(lines(&assessed.requirements, columns), [",,,Unknown,,"]);
    let columns = "met,met_at_anniversary,severity,bus_factor,breach_on";
    assert_eq!(lines(&assessed.levels, columns), ["Unknown,Unknown,unknown,,"]);
}

#[test]
fn distinct_groups_reassign_and_count_the_assigned() {
    let asks = |name: &str, any_of: &str, need: u32| {
        let rest = format!(
            "kind = \"people\"\nneed = {need}\nany_of = [{any_of}]\ndistinct = \"engineers\""
        );
        (name.to_owned(), rest)
    };
    let world = |second: &str, skills: &[(&str, &str, &str, &str)]| {
        let (first, then) = (asks("first", "\"A-1\", \"B-1\"", 1), asks("second", second, 1));
        let assessed = World::new("2022-03-01")
            .asks("Silver", &first.0, &first.1)
            .asks("Silver", &then.0, &then.1)
            .skills(skills)
            .assess();
        lines(&assessed.requirements, "requirement,have,met,persons")
    };
    let day = "2020-05-05";
    let both = [("101", "A-1", day, ""), ("102", "B-1", day, "")];
    assert_eq!(world("\"A-1\"", &both), ["first,1,Yes,p102@c.com", "second,1,Yes,p101@c.com"]);
    assert_eq!(world("\"A-1\"", &both[..1]), ["first,1,Yes,p101@c.com", "second,0,No,"]);
    let three = [both[0], both[1], ("103", "A-1", day, "")];
    assert_eq!(world("\"C-1\"", &three), ["first,1,Yes,p101@c.com", "second,0,No,"]);
}

#[test]
fn the_best_option_is_the_met_one_then_the_nearest() {
    let best = |skills: &[(&str, &str, &str, &str)]| {
        let option = |option: &str, need: u32, any_of: &str| {
            format!("option = \"{option}\"\nkind = \"people\"\nneed = {need}\nany_of = [{any_of}]")
        };
        let assessed = World::new("2022-03-01")
            .asks("Silver", "a", &option("Far", 3, "\"A-1\""))
            .asks("Silver", "b", &option("Near", 2, "\"B-1\""))
            .asks("Silver", "c", &option("Two", 1, "\"C-1\""))
            .asks("Silver", "d", &option("Two", 1, "\"MCT\""))
            .skills(skills)
            .assess();
        lines(&assessed.levels, "best_option").remove(0)
    };
    let day = "2020-05-05";
    assert_eq!(best(&[("101", "OLD-1", day, "")]), "Far", "the first of equals");
    assert_eq!(best(&[("101", "A-1", day, ""), ("101", "B-1", day, "")]), "Near");
    assert_eq!(best(&[("101", "A-1", day, ""), ("102", "A-1", day, "")]), "Far");
    assert_eq!(best(&[("101", "C-1", day, "")]), "Far", "one unmet each, 3/3 and 2/2 and 1/1");
    assert_eq!(best(&[("101", "C-1", day, ""), ("101", "MCT", day, "")]), "Two");
}

#[test]
fn retirement_is_by_requirement() {
    let until = "kind = \"people\"\nneed = 1\nany_of = [\"OLD-1\"]\n";
    let assessed = |as_of: &str| {
        World::new(as_of)
            .asks("Silver", "rule", until)
            .asks(
                "Gold",
                "own date",
                &format!("{until}counts_until = {{ \"OLD-1\" = 2021-03-31 }}"),
            )
            .skills(&[("101", "OLD-1", "2019-05-05", "")])
            .assess()
    };
    let met = |as_of: &str| lines(&assessed(as_of).requirements, "requirement,met");
    assert_eq!(met("2021-01-31"), ["own date,Yes", "rule,Yes"]);
    assert_eq!(met("2021-02-01"), ["own date,Yes", "rule,No"]);
    assert_eq!(met("2021-03-31"), ["own date,Yes", "rule,No"]);
    assert_eq!(met("2021-04-01"), ["own date,No", "rule,No"]);
    assert_eq!(
        events(&assessed("2021-01-31")),
        [
            "2021-02-01,skill_stops_counting,p101@c.com,OLD-1,,",
            "2021-04-01,skill_stops_counting,p101@c.com,OLD-1,,Data Gold;Data Silver",
        ]
    );
}

#[test]
fn expiries_are_events_unless_another_row_counts() {
    let of = |rows: &[(&str, &str, &str, &str)]| {
        events(&World::new("2022-03-01").people("Silver", 1, A).skills(rows).assess())
    };
    let one = ("101", "A-1", "2020-05-05", "2022-05-10");
    let lost = "2022-05-11,skill_expires,p101@c.com,A-1,,Data Silver";
    assert_eq!(of(&[one]), [lost]);
    assert_eq!(of(&[one, ("101", "A-1", "2021-05-05", "")]), Vec::<String>::new());
    assert_eq!(of(&[one, ("101", "A-1", "2020-06-05", "2022-05-10")]), [lost]);
    assert_eq!(of(&[("101", "A-1", "2020-05-05", "2022-03-01")]).len(), 1);
    assert_eq!(of(&[("101", "A-1", "2020-05-05", "2022-02-28")]).len(), 0);
    assert_eq!(of(&[("101", "A-1", "2020-05-05", "2023-02-28")]).len(), 1);
    assert_eq!(of(&[("101", "A-1", "2020-05-05", "2023-03-01")]).len(), 0);
    assert_eq!(of(&[("101", "B-1", "2020-05-05", "2022-05-10")]).len(), 0, "nobody asks for it");
}

#[test]
fn everything_of_a_day_that_touches_the_level_names_it() {
    let day = "2020-05-05";
    let assessed = World::new("2022-03-01")
        .people("Silver", 2, A)
        .people("Gold", 1, "\"B-1\"")
        .skills(&[
            ("101", "A-1", day, "2022-05-10"),
            ("102", "A-1", day, "2022-05-10"),
            ("103", "B-1", day, "2022-05-10"),
        ])
        .assess();
    let effects = lines(&assessed.events, "work_email,effect");
    assert_eq!(
        effects,
        ["p101@c.com,Data Silver", "p102@c.com,Data Silver", "p103@c.com,Data Gold;Data Silver"]
    );
}

#[test]
fn where_requirements_change_they_alone_name_the_loss() {
    let assessed = World::new("2022-03-01")
        .until("2022-05-10")
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2020-05-05", "2022-05-10")])
        .assess();
    assert_eq!(
        events(&assessed),
        [
            "2022-05-11,requirement_changes,,,Silver,Data Silver",
            "2022-05-11,skill_expires,p101@c.com,A-1,,",
        ]
    );
}

#[test]
fn a_user_who_leaves_takes_every_skill() {
    let world = |as_of: &str| {
        World::new(as_of)
            .people("Silver", 1, A)
            .source(
                Kind::Users,
                "Work email,MCID,Associated in PC,Date removed\na@c.com,101,Yes,2022-05-11\n",
            )
            .source(Kind::Transcripts, "MCID,Exam,Completion date\n101,A-1,2020-05-05\n")
            .holds(&[("Silver", "2021-06-01", "2022-06-01")])
            .assess()
    };
    let assessed = world("2022-05-10");
    assert_eq!(events(&assessed)[0], "2022-05-11,user_leaves,a@c.com,,,Data Silver");
    assert_eq!(assessed.standings[0].causes[0].rule, "A1");
    assert_eq!(lines(&assessed.levels, "met,breach_on"), ["Yes,2022-05-11"]);
    assert_eq!(lines(&world("2022-05-11").levels, "met,breach_on"), ["No,2022-05-11"]);
}

#[test]
fn a_pending_skill_becomes_visible_and_meets_the_level_at_the_anniversary() {
    let assessed = World::new("2022-03-02")
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2022-03-01", "")])
        .holds(&[("Silver", "2021-06-01", "2022-06-01")])
        .assess();
    assert_eq!(events(&assessed)[0], "2022-03-04,skill_becomes_visible,p101@c.com,A-1,,");
    let columns = "met,met_at_anniversary,breach_on,severity";
    assert_eq!(lines(&assessed.levels, columns), ["No,Yes,2022-03-02,critical"]);
    assert_eq!(lines(&assessed.requirements, "have,have_at_anniversary"), ["0,1"]);
}

#[test]
fn attestations_age_to_the_day() {
    let world = |as_of: &str, attested: &str| {
        World::new(as_of)
            .asks(
                "Silver",
                "references",
                "kind = \"attested\"\nfact = \"References\"\nmax_age_days = 30",
            )
            .company(&format!("[company.attested]\n\"references\" = {attested}"))
            .skills(&[("101", "A-1", "2020-05-05", "")])
            .assess()
    };
    let met = |as_of: &str, attested: &str| {
        lines(&world(as_of, attested).requirements, "have,need,met").remove(0)
    };
    assert_eq!(met("2022-03-31", "2022-03-01"), "1,1,Yes");
    assert_eq!(met("2022-04-01", "2022-03-01"), "0,1,No");
    assert_eq!(met("2022-03-01", "2022-03-01"), "1,1,Yes");
    assert_eq!(met("2022-03-01", "2022-03-02"), "0,1,No");
    let ahead = world("2022-03-01", "2022-03-01");
    assert_eq!(events(&ahead), ["2022-04-01,attestation_expires,,,Silver,Data Silver"]);
    assert_eq!(lines(&ahead.levels, "bus_factor"), [""], "nothing that people do breaks it");
    assert!(events(&world("2022-03-01", "2022-03-02")).is_empty());
}

#[test]
fn sums_move_on_to_the_anniversary() {
    let world = |rows: &str| {
        World::new("2022-03-15")
            .asks("Silver", "sales", "kind = \"performance\"\nmetric = \"Sales\"\nneed = 20")
            .skills(&[("101", "A-1", "2020-05-05", "")])
            .holds(&[("Silver", "2021-06-01", "2022-06-01")])
            .source(Kind::Performance, &format!("competency,month,metric,contribution\n{rows}"))
            .assess()
    };
    let columns = "have,shortfall,margin,met,have_at_anniversary";
    let kept = world("data,2021-05,sales,8\nData,2021-06,SALES,16\nData,2022-03,Sales,99\n");
    // 16 secured from 2021-06 to 2022-02, and three months at 24 / 12.
    assert_eq!(lines(&kept.requirements, columns), ["24,0,4,Yes,22"]);
    let lost = world("Data,2021-05,Sales,16\nData,2021-06,Sales,8\n");
    assert_eq!(lines(&lost.requirements, columns), ["24,0,4,Yes,14"]);
    let columns = "met,met_at_anniversary,breach_on,severity";
    assert_eq!(lines(&lost.levels, columns), ["Yes,No,2022-06-01,critical"]);
    assert_eq!(lost.standings[0].causes[0].rule, "C3");
}

#[test]
fn a_score_moves_with_its_people() {
    let score = "kind = \"score\"\nneed = 4\n[[requirement.metric]]\nname = \"m\"\n\
                 kind = \"per_person\"\nany_of = [\"A-1\"]\npoints = 2\nmax = 10";
    let world = |rows: &[(&str, &str, &str, &str)]| {
        World::new("2022-03-01")
            .asks("Silver", "Score", score)
            .skills(rows)
            .holds(&[("Silver", "2021-06-01", "2022-06-01")])
            .assess()
    };
    let day = "2020-05-05";
    let three = world(&[("1", "A-1", day, ""), ("2", "A-1", day, ""), ("3", "A-1", day, "")]);
    assert_eq!(lines(&three.levels, "bus_factor,key_people,severity"), ["2+,,ok"]);
    let two = world(&[("1", "A-1", day, ""), ("2", "A-1", day, "2022-05-10")]);
    let columns = "met_at_anniversary,breach_on,bus_factor,key_people";
    assert_eq!(lines(&two.levels, columns), ["No,2022-05-11,1,p1@c.com;p2@c.com"]);
    assert_eq!(two.standings[0].causes[0].rule, "R2");
    assert_eq!(events(&two)[0], "2022-05-11,skill_expires,p2@c.com,A-1,,Data Silver");
    assert_eq!(lines(&two.requirements, "have,have_at_anniversary,persons"), ["4,2,"]);
}

#[test]
fn an_upgrade_is_a_higher_level_that_is_met_and_not_held() {
    let upgrade = |as_of: &str, held: &[(&str, &str, &str)], gold: u32| {
        let assessed = World::new(as_of)
            .people("Silver", 1, A)
            .people("Gold", gold, A)
            .skills(&[("101", "A-1", "2020-05-05", "")])
            .holds(held)
            .assess();
        lines(&assessed.levels, "level,upgrade_available")
    };
    let silver = ("Silver", "2021-06-01", "2022-06-01");
    assert_eq!(upgrade("2022-03-01", &[silver], 1), ["Gold,", "Silver,Yes"]);
    assert_eq!(upgrade("2022-03-01", &[silver], 2), ["Gold,", "Silver,No"]);
    assert_eq!(upgrade("2022-07-02", &[silver], 1), ["Gold,", "Silver,"]);
    let gold = ("Gold", "2021-06-01", "2022-06-01");
    assert_eq!(upgrade("2022-03-01", &[silver, gold], 1), ["Gold,", "Silver,No"]);
}

#[test]
fn without_sources_the_tables_are_empty() {
    let assessed = World::new("2022-03-01")
        .people("Silver", 1, A)
        .skills(&[("101", "A-1", "2020-05-05", "")])
        .assess();
    for table in [
        &assessed.kpi_months,
        &assessed.kpi_window,
        &assessed.kpi_options,
        &assessed.invoices,
        &assessed.contacts,
    ] {
        assert!(lines(table, "mpn_id").is_empty(), "{}", table.schema.name);
    }
    assert_eq!(lines(&assessed.levels, "met"), ["Yes"]);
}

#[test]
fn learning_sums_windows_and_options() {
    let invoices = "Month,Year,Invoice #,Document,OMLP type,Purchase unit,KPI value,Revenue value,Currency,Invoice date\n\
        3,2021,I-1,Invoice,MOC,Unit,10,100,EUR,2021-04-01\n\
        6,2021,I-2,Credit note,MOC,Unit,2.5,1,EUR,\n\
        6,2021,I-2,Invoice,Labs,Unit,7,1,USD,\n\
        6,2021,I-3,Order confirmation,MOC,Unit,1000,1000,EUR,\n\
        3,2022,I-4,,MOC,Unit,-1,,EUR,\n\
        4,2022,I-5,,MOC,Unit,5,,,\n";
    let assessed = World::new("2022-03-15")
        .asks(
            "Silver",
            "KPI",
            "option = \"Learning\"\nkind = \"learning\"\nneed = 20\nomlp_types = [\"MOC\"]",
        )
        .asks(
            "Silver",
            "Trainer",
            "option = \"Learning\"\nkind = \"people\"\nneed = 1\nany_of = [\"MCT\"]",
        )
        .skills(&[("101", "MCT", "2020-05-05", "")])
        .holds(&[("Silver", "2021-06-01", "2022-06-01")])
        .source(Kind::Invoices, invoices)
        .assess();
    let columns = "month,omlp_type,currency,kpi_value,revenue_value,invoices,visible_on,in_window";
    assert_eq!(
        lines(&assessed.kpi_months, columns),
        [
            "2021-03,MOC,EUR,10,100,1,2021-04-15,Yes",
            "2021-06,Labs,USD,7,1,1,2021-07-15,Yes",
            "2021-06,MOC,EUR,-2.5,-1,1,2021-07-15,Yes",
            "2022-03,MOC,EUR,-1,,1,2022-04-15,No",
        ]
    );
    let columns = "competency,level,window_start,window_end,kpi_total,revenue_total,\
                   anniversary_start,anniversary_end,kpi_to_anniversary,needed_by_anniversary,months_left";
    assert_eq!(
        lines(&assessed.kpi_window, columns),
        ["Data,Silver,2021-03,2022-02,14.5,,2021-06,2022-05,-3.5,23.5,3"]
    );
    let columns = "option,kpi_need,kpi_have,mct_need,mct_have,exams_need,exams_have,met,missing";
    assert_eq!(lines(&assessed.kpi_options, columns), ["Learning,20,7.5,1,1,0,0,No,KPI"]);
    let mut found: Vec<&str> = assessed.findings.iter().map(|own| own.code.name()).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "invoice_in_future",
            "invoice_month_mismatch",
            "negative_kpi_on_invoice",
            "several_currencies"
        ]
    );
    let columns = "invoice_no,kpi_value,counts,reason";
    let orders = lines(&assessed.invoices, columns);
    assert!(orders.contains(&"I-3,1000,No,not_an_invoice".to_owned()), "{orders:?}");
}

#[test]
fn contacts_are_written_before_during_and_after_the_grace() {
    let contact = |as_of: &str, migrated: &str| {
        let assessed = World::new(as_of)
            .people("Silver", 1, A)
            .company(migrated)
            .source(
                Kind::Users,
                "Work email,First name,MCID,Associated in PC,Associated in PMC\na@c.com,Ann,00101,No,Yes\n",
            )
            .source(Kind::Transcripts, "MCID,Exam,Completion date\n101,A-1,2020-05-05\n")
            .assess();
        let columns = "rank,work_email,first_name,mcid,levels_lost,grace_ends_on,days_left";
        (lines(&assessed.contacts, columns), lines(&assessed.levels, "met"))
    };
    let moved = "migrated_on = 2020-08-31";
    // The level is not held, so that nothing can be lost with her.
    let line = |rest: &str| vec![format!("1,a@c.com,Ann,00101,0,{rest}")];
    assert_eq!(contact("2020-08-30", moved), (line("2021-02-28,182"), vec!["No".to_owned()]));
    assert_eq!(contact("2021-02-27", moved), (line("2021-02-28,1"), vec!["Yes".to_owned()]));
    assert_eq!(contact("2021-02-28", moved), (line("2021-02-28,0"), vec!["No".to_owned()]));
    assert_eq!(contact("2021-02-28", "").0, line(","));
}
