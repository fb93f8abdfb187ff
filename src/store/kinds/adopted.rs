//! How an entry of another copy of the ledger is spelled (R42): by its line, verbatim; or, where what it says stands in the ledger already
//! under the same id, by the hash of the line's body alone. Either way the other copy's chain can be recomputed (R43).

use serde::{Deserialize, Serialize};

use super::States;
use crate::domain::{Fact, Unreadable};
use crate::store::chain::{self, Hash};
use crate::store::record::{Line, Speller};
use crate::store::spelling::word;

/// A line of another copy of the ledger, adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SpelledAdopted", into = "SpelledAdopted")]
pub(in crate::store) struct Adopted {
    /// The hash of the line after which the adopted ones follow.
    pub(in crate::store) fork: Hash,
    /// What is kept of it.
    pub(in crate::store) content: Content,
}

/// What is kept of an adopted line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum Content {
    /// All of it.
    Line {
        /// The line, without its LF.
        text: String,
        /// What it says.
        line: Box<Line>,
    },
    /// The hash of its body: quotes in quotes in quotes would soon be longer than a line can be.
    Body(Hash),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpelledAdopted {
    #[serde(with = "word")]
    fork: Hash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word::maybe")]
    body: Option<Hash>,
}

impl Adopted {
    /// A line, kept verbatim, that follows others, the first of which follows `fork`.
    ///
    /// # Errors
    ///
    /// Where it is no line in the one spelling of its entry.
    pub(in crate::store) fn line(fork: Hash, text: &str) -> Result<Adopted, Unreadable> {
        let line = chain::body(text.as_bytes()).and_then(|body| Speller::default().read(body).ok());
        let line = line.ok_or(Unreadable::new("an adopted line is a whole line in its one spelling"))?;
        Ok(Adopted { fork, content: Content::Line { text: text.to_owned(), line: Box::new(line) } })
    }

    /// The same with the hash of the line's body alone.
    ///
    /// # Errors
    ///
    /// None of a line that was read.
    pub(in crate::store) fn shortened(self) -> Result<Adopted, Unreadable> {
        let Content::Line { text, .. } = &self.content else { return Ok(self) };
        let (body, _) = chain::split(text.as_bytes()).ok_or(Unreadable::new("a line ends in its hash"))?;
        Ok(Adopted { fork: self.fork, content: Content::Body(Hash::of(body)) })
    }

    /// The line that this one has itself adopted, if its text is kept.
    pub(in crate::store) fn inner(&self) -> Option<(&Adopted, &Line)> {
        let Content::Line { line, .. } = &self.content else { return None };
        line.adopted.as_deref().map(|adopted| (adopted, &**line))
    }

    /// What it says, if its text is kept.
    pub(in crate::store) fn fact(&self) -> Option<&Fact> {
        match &self.content {
            Content::Line { line, .. } => line.fact.as_ref(),
            Content::Body(_) => None,
        }
    }
}

impl TryFrom<SpelledAdopted> for Adopted {
    type Error = Unreadable;

    fn try_from(SpelledAdopted { fork, line, body }: SpelledAdopted) -> Result<Adopted, Unreadable> {
        match (line, body) {
            (Some(line), None) => Adopted::line(fork, &line),
            (None, Some(body)) => Ok(Adopted { fork, content: Content::Body(body) }),
            _ => Err(Unreadable::new("an adopted line has either a `line` or a `body`")),
        }
    }
}

impl From<Adopted> for SpelledAdopted {
    fn from(Adopted { fork, content }: Adopted) -> SpelledAdopted {
        match content {
            Content::Line { text, .. } => SpelledAdopted { fork, line: Some(text), body: None },
            Content::Body(body) => SpelledAdopted { fork, line: None, body: Some(body) },
        }
    }
}

impl States for Adopted {
    fn states(self) -> Option<Fact> {
        self.fact().cloned()
    }
}
