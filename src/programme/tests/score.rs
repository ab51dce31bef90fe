//! The parts of a score, of audits and of levels that are asked for.

use super::PipelineFolder;
use super::catalogue::requirement;
use crate::base::Amount;
use crate::programme::catalogue::{
    Aggregate, Lasts, MetricKind, Pays, PointsWay, RequirementKind, Which,
};

#[test]
fn every_part_of_a_score_is_read() {
    let lines = r#"kind = "score"
need = 70
[[requirement.metric]]
name = "Usage"
kind = "pro_rata"
aggregate = "latest"
full_at = 500
either = [ { metric = "CPOR" }, { metric = "CSP", full_at = 2000, aggregate = "growth" } ]
max = 30
cap = "Growth"
[[requirement.metric]]
name = "Adds"
kind = "per_unit"
metric = "customers"
points = 10
max = 30
baseline = { metric = "Seats", aggregate = "distinct", at_least = 1 }
[[requirement.cap]]
name = "growth"
max = 20
must_score = true
[[requirement.tenants]]
name = "Customers"
count = "tenants"
workload = "Azure SQL"
attribution = ["CPOR", "CSP"]
at_least = 1000
at_most = 2000
within_months = 2
against = "year_before""#;
    let more = requirement(lines)
        + &requirement("kind = \"audit\"\nfact = \"audit\"\nvalid_years = 2")
            .replace("\"R\"", "\"A\"")
        + &requirement(
            "kind = \"holds\"\nany_of = [\"Cloud Platform\", \"cloud platform Silver\"]",
        )
        .replace("\"R\"", "\"H\"")
        + "[[level]]\nname = \"Gold\"\nwindow_months = 6\n[names.fr]\ngrowth = \"croissance\"\n";
    let bench = PipelineFolder::and("mpn/programme.toml", &more);
    let catalogue = bench.loaded().catalogue;
    let programme = &catalogue.programmes[0];
    assert_eq!(programme.window_months, [(1, 6)].into());
    assert_eq!(programme.names["fr"]["growth"], "croissance");
    let [_, score, audit, holds] = programme.requirements.as_slice() else { panic!("four") };
    let RequirementKind::Score { metrics, caps, tenants } = &score.kind else { panic!("a score") };
    let MetricKind::Measured(ways) = &metrics[0].kind else { panic!("values") };
    let told = |way: &PointsWay| (way.value.metric.clone(), way.value.aggregate, way.pays);
    let full = |full_at| Pays::ProRata { full_at: Amount::whole(full_at) };
    assert_eq!(told(&ways[0]), ("CPOR".to_owned(), Aggregate::Latest, full(500)));
    assert_eq!(told(&ways[1]), ("CSP".to_owned(), Aggregate::Growth, full(2000)));
    assert_eq!((metrics[0].cap, metrics[1].cap), (Some(0), None));
    assert!(caps[0].must_score && caps[0].max == Amount::whole(20));
    let values: Vec<Aggregate> = metrics[1].values().map(|value| value.aggregate).collect();
    assert_eq!(values, [Aggregate::Tenants(0), Aggregate::Distinct]);
    assert_eq!(
        (tenants[0].workloads.as_slice(), tenants[0].within_months),
        (&["azure sql".to_owned()][..], 2)
    );
    assert!(tenants[0].against_year_before && tenants[0].attributions == ["cpor", "csp"]);
    let years = matches!(audit.kind, RequirementKind::Attested { lasts: Lasts::Years(2), .. });
    assert!(years && audit.need == Amount::whole(1));
    let RequirementKind::Holds { which: Which::Any, levels } = &holds.kind else {
        panic!("levels")
    };
    let named: Vec<(&str, &str)> =
        levels.iter().map(|own| (own.competency.as_str(), own.level.as_str())).collect();
    assert_eq!(named, [("Cloud Platform", "Silver"), ("cloud platform", "Silver")]);
}
