//! Figures → text: for people (tables), for programs (JSON, CSV), for mails (Markdown).
//!
//! One file per answer, or two where one would be too long, holding all its formats, so that they cannot drift apart. Nothing here prints, and nothing here
//! decides: figures come from [`crate::domain`] as they are.

pub mod balance;
pub mod bar;
mod call_view;
pub mod check;
pub mod clients;
pub mod csv;
mod describe;
pub mod doctor;
pub mod entries;
pub mod entry;
mod entry_view;
pub mod import;
pub mod invoice;
pub mod invoice_view;
pub mod invoices;
pub mod json;
pub mod markdown;
pub mod merge;
pub mod package;
pub mod receipt;
pub mod repair;
pub mod revenue;
pub mod services;
pub mod statement;
pub mod table;
pub mod taken_back;
pub mod text;
pub mod totals;
pub mod verify;
pub mod warnings;
