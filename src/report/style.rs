//! The house style: every colour, font size and number format of the workbooks.

use super::book::Formats;
use super::cell::{Look, Tone};

/// The body font; programs without it take one of the same widths.
pub(crate) const FONT: &str = "Calibri";
pub(crate) const FONT_SIZE: f64 = 11.0;
/// The colour of titles, header rows and chart columns: white on it has a contrast of 10 to 1.
pub(crate) const INK: u32 = 0x1F_3864;
pub(crate) const PAPER: u32 = 0xFF_FFFF;
/// Thin lines between rows.
pub(crate) const RULING: u32 = 0xD0_D7E2;
/// Bars of margins, and those below zero.
pub(crate) const BAR: u32 = 0x8F_AADC;
pub(crate) const BAR_BELOW: u32 = 0xE0_6C75;
pub(crate) const LINK: u32 = 0x05_4FB9;
/// Widest and narrowest column, in characters.
pub(crate) const WIDTH_MAX: u16 = 60;
pub(crate) const WIDTH_MIN: u16 = 9;
/// The widest column of texts that would be wrapped, had the table fewer rows.
pub(crate) const UNWRAPPED_MAX: u16 = 110;
/// Height of charts, in pixels; they are as wide as the columns that they stand over.
pub(crate) const CHART_HEIGHT: u32 = 330;
pub(crate) const TITLE_HEIGHT: f64 = 30.0;
pub(crate) const HEADING_HEIGHT: f64 = 30.0;

/// Where a value stands in its cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CellSide {
    /// Text at the left, numbers at the right.
    Usual,
    Left,
    /// A little off the right edge.
    Right,
}

/// How a named look is drawn.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Drawn {
    pub size: f64,
    pub bold: bool,
    pub ink: Option<u32>,
    pub fill: Option<u32>,
    pub number_format: Option<String>,
    pub wrap: bool,
    pub side: CellSide,
    pub top: bool,
    pub underlined: bool,
    pub ruled: bool,
}

/// Text on its ground; every pair has a contrast of at least 4.5 to 1.
#[must_use]
pub(crate) fn tone(tone: Tone) -> (u32, u32) {
    match tone {
        Tone::Good => (0x0B_5A1E, 0xD8_F0DC),
        Tone::Notice => (0x1F_4E79, 0xDD_EBF7),
        Tone::Warning => (0x7A_4A00, 0xFF_EBB0),
        Tone::Bad => (0x9C_0006, 0xFF_D3D6),
        Tone::Muted => (0x4D_4D4D, 0xEC_ECEC),
    }
}

/// Strong enough for the columns of a chart on white.
#[must_use]
pub(crate) fn chart_tone(tone: Tone) -> u32 {
    match tone {
        Tone::Good => 0x2E_8B45,
        Tone::Notice => 0x2F_5FA8,
        Tone::Warning => 0xC7_8500,
        Tone::Bad => 0xB8_2531,
        Tone::Muted => 0x7F_7F7F,
    }
}

/// How a look is drawn in a language's formats.
#[must_use]
pub(crate) fn drawn(look: Look, formats: &Formats) -> Drawn {
    let plain = Drawn {
        size: FONT_SIZE,
        bold: false,
        ink: None,
        fill: None,
        number_format: None,
        wrap: false,
        side: CellSide::Usual,
        top: true,
        underlined: false,
        ruled: true,
    };
    let number = |format: &str| Drawn {
        number_format: Some(format.to_owned()),
        side: CellSide::Right,
        ..plain.clone()
    };
    match look {
        Look::Title => Drawn { size: 20.0, bold: true, ink: Some(INK), ruled: false, ..plain },
        Look::Subtitle => Drawn { size: 12.0, ink: Some(0x40_4040), ruled: false, ..plain },
        Look::Heading => {
            Drawn { size: 14.0, bold: true, ink: Some(INK), top: false, ruled: false, ..plain }
        }
        Look::Label => Drawn { bold: true, wrap: true, ..plain },
        Look::Header => {
            Drawn { bold: true, ink: Some(PAPER), fill: Some(INK), wrap: true, ..plain }
        }
        Look::Text => plain,
        Look::Prose => Drawn { wrap: true, side: CellSide::Left, ..plain },
        // Digits that are a name are text, and stay text when somebody edits the cell.
        Look::Id => Drawn { side: CellSide::Left, ..number("@") },
        Look::Date => Drawn { side: CellSide::Left, ..number(&formats.date) },
        Look::Month => Drawn { side: CellSide::Left, ..number(&formats.month) },
        Look::Count => Drawn { side: CellSide::Left, ..number(&formats.integer) },
        Look::Integer | Look::Mixed => number(&formats.integer),
        Look::Plain => number("0"),
        Look::Decimal1 => number(&formats.decimal_1),
        Look::Decimal2 => number(&formats.decimal_2),
        Look::Decimal4 => number(&formats.decimal_4),
        Look::Link => Drawn { ink: Some(LINK), underlined: true, wrap: true, ..plain },
        Look::Light(shown) => {
            let (ink, fill) = tone(shown);
            Drawn { bold: true, ink: Some(ink), fill: Some(fill), ..plain }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((colour >> shift) & 0xFF) / 255.0;
            if value <= 0.039_28 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(ink: u32, ground: u32) -> f64 {
        let (a, b) = (luminance(ink), luminance(ground));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_can_be_read_on_its_ground() {
        for shown in [Tone::Good, Tone::Notice, Tone::Warning, Tone::Bad, Tone::Muted] {
            let (ink, ground) = tone(shown);
            assert!(contrast(ink, ground) >= 4.5, "{shown:?} {}", contrast(ink, ground));
            assert!(contrast(chart_tone(shown), PAPER) >= 3.0, "{shown:?}");
        }
        assert!(contrast(PAPER, INK) >= 7.0);
        assert!(contrast(LINK, PAPER) >= 4.5);
    }
}
