//! Pours the rows of a large table into the XML of its sheet, block by block on all cores.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use crc32fast::Hasher;

use crate::base::Outcome;
use crate::report::strip::ColumnPiece;
use crate::report::table_part::Body;

use super::deflated::{Deflated, LAST_BLOCK, deflate, shape};
use super::links::{BEHIND, links};
use super::poured::{BlockOf, DeflatedBlock, SheetToStream};
use super::row_xml::{ColumnStyles, ReadyRows};
use super::shared_texts::{SharedNumbers, SharedTexts, is_shared};
use super::stretches;
use super::tidy::TextRepairs;
use super::xml::column_name;
use super::zip_stream::{DEFLATED, ZipEntry};

/// Rows that are deflated at a time: their XML is in a core's near memory.
const BLOCK_ROWS: usize = 4_096;
/// Room for most cells; a row of more has its room made while it is written.
const CELL_BYTES: usize = 60;
const SHEET_DATA_END: &str = "</sheetData>";
/// Rows of a sheet that one core makes at a time.
struct Task {
    piece: usize,
    /// Rows of the piece that belong to this sheet.
    within: Range<usize>,
    /// Number of the first row in the sheet.
    first: usize,
}

/// What the sheets are poured with.
pub(super) struct StreamMeans<'m, 'b> {
    pub bodies: &'m (dyn Fn(usize) -> Option<&'b dyn Body> + Sync),
    pub tidy: &'m TextRepairs,
    pub level: u32,
}

/// A sheet that is being poured.
#[derive(Default)]
pub(super) struct SheetStream {
    crc: Hasher,
    size: u64,
    pub blocks: Vec<DeflatedBlock>,
    /// The links of the rows so far, as the sheet lists them and as its relations do.
    hyperlinks: Vec<Deflated>,
    pub relations: Vec<Deflated>,
}

type Put<'p> = dyn FnMut(&[u8]) -> Outcome<()> + Send + 'p;

/// Blocks of rows that only need to be put down, each with how many it has, and the links of all.
struct DeflatedRows {
    blocks: Vec<(usize, Deflated)>,
    links: Option<[Deflated; 2]>,
}

impl SheetStream {
    fn take(&mut self, of: BlockOf, deflated: &Deflated, put: &mut Put<'_>) -> Outcome<()> {
        self.crc.combine(&deflated.crc);
        self.size += deflated.size;
        let (packed, crc) = (deflated.bytes.len() as u64, deflated.crc.clone().finalize());
        self.blocks.push(DeflatedBlock { packed, size: deflated.size, crc, of });
        put(&deflated.bytes)
    }

    /// Writes the XML of a sheet with all its rows.
    pub(super) fn pour(
        &mut self,
        xml: &str,
        of: &SheetToStream,
        means: &StreamMeans<'_, '_>,
        shared: &mut SharedTexts,
        put: &mut Put<'_>,
    ) -> Outcome<ZipEntry> {
        let body = (means.bodies)(of.place).ok_or_else(shape)?;
        let styles = styles(xml, of).ok_or_else(shape)?;
        let (head, foot) = around_rows(xml).ok_or_else(shape)?;
        let head = right_dimension(head, of);
        self.take(BlockOf::Head, &deflate(head.as_bytes(), means.level)?, put)?;
        let tasks = tasks(of, body.sizes());
        let (sharing, known) = sharing(&tasks, body, of.columns);
        let known = Mutex::new(known);
        let strips = |task: &Task| {
            let known = known.lock().ok().and_then(|mut known| known.remove(&task.piece));
            known.unwrap_or_else(|| body.strips(task.piece, of.columns))
        };
        stretches::settled(
            &tasks,
            |task| Ok(begun(task, strips(task), &sharing)),
            |(strips, shares, _)| {
                for (strip, shares) in strips.iter().zip(shares) {
                    if let ColumnPiece::Texts(texts) = strip {
                        shared.settle(shares, texts);
                    }
                }
            },
            |(strips, shares, first)| made(&strips, &shares, first, &styles, means),
            |made| {
                let [hyperlinks, relations] = match made.links {
                    Some(links) => links.map(Some),
                    None => [None, None],
                };
                self.hyperlinks.extend(hyperlinks);
                self.relations.extend(relations);
                let mut blocks = made.blocks.iter();
                blocks.try_for_each(|(rows, xml)| self.take(BlockOf::Rows(*rows), xml, put))
            },
        )?;
        self.end(foot, means.level, put)?;
        put(&LAST_BLOCK)?;
        let crc = std::mem::take(&mut self.crc).finalize();
        Ok(ZipEntry { method: DEFLATED, crc, packed: 0, size: self.size })
    }

    /// All behind the rows, with the links between.
    fn end(&mut self, foot: &str, level: u32, put: &mut Put<'_>) -> Outcome<()> {
        if self.hyperlinks.is_empty() {
            return self.take(BlockOf::Foot, &deflate(foot.as_bytes(), level)?, put);
        }
        let place = BEHIND.iter().filter_map(|mark| foot.find(mark)).min().ok_or_else(shape)?;
        let (before, behind) = foot.split_at(place);
        let before = format!("{before}<hyperlinks>");
        self.take(BlockOf::Foot, &deflate(before.as_bytes(), level)?, put)?;
        for piece in std::mem::take(&mut self.hyperlinks) {
            self.take(BlockOf::Foot, &piece, put)?;
        }
        let behind = format!("</hyperlinks>{behind}");
        self.take(BlockOf::Foot, &deflate(behind.as_bytes(), level)?, put)
    }
}

type BegunRows<'b> = (Vec<ColumnPiece<'b>>, Vec<SharedNumbers>, usize);

fn begun<'b>(task: &Task, mut strips: Vec<ColumnPiece<'b>>, sharing: &[bool]) -> BegunRows<'b> {
    for strip in &mut strips {
        strip.cut(&task.within);
    }
    let shares = strips.iter().zip(sharing).map(|(strip, shared)| match strip {
        ColumnPiece::Texts(texts) if *shared => SharedNumbers::of(texts),
        _ => SharedNumbers::none(),
    });
    let shares = shares.collect();
    (strips, shares, task.first)
}

fn made(
    strips: &[ColumnPiece<'_>],
    shares: &[SharedNumbers],
    first: usize,
    styles: &ColumnStyles,
    StreamMeans { tidy, level, .. }: &StreamMeans<'_, '_>,
) -> Outcome<DeflatedRows> {
    let count = strips.first().map_or(0, ColumnPiece::len);
    let ready = ReadyRows::of(strips, shares, first, styles, tidy);
    let mut xml = Vec::with_capacity(strips.len() * count.min(BLOCK_ROWS) * CELL_BYTES);
    let block = |rows: Range<usize>| {
        xml.clear();
        ready.write(rows.clone(), &mut xml);
        Ok((rows.len(), deflate(&xml, *level)?))
    };
    let blocks = stretches::ranges(count, BLOCK_ROWS).into_iter().map(block);
    let blocks = blocks.collect::<Outcome<_>>()?;
    let links = styles.wrapped.as_ref().and_then(|_| links(strips, first));
    let links = links.map(|links| -> Outcome<_> {
        Ok([deflate(&links.hyperlinks, *level)?, deflate(&links.relations, *level)?])
    });
    Ok(DeflatedRows { blocks, links: links.transpose()? })
}

/// The columns that say the same things again and again, by two pieces that are far from each other;
/// with these pieces.
fn sharing<'b>(
    tasks: &[Task],
    body: &'b dyn Body,
    columns: usize,
) -> (Vec<bool>, StripsByColumn<'b>) {
    let Some(first) = tasks.first() else { return (vec![false; columns], StripsByColumn::new()) };
    let strips = |task: &Task| body.strips(task.piece, columns);
    let other = &tasks[tasks.len() / 2];
    let (of_first, of_other) = (strips(first), strips(other));
    let shared = of_first.iter().zip(&of_other).map(|(first, other)| is_shared(first, other));
    let shared = shared.collect();
    (shared, StripsByColumn::from([(first.piece, of_first), (other.piece, of_other)]))
}

/// Columns of pieces that were made already.
type StripsByColumn<'b> = BTreeMap<usize, Vec<ColumnPiece<'b>>>;

/// The pieces, or parts of them, that fall into the rows of this sheet.
fn tasks(of: &SheetToStream, sizes: &[usize]) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut begin = 0;
    for (piece, size) in sizes.iter().enumerate() {
        let end = begin + size;
        let (from, to) = (begin.max(of.rows.start), end.min(of.rows.end));
        if from < to {
            // The header stands in the first row.
            let first = from - of.rows.start + 2;
            tasks.push(Task { piece, within: from - begin..to - begin, first });
        }
        begin = end;
    }
    tasks
}

/// Everything up to the end of the header row, and everything behind the rows.
fn around_rows(xml: &str) -> Option<(&str, &str)> {
    let header_end = xml.find("</row>")? + "</row>".len();
    let rows_end = xml.find(SHEET_DATA_END)?;
    (header_end <= rows_end).then(|| (&xml[..header_end], &xml[rows_end..]))
}

/// The numbers of the styles, from the samples in the second row.
fn styles(xml: &str, of: &SheetToStream) -> Option<ColumnStyles> {
    let samples = &xml[xml.find("<row r=\"2\"")?..];
    let number = |place: usize| -> Option<u32> {
        let cell = format!("<c r=\"{}2\" s=\"", column_name(place));
        let rest = &samples[samples.find(&cell)? + cell.len()..];
        rest.split('"').next()?.parse().ok()
    };
    Some(ColumnStyles {
        of: (0..of.columns).map(number).collect::<Option<Vec<u32>>>()?,
        mixed: of.mixed.clone(),
        broken: number(of.columns)?,
        link: number(of.columns + 1)?,
        wrapped: of.wrapped.clone(),
    })
}

/// Some programs drop what lies outside of the dimension.
fn right_dimension(head: &str, of: &SheetToStream) -> String {
    let right = format!(
        "<dimension ref=\"A1:{}{}\"",
        column_name(of.columns.saturating_sub(1)),
        of.rows.len() + 1
    );
    let Some(begin) = head.find("<dimension ref=\"") else { return head.to_owned() };
    let Some(length) = head[begin..].find("\"/>") else { return head.to_owned() };
    format!("{}{right}{}", &head[..begin], &head[begin + length + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_at_the_end_of_a_sheet() {
        let (table, mixed) = (String::new(), vec![false]);
        let of = SheetToStream {
            sheet: 1,
            table,
            place: 0,
            columns: 1,
            mixed,
            rows: 5..12,
            wrapped: None,
        };
        let tasks: Vec<_> = tasks(&of, &[4, 4, 0, 4, 4])
            .into_iter()
            .map(|task| (task.piece, task.within, task.first))
            .collect();
        assert_eq!(tasks, [(1, 1..4, 2), (3, 0..4, 5)]);
    }
}
