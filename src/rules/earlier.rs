//! What counted before the as-of date, as runs of those days would have judged it (K4).

use crate::base::{Day, Outcome};
use crate::link::{Link, Stretch, Way};

use super::{BATCH_ROWS, Bench, Frame, Holding, Role, Standpoint};

/// What counted for these persons from a first day up to the one before the as-of date, retirement
/// aside.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn counted_before(at: &Standpoint<'_>, persons: &[u32], first: Day) -> Outcome<Vec<Holding>> {
    let bench = Bench::without_order(at);
    let (mut counted, mut frame) = (Vec::new(), Frame::default());
    for person in persons {
        bench.add_earlier(*person, first, &mut frame);
        if frame.entries.len() >= BATCH_ROWS {
            counted.append(&mut bench.decide(std::mem::take(&mut frame))?.holdings);
        }
    }
    counted.append(&mut bench.decide(frame)?.holdings);
    Ok(counted)
}

impl Bench<'_> {
    fn add_earlier(&self, person: u32, first: Day, frame: &mut Frame) {
        let rows = self.at.attached.at(self.at.attached.of_person(person));
        let mut stretches: Vec<(Option<u64>, Vec<Stretch>)> = Vec::new();
        for row in self.columns.at_hand(rows) {
            let is_named =
                row.skill.resolved().is_ok_and(|skill| self.skills[skill as usize].is_named);
            if !is_named || matches!(row.way, Way::NoMcid | Way::OtherMcid) {
                continue;
            }
            let mcid = (row.way == Way::Mcid).then(|| row.mcid.number());
            if !stretches.iter().any(|(of, _)| *of == mcid) {
                stretches.push((mcid, self.at.links.earlier(person, mcid, first)));
            }
            let own = stretches.iter().find(|(of, _)| *of == mcid).map_or(&[][..], |(_, s)| s);
            for stretch in own {
                let link = match row.source == self.university {
                    true if self.at.links.had_university(person, stretch.from) => Link::Pc,
                    true => Link::NotAssociated,
                    false => stretch.link,
                };
                if link.holds() {
                    self.add(&row, person, Role::Earlier, &Stretch { link, ..*stretch }, frame);
                }
            }
        }
    }
}
