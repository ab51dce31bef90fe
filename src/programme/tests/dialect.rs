//! Complaints about dialect files, and what the shipped ones understand.

use super::PipelineFolder;
use crate::base::fold::fold;
use crate::programme::Dialect;
use crate::tables::{Kind, Vocabulary};

fn column(dialect: &Dialect, kind: Kind, header: &str) -> Option<&'static str> {
    let found = dialect.headers.get(&(kind, fold(header)));
    found.map(|(column, _)| kind.columns()[*column].name)
}

fn word(dialect: &Dialect, vocabulary: Vocabulary, word: &str) -> Option<&'static str> {
    let found = dialect.words.get(&(vocabulary, fold(word)));
    found.map(|place| vocabulary.words()[usize::from(*place)])
}

#[test]
fn the_headers_of_the_specification_are_understood() {
    let dialect = Dialect::built_in().unwrap();
    let users = |header| column(&dialect, Kind::Users, header);
    for header in [
        "work_email",
        "Email",
        "Work email",
        "Account",
        "User principal name",
        "userPrincipalName",
        "UPN",
        "Adresse e-mail",
        "E-postadress",
        "E-Mail-Adresse",
        "Correo electrónico",
    ] {
        assert_eq!(users(header), Some("work_email"), "{header}");
    }
    for header in [
        "Associated in PC",
        "Associée à l'Espace partenaires",
        "Associerad med PC",
        "Tillhörande i PC",
        "PC zugeordnet",
        "In PC zugeordnet",
        "Asociadas a PC",
    ] {
        assert_eq!(users(header), Some("associated_pc"), "{header}");
    }
    assert_eq!(users("Förnamn"), Some("first_name"));
    assert_eq!(users("Asociadas a PMC"), Some("associated_pmc"));
    assert_eq!(users("Accès à l'Université des partenaires"), Some("partner_university"));
    let transcripts = |header| column(&dialect, Kind::Transcripts, header);
    assert_eq!(transcripts("CorpEmail"), Some("work_email"));
    assert_eq!(transcripts("contactEmail"), Some("learner_email"));
    assert_eq!(transcripts("IcMCP"), None);
    let invoices = |header| column(&dialect, Kind::Invoices, header);
    assert_eq!(invoices("Facture #"), Some("invoice_no"));
    assert_eq!(invoices("Valeur d'indicateur de performance clé"), Some("kpi_value"));
    assert_eq!(invoices("Månad"), Some("month"));
}

#[test]
fn the_columns_own_name_ranks_first_and_english_before_french() {
    let dialect = Dialect::built_in().unwrap();
    let rank = |header: &str| dialect.headers[&(Kind::Users, fold(header))].1;
    assert_eq!(rank("work_email"), 0);
    assert!(rank("Email") < rank("User principal name"));
    assert!(rank("User principal name") < rank("Adresse e-mail"));
    assert!(rank("Adresse e-mail") < rank("E-postadress"));
    assert!(rank("E-postadress") < rank("Correo electrónico"));
}

#[test]
fn the_words_of_the_specification_are_understood() {
    let dialect = Dialect::built_in().unwrap();
    let is = |vocabulary, text, meant| {
        assert_eq!(word(&dialect, vocabulary, text), Some(meant), "{text}");
    };
    for yes in ["Yes", "Y", "Oui", "Ja", "Sí", "True", "1"] {
        is(Vocabulary::YesNo, yes, "Yes");
    }
    for no in ["No", "N", "Non", "Nej", "Nein", "False", "0"] {
        is(Vocabulary::YesNo, no, "No");
    }
    for (text, meant) in [
        ("True", "Active"),
        ("False", "Removed"),
        ("actif", "Active"),
        ("supprimé", "Removed"),
        ("borttagen", "Removed"),
        ("entfernt", "Removed"),
        ("eliminado", "Removed"),
    ] {
        is(Vocabulary::UserStatus, text, meant);
    }
    for (text, meant) in [
        ("facture", "Invoice"),
        ("Rechnung", "Invoice"),
        ("nota de crédito", "Credit note"),
        ("avoir", "Credit note"),
        ("orderbekräftelse", "Order confirmation"),
        ("informe del socio", "Partner report"),
    ] {
        is(Vocabulary::DocumentType, text, meant);
    }
    for (text, meant) in
        [("prov", "Exam"), ("Zertifizierung", "Certification"), ("formación", "Training")]
    {
        is(Vocabulary::SkillType, text, meant);
    }
    for (text, meant) in [("utgången", "Expired"), ("widerrufen", "Revoked"), ("retiré", "Retired")]
    {
        is(Vocabulary::SkillStatus, text, meant);
    }
    for (text, meant) in
        [("or", "Gold"), ("guld", "Gold"), ("argent", "Silver"), ("plata", "Silver")]
    {
        is(Vocabulary::Level, text, meant);
    }
    is(Vocabulary::MembershipStatus, "inaktiv", "Inactive");
    is(Vocabulary::MembershipStatus, "In grace", "In grace");
    is(Vocabulary::System, "PMC", "PMC");
}

#[test]
fn the_months_of_the_specification_are_understood() {
    let months = Dialect::built_in().unwrap().months;
    for (text, number) in [
        ("Mar", 3),
        ("March", 3),
        ("mars", 3),
        ("März", 3),
        ("Mrz", 3),
        ("marzo", 3),
        ("juil.", 7),
        ("juillet", 7),
        ("maj", 5),
        ("Mai", 5),
        ("Okt", 10),
        ("août", 8),
        ("dic", 12),
        ("Sept", 9),
    ] {
        assert_eq!(months.get(&fold(text)), Some(&number), "{text}");
    }
}

#[test]
fn a_file_beside_the_pipeline_replaces_or_adds() {
    let bench = PipelineFolder::sound();
    let built_in = bench.loaded().dialect;
    assert_eq!(built_in.texts.len(), 5);
    bench.write("dialects/en.toml", "language = \"en\"\n[columns.users]\nmcid = [\"Number\"]\n");
    bench.write(
        "dialects/nl.toml",
        "language = \"nl\"\n[columns.users]\nmcid = [\"Nummer\"]\n[months]\n1 = [\"januari\"]\n",
    );
    bench.write("dialects/README.md", "no dialect");
    let dialect = bench.loaded().dialect;
    let names: Vec<&str> = dialect.texts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["en", "fr", "sv", "de", "es", "nl"].map(|name| format!("dialects/{name}.toml"))
    );
    assert_eq!(column(&dialect, Kind::Users, "number"), Some("mcid"));
    assert_eq!(column(&dialect, Kind::Users, "NUMMER"), Some("mcid"));
    assert_eq!(column(&dialect, Kind::Users, "userPrincipalName"), None, "was English");
    assert_eq!(column(&dialect, Kind::Users, "work_email"), Some("work_email"));
    assert_eq!(word(&dialect, Vocabulary::YesNo, "Yes"), Some("Yes"));
    assert_eq!(dialect.headers[&(Kind::Users, "number".to_owned())].1, 1);
}

#[test]
fn a_dialect_names_what_is_there_and_means_one_thing() {
    let cases = [
        (
            "[column.users]",
            "2: unknown key \"column\"; did you mean \"columns\"? Known here: language, nothing, columns, words, months",
        ),
        ("[columns.user]", "2: unknown kind of source \"user\"; did you mean \"users\"?"),
        (
            "[columns.users]\nmcd = [\"x\"]",
            "3: unknown column of users \"mcd\"; did you mean \"mcid\"?",
        ),
        ("[words.yesno]", "2: unknown vocabulary \"yesno\"; did you mean \"yes_no\"?"),
        (
            "[words.level]\nsilver = [\"x\"]",
            "3: unknown value of level \"silver\"; did you mean \"Silver\"?",
        ),
        (
            "[months]\n13 = [\"x\"]",
            "3: there is no month \"13\"; write the number of the month, 1 to 12",
        ),
        (
            "[columns.users]\nmcid = [\"x\",\n\"#\"]",
            "4: \"#\" has neither letter nor digit; headers and words are compared by their letters and digits",
        ),
        (
            "[columns.users]\nmcid = [\"Status\"]",
            "3: \"Status\" already means status, by its own name; let it mean one thing only",
        ),
        (
            "[columns.users]\nmcid = [\"Who\"]\nuser_id = [\n\"who?\"]",
            "5: \"who?\" already means mcid, by dialects/xx.toml:3; let it mean one thing only",
        ),
        (
            "[words.level]\nGold = [\"x\"]\nSilver = [\"X\"]",
            "4: \"X\" already means Gold, by dialects/xx.toml:3; let it mean one thing only",
        ),
        (
            "[months]\n1 = [\"x\"]\n2 = [\"x\"]",
            "4: \"x\" already means month 1, by dialects/xx.toml:3; let it mean one thing only",
        ),
        ("[months]\n1 = \"x\"", "3: \"1\" is text, not a list; write it like […]"),
    ];
    for (text, complaint) in cases {
        let bench = PipelineFolder::sound();
        bench.write("dialects/xx.toml", &format!("language = \"xx\"\n{text}\n"));
        assert_eq!(bench.complaint(), format!("dialects/xx.toml:{complaint}"));
    }
    let bench = PipelineFolder::sound();
    bench.write("dialects/xx.toml", "");
    assert_eq!(bench.complaint(), "dialects/xx.toml:1: the key \"language\" is missing; add it");
}
