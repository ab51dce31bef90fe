//! Walks through the JSON of a shared transcript without building it: what is not asked for costs
//! no memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whose transcript it is.
#[derive(Default)]
pub(crate) struct Learner {
    pub mcid: String,
    pub email: String,
    /// How often the keys of the lists, and of what holds them, occur: of two the last one holds.
    times: Times,
}

#[derive(Clone, Copy, Default)]
struct Times {
    data: u32,
    lists: [u32; 3],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum List {
    Active,
    Historical,
    Exams,
}

impl List {
    pub(crate) const ALL: [Self; 3] = [Self::Active, Self::Historical, Self::Exams];

    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Active => "activeCertifications",
            Self::Historical => "historicalCertifications",
            Self::Exams => "passedExams",
        }
    }
}

/// An entry of a list: the texts, numbers and flags of the keys that are known.
#[derive(Default)]
pub(crate) struct TranscriptEntry {
    pub is_object: bool,
    said: [String; ENTRY_KEYS.len()],
}

const ENTRY_KEYS: [&str; 8] = [
    "name",
    "certificationNumber",
    "status",
    "dateEarned",
    "expiration",
    "examTitle",
    "examNumber",
    "examDateTaken",
];

impl TranscriptEntry {
    #[must_use]
    pub(crate) fn said(&self, key: &str) -> &str {
        let place = ENTRY_KEYS.iter().position(|known| *known == key);
        place.map_or("", |place| &self.said[place])
    }
}

const DATA: &str = "certificationData";

/// Whose transcript it is; none where the text is no shared transcript.
#[must_use]
pub(crate) fn learner(text: &[u8]) -> Option<Learner> {
    let mut walk = TranscriptWalk::default();
    let mut reader = serde_json::Deserializer::from_slice(text);
    walk.top().deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    // Nothing else stands where a list is to be.
    let are_lists = walk.lists_found == walk.learner.times.lists.iter().sum::<u32>();
    (walk.has_data && are_lists).then_some(walk.learner)
}

/// Shows every entry of a list, in their order. The text is one that has a learner.
pub(crate) fn entries(
    text: &[u8],
    learner: &Learner,
    list: List,
    show: &mut dyn FnMut(&TranscriptEntry),
) {
    let mut walk =
        TranscriptWalk { wanted: Some((learner.times, list, show)), ..TranscriptWalk::default() };
    let mut reader = serde_json::Deserializer::from_slice(text);
    // It was read to its end before.
    let _ = walk.top().deserialize(&mut reader);
}

/// Where a walk through the text has come to.
#[derive(Default)]
struct TranscriptWalk<'a> {
    learner: Learner,
    /// The last object of certifications is one.
    has_data: bool,
    /// So many lists are there, or nothing instead of one.
    lists_found: u32,
    /// The list whose entries are shown, and how often each key occurs in all.
    wanted: Option<Wanted<'a>>,
}

type Wanted<'a> = (Times, List, &'a mut dyn FnMut(&TranscriptEntry));

/// The objects and lists that the walk goes into.
struct WalkInto<'w, 'a>(&'w mut TranscriptWalk<'a>, Depth);

#[derive(Clone, Copy)]
enum Depth {
    Top,
    Data,
    /// The list whose entries are shown.
    List,
    OtherList,
}

impl<'a> TranscriptWalk<'a> {
    fn top(&mut self) -> WalkInto<'_, 'a> {
        WalkInto(self, Depth::Top)
    }

    fn top_key<'de, M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        match key {
            DATA => {
                self.learner.times.data += 1;
                self.learner.times.lists = [0; 3];
                self.learner.mcid.clear();
                (self.has_data, self.lists_found) = (false, 0);
                map.next_value_seed(WalkInto(self, Depth::Data))
            }
            "contactEmail" => {
                self.learner.email = map.next_value_seed(ScalarText)?;
                Ok(())
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    fn data_key<'de, M: MapAccess<'de>>(&mut self, key: &str, map: &mut M) -> Result<(), M::Error> {
        if key == "mcid" {
            self.learner.mcid = map.next_value_seed(ScalarText)?;
            return Ok(());
        }
        let Some(place) = List::ALL.iter().position(|list| list.key() == key) else {
            return map.next_value::<IgnoredAny>().map(drop);
        };
        self.learner.times.lists[place] += 1;
        let (list, own) = (List::ALL[place], self.learner.times);
        let is_wanted = self.wanted.as_ref().is_some_and(|(times, wanted, _)| {
            *wanted == list && times.data == own.data && times.lists[place] == own.lists[place]
        });
        let depth = if is_wanted { Depth::List } else { Depth::OtherList };
        map.next_value_seed(WalkInto(self, depth))
    }
}

impl<'de> DeserializeSeed<'de> for WalkInto<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for WalkInto<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a shared transcript")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        if let Depth::Data = self.1 {
            self.0.has_data = true;
        }
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            match self.1 {
                Depth::Top => self.0.top_key(&key, &mut map)?,
                Depth::Data => self.0.data_key(&key, &mut map)?,
                Depth::List | Depth::OtherList => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        if let (Depth::List, Some((_, _, show))) = (self.1, &mut self.0.wanted) {
            while let Some(entry) = list.next_element_seed(OneEntry)? {
                show(&entry);
            }
            return Ok(());
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.0.lists_found += u32::from(matches!(self.1, Depth::OtherList));
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.lists_found += u32::from(matches!(self.1, Depth::OtherList));
        Ok(())
    }
}

/// A text, a number or a flag as text; anything else is empty.
struct ScalarText;

impl<'de> DeserializeSeed<'de> for ScalarText {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<String, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarText {
    type Value = String;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<String, E> {
        Ok(yes.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        let number = serde_json::Number::from_f64(number);
        Ok(number.map(|number| number.to_string()).unwrap_or_default())
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<String, S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<String, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
}

struct OneEntry;

impl<'de> DeserializeSeed<'de> for OneEntry {
    type Value = TranscriptEntry;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<TranscriptEntry, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OneEntry {
    type Value = TranscriptEntry;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an entry")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<TranscriptEntry, M::Error> {
        let mut entry = TranscriptEntry { is_object: true, ..TranscriptEntry::default() };
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            match ENTRY_KEYS.iter().position(|known| *known == key) {
                Some(place) => entry.said[place] = map.next_value_seed(ScalarText)?,
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(entry)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<TranscriptEntry, S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(TranscriptEntry::default())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }

    fn visit_unit<E: Error>(self) -> Result<TranscriptEntry, E> {
        Ok(TranscriptEntry::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, list: List) -> Vec<String> {
        let Some(learner) = learner(text.as_bytes()) else { return vec!["none".to_owned()] };
        let mut all = Vec::new();
        entries(text.as_bytes(), &learner, list, &mut |entry| {
            let said = format!("{}{}", entry.said("name"), entry.said("examNumber"));
            all.push(if entry.is_object { said } else { "no object".to_owned() });
        });
        all
    }

    #[test]
    fn entries_come_in_the_order_of_their_list() {
        let text = r#"{"certificationData": {"passedExams": [{"examNumber": 104}, 7, [{}], null],
            "activeCertifications": [{"name": "A", "name": "B", "x": {"name": "C"}}, {}],
            "historicalCertifications": null, "mcid": 12}, "contactEmail": "a@b"}"#;
        assert_eq!(shown(text, List::Exams), ["104", "no object", "no object", "no object"]);
        assert_eq!(shown(text, List::Active), ["B", ""]);
        assert_eq!(shown(text, List::Historical), [""; 0]);
        let who = learner(text.as_bytes()).unwrap();
        assert_eq!((who.mcid.as_str(), who.email.as_str()), ("12", "a@b"));
        let none = text.replace("null, \"mcid\"", "{\"name\": \"no list\"}, \"mcid\"");
        assert_eq!(shown(&none, List::Exams), ["none"]);
    }

    #[test]
    fn of_two_lists_or_objects_the_last_one_holds() {
        let text = r#"{"certificationData": {"mcid": "1", "passedExams": [{"examNumber": "a"}]},
            "certificationData": {"passedExams": [{"examNumber": "b"}], "passedExams": [{"examNumber": "c"}]}}"#;
        assert_eq!(shown(text, List::Exams), ["c"]);
        assert_eq!(learner(text.as_bytes()).unwrap().mcid, "");
        let no_object = r#"{"certificationData": {}, "certificationData": []}"#;
        assert!(learner(no_object.as_bytes()).is_none());
    }

    #[test]
    fn what_is_no_such_object_has_no_learner() {
        for text in
            ["", "{}", "[]", "7", "{\"certificationData\": 1}", "{\"certificationData\": {}} x"]
        {
            assert!(learner(text.as_bytes()).is_none(), "{text}");
        }
        assert!(learner(b"{\"certificationData\": {}}").is_some());
    }
}
