//! What stands in the way of a merge: entries of the other copy that cannot be adopted, and why (R44, R45).

use std::error::Error;
use std::fmt;

use super::errors::OtherContent;
use crate::counted::count;
use crate::domain::{ClientId, Entry, Rejection};

/// Why an entry of the other copy cannot be adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Its number there.
    pub seq: u64,
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: &'static str,
    /// Why.
    pub why: Obstacle,
}

/// Why an entry cannot be adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It breaks a rule, together with what is here.
    Rule(Rejection),
    /// Its id is that of an entry here, which says something else.
    Taken(OtherContent),
    /// It fixes figures of a client about whom there are entries here that it did not know (R45).
    Barrier {
        /// The client; none where it fixes those of all.
        client: Option<ClientId>,
    },
    /// Within another line it would be longer than a line can be.
    TooLong,
}

impl Conflict {
    /// An entry that has this number there.
    pub(super) fn new(seq: u64, entry: &Entry, why: Obstacle) -> Conflict {
        Conflict { seq, id: entry.id.to_string(), kind: entry.fact.kind(), why }
    }
}

/// Everything that stands in the way of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicts {
    /// The last entry there that both copies have, by its number there.
    pub from: u64,
    /// One for each entry that cannot be adopted, in the order of that file.
    pub all: Vec<Conflict>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conflict { seq, id, kind, why } = self;
        write!(f, "#{seq} there ({kind} {id}): ")?;
        match why {
            Obstacle::Rule(rejection) => rejection.fmt(f),
            Obstacle::Taken(other) => other.fmt(f),
            Obstacle::Barrier { client: Some(client) } => {
                write!(f, "it fixed figures of `{client}` without knowing what was recorded here")
            }
            Obstacle::Barrier { client: None } => {
                write!(f, "it fixed figures of all clients without knowing what was recorded here")
            }
            Obstacle::TooLong => write!(f, "its line is too long to stand within another one"),
        }
    }
}

impl fmt::Display for Conflicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MOST: usize = 20;
        let all = &self.all;
        write!(f, "{} of the other copy cannot be adopted", count(all.len() as u64, "entry", "entries"))?;
        for conflict in all.iter().take(MOST) {
            write!(f, "; {conflict}")?;
        }
        if all.len() > MOST { write!(f, "; and {} more", all.len() - MOST) } else { Ok(()) }
    }
}

impl Error for Conflicts {}

impl Conflicts {
    /// Whether every one of them is a number that was given twice or a closed day, which `--keep-both` adopts all the same.
    pub fn can_be_kept(&self) -> bool {
        self.all.iter().all(|conflict| matches!(&conflict.why, Obstacle::Rule(rejection) if is_bearable(rejection)))
    }

    /// Whether the other copy may be able to adopt this one: what is in the way is on one side only, perhaps.
    pub fn may_work_the_other_way(&self) -> bool {
        self.all.iter().all(|conflict| match &conflict.why {
            Obstacle::Barrier { .. } | Obstacle::TooLong => true,
            Obstacle::Rule(rejection) => matches!(rejection, Rejection::NotLeft { .. }),
            Obstacle::Taken(_) => false,
        })
    }
}

/// Whether it is only about a number that both copies gave – it was issued, and an issued number never changes – or about a day that
/// was closed here when it was recorded there (R45).
pub(super) fn is_bearable(rejection: &Rejection) -> bool {
    matches!(rejection, Rejection::NumberTaken { .. } | Rejection::Closed { .. })
}
