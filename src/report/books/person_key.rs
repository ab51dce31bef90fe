//! By what rows of several tables speak of one person.

/// Company and work e-mail.
pub(crate) type PersonKey = (String, String);
