//! `hours`: a command-line ledger for prepaid support hours.
//!
//! The map of the whole: [`domain`] says what the ledger means and knows nothing of files, terminals or clocks; `store`
//! knows the file; `render` turns figures into text; `export` spells the books for other programs; `import` turns foreign
//! files into facts; `config` is what stands beside a ledger; `cli` joins them and is alone in printing. What several of them
//! need and none owns lies beside: `cores` (work on all of them), `counted` (`2 calls`), `regular` (files that are files) and `shell`
//! (words as a shell takes them).

pub mod cli;
pub mod config;
mod cores;
mod counted;
pub mod domain;
pub mod export;
pub mod import;
mod regular;
pub mod render;
mod shell;
pub mod store;
