//! What `attain catalogue check` and `attain catalogue show` say.

use super::{PipelineFolder, day};
use crate::programme::check::{check, show};

#[test]
fn a_sound_pipeline_is_counted() {
    let bench =
        PipelineFolder::with("nightly.toml", "mpn_id", "attested = { idle = 2021-01-01 }\nmpn_id");
    let file = bench.path("nightly.toml");
    let summary = format!(
        "{0} is sound: 1 programme, 1 requirement, 4 skills, 18 parameters, 1 cited document, 5 dialects.\n  warning: {0}: no requirement asks for the attested fact \"idle\"\n",
        file.display()
    );
    assert_eq!(check(&file, &|_| Ok(())).unwrap(), summary);
    assert_eq!(check(bench.folder.path(), &|_| Ok(())).unwrap(), summary);
    let nothing = check(&bench.path("mpn"), &|_| Ok(())).unwrap_err();
    assert_eq!(nothing.what(), "the folder has no pipeline file");
}

#[test]
fn the_catalogue_is_shown_in_words() {
    let more = "[[competency]]\nname = \"Messaging\"\nnote = \"not published\"\nsource = \"test\"
[[requirement]]
competency = \"Cloud Platform\"
level = \"Gold\"
option = \"Score\"
name = \"Points\"
kind = \"score\"
need = 60
until = 2021-12-31
source = \"test\"
  [[requirement.metric]]
  name = \"Consultants\"
  kind = \"per_person\"
  any_of = [\"AZ-104\", \"AZ-303\", \"70-533\", \"MCT\"]
  points = 1.5
  max = 15
  must_score = true
  gates = [ { need = 1, any_of = [\"MCT\"], points = 4 } ]
";
    let loaded = PipelineFolder::and("mpn/programme.toml", more).loaded();
    let on = |text| show(&loaded.catalogue, &loaded.parameters, &loaded.citations, day(text));
    let shown = on("2021-03-01");
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    assert!(
        shown.starts_with(
            "Programmes in force on 2021-03-01

mpn: Competencies (2010-11-01 to 2022-10-02) [test]
  Cloud Platform
    Silver, option Standard
      People: 2 persons with any of AZ-104, AZ-303 [test]
    Gold, option Score
      Points: 60 points (until 2021-12-31) [test]
        Consultants: 1.5 for each person with any of AZ-104, AZ-303, 70-533, MCT; at most 15; must
            score; first 1 person with any of MCT (4 points)
  Competencies whose requirements are not published
    Messaging (Silver, Gold): not published [test]

Parameters in force on 2021-03-01
"
        ),
        "{shown}"
    );
    for line in [
        "  visibility_days = 3 days, since 2021-02-01 [test: rulebook]",
        "  renewal_reminders = -15, 23 days, since 2017-07-01 [test: rulebook]",
        "  extension = anniversaries 2020-01-01 to 2020-06-30, but Cloud Business Applications [test:",
        "  [test] A document. Us, read on 2021-01-01, https://example.org/",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    assert!(!on("2022-01-01").contains("Points"));
    assert!(on("2022-10-03").starts_with("Programmes in force on 2022-10-03\n  none\n"));
}
