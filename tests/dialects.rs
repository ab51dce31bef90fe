//! The same three small tables, written in every dialect, give the same published rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use rayon::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::support::{Scratch, Table, root};

/// A cell before it is written in some dialect.
#[derive(Clone, Copy)]
enum Cell {
    Text(&'static str),
    /// Year, month, day.
    Date(i32, usize, usize),
    /// Written with a point and without groups.
    Number(&'static str),
    Month(usize),
    /// A word that each language has its own for: its place in `Language::words`.
    Word(usize),
    Empty,
}

use Cell::{Date, Empty, Month, Number, Text, Word};

const YES: Cell = Word(0);
const NO: Cell = Word(1);
const ACTIVE: Cell = Word(2);
const REMOVED: Cell = Word(3);
const INVOICE: Cell = Word(4);
const CREDIT_NOTE: Cell = Word(5);
const EXAM: Cell = Word(6);
const CERTIFICATION: Cell = Word(7);
const EXPIRED: Cell = Word(8);

struct Language {
    name: &'static str,
    users: [&'static str; 13],
    transcripts: [&'static str; 9],
    invoices: [&'static str; 10],
    words: [&'static str; 9],
    months: [&'static str; 12],
    /// Around day, month and year.
    date: fn(usize, &str, i32) -> String,
}

/// Each table has text that needs quotes, letters beyond ASCII, and in every column of dates a day
/// over 12, which tells the order of the others.
const USERS: [[Cell; 13]; 6] = [
    [
        Text("zoe@contoso.example"),
        Text("Zoë"),
        Text("O'Brien, \"Bob\"\nde la Straße"),
        Text("0100"),
        ACTIVE,
        Date(2019, 2, 3),
        Empty,
        Text("00101"),
        Text("zoe@home.example"),
        YES,
        NO,
        Date(2020, 2, 29),
        YES,
    ],
    [
        Text("åke@contoso.example"),
        Text("Åke"),
        Text("a;b|c"),
        Text("0101"),
        ACTIVE,
        Date(2019, 4, 25),
        Empty,
        Text("102"),
        Empty,
        NO,
        YES,
        Date(2020, 12, 31),
        NO,
    ],
    [
        Text("cy@contoso.example"),
        Text("Cy"),
        Text("=1+1"),
        Text("0100"),
        REMOVED,
        Date(2018, 1, 2),
        Date(2020, 8, 31),
        Text("103"),
        Empty,
        YES,
        Empty,
        Empty,
        Empty,
    ],
    [
        Text("dee@contoso.example"),
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
        Empty,
    ],
    [
        Text("bad@contoso.example"),
        Text("Ümit"),
        Empty,
        Text("0100"),
        ACTIVE,
        Text("soon"),
        Empty,
        Text("MC-7"),
        Empty,
        Text("perhaps"),
        Empty,
        Empty,
        Empty,
    ],
    [
        Text("foreign@contoso.example"),
        Empty,
        Empty,
        Text("0999"),
        ACTIVE,
        Empty,
        Empty,
        Text("105"),
        Empty,
        YES,
        Empty,
        Empty,
        Empty,
    ],
];

const TRANSCRIPTS: [[Cell; 9]; 6] = [
    [
        Text("101"),
        Text("zoe@home.example"),
        Text("EXAM"),
        Text("An exam"),
        EXAM,
        Text("Microsoft Learning"),
        Date(2020, 5, 13),
        Empty,
        Empty,
    ],
    [
        Text("101"),
        Empty,
        Text("basic"),
        Empty,
        CERTIFICATION,
        Text("Partner University"),
        Date(2020, 3, 4),
        Date(2021, 12, 31),
        Empty,
    ],
    [
        Text("101"),
        Empty,
        Text("OLD"),
        Text("Ältere, \"große\"\nPrüfung"),
        CERTIFICATION,
        Text("OpenedX"),
        Date(2019, 10, 11),
        Date(2020, 1, 2),
        EXPIRED,
    ],
    [Text("102"), Empty, Text("EXAM"), Empty, Empty, Empty, Date(2021, 2, 28), Empty, Empty],
    [Text("103"), Empty, Text("az 1"), Text("Ça va"), EXAM, Empty, Date(2020, 7, 7), Empty, Empty],
    [Text("103"), Empty, Text("EXAM"), Empty, EXAM, Empty, Text("2020-02-30"), Empty, Empty],
];

const INVOICES: [[Cell; 10]; 6] = [
    [
        Month(1),
        Number("2020"),
        Text("FR-001"),
        INVOICE,
        Text("Kurs"),
        Text("Sièges"),
        Number("10"),
        Number("12.3456"),
        Number("1234567.89"),
        Text("EUR"),
    ],
    [
        Month(2),
        Number("2020"),
        Text("FR-002"),
        CREDIT_NOTE,
        Text("Kurs"),
        Text("Sièges"),
        Number("1.5"),
        Number("-3.5"),
        Number("1234.5"),
        Text("EUR"),
    ],
    [
        Month(8),
        Number("2020"),
        Text("FR-003"),
        INVOICE,
        Text("Exam; voucher"),
        Text("\"Pack\""),
        Empty,
        Number("1000"),
        Empty,
        Empty,
    ],
    [
        Month(12),
        Number("2020"),
        Text("FR-004"),
        Empty,
        Text("Kurs"),
        Text("Sièges"),
        Number("0.1"),
        Number("0"),
        Number("-1000.0001"),
        Text("SEK"),
    ],
    [
        Month(3),
        Number("2020"),
        Text("FR-005"),
        INVOICE,
        Text("Kurs"),
        Text("Sièges"),
        Empty,
        Text("few"),
        Empty,
        Empty,
    ],
    [
        Month(3),
        Number("2020"),
        Text("FR-006"),
        Text("Pro forma"),
        Text("Kurs"),
        Text("Sièges"),
        Empty,
        Number("7"),
        Empty,
        Text("EURO"),
    ],
];

const LANGUAGES: [Language; 5] = [
    Language {
        name: "en",
        users: [
            "Work email",
            "First name",
            "Last name",
            "MPN ID",
            "Status",
            "Created",
            "Removed",
            "MCID",
            "Microsoft account",
            "Associated in PC",
            "Associated in PMC",
            "Association date",
            "Partner University access",
        ],
        transcripts: [
            "MCPID",
            "Email",
            "Exam number",
            "Title",
            "TrainingType",
            "Provider",
            "Date passed",
            "Skill Expiration Date",
            "Certification status",
        ],
        invoices: [
            "Month",
            "Year",
            "Invoice #",
            "Document",
            "OMLP type",
            "Purchase unit",
            "Units",
            "KPI value",
            "Revenue value",
            "Currency",
        ],
        words: [
            "Yes",
            "No",
            "Active",
            "Removed",
            "Invoice",
            "Credit note",
            "Exam",
            "Certification",
            "Expired",
        ],
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        date: |day, month, year| format!("{} {day}, {year}", &month[..3]),
    },
    Language {
        name: "fr",
        users: [
            "Adresse e-mail",
            "Prénom",
            "Nom",
            "ID MPN",
            "Statut",
            "Créé le",
            "Supprimé le",
            "ID MCP",
            "Compte Microsoft",
            "Associée à l'Espace partenaires",
            "Associée au PMC",
            "Date d'association",
            "Accès à l'Université des partenaires",
        ],
        transcripts: [
            "ID MCP",
            "E-mail personnel",
            "Numéro d'examen",
            "Intitulé",
            "Type de formation",
            "Fournisseur",
            "Date de réussite",
            "Date d'expiration",
            "Statut",
        ],
        invoices: [
            "Mois",
            "Année",
            "Facture #",
            "Type de document",
            "Type OMLP",
            "Unité d'achat",
            "Quantité",
            "Valeur d'indicateur de performance clé",
            "Valeur de chiffre d'affaires",
            "Devise",
        ],
        words: [
            "Oui",
            "Non",
            "Actif",
            "Supprimé",
            "Facture",
            "Avoir",
            "Examen",
            "Certification",
            "Expiré",
        ],
        months: [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        date: |day, month, year| {
            format!("{day}{} {month} {year}", if day == 1 { "er" } else { "" })
        },
    },
    Language {
        name: "sv",
        users: [
            "E-postadress",
            "Förnamn",
            "Efternamn",
            "MPN-ID",
            "Kontostatus",
            "Skapad",
            "Borttagen",
            "MCP-ID",
            "Microsoft-konto",
            "Tillhörande i PC",
            "Associerad med PMC",
            "Associeringsdatum",
            "Åtkomst till Partner University",
        ],
        transcripts: [
            "MCP-ID",
            "Privat e-post",
            "Provnummer",
            "Titel",
            "Utbildningstyp",
            "Leverantör",
            "Slutförd den",
            "Giltig till",
            "Certifieringsstatus",
        ],
        invoices: [
            "Månad",
            "År",
            "Fakturanummer",
            "Dokumenttyp",
            "OMLP-typ",
            "Inköpsenhet",
            "Antal",
            "KPI-värde",
            "Intäktsvärde",
            "Valuta",
        ],
        words: [
            "Ja",
            "Nej",
            "Aktiv",
            "Borttagen",
            "Faktura",
            "Kreditnota",
            "Prov",
            "Certifiering",
            "Utgången",
        ],
        months: [
            "januari",
            "februari",
            "mars",
            "april",
            "maj",
            "juni",
            "juli",
            "augusti",
            "september",
            "oktober",
            "november",
            "december",
        ],
        date: |day, month, year| format!("{day} {month} {year}"),
    },
    Language {
        name: "de",
        users: [
            "E-Mail-Adresse",
            "Vorname",
            "Nachname",
            "MPN-ID",
            "Benutzerstatus",
            "Erstellt am",
            "Entfernt am",
            "MCP-ID",
            "Microsoft-Konto",
            "In PC zugeordnet",
            "PMC zugeordnet",
            "Zuordnungsdatum",
            "Zugriff auf Partner University",
        ],
        transcripts: [
            "MCP-ID",
            "Private E-Mail",
            "Prüfungsnummer",
            "Prüfungstitel",
            "Schulungstyp",
            "Anbieter",
            "Bestanden am",
            "Gültig bis",
            "Zertifizierungsstatus",
        ],
        invoices: [
            "Monat",
            "Jahr",
            "Rechnungsnummer",
            "Dokumenttyp",
            "OMLP-Typ",
            "Kaufeinheit",
            "Menge",
            "KPI-Wert",
            "Umsatzwert",
            "Währung",
        ],
        words: [
            "Ja",
            "Nein",
            "Aktiv",
            "Entfernt",
            "Rechnung",
            "Gutschrift",
            "Prüfung",
            "Zertifizierung",
            "Abgelaufen",
        ],
        months: [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        date: |day, month, year| format!("{day}. {month} {year}"),
    },
    Language {
        name: "es",
        users: [
            "Correo electrónico",
            "Nombre",
            "Apellidos",
            "ID de MPN",
            "Estado",
            "Creado el",
            "Eliminado el",
            "ID de MCP",
            "Cuenta de Microsoft",
            "Asociadas a PC",
            "Asociadas a PMC",
            "Fecha de asociación",
            "Acceso a Partner University",
        ],
        transcripts: [
            "ID de MCP",
            "Correo personal",
            "Número de examen",
            "Título",
            "Tipo de formación",
            "Proveedor",
            "Fecha de finalización",
            "Fecha de expiración",
            "Estado",
        ],
        invoices: [
            "Mes",
            "Año",
            "Número de factura",
            "Tipo de documento",
            "Tipo de OMLP",
            "Unidad de compra",
            "Cantidad",
            "Valor de KPI",
            "Valor de ingresos",
            "Moneda",
        ],
        words: [
            "Sí",
            "No",
            "Activo",
            "Eliminado",
            "Factura",
            "Nota de crédito",
            "Examen",
            "Certificación",
            "Caducado",
        ],
        months: [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        date: |day, month, year| format!("{day} de {month} de {year}"),
    },
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Dates {
    Iso,
    IsoWithTime,
    IsoSlashes,
    Compact,
    Named,
    DayFirst,
    MonthFirst,
    Dots,
    Dashes,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Numbers {
    Point,
    PointAndCommas,
    PointAndSpaces,
    Comma,
    CommaAndPoints,
    CommaAndSpaces,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Encoded {
    Utf8,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

#[derive(Clone, Copy, Debug)]
struct Dialect {
    language: usize,
    delimiter: char,
    encoded: Encoded,
    dates: Dates,
    numbers: Numbers,
    month_names: bool,
    crlf: bool,
    announced: bool,
    titles: bool,
    quote_all: bool,
    gzip: bool,
}

const PLAIN: Dialect = Dialect {
    language: 0,
    delimiter: ',',
    encoded: Encoded::Utf8,
    dates: Dates::Iso,
    numbers: Numbers::Point,
    month_names: false,
    crlf: false,
    announced: false,
    titles: false,
    quote_all: false,
    gzip: false,
};

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

const ENCODINGS: [Encoded; 5] =
    [Encoded::Utf8, Encoded::Utf8Marked, Encoded::Utf16Le, Encoded::Utf16Be, Encoded::Windows1252];

const DATES: [Dates; 9] = [
    Dates::Iso,
    Dates::IsoWithTime,
    Dates::IsoSlashes,
    Dates::Compact,
    Dates::Named,
    Dates::DayFirst,
    Dates::MonthFirst,
    Dates::Dots,
    Dates::Dashes,
];

const NUMBERS: [Numbers; 6] = [
    Numbers::Point,
    Numbers::PointAndCommas,
    Numbers::PointAndSpaces,
    Numbers::Comma,
    Numbers::CommaAndPoints,
    Numbers::CommaAndSpaces,
];

impl Dialect {
    fn date(&self, year: i32, month: usize, day: usize) -> String {
        match self.dates {
            Dates::Iso => format!("{year}-{month:02}-{day:02}"),
            Dates::IsoWithTime => format!("{year}-{month:02}-{day:02}T23:59:59Z"),
            Dates::IsoSlashes => format!("{year}/{month:02}/{day:02}"),
            Dates::Compact => format!("{year}{month:02}{day:02}"),
            Dates::Named => {
                let language = &LANGUAGES[self.language];
                (language.date)(day, language.months[month - 1], year)
            }
            Dates::DayFirst => format!("{day:02}/{month:02}/{year}"),
            Dates::MonthFirst => format!("{month}/{day}/{year} 12:00:00 AM"),
            Dates::Dots => format!("{day}.{month}.{year}"),
            Dates::Dashes => format!("{day:02}-{month:02}-{year} 10:00"),
        }
    }

    fn has_comma(&self) -> bool {
        matches!(self.numbers, Numbers::Comma | Numbers::CommaAndPoints | Numbers::CommaAndSpaces)
    }

    fn number(&self, plain: &str) -> String {
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let group = match self.numbers {
            Numbers::Point | Numbers::Comma => "",
            Numbers::PointAndCommas => ",",
            Numbers::PointAndSpaces => " ",
            Numbers::CommaAndPoints => ".",
            Numbers::CommaAndSpaces => "\u{a0}",
        };
        let mut text = sign.to_owned();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(digit);
        }
        if !places.is_empty() {
            text.push(if self.has_comma() { ',' } else { '.' });
            text.push_str(places);
        }
        text
    }

    fn cell(&self, cell: Cell) -> String {
        let language = &LANGUAGES[self.language];
        match cell {
            Text(text) => text.to_owned(),
            Date(year, month, day) => self.date(year, month, day),
            // Years are no numbers with groups.
            Number(text) if text == "2020" => text.to_owned(),
            Number(text) => self.number(text),
            Month(month) if self.month_names => language.months[month - 1].to_owned(),
            Month(month) => month.to_string(),
            Word(place) => language.words[place].to_owned(),
            Empty => String::new(),
        }
    }

    fn line(&self, cells: &[String]) -> String {
        let quoted = cells.iter().map(|cell| {
            let is_special = cell.contains([self.delimiter, '"', '\n', '\r']);
            if is_special || self.quote_all {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        });
        quoted.collect::<Vec<_>>().join(&self.delimiter.to_string())
            + if self.crlf { "\r\n" } else { "\n" }
    }

    fn file<const N: usize>(&self, headers: &[&str; N], rows: &[[Cell; N]]) -> Vec<u8> {
        let mut text = String::new();
        let end = if self.crlf { "\r\n" } else { "\n" };
        if self.announced {
            // Writing to a string cannot fail.
            let _ = write!(text, "sep={}{end}", self.delimiter);
        }
        if self.titles {
            let bars = self.delimiter.to_string().repeat(3);
            let _ =
                write!(text, "Exported from Partner Center – 1{end}{bars}{end}{end}Été{bars}{end}");
        }
        let names: Vec<String> = headers.iter().map(|name| (*name).to_owned()).collect();
        text.push_str(&self.line(&names));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(*cell)).collect();
            text.push_str(&self.line(&cells));
        }
        let bytes = encode(&text, self.encoded);
        if self.gzip { packed(&bytes) } else { bytes }
    }

    fn settings(&self) -> String {
        let usual = self.delimiter == ';';
        match (self.has_comma(), usual) {
            (true, false) => "decimal = \",\"\n".to_owned(),
            (false, true) => "decimal = \".\"\n".to_owned(),
            _ => String::new(),
        }
    }

    fn published(&self) -> Published {
        let language = &LANGUAGES[self.language];
        let scratch = Scratch::new();
        let end = match self.delimiter {
            '\t' => "tsv",
            '|' => "txt",
            _ => "csv",
        };
        let end = if self.gzip { format!("{end}.gz") } else { end.to_owned() };
        scratch.write(&format!("users.{end}"), self.file(&language.users, &USERS));
        scratch
            .write(&format!("transcripts.{end}"), self.file(&language.transcripts, &TRANSCRIPTS));
        scratch.write(&format!("invoices.{end}"), self.file(&language.invoices, &INVOICES));
        publish(&scratch, &end, &self.settings())
    }
}

fn encode(text: &str, encoded: Encoded) -> Vec<u8> {
    match encoded {
        Encoded::Utf8 => text.as_bytes().to_vec(),
        Encoded::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoded::Utf16Le => {
            [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        Encoded::Utf16Be => {
            [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        Encoded::Windows1252 => {
            let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(text);
            assert!(!lossy, "Windows-1252 has no such letter");
            bytes.into_owned()
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// Every published table by its name, without what depends on how the input was written.
type Published = BTreeMap<String, Table>;

fn publish(scratch: &Scratch, end: &str, settings: &str) -> Published {
    let mut pipeline = format!(
        "name = \"dialects\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
         [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\nlocations = [\"0101\"]\n",
        root().join("tests/rules/programme"),
        root().join("pipelines/parameters.toml"),
    );
    for kind in ["users", "transcripts", "invoices"] {
        let _ = write!(
            pipeline,
            "[sources.{kind}]\nfiles = [\"{kind}.{end}\"]\nmax_reject_ratio = 1\n{settings}"
        );
    }
    scratch.write("pipeline.toml", pipeline);
    scratch.run("2021-03-01");
    tables(&scratch.path().join("out/latest/data"))
}

fn tables(folder: &Path) -> Published {
    let mut tables = Published::new();
    for entry in fs::read_dir(folder).expect("the published tables") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "csv") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let table = Table::read(&path);
            let placed = ["file", "line", "message", "place"];
            let placed: Vec<&str> =
                placed.into_iter().filter(|name| table.columns.iter().any(|c| c == name)).collect();
            let mut table = table.without(&placed);
            // Where a table is sorted by file and line, other names give another order.
            table.rows.sort();
            tables.insert(name, table);
        }
    }
    tables
}

/// What differs from the plain dialect, in words.
fn differences(what: &str, published: &Published, plain: &Published) -> Vec<String> {
    let names = |tables: &Published| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(published), names(plain), "{what}");
    let pairs = published.iter().filter(|(name, table)| plain[*name] != **table);
    pairs
        .map(|(name, table)| {
            format!("{what}\n{name} should be\n{}\nand is\n{}\n", plain[name].draw(), table.draw())
        })
        .collect()
}

#[test]
fn the_plain_dialect_is_read_as_it_stands() {
    let published = PLAIN.published();
    let columns = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let skills = published["skills"].only(&columns(&[
        "work_email",
        "last_name",
        "skill_code",
        "source",
        "completed_on",
        "expires_on",
        "verdict",
    ]));
    let wanted = [
        ["cy@contoso.example", "'=1+1", "AZ-1", "Microsoft Learning", "2020-07-07", "", "no"],
        [
            "zoe@contoso.example",
            "O'Brien, \"Bob\"\nde la Straße",
            "BASIC",
            "Partner University",
            "2020-03-04",
            "2021-12-31",
            "counts",
        ],
        [
            "zoe@contoso.example",
            "O'Brien, \"Bob\"\nde la Straße",
            "EXAM",
            "Microsoft Learning",
            "2020-05-13",
            "",
            "counts",
        ],
        [
            "zoe@contoso.example",
            "O'Brien, \"Bob\"\nde la Straße",
            "OLD",
            "OpenedX",
            "2019-10-11",
            "2020-01-02",
            "no",
        ],
        ["åke@contoso.example", "a;b|c", "EXAM", "Microsoft Learning", "2021-02-28", "", "no"],
    ];
    assert_eq!(skills.rows, wanted.map(|row| row.map(str::to_owned).to_vec()), "{}", skills.draw());
    let rejects = published["rejects"].only(&columns(&["source_kind", "column", "code", "value"]));
    let wanted = [
        ["invoices", "currency", "bad_value", "EURO"],
        ["invoices", "document_type", "bad_value", "Pro forma"],
        ["invoices", "kpi_value", "bad_number", "few"],
        ["transcripts", "completed_on", "bad_date", "2020-02-30"],
        ["users", "associated_pc", "bad_yes_no", "perhaps"],
        ["users", "created_on", "bad_date", "soon"],
        ["users", "mcid", "bad_mcid", "MC-7"],
        ["users", "mpn_id", "missing_value", ""],
        ["users", "mpn_id", "unknown_company", "0999"],
    ];
    let mut have = rejects.rows.clone();
    have.sort();
    have.retain(|row| row[2] != "missing_value");
    let wanted: Vec<[&str; 4]> =
        wanted.into_iter().filter(|row| row[2] != "missing_value").collect();
    assert_eq!(have, wanted, "{}", rejects.draw());
}

#[test]
fn every_delimiter_encoding_and_language_reads_the_same() {
    let plain = PLAIN.published();
    let mut dialects = Vec::new();
    for language in 0..LANGUAGES.len() {
        for delimiter in DELIMITERS {
            for encoded in ENCODINGS {
                // The other choices go round, so that all of them meet all of these.
                let turn = dialects.len();
                dialects.push(Dialect {
                    language,
                    delimiter,
                    encoded,
                    dates: DATES[turn % DATES.len()],
                    numbers: NUMBERS[(turn / 2) % NUMBERS.len()],
                    month_names: turn % 3 == 1,
                    crlf: turn % 2 == 0,
                    announced: turn % 7 == 3,
                    titles: turn % 4 == 1,
                    quote_all: turn % 5 == 2,
                    gzip: turn % 11 == 5,
                });
            }
        }
    }
    let faults: Vec<String> = dialects
        .par_iter()
        .flat_map(|dialect| {
            let what = format!("{}: {dialect:?}", LANGUAGES[dialect.language].name);
            differences(&what, &dialect.published(), &plain)
        })
        .collect();
    assert!(faults.is_empty(), "{} differences\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_form_of_date_and_number_reads_the_same() {
    let plain = PLAIN.published();
    let dates = DATES.map(|dates| Dialect { dates, ..PLAIN });
    let numbers = NUMBERS.map(|numbers| Dialect { numbers, delimiter: ';', ..PLAIN });
    let named = [0, 1, 2, 3, 4].map(|language| Dialect {
        language,
        dates: Dates::Named,
        month_names: true,
        ..PLAIN
    });
    for dialect in dates.into_iter().chain(numbers).chain(named) {
        let faults = differences(&format!("{dialect:?}"), &dialect.published(), &plain);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// How a workbook is made: real dates, numbers and booleans, title rows, another sheet before it.
#[derive(Clone, Copy, Debug)]
struct Sheet {
    language: usize,
    titles: u32,
    is_second: bool,
    /// Everything is text, dates in the language's own words.
    is_text: bool,
}

impl Sheet {
    fn book<const N: usize>(&self, headers: &[&str; N], rows: &[[Cell; N]]) -> Vec<u8> {
        let mut book = Workbook::new();
        if self.is_second {
            let notes = book.add_worksheet();
            notes.write_string(0, 0, "Notes").expect("a cell");
        }
        let sheet = book.add_worksheet();
        sheet.set_name("Export").expect("a name");
        for row in 0..self.titles {
            sheet.write_string(row, 0, "Exported from Partner Center").expect("a cell");
        }
        for (place, name) in (0..).zip(headers) {
            sheet.write_string(self.titles, place, *name).expect("a cell");
        }
        for (place, row) in (self.titles + 1..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                self.write(sheet, place, column, *cell);
            }
        }
        book.save_to_buffer().expect("a workbook")
    }

    fn write(self, sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) {
        let words =
            Dialect { language: self.language, dates: Dates::Named, month_names: true, ..PLAIN };
        let format = Format::new().set_num_format("d-mmm-yy");
        match cell {
            Empty => {}
            Date(year, month, day) if !self.is_text => {
                let year = u16::try_from(year).expect("a year");
                let (month, day) =
                    (u8::try_from(month).expect("a month"), u8::try_from(day).expect("a day"));
                let date = ExcelDateTime::from_ymd(year, month, day).expect("a date");
                sheet.write_datetime_with_format(row, column, &date, &format).expect("a cell");
            }
            Number(text) if !self.is_text => {
                sheet
                    .write_number(row, column, text.parse::<f64>().expect("a number"))
                    .expect("a cell");
            }
            Month(month) if !self.is_text => {
                sheet
                    .write_number(row, column, u32::try_from(month).expect("small"))
                    .expect("a cell");
            }
            Word(place) if !self.is_text && place <= 1 => {
                sheet.write_boolean(row, column, place == 0).expect("a cell");
            }
            other => {
                sheet.write_string(row, column, words.cell(other)).expect("a cell");
            }
        }
    }

    fn published(&self) -> Published {
        let language = &LANGUAGES[self.language];
        let scratch = Scratch::new();
        scratch.write("users.xlsx", self.book(&language.users, &USERS));
        scratch.write("transcripts.xlsx", self.book(&language.transcripts, &TRANSCRIPTS));
        scratch.write("invoices.xlsx", self.book(&language.invoices, &INVOICES));
        publish(&scratch, "xlsx", if self.is_second { "sheet = \"Export\"\n" } else { "" })
    }
}

#[test]
fn workbooks_read_the_same() {
    let plain = PLAIN.published();
    for language in 0..LANGUAGES.len() {
        for is_text in [false, true] {
            let titles = if language % 2 == 0 { 0 } else { 19 };
            let sheet = Sheet { language, titles, is_second: language > 2, is_text };
            let faults = differences(&format!("{sheet:?}"), &sheet.published(), &plain);
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
}

/// Dates of a sheet whose cells lost their format are serial numbers.
#[test]
fn serial_numbers_in_a_sheet_are_dates() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["MCID", "Exam", "Completion date"]) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    // 2020-02-29, with a time of day, a day of the year 1900, and eight digits of a day.
    for (row, serial) in (1..).zip([43_890.0, 43_891.75, 59.0, 20_200_302.0, 0.0, -1.0, 60.0]) {
        sheet.write_number(row, 0, 101).expect("a cell");
        sheet.write_string(row, 1, format!("EXAM {row}")).expect("a cell");
        sheet.write_number(row, 2, serial).expect("a cell");
    }
    let scratch = Scratch::new();
    scratch.write("transcripts.xlsx", book.save_to_buffer().expect("a workbook"));
    scratch.write(
        "users.xlsx",
        Sheet { language: 0, titles: 0, is_second: false, is_text: false }
            .book(&LANGUAGES[0].users, &USERS),
    );
    scratch.write(
        "invoices.xlsx",
        Sheet { language: 0, titles: 0, is_second: false, is_text: false }
            .book(&LANGUAGES[0].invoices, &INVOICES),
    );
    let published = publish(&scratch, "xlsx", "");
    let columns = ["skill_code", "completed_on"].map(str::to_owned);
    let skills = published["skills"].only(&columns);
    let wanted = [
        ["EXAM-1", "2020-02-29"],
        ["EXAM-2", "2020-03-01"],
        ["EXAM-3", "1900-02-28"],
        ["EXAM-4", "2020-03-02"],
    ];
    assert_eq!(skills.rows, wanted.map(|row| row.map(str::to_owned).to_vec()), "{}", skills.draw());
    let rejects = published["rejects"].only(&["source_kind", "code", "value"].map(str::to_owned));
    let values: Vec<&str> = rejects
        .rows
        .iter()
        .filter(|row| row[0] == "transcripts" && row[1] == "bad_date")
        .map(|row| row[2].as_str())
        .collect();
    assert_eq!(values, ["'-1", "0", "60"]);
}
