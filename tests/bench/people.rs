//! The users of a benchmark run.

use std::io::Write;

use super::chance::Chance;
use super::scenario::Scenario;
use super::setting::{AS_OF, mpn_id};

const HEADER: [&str; 10] = [
    "Work email",
    "First name",
    "Last name",
    "MPN ID",
    "MCID",
    "Associated in PC",
    "Associated in PMC",
    "Association date",
    "Status",
    "Partner University access",
];
const FIRST_NAMES: [(&str, &str); 16] = [
    ("Åsa", "asa"),
    ("Benoît", "benoit"),
    ("Carla", "carla"),
    ("Dag", "dag"),
    ("Eléna", "elena"),
    ("Fredrik", "fredrik"),
    ("Greta", "greta"),
    ("Håkan", "hakan"),
    ("Inga", "inga"),
    ("Jürgen", "jurgen"),
    ("Kirsten", "kirsten"),
    ("Luís", "luis"),
    ("Märta", "marta"),
    ("Nils", "nils"),
    ("Ottilia", "ottilia"),
    ("Per", "per"),
];
const LAST_NAMES: [(&str, &str); 12] = [
    ("Ahlgren", "ahlgren"),
    ("Björk, Jr.", "bjork"),
    ("Castaño", "castano"),
    ("D'Amico", "damico"),
    ("Ekström", "ekstrom"),
    ("Fabre", "fabre"),
    ("Gröndahl", "grondahl"),
    ("de la Cruz", "delacruz"),
    ("Höglund", "hoglund"),
    ("Klein", "klein"),
    ("Lefèvre", "lefevre"),
    ("Nyman", "nyman"),
];
/// As often as people answer so.
const ANSWERS: [&str; 8] = ["Yes", "Yes", "Yes", "Yes", "yes", "No", "No", ""];
const ASSOCIATION_DAYS: u64 = 1_100;

/// A user's MCID, worked out from the number so that no table of users is kept; a few have none.
#[must_use]
pub(crate) fn mcid(user: u64) -> Option<u64> {
    // The factor and the modulus share no divisor: no two users meet, and neighbours lie apart.
    (user % 23 != 11).then(|| 10_000_000 + user * 7_919 % 90_000_049)
}

/// # Errors
/// When it cannot be written.
pub(crate) fn write(
    to: &mut csv::Writer<impl Write>,
    scenario: &Scenario,
    seed: u64,
) -> csv::Result<()> {
    let mut chance = Chance::new(seed, "users");
    to.write_record(HEADER)?;
    for user in 0..scenario.users() {
        let company = user % scenario.companies;
        let (first, first_plain) = chance.one_of(&FIRST_NAMES);
        let (last, last_plain) = chance.one_of(&LAST_NAMES);
        let mut email = format!("{first_plain}.{last_plain}{user}@tailspin{company}.example");
        if chance.in_thousand(100) {
            email.make_ascii_uppercase();
        }
        let place = chance.below(5).saturating_sub(2);
        let days = i32::try_from(chance.below(ASSOCIATION_DAYS)).unwrap_or_default();
        let is_undated = chance.in_thousand(50);
        let associated_on =
            if is_undated { String::new() } else { AS_OF.plus_days(-days).to_string() };
        let (in_pc, in_pmc) = (chance.one_of(&ANSWERS), chance.one_of(&ANSWERS));
        let status = if chance.in_thousand(80) { "Removed" } else { "Active" };
        to.write_record([
            email.as_str(),
            first,
            last,
            &mpn_id(company, place),
            &mcid(user).map_or_else(String::new, |mcid| mcid.to_string()),
            in_pc,
            in_pmc,
            &associated_on,
            status,
            chance.one_of(&ANSWERS),
        ])?;
    }
    Ok(())
}
