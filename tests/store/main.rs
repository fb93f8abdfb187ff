//! The promises of the ledger file (`docs/promises.md`), each by its number.

mod shelf;
mod simulated;
mod snapshots;

mod append;
mod archived;
mod bytes;
mod children;
mod damage;
mod format;
mod invoices;
mod machine;
mod places;
mod repair;
mod tail;
mod trip;
mod watching;
