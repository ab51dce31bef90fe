//! The accounts of the companies: a user row each, or several that name each other's address (A4).

use crate::base::{Day, Dictionary};
use crate::ingest::read::Setting;
use crate::tables::kinds;
use crate::tables::{Facts, UserStatus, YesNo};

use super::account::{Account, Accounts};
use super::folding::fold;
use super::mcids_by_email::McidsByEmail;

/// The accounts of the users; `by_email` lends MCIDs to rows that have none.
#[must_use]
pub(crate) fn accounts(
    users: &Facts,
    setting: &Setting<'_>,
    dictionary: &Dictionary,
    by_email: &McidsByEmail,
) -> Accounts {
    let (emails, mcids, ids) = (
        users.text(kinds::Users::WORK_EMAIL),
        users.mcid(kinds::Users::MCID),
        users.text(kinds::Users::MPN_ID),
    );
    let (user_ids, learn) =
        (users.text(kinds::Users::USER_ID), users.text(kinds::Users::LEARN_EMAIL));
    let (created, removed, associated) = (
        users.days(kinds::Users::CREATED_ON),
        users.days(kinds::Users::REMOVED_ON),
        users.days(kinds::Users::ASSOCIATED_ON),
    );
    let (status, others) =
        (users.words(kinds::Users::STATUS), users.sets(kinds::Users::OTHER_EMAILS));
    let (pc, pmc, university) = (
        users.words(kinds::Users::ASSOCIATED_PC),
        users.words(kinds::Users::ASSOCIATED_PMC),
        users.words(kinds::Users::PARTNER_UNIVERSITY),
    );
    let (files, lines) = (users.files(), users.lines());
    let of_rows = (0..users.len())
        .map(|row| {
            let mcid = mcids.at(row);
            let addresses = std::iter::once(emails.at(row)).chain(others.at(row).iter().copied());
            let by_address = || by_email.latest(addresses);
            let place = u32::try_from(row).unwrap_or(u32::MAX);
            Account {
                place,
                row: place,
                company: setting.company(ids.at(row), dictionary),
                person: 0,
                work_email: emails.at(row),
                mcid,
                matched_mcid: if mcid.is_none() { by_address() } else { mcid },
                user_id: user_ids.at(row),
                learn_email: learn.at(row),
                is_removed: UserStatus::at(status.at(row)) == UserStatus::Removed,
                created_on: created.at(row).unwrap_or(Day::ALWAYS),
                removed_on: removed.at(row).unwrap_or(Day::FOREVER),
                associated_on: associated.at(row).unwrap_or(Day::ALWAYS),
                says_pc: YesNo::at(pc.at(row)),
                says_pmc: YesNo::at(pmc.at(row)),
                evidence: None,
                partner_university: YesNo::at(university.at(row)) == YesNo::Yes,
                file: files[row],
                line: lines[row],
            }
        })
        .collect();
    fold(of_rows, users)
}
