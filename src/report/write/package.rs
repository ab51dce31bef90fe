//! Pours the rows of large tables into a workbook that was made without them.

use std::io::{Cursor, Read, Write};

use crc32fast::Hasher;
use zip::ZipArchive;

use crate::base::Outcome;
use crate::report::book::Body;

use super::deflated::{Deflated, LAST_BLOCK, deflate, shape, unsound};
use super::poured::{SheetToStream, StreamedSheet};
use super::pouring::{SheetStream, StreamMeans};
use super::shared_texts::SharedTexts;
use super::tidy::TextRepairs;
use super::xml::column_name;
use super::zip_stream::{DEFLATED, ZipEntry, ZipStream};

const SHARED_TEXTS: &str = "xl/sharedStrings.xml";
const RELATIONS_END: &str = "</Relationships>";

pub(super) fn splice<'b>(
    skeleton: &[u8],
    all: &[SheetToStream],
    bodies: &(dyn Fn(usize) -> Option<&'b dyn Body> + Sync),
    (tidy, level): (&TextRepairs, u32),
    out: &mut (dyn Write + Send),
) -> Outcome<Vec<StreamedSheet>> {
    let means = StreamMeans { bodies, tidy, level };
    let mut all_poured = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(skeleton)).map_err(|error| unsound(&error))?;
    let texts = unpacked(&mut archive, SHARED_TEXTS)?;
    let mut shared = SharedTexts::after(&texts).ok_or_else(shape)?;
    let mut package = ZipStream::new(out);
    for place in 0..archive.len() {
        let mut file = archive.by_index_raw(place).map_err(|error| unsound(&error))?;
        let name = file.name().map_err(|error| unsound(&error))?.into_owned();
        if let Some(own) = all.iter().find(|own| name == own.part()) {
            drop(file);
            let xml = unpacked(&mut archive, &name)?;
            let mut pouring = SheetStream::default();
            package.streamed(&name, |put| pouring.pour(&xml, own, &means, &mut shared, put))?;
            if own.wrapped.is_some() {
                let xml = unpacked(&mut archive, &own.relations_part())?;
                put_relations(&mut package, own, &xml, pouring.relations, level)?;
            }
            all_poured.push(StreamedSheet { part: name, blocks: pouring.blocks });
        } else if name.starts_with("xl/tables/") {
            drop(file);
            let xml = right_range(unpacked(&mut archive, &name)?, all)?;
            package.deflated(&name, &[deflate(xml.as_bytes(), level)?])?;
        } else if name != SHARED_TEXTS && !all.iter().any(|own| own.has_relations(&name)) {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|error| unsound(&error))?;
            let method =
                if file.compression() == zip::CompressionMethod::Stored { 0 } else { DEFLATED };
            let (crc, packed, size) = (file.crc32(), file.compressed_size(), file.size());
            package.packed(&name, ZipEntry { method, crc, packed, size }, &bytes)?;
        }
    }
    // What the sheets share is known when they are written.
    let part = shared.part(&texts).ok_or_else(shape)?;
    package.deflated(SHARED_TEXTS, &[deflate(&part, level)?])?;
    package.finish()?;
    Ok(all_poured)
}

impl ZipStream<'_> {
    fn deflated(&mut self, name: &str, pieces: &[Deflated]) -> Outcome<()> {
        self.streamed(name, |put| {
            let (mut crc, mut size) = (Hasher::new(), 0);
            for piece in pieces {
                put(&piece.bytes)?;
                crc.combine(&piece.crc);
                size += piece.size;
            }
            put(&LAST_BLOCK)?;
            Ok(ZipEntry { method: DEFLATED, crc: crc.finalize(), packed: 0, size })
        })
    }
}

/// The relations of a sheet, with those of the links between them and the end.
fn put_relations(
    package: &mut ZipStream<'_>,
    of: &SheetToStream,
    xml: &str,
    links: Vec<Deflated>,
    level: u32,
) -> Outcome<()> {
    let (head, foot) = xml.split_at(xml.find(RELATIONS_END).ok_or_else(shape)?);
    let mut pieces = vec![deflate(head.as_bytes(), level)?];
    pieces.extend(links);
    pieces.push(deflate(foot.as_bytes(), level)?);
    package.deflated(&of.relations_part(), &pieces)
}

fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Outcome<String> {
    let mut text = String::new();
    let read = archive.by_name(name).map(|mut file| file.read_to_string(&mut text));
    read.map_err(|error| unsound(&error))?.map_err(|error| unsound(&error))?;
    Ok(text)
}

/// The table of a poured sheet was declared over one row.
fn right_range(xml: String, all: &[SheetToStream]) -> Outcome<String> {
    let Some(own) = all.iter().find(|own| xml.contains(&format!(" name=\"{}\"", own.table))) else {
        return Ok(xml);
    };
    let range = |rows: usize| {
        format!(" ref=\"A1:{}{}\"", column_name(own.columns.saturating_sub(1)), rows + 1)
    };
    let declared = range(1);
    if !xml.contains(&declared) {
        return Err(shape());
    }
    Ok(xml.replace(&declared, &range(own.rows.len())))
}
