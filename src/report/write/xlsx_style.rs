//! The house style as formats of the workbook library.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::report::book::Formats;
use crate::report::cell::{Look, Tone};
use crate::report::style::{self, CellSide, Drawn};

/// The formats of a book, made once for each look.
pub(crate) struct Styles {
    formats: Formats,
    made: BTreeMap<Look, Format>,
}

impl Styles {
    #[must_use]
    pub(crate) fn new(formats: &Formats) -> Self {
        Self { formats: formats.clone(), made: BTreeMap::new() }
    }

    pub(crate) fn of(&mut self, look: Look) -> Format {
        let formats = &self.formats;
        self.made.entry(look).or_insert_with(|| format(&style::drawn(look, formats))).clone()
    }
}

fn format(drawn: &Drawn) -> Format {
    let mut format = Format::new().set_font_name(style::FONT).set_font_size(drawn.size);
    if drawn.bold {
        format = format.set_bold();
    }
    if let Some(ink) = drawn.ink {
        format = format.set_font_color(Color::RGB(ink));
    }
    if let Some(fill) = drawn.fill {
        format = format.set_background_color(Color::RGB(fill));
    }
    if let Some(number_format) = &drawn.number_format {
        format = format.set_num_format(number_format);
    }
    if drawn.wrap {
        format = format.set_text_wrap();
    }
    format = match drawn.side {
        CellSide::Usual => format,
        CellSide::Left => format.set_align(FormatAlign::Left),
        CellSide::Right => format.set_align(FormatAlign::Right).set_indent(1),
    };
    if drawn.top {
        format = format.set_align(FormatAlign::Top);
    }
    if drawn.underlined {
        format = format.set_underline(FormatUnderline::Single);
    }
    if drawn.ruled {
        format = format
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(style::RULING));
    }
    format
}

/// A tone as it is laid over a cell by a condition.
#[must_use]
pub(crate) fn laid_over(tone: Tone) -> Format {
    let (ink, fill) = style::tone(tone);
    Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(fill))
}
