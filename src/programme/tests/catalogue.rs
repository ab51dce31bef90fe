//! Complaints about `skills.csv` and `programme.toml`.

use std::fs;
use std::path::Path;

use super::{PROGRAMME, PipelineFolder, SKILLS, complaints, day};
use crate::base::{Amount, Day};
use crate::programme::catalogue::{Lasts, MetricKind, RequirementKind, SkillGroup};

/// A requirement of its own, with these lines in it.
pub(super) fn requirement(lines: &str) -> String {
    format!(
        "[[requirement]]\ncompetency = \"DevOps\"\nlevel = \"Gold\"\nname = \"R\"\nsource = \"test\"\n{lines}\n"
    )
}

/// The complaint about such a requirement, without its file and line.
fn about(lines: &str) -> String {
    let bench = PipelineFolder::and("mpn/programme.toml", &requirement(lines));
    let complaint = bench.complaint();
    complaint.trim_start_matches(|sign: char| sign != ' ').trim_start().to_owned()
}

#[test]
fn skills_answer_to_code_title_and_alias() {
    let catalogue = PipelineFolder::sound().loaded().catalogue;
    for name in ["AZ-104", "az 104", "AZ-103", "azure administrator", "Administrator Exam"] {
        assert_eq!(catalogue.resolve(name), Some(0), "{name}");
    }
    assert_eq!(catalogue.resolve("AZ-105"), None);
    let infrastructure = catalogue.skill(catalogue.resolve("70-533").unwrap());
    assert_eq!(infrastructure.retired_on, Some(day("2020-01-31")));
    let files: Vec<&str> = catalogue.texts.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(files, ["mpn/skills.csv", "mpn/programme.toml"]);
    assert_eq!(catalogue.texts[0].1, SKILLS);
}

#[test]
fn every_kind_of_requirement_is_read() {
    let lines = [
        "kind = \"people\"\nneed = 1\nat_least = 2\nof = [\"AZ-104\", \"AZ-103\", \"MCT\"]\ndistinct = \"d\"\ncounts_until = { \"Azure administrator\" = 2021-01-31 }\nfrom = 2020-01-01\nuntil = \"2021-12-31\"",
        "kind = \"performance\"\nneed = 15000.5\nmetric = \"Consumption\"\noption = \"Azure\"",
        "kind = \"learning\"\nneed = 100\nomlp_types = [\"MOC\"]",
        "kind = \"attested\"\nfact = \"references\"",
        "kind = \"score\"\nneed = 60\n[[requirement.metric]]\nname = \"M\"\nkind = \"per_person\"\nany_of = [\"MCT\"]\npoints = 0.1\nmax = 15\nmust_score = true\ngates = [ { need = 1, any_of = [\"AZ-104\"], points = 4 } ]\n[[requirement.metric]]\nname = \"N\"\nkind = \"pro_rata\"\nmetric = \"Adds\"\nfull_at = 10\nmax = 10",
    ];
    let more: String = lines.map(requirement).join("").replace("name = \"R\"", "name = \"…\"");
    let more = more.split("\"…\"").enumerate().fold(String::new(), |text, (index, part)| {
        if index == 0 { part.to_owned() } else { format!("{text}\"R{index}\"{part}") }
    });
    let catalogue = PipelineFolder::and("mpn/programme.toml", &more).loaded().catalogue;
    let [first, people, performance, learning, attested, score] =
        catalogue.programmes[0].requirements.as_slice()
    else {
        panic!("six requirements")
    };
    assert_eq!((first.option.as_str(), first.level, first.line), ("Standard", 0, 7));
    assert_eq!((first.from, first.through), (Day::ALWAYS, Day::FOREVER));
    assert!(
        matches!(&people.kind, RequirementKind::People { group: SkillGroup::AtLeast(2, set), distinct: Some(_) } if *set == [0, 3])
    );
    assert_eq!(people.counts_through[&0], day("2021-01-31"));
    assert_eq!((people.from, people.through), (day("2020-01-01"), day("2021-12-31")));
    assert_eq!(performance.need.to_string(), "15000.5");
    assert!(
        matches!(&learning.kind, RequirementKind::Learning { omlp_types } if *omlp_types == ["MOC"])
    );
    assert!(matches!(&attested.kind, RequirementKind::Attested { lasts: Lasts::Days(365), .. }));
    assert_eq!(attested.need, Amount::whole(1));
    let RequirementKind::Score { metrics, .. } = &score.kind else { panic!("a score") };
    assert!(
        matches!(&metrics[0].kind, MetricKind::PerPerson { points, .. } if points.to_string() == "0.1")
    );
    assert!(metrics[0].must_score && !metrics[1].must_score);
    assert_eq!(metrics[0].gates[0].points, Amount::whole(4));
    assert_eq!(score.skills().collect::<Vec<_>>(), [3, 0]);
}

#[test]
fn a_skill_list_is_complete() {
    let row = "AZ-303,Azure Architect,Exam,exam,,,test";
    complaints(
        "mpn/skills.csv",
        &[
            (
                row,
                ",Azure Architect,Exam,exam,,,test",
                "mpn/skills.csv:3: \"code\" is empty; fill it in",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exams,exam,,,test",
                "mpn/skills.csv:3: \"type\" cannot be \"Exams\"; did you mean \"Exam\"?",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exam,rolebased,,,test",
                "mpn/skills.csv:3: \"kind\" cannot be \"rolebased\"; did you mean \"role-based\"?",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exam,exam,2021-02-30,,test",
                "mpn/skills.csv:3: \"retired_on\" is \"2021-02-30\", which is no day; write it like 2021-03-01",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exam,exam,,,nowhere",
                "mpn/skills.csv:3: no line of sources.csv has the id \"nowhere\"; add it to sources.csv",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exam,exam,,#,test",
                "mpn/skills.csv:3: the name \"#\" has neither letter nor digit; correct it",
            ),
        ],
    );
}

#[test]
fn a_name_means_one_skill() {
    let row = "AZ-303,Azure Architect,Exam,exam,,,test";
    complaints(
        "mpn/skills.csv",
        &[
            (
                row,
                "az 104,Azure Architect,Exam,exam,,,test",
                "mpn/skills.csv:3: the skill \"az 104\" is listed in mpn/skills.csv:2 too; remove one of the lines",
            ),
            (
                row,
                "AZ-303,Azure administrator,Exam,exam,,,test",
                "mpn/skills.csv:3: the name \"Azure administrator\" already means AZ-104 in mpn/skills.csv:2; let it name one skill only",
            ),
            (
                row,
                "AZ-103,Azure Architect,Exam,exam,,,test",
                "mpn/skills.csv:3: the name \"AZ-103\" already means AZ-104 in mpn/skills.csv:2; let it name one skill only",
            ),
            (
                row,
                "AZ-303,Azure Architect,Exam,exam,,MCT,test",
                "mpn/skills.csv:5: the name \"MCT\" already means AZ-303 in mpn/skills.csv:3; let it name one skill only",
            ),
        ],
    );
}

/// The sound pipeline with a second programme that has this list.
fn second(list: &str, id: &str) -> PipelineFolder {
    let bench = PipelineFolder::with("nightly.toml", "[\"mpn\"]", "[\"mpn\", \"more\"]");
    bench.write(
        "more/skills.csv",
        &format!("code,title,type,kind,retired_on,aliases,source\n{list}"),
    );
    bench.write("more/programme.toml", &PROGRAMME.replace("\"mpn\"", &format!("\"{id}\"")));
    bench
}

#[test]
fn programmes_agree_on_a_skill_and_may_add_names() {
    let bench = second("AZ-104,Other title,Exam,exam,,Other alias,test\n", "more");
    let catalogue = bench.loaded().catalogue;
    assert_eq!(catalogue.skills.len(), 4);
    for name in ["other title", "other alias", "AZ-103"] {
        assert_eq!(catalogue.resolve(name), Some(0), "{name}");
    }
    assert_eq!(
        second("AZ-104,A,Exam,legacy,,,test\n", "more").complaint(),
        "more/skills.csv:2: \"AZ-104\" has another \"kind\" in mpn/skills.csv:2; let the programmes agree on it"
    );
    assert_eq!(
        second("70-533,A,Exam,exam,2020-01-30,,test\n", "more").complaint(),
        "more/skills.csv:2: \"70-533\" has another \"retired_on\" in mpn/skills.csv:4; let the programmes agree on it"
    );
    assert_eq!(
        second("", "mpn").complaint(),
        "more/programme.toml: the programme \"mpn\" is in mpn/programme.toml too; give each programme an id of its own"
    );
}

#[test]
fn the_head_of_a_programme_is_checked() {
    complaints(
        "mpn/programme.toml",
        &[
            (
                "title",
                "titel",
                "mpn/programme.toml:2: unknown key \"titel\"; did you mean \"title\"? Known here: id, title, from, until, levels, level, source, requirement, competency, aliases, names, units",
            ),
            (
                "until = 2022-10-02",
                "until = 2010-10-31",
                "mpn/programme.toml:4: \"until\" (2010-10-31) is before \"from\" (2010-11-01); correct one of the dates; \"until\" is the last day",
            ),
            (
                "[\"Silver\", \"Gold\"]",
                "[]",
                "mpn/programme.toml:5: \"levels\" names no level; name at least one, lowest first",
            ),
            (
                "[\"Silver\", \"Gold\"]",
                "[\"Silver\", \"silver\"]",
                "mpn/programme.toml:5: the level \"silver\" is there twice; remove one of them",
            ),
            (
                "source = \"test\"\n[",
                "[",
                "mpn/programme.toml:1: the key \"source\" is missing; add it",
            ),
        ],
    );
}

#[test]
fn requirements_name_what_is_known() {
    complaints(
        "mpn/programme.toml",
        &[
            (
                "level = \"Silver\"",
                "level = \"silver\"",
                "mpn/programme.toml:9: the programme has no level \"silver\"; did you mean \"Silver\"?",
            ),
            (
                "kind = \"people\"",
                "kind = \"person\"",
                "mpn/programme.toml:11: \"kind\" cannot be \"person\"; known here: people, performance, learning, attested, audit, score, holds",
            ),
            (
                "[\"AZ-104\", \"azure architect\"]",
                "[\"AZ-104\",\n\"AZ-1O4\"]",
                "mpn/programme.toml:14: no skills.csv knows \"AZ-1O4\"; did you mean \"AZ-104\"?",
            ),
            (
                "[\"AZ-104\", \"azure architect\"]",
                "[\"Kubernetes\"]",
                "mpn/programme.toml:13: no skills.csv knows \"Kubernetes\"; correct it or add it to a skills.csv",
            ),
            (
                "need = 2",
                "need = 2\nmetric = \"Sales\"",
                "mpn/programme.toml:13: unknown key \"metric\" in \"requirement\"; known here: competency, level, option, name, kind, from, until, source, need, any_of, all_of, at_least, of, distinct, counts_until",
            ),
            (
                "\"azure architect\"]\nsource = \"test\"",
                "\"azure architect\"]",
                "mpn/programme.toml:7: the key \"source\" is missing in \"requirement\"; add it",
            ),
            (
                "need = 2",
                "need = 1.5",
                "mpn/programme.toml:12: \"need\" is 1.5, not a whole number; write a number from 0 to 1000000",
            ),
            (
                "any_of = [\"AZ-104\", \"azure architect\"]",
                "any_of = []",
                "mpn/programme.toml:13: \"any_of\" names no skill; name at least one",
            ),
        ],
    );
}

#[test]
fn the_skills_of_a_requirement_are_one_clear_set() {
    let unclear = "it is not clear which skills are asked for; write one of: any_of; all_of; at_least with of";
    let people = "kind = \"people\"\nneed = 1\n";
    for wrong in ["", "any_of = [\"MCT\"]\nall_of = [\"MCT\"]", "at_least = 1", "of = [\"MCT\"]"] {
        assert_eq!(about(&format!("{people}{wrong}")), unclear, "{wrong}");
    }
    let cases = [
        // Two names of one skill are one skill.
        (
            "at_least = 2\nof = [\"AZ-104\", \"AZ-103\"]",
            "\"at_least\" is 2, but \"of\" has 1 skills; lower it or add skills",
        ),
        (
            "any_of = [\"MCT\"]\ncounts_until = { \"AZ-104\" = 2021-01-01 }",
            "the requirement does not name \"AZ-104\"; remove it from \"counts_until\" or add it to the skills",
        ),
        (
            "any_of = [\"AZ-104\"]\ncounts_until = { \"AZ-104\" = 2021-01-01, \"AZ-103\" = 2021-01-01 }",
            "\"AZ-103\" is in \"counts_until\" under another name; remove one of them",
        ),
        (
            "any_of = [\"MCT\"]\nfrom = 2021-01-01\nuntil = 2020-01-01",
            "\"until\" (2020-01-01) is before \"from\" (2021-01-01); correct one of the dates; \"until\" is the last day",
        ),
    ];
    for (lines, complaint) in cases {
        assert_eq!(about(&format!("{people}{lines}")), complaint);
    }
}

#[test]
fn numbers_and_metrics_make_sense() {
    let score = "kind = \"score\"\nneed = 1\n[[requirement.metric]]\nname = \"M\"\n";
    let cases = [
        (
            "kind = \"performance\"\nmetric = \"m\"\nneed = -0.5".to_owned(),
            "\"need\" is -0.5, less than nothing; write 0 or more",
        ),
        (
            "kind = \"attested\"\nfact = \"f\"\nmax_age_days = -1".to_owned(),
            "\"max_age_days\" is -1, which is out of range; write a number from 0 to 100000",
        ),
        (
            "kind = \"score\"\nneed = 1\nmetric = []".to_owned(),
            "\"metric\" names no metric; add at least one",
        ),
        (
            "kind = \"score\"\nneed = 1\nmetric = \"m\"".to_owned(),
            "\"metric\" is text, not a list of tables; write it like [[metric]]",
        ),
        (
            format!("{score}kind = \"pro_rota\""),
            "\"kind\" cannot be \"pro_rota\"; did you mean \"pro_rata\"?",
        ),
        (
            format!("{score}kind = \"pro_rata\"\nmetric = \"m\"\nfull_at = 0\nmax = 1"),
            "\"full_at\" is 0; write a number above 0",
        ),
        (
            format!("{score}kind = \"per_person\"\nany_of = [\"MCT\"]\npoints = 1\nmax = 0"),
            "\"max\" is 0; write a number above 0",
        ),
        (
            format!(
                "{score}kind = \"per_person\"\nany_of = [\"MCT\"]\npoints = 1\nmax = 1\nfull_at = 1"
            ),
            "unknown key \"full_at\" in \"metric\"; known here: name, kind, max, must_score, gates, baseline, cap, any_of, points",
        ),
        (
            format!(
                "{score}kind = \"per_person\"\nany_of = [\"MCT\"]\npoints = 1\nmax = 1\ngates = [ {{ any_of = [\"MCT\"] }} ]"
            ),
            "the key \"need\" is missing in \"gates\"; add it",
        ),
    ];
    for (lines, complaint) in cases {
        assert_eq!(about(&lines), complaint);
    }
}

#[test]
fn requirements_of_one_name_follow_each_other() {
    let again = "[[requirement]]\ncompetency = \"Cloud Platform\"\nlevel = \"Silver\"\nname = \"people\"\nkind = \"people\"\nneed = 2\nany_of = [\"MCT\"]\nsource = \"test\"\n";
    assert_eq!(
        PipelineFolder::and("mpn/programme.toml", again).complaint(),
        "mpn/programme.toml:15: the requirement \"people\" overlaps the one of the same name in line 7; give them dates that do not meet, or names of their own"
    );
    let bench = PipelineFolder::and("mpn/programme.toml", &format!("{again}from = 2020-01-01\n"));
    let before = std::fs::read_to_string(bench.path("mpn/programme.toml")).unwrap();
    let until = |day: &str| before.replacen("need = 2", &format!("need = 2\nuntil = {day}"), 1);
    bench.write("mpn/programme.toml", &until("2019-12-31"));
    assert_eq!(bench.loaded().catalogue.programmes[0].requirements.len(), 2);
    bench.write("mpn/programme.toml", &until("2020-01-01"));
    assert!(bench.complaint().contains("overlaps the one of the same name in line 7"));
    bench.write("mpn/programme.toml", &before.replacen("Cloud Platform", "Cloud platform", 1));
    assert_eq!(
        bench.complaint(),
        "mpn/programme.toml:15: the competency \"Cloud Platform\" is written \"Cloud platform\" in line 7; write both alike"
    );
}

#[test]
fn unpublished_competencies_are_known() {
    let file = "mpn/programme.toml";
    let competency = "[[competency]]\nname = \"Messaging\"\nsource = \"test\"\n";
    let bench = PipelineFolder::and(
        file,
        &format!("{competency}levels = [\"Gold\"]\nnote = \"not published\"\n"),
    );
    let loaded = bench.loaded();
    let messaging = &loaded.catalogue.programmes[0].unpublished[0];
    assert_eq!((messaging.name.as_str(), messaging.note.as_str()), ("Messaging", "not published"));
    assert_eq!(messaging.levels, ["Gold"]);
    assert_eq!(
        PipelineFolder::and(file, &format!("{competency}{competency}")).complaint(),
        "mpn/programme.toml:19: the competency \"Messaging\" is there twice; remove one of them"
    );
    assert_eq!(
        PipelineFolder::and(file, &format!("{competency}levels = [\"Bronze\"]\n")).complaint(),
        "mpn/programme.toml:18: the programme has no level \"Bronze\"; known here: Silver, Gold"
    );
}

#[test]
fn what_is_odd_is_said_and_no_error() {
    let warnings = |lines: &str| {
        let bench = PipelineFolder::and("mpn/programme.toml", &requirement(lines));
        let folder = format!("{}/", bench.folder.path().display());
        let warnings = bench.loaded().warnings();
        warnings.iter().map(|warning| warning.replace(&folder, "")).collect::<Vec<_>>()
    };
    let at = "mpn/programme.toml:15: \"R\"";
    let people = "kind = \"people\"\nneed = 1\n";
    let gone = format!("{at} can be met by nobody: its skills no longer count when it begins");
    assert_eq!(
        warnings("kind = \"people\"\nneed = 0\nany_of = [\"MCT\"]"),
        [format!("{at} needs 0 and is always met")]
    );
    assert_eq!(
        warnings(&format!("{people}any_of = [\"MCT\"]\ndistinct = \"engineers\"")),
        [format!("{at} is alone in the distinct group \"engineers\"")]
    );
    assert_eq!(
        warnings(&format!("{people}any_of = [\"MCT\"]\nfrom = 2023-01-01")),
        [format!("{at} is never in force while the programme is")]
    );
    let ends = "counts_until = { MCT = 2019-12-31 }\nfrom = 2020-01-01";
    assert_eq!(
        warnings(&format!("{people}any_of = [\"MCT\"]\n{ends}")),
        std::slice::from_ref(&gone)
    );
    // Retired on 2020-01-31, 70-533 counts for twelve months more.
    assert!(warnings(&format!("{people}any_of = [\"70-533\"]\nfrom = 2021-01-31")).is_empty());
    assert_eq!(
        warnings(&format!("{people}any_of = [\"70-533\"]\nfrom = 2021-02-01")),
        std::slice::from_ref(&gone)
    );
    assert!(
        warnings(&format!("{people}any_of = [\"70-533\", \"MCT\"]\nfrom = 2021-02-01")).is_empty()
    );
    assert_eq!(
        warnings(&format!("{people}all_of = [\"70-533\", \"MCT\"]\nfrom = 2021-02-01")),
        [gone]
    );
}

#[test]
fn further_names_are_those_of_one_competency() {
    let file = "mpn/programme.toml";
    let told =
        |lines: &str| PipelineFolder::and(file, &format!("[aliases]\n{lines}\n")).complaint();
    let more = "\n[[competency]]\nname = \"Messaging\"\nsource = \"test\"\n";
    let unknown = told("\"Cloud Platfrm\" = [\"Cloud\"]");
    assert!(
        unknown.ends_with(
            "the programme has no competency \"Cloud Platfrm\"; did you mean \"Cloud Platform\"?"
        ),
        "{unknown}"
    );
    let other = told(&format!("\"Cloud Platform\" = [\"messaging\"]{more}"));
    assert!(other.contains("\"messaging\" is a name of \"Messaging\" already"), "{other}");
    let both = format!("\"Cloud Platform\" = [\"Cloud\"]\n\"Messaging\" = [\"CLOUD\"]{more}");
    let twice = told(&both);
    assert!(twice.contains("\"CLOUD\" is a name of \"Cloud Platform\" already"), "{twice}");
    let sound =
        PipelineFolder::and(file, "[aliases]\n\"cloud platform\" = [\"Azure\", \"Clouds\"]\n");
    let programme = &sound.loaded().catalogue.programmes[0];
    assert_eq!(programme.names_of("Cloud Platform"), ["cloud platform", "azure", "clouds"]);
}

#[test]
fn requirements_may_be_called_otherwise_in_other_languages() {
    let file = "mpn/programme.toml";
    let own = requirement("kind = \"people\"\nneed = 1\nany_of = [\"MCT\"]");
    let named = |names: &str| PipelineFolder::and(file, &format!("{own}\n{names}"));
    let catalogue = named("[names.fr]\nR = \"Formateur\"\n").loaded().catalogue;
    assert_eq!(catalogue.programmes[0].names["fr"]["R"], "Formateur");
    let complaint = named("[names.fr]\nS = \"Formateur\"\n").complaint();
    assert!(complaint.contains("no requirement, option or metric is named \"S\""), "{complaint}");
    assert!(named("[names]\nfr = \"R\"\n").complaint().contains("not a table"));
}

#[test]
fn values_may_be_counted_in_something() {
    let own = requirement(
        "kind = \"score\"\nneed = 1\nmetric = [{ name = \"M\", kind = \"per_unit\", metric = \"Seats\", points = 1, max = 2 }]",
    );
    let counted = |units: &str| {
        PipelineFolder::and("mpn/programme.toml", &format!("{own}\n[units]\n{units}\n"))
    };
    let catalogue = counted("\"seats\" = \"users\"").loaded().catalogue;
    assert_eq!(catalogue.programmes[0].units["seats"], "users");
    let complaint = counted("\"Seat\" = \"users\"").complaint();
    assert!(complaint.contains("no metric of a score is measured by \"Seat\""), "{complaint}");
}

/// A reader of a language meets no English name: what the shipped programmes call requirements, metrics,
/// measures and caps has a name in each.
#[test]
fn the_shipped_programmes_are_named_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/programmes");
    let mut missing = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path().join("programme.toml");
        let file: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let mut names: Vec<&str> = Vec::new();
        named(&file["requirement"], &mut names);
        for language in ["fr", "sv", "de", "es"] {
            let own = file.get("names").and_then(|all| all.get(language));
            let is_missing = |name: &&str| own.is_none_or(|own| own.get(name).is_none());
            let lacking = names.iter().copied().filter(is_missing);
            missing.extend(lacking.map(|name| format!("{}: {language}: {name}", path.display())));
        }
        count += names.len();
    }
    assert!(count > 100, "the names were not found");
    assert_eq!(missing, Vec::<String>::new());
}

/// What requirements, their metrics and caps are called, and what metrics are measured by. Nobody sees what
/// a performance requirement is measured by.
fn named<'t>(value: &'t toml::Value, names: &mut Vec<&'t str>) {
    match value {
        toml::Value::Array(all) => all.iter().for_each(|own| named(own, names)),
        toml::Value::Table(table) => {
            let of_performance =
                table.get("kind").and_then(toml::Value::as_str) == Some("performance");
            let keys =
                ["name", "metric"].into_iter().filter(|key| *key == "name" || !of_performance);
            names.extend(keys.filter_map(|key| table.get(key)?.as_str()));
            let inner = table.iter().filter(|(key, _)| *key != "tenants").map(|(_, own)| own);
            inner.for_each(|own| named(own, names));
        }
        _ => {}
    }
}

#[test]
fn a_level_may_have_a_window_of_months() {
    let file = "mpn/programme.toml";
    let sound = PipelineFolder::and(file, "[[level]]\nname = \"Gold\"\nwindow_months = 6\n");
    let windows = sound.loaded().catalogue.programmes[0].window_months.clone();
    assert_eq!(windows.into_iter().collect::<Vec<_>>(), [(1, 6)]);
    let told = |text: &str| PipelineFolder::and(file, text).complaint();
    for (text, part) in [
        ("[[level]]\nname = \"Bronze\"\nwindow_months = 6\n", "has no level \"Bronze\""),
        ("[[level]]\nname = \"Gold\"\nwindow_months = 0\n", "out of range"),
        ("[[level]]\nname = \"Gold\"\n", "\"window_months\" is missing"),
        (
            "[[level]]\nname = \"Gold\"\nwindow_months = 6\n[[level]]\nname = \"Gold\"\nwindow_months = 3\n",
            "told of twice",
        ),
    ] {
        let complaint = told(text);
        assert!(complaint.contains(part), "{complaint}");
    }
}
