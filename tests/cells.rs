//! What single cells of the inputs mean: words for nothing, several addresses, marks, repeats.

use std::collections::BTreeSet;

use attain::ingest::Reading;
use attain::tables::Kind;

use crate::reading::Reader;

/// Reads a file whose dialect is sound.
fn read(kind: Kind, text: &str) -> Reading {
    Reader::of(kind, "input.csv").read(text.as_bytes()).expect("a table that can be read")
}

/// Each reject as `line column code`, in the order of the lines.
fn rejects(reading: &Reading) -> Vec<String> {
    let mut told: Vec<(u32, String)> = reading
        .rejects
        .iter()
        .map(|one| (one.line, format!("{} {} {}", one.line, one.column_name(), one.code.name())))
        .collect();
    told.sort();
    told.into_iter().map(|(_, text)| text).collect()
}

/// The addresses of each row beside its first one.
fn others(reading: &Reading) -> Vec<BTreeSet<String>> {
    let facts = &reading.facts[&Kind::Users];
    let column = facts.sets("other_emails");
    let text = |code: &u32| reading.dictionary.text(*code).to_owned();
    (0..facts.len()).map(|row| column.at(row).iter().map(text).collect()).collect()
}

fn set(addresses: &[&str]) -> BTreeSet<String> {
    addresses.iter().map(|address| (*address).to_owned()).collect()
}

#[test]
fn words_for_nothing_empty_what_is_no_text() {
    let reading = read(
        Kind::Users,
        "Email,First name,MPN ID,Status,Created,MCID,Object ID,Microsoft account,Associated in PC,mail\n\
         a@c.example,NA,n/a, - ,–,null,None,(Blank),#N/A,—\n",
    );
    assert_eq!(rejects(&reading), [""; 0]);
    let users = &reading.facts[&Kind::Users];
    assert_eq!(reading.dictionary.text(users.text("first_name").at(0)), "NA");
    for column in ["mpn_id", "user_id", "learn_email"] {
        assert_eq!(users.text(column).at(0), 0, "{column}");
    }
    assert!(users.mcid("mcid").at(0).is_none() && users.days("created_on").at(0).is_none());
    assert_eq!(users.words("status").at(0), 1, "Active is the default");
    assert_eq!(users.words("associated_pc").at(0), 0, "neither yes nor no was said");
    assert_eq!(others(&reading), [set(&[])]);
}

#[test]
fn a_word_for_nothing_where_something_is_needed_is_a_missing_value() {
    let reading = read(
        Kind::Invoices,
        "Invoice date,Invoice #,OMLP type,Purchase unit,KPI value,Revenue value,Currency\n\
         2020-01-05,NA,none,-,1,N/A,null\n\
         (blank),2,A,B,NULL,1,EUR\n",
    );
    assert_eq!(rejects(&reading), ["3 kpi_value missing_value", "3 month missing_value"]);
    let reading = read(Kind::Users, "Email,MCID\nn/a,101\nNAN,102\n");
    assert_eq!(rejects(&reading), ["2 work_email missing_value", "3 work_email bad_email"]);
    assert_eq!(reading.rejects.at(0).value, "n/a");
}

#[test]
fn a_word_for_nothing_is_a_code_and_a_level_like_any_other() {
    let header = "MCID,Exam,Completion date,Provider\n";
    let reading = read(Kind::Transcripts, &format!("{header}101,NA,2020-01-05,none\n"));
    let rows = &reading.facts[&Kind::Transcripts];
    assert_eq!(reading.dictionary.text(rows.text("skill_code").at(0)), "NA");
    assert_eq!(reading.dictionary.text(rows.text("source").at(0)), "none");
    let header = "Competency,Level,Purchased,Anniversary\n";
    let reading = read(Kind::Memberships, &format!("{header}-,n/a,2020-01-05,2021-01-05\n"));
    assert_eq!(rejects(&reading), [""; 0]);
    let level = reading.facts[&Kind::Memberships].text("level").at(0);
    assert_eq!(reading.dictionary.text(level), "n/a");
}

#[test]
fn other_addresses_are_a_set_from_every_header_that_answers() {
    let reading = read(
        Kind::Users,
        "UPN,mail,proxyAddresses,otherMails\n\
         a@c.example,A.B@c.example,\"SMTP:a.b@C.example;smtp:x@c.example;sip:s@c.example;X500:/o=x\",\"y@c.example, z@c.example,\"\n\
         b@c.example,,,;\n\
         c@c.example,SIP:c@c.example\n",
    );
    assert_eq!(rejects(&reading), [""; 0]);
    let all = ["a.b@c.example", "x@c.example", "y@c.example", "z@c.example"];
    assert_eq!(others(&reading), [set(&all), set(&[]), set(&[])]);
    assert_eq!(reading.files[0].unknown_columns, [""; 0]);
}

#[test]
fn one_part_that_is_no_address_makes_the_cell_a_bad_one() {
    let reading = read(
        Kind::Users,
        "UPN,mail,otherMails\n\
         a@c.example,a@c.example;nobody,smtp:\n\
         b@c.example,,smtp:b\n\
         c@c.example,c@c.example,c@d.example\n",
    );
    let of = |line| format!("{line} other_emails bad_email");
    assert_eq!(rejects(&reading), [of(2), of(2), of(3)]);
    assert_eq!(others(&reading), [set(&["c@c.example", "c@d.example"])]);
}

#[test]
fn rows_with_the_same_set_of_addresses_are_repeats() {
    let reading = read(
        Kind::Users,
        "UPN,mail\na@c.example,x@c.example;y@c.example\na@c.example,Y@c.example;x@c.example;x@c.example\n\
         b@c.example,x@c.example\nb@c.example,y@c.example\n",
    );
    assert_eq!(rejects(&reading), ["3  duplicate_row", "4  duplicate_key_conflict"]);
}

#[test]
fn mail_alone_is_no_work_e_mail() {
    let failure = Reader::of(Kind::Users, "input.csv").read(b"mail,MCID\na@c.example,1\n");
    let told = failure.err().expect("the column is missing").to_string();
    assert!(told.contains("the required column work_email is missing"), "{told}");
}

#[test]
fn the_account_of_a_directory_is_enabled_or_disabled() {
    let reading = read(
        Kind::Users,
        "UPN,accountEnabled\na@c.example,True\nb@c.example,FALSE\nc@c.example,Enabled\n\
         d@c.example,Disabled\ne@c.example,Désactivé\nf@c.example,Deaktiviert\n",
    );
    let users = &reading.facts[&Kind::Users];
    let words: Vec<u8> = (0..users.len()).map(|row| users.words("status").at(row)).collect();
    assert_eq!(words, [1, 2, 1, 2, 2, 2]);
}

#[test]
fn a_transcript_may_name_any_company_in_digits() {
    let reading = read(
        Kind::Transcripts,
        "MCID,Exam,Completion date,PGAMpnId\n\
         101,A,2020-01-05,0100\n101,B,2020-01-05,0999\n101,C,2020-01-05,\n101,D,2020-01-05,12x\n",
    );
    assert_eq!(rejects(&reading), ["5 mpn_id bad_value"]);
    let rows = &reading.facts[&Kind::Transcripts];
    let ids: Vec<&str> =
        (0..rows.len()).map(|row| reading.dictionary.text(rows.text("mpn_id").at(row))).collect();
    assert_eq!(ids, ["0100", "0999", ""]);
}

#[test]
fn the_source_and_the_company_as_written_are_part_of_a_transcripts_key() {
    let reading = read(
        Kind::Transcripts,
        "MCID,Exam,Completion date,Provider,MpnId\n\
         101,A,2020-01-05,,\n\
         101,A,2020-01-05,MS Learn,\n\
         101,A,2020-01-05,Partner University,\n\
         101,A,2020-01-05,,0100\n\
         101,A,2020-01-05,,0100\n",
    );
    assert_eq!(rejects(&reading), ["3  duplicate_row", "6  duplicate_row"]);
}

#[test]
fn repeats_are_compared_with_their_defaults_filled_in() {
    let header = "MPN ID,Competency,Level,Option,Purchased,Anniversary\n";
    let row = |id: &str, option: &str| format!("{id},C,Gold,{option},2020-01-05,2021-01-05\n");
    let told =
        |rows: &[String]| rejects(&read(Kind::Memberships, &[header, &rows.concat()].concat()));
    assert_eq!(told(&[row("", ""), row("0100", "Standard")]), ["3  duplicate_row"]);
    assert_eq!(told(&[row("", ""), row("0101", "")]), ["2  duplicate_key_conflict"]);
    assert_eq!(told(&[row("", "Azure"), row("", "")]), ["2  duplicate_key_conflict"]);
}

const AZURE_USAGE: &str =
    "MpnId,Month,SubscriptionId,ServiceLevel2,ServiceLevel3,CustomerTenantId,Region,ACR_USD\n";

/// What is used of the rows, in hundredths.
fn acr(reading: &Reading) -> Vec<i128> {
    let rows = &reading.facts[&Kind::Performance];
    let amounts = rows.amounts("acr");
    (0..rows.len()).filter_map(|row| Some(amounts.at(row)?.times(100).rounded(0).0 / ONE)).collect()
}

const ONE: i128 = 10_000_000_000;

#[test]
fn rows_that_a_dataset_has_of_one_key_add_up() {
    let row = |service: &str, region: &str, acr: &str| {
        format!("0100,2026-10-01,s1,Azure SQL,{service},t1,{region},{acr}\n")
    };
    let rows = [
        row("Single", "N", "400"),
        row("Pool", "N", "300"),
        // The same amount of another service, and of a region, which is read by nobody.
        row("Serverless", "N", "300"),
        row("Serverless", "W", "25.5"),
        row("Serverless", "N", "300"),
    ];
    let reading = read(Kind::Performance, &(AZURE_USAGE.to_owned() + &rows.concat()));
    assert_eq!(rejects(&reading), ["6  duplicate_row"]);
    assert_eq!(acr(&reading), [40_000, 30_000, 30_000, 2_550]);
}

#[test]
fn a_later_dataset_replaces_what_an_earlier_one_has_of_a_key() {
    let row = |month: &str, service: &str, acr: &str| {
        format!("0100,{month},s1,Azure SQL,{service},t1,N,{acr}\n")
    };
    let first = [row("2026-09-01", "Single", "400"), row("2026-09-01", "Pool", "300")];
    let later = [row("2026-09-01", "Single", "410"), row("2026-10-01", "Single", "5")];
    let of = |rows: &[String]| AZURE_USAGE.to_owned() + &rows.concat();
    let reading = Reader::of_files(Kind::Performance, &["a.csv", "b.csv"])
        .read_each(&[of(&first).as_bytes(), of(&later).as_bytes()])
        .expect("two tables that can be read");
    let conflict = "duplicate_key_conflict";
    assert_eq!(rejects(&reading), [format!("2  {conflict}"), format!("3  {conflict}")]);
    assert_eq!(acr(&reading), [41_000, 500]);
}

#[test]
fn locations_of_which_nothing_says_that_they_are_no_copies_replace_each_other() {
    let rows = "0100,2026-10-01,s1,Azure SQL,Single,t1,N,400\n\
                0101,2026-10-01,s1,Azure SQL,Single,t1,N,400\n";
    let reading = read(Kind::Performance, &(AZURE_USAGE.to_owned() + rows));
    assert_eq!(rejects(&reading), ["2  duplicate_key_conflict"]);
    let said: Vec<String> = rows.lines().map(|row| format!("0,{row}\n")).collect();
    let said = format!("IsACRDuplicateAtPGALevel,{AZURE_USAGE}{}", said.concat());
    assert_eq!(rejects(&read(Kind::Performance, &said)), [""; 0]);
}

#[test]
fn rows_within_the_quotes_of_one_cell_are_told() {
    let row = |number: u32| format!("a{number}@c.example,A,B\n");
    let rows: String = (0..12).map(row).collect();
    let swallowed = |text: String| read(Kind::Users, &text).files[0].swallowed.clone();
    let header = "Email,First name,Last name\n";
    let open = format!("{header}x@c.example,\"X,Y\n{rows}");
    assert_eq!(swallowed(open.clone()), [(2, 12)], "the quote is never closed");
    assert_eq!(swallowed(format!("{open}y@c.example,Z\",W\nb@c.example,A,B\n")), [(2, 12)]);
    let remark = "one, two\n".repeat(20);
    assert!(swallowed(format!("{header}x@c.example,\"{remark}\",Y\n")).is_empty());
}

#[test]
fn a_shared_transcript_is_read_in_utf_16_and_refused_where_a_list_is_none() {
    let of = |exams: &str| {
        format!(r#"{{"certificationData": {{"mcid": "101", "passedExams": {exams}}}}}"#)
    };
    let exam = r#"{"examNumber": "AZ-104", "examTitle": "A", "examDateTaken": "2020-01-05"}"#;
    let read = |bytes: &[u8]| {
        let reading = Reader::of(Kind::Transcripts, "t.json").read(bytes).expect("a transcript");
        (reading.facts[&Kind::Transcripts].len(), rejects(&reading))
    };
    let list = of(&format!("[{exam}]"));
    let mut wide = vec![0xff, 0xfe];
    wide.extend(list.encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(read(list.as_bytes()), (1, Vec::new()));
    assert_eq!(read(&wide), (1, Vec::new()));
    assert_eq!(read(of("null").as_bytes()), (0, Vec::new()));
    for none in [exam, "\"AZ-104\"", "1", "true"] {
        assert_eq!(read(of(none).as_bytes()), (0, vec!["1  bad_value".to_owned()]), "{none}");
    }
}
