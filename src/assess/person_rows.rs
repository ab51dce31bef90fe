//! The table of who counts for what, held as numbers: it has a row for each person and skill, and all
//! of its texts repeat.

use rayon::slice::ParallelSliceMut;

use crate::base::{Amount, Day, Dictionary};
use crate::programme::Catalogue;
use crate::programme::catalogue::SkillId;
use crate::tables::output::{OutputSchema, Rows, Values};
use crate::tables::outputs;

/// Company, programme, competency, level, option, requirement.
pub(crate) type PlaceTexts = [String; 6];

/// The rows as they come, of one company or of several.
#[derive(Default)]
pub(crate) struct PersonRows {
    places: Vec<PlaceTexts>,
    metrics: Vec<String>,
    points: Vec<Option<Amount>>,
    rows: Vec<PersonRow>,
}

/// Places in lists of texts: the person's e-mail, while the rows come, is a code of the dictionary
/// and the skill one of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PersonRow {
    place: u32,
    metric: u32,
    email: u32,
    skill: u32,
    /// `ALWAYS` where it counts for ever, which is empty and sorts first.
    through: Day,
    points: u32,
}

impl PersonRows {
    /// The rows that follow are of this requirement.
    pub(crate) fn begin(&mut self, place: PlaceTexts) {
        self.places.push(place);
    }

    /// A row of the requirement that was begun last.
    pub(crate) fn add(
        &mut self,
        metric: &str,
        email: u32,
        (skill, through): (SkillId, Day),
        points: Option<Amount>,
    ) {
        let metric = listed(&mut self.metrics, metric, ToOwned::to_owned);
        let points = listed(&mut self.points, &points, |own| *own);
        let through = if through.is_dated() { through } else { Day::ALWAYS };
        let place = number(self.places.len()).saturating_sub(1);
        self.rows.push(PersonRow { place, metric, email, skill, through, points });
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        let first = number(self.places.len());
        let metrics: Vec<u32> = renumbered(&mut self.metrics, other.metrics);
        let points: Vec<u32> = renumbered(&mut self.points, other.points);
        for row in &mut other.rows {
            row.place += first;
            row.metric = metrics[row.metric as usize];
            row.points = points[row.points as usize];
        }
        self.places.append(&mut other.places);
        self.rows.append(&mut other.rows);
    }

    /// The rows in the order of the table: numbers stand for texts, and sort as they do.
    #[must_use]
    pub(crate) fn table(
        self,
        dictionary: &Dictionary,
        catalogue: &Catalogue,
    ) -> RequirementPersons {
        let text = |code: u32| dictionary.text(code).to_owned();
        let code = |skill: u32| catalogue.skills[skill as usize].code.clone();
        let (places, place_ranks) = ranked(&self.places);
        let (metrics, metric_ranks) = ranked(&self.metrics);
        let (points, point_ranks) = ranked(&self.points);
        let emails = RankedSkills::of(self.rows.iter().map(|row| row.email), text);
        let skills = RankedSkills::of(self.rows.iter().map(|row| row.skill), code);
        let mut rows = self.rows;
        for row in &mut rows {
            row.place = place_ranks[row.place as usize];
            row.metric = metric_ranks[row.metric as usize];
            row.points = point_ranks[row.points as usize];
            row.email = emails.rank(row.email);
            row.skill = skills.rank(row.skill);
        }
        rows.par_sort_unstable();
        let (emails, skills) = (emails.texts, skills.texts);
        RequirementPersons { places, metrics, emails, skills, points, rows }
    }
}

/// The table itself.
pub struct RequirementPersons {
    places: Vec<PlaceTexts>,
    metrics: Vec<String>,
    emails: Vec<String>,
    skills: Vec<String>,
    points: Vec<Option<Amount>>,
    rows: Vec<PersonRow>,
}

impl RequirementPersons {
    /// Only the rows of some companies, by MPN id.
    #[must_use]
    pub fn of_companies(mut self, is_own: impl Fn(&str) -> bool) -> Self {
        let own: Vec<bool> = self.places.iter().map(|place| is_own(&place[0])).collect();
        self.rows.retain(|row| own[row.place as usize]);
        self
    }
}

impl Rows for RequirementPersons {
    fn schema(&self) -> &'static OutputSchema {
        &outputs::REQUIREMENT_PERSONS
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let rows = self.rows[start..end].iter();
        match outputs::REQUIREMENT_PERSONS.columns[place].name {
            "metric" => Values::Text(rows.map(|row| text(&self.metrics, row.metric)).collect()),
            "work_email" => Values::Text(rows.map(|row| text(&self.emails, row.email)).collect()),
            "skill_code" => Values::Text(rows.map(|row| text(&self.skills, row.skill)).collect()),
            "counts_through" => Values::Days(rows.map(|row| row.through).collect()),
            "points" => Values::Amounts(rows.map(|row| self.points[row.points as usize]).collect()),
            _ => Values::Text(
                rows.map(|row| self.places[row.place as usize][place].as_str()).collect(),
            ),
        }
    }
}

fn text(texts: &[String], place: u32) -> &str {
    &texts[place as usize]
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The place of a value in a list of few, the last ones first; put there if it was not.
fn listed<T, V>(list: &mut Vec<T>, value: &V, own: impl FnOnce(&V) -> T) -> u32
where
    T: std::borrow::Borrow<V>,
    V: PartialEq + ?Sized,
{
    let place = list.iter().rposition(|known| known.borrow() == value).unwrap_or_else(|| {
        list.push(own(value));
        list.len() - 1
    });
    number(place)
}

/// Where the values of another list stand in this one, which takes those that it has not.
fn renumbered<T: PartialEq>(list: &mut Vec<T>, others: Vec<T>) -> Vec<u32> {
    let place = |value: T| {
        let known = list.iter().position(|own| *own == value);
        let place = known.unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        });
        number(place)
    };
    others.into_iter().map(place).collect()
}

/// The values in order, each once, and for each of the given ones its place there.
fn ranked<T: Ord + Clone>(given: &[T]) -> (Vec<T>, Vec<u32>) {
    let mut sorted = given.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let rank = |own: &T| number(sorted.binary_search(own).unwrap_or_default());
    let ranks = given.iter().map(rank).collect();
    (sorted, ranks)
}

/// Texts in order, found by the codes that stand for them.
struct RankedSkills {
    codes: Vec<(u32, u32)>,
    texts: Vec<String>,
}

impl RankedSkills {
    fn of(codes: impl Iterator<Item = u32>, text: impl Fn(u32) -> String) -> Self {
        let mut codes: Vec<u32> = codes.collect();
        codes.par_sort_unstable();
        codes.dedup();
        let (texts, ranks) = ranked(&codes.iter().map(|code| text(*code)).collect::<Vec<_>>());
        Self { codes: codes.into_iter().zip(ranks).collect(), texts }
    }

    fn rank(&self, code: u32) -> u32 {
        let place = self.codes.binary_search_by_key(&code, |own| own.0).unwrap_or_default();
        self.codes.get(place).map_or(0, |own| own.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(company: &str) -> PlaceTexts {
        [company, "p", "c", "l", "o", "r"].map(ToOwned::to_owned)
    }

    #[test]
    fn lists_grow_together_and_ranks_follow_the_texts() {
        let mut all = PersonRows::default();
        all.begin(place("b"));
        all.add("m", 7, (3, Day(9)), Some(Amount::whole(2)));
        all.add("m", 7, (3, Day(9)), None);
        let mut other = PersonRows::default();
        other.begin(place("a"));
        other.add("l", 5, (1, Day::FOREVER), None);
        other.add("m", 5, (1, Day(1)), Some(Amount::whole(2)));
        all.append(other);
        let cells = |row: &PersonRow| (row.place, row.metric, row.email, row.skill, row.points);
        let rows: Vec<_> = all.rows.iter().map(cells).collect();
        assert_eq!(rows, [(0, 0, 7, 3, 0), (0, 0, 7, 3, 1), (1, 1, 5, 1, 1), (1, 0, 5, 1, 0)]);
        assert_eq!(all.rows[2].through, Day::ALWAYS, "for ever is empty, and sorts first");
        assert_eq!(ranked(&["b", "a", "b"]), (vec!["a", "b"], vec![1, 0, 1]));
        assert_eq!(ranked(&[Some(1), None]), (vec![None, Some(1)], vec![1, 0]));
        let emails = RankedSkills::of([9, 4, 9].into_iter(), |code| format!("{}", 10 - code));
        assert_eq!((emails.rank(9), emails.rank(4)), (0, 1));
    }
}
