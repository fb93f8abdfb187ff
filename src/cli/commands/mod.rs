//! The commands, one file each: help, arguments, work.

pub(super) mod amend;
pub(super) mod balance;
pub(super) mod buy;
pub(super) mod check;
pub(super) mod client;
pub(super) mod close;
pub(super) mod doctor;
pub(super) mod entries;
pub(super) mod export;
pub(super) mod extend;
pub(super) mod grant;
pub(super) mod import;
pub(super) mod init;
pub(super) mod invoice;
pub(super) mod log;
pub(super) mod refund;
pub(super) mod repair;
pub(super) mod revenue;
pub(super) mod service;
pub(super) mod settle;
pub(super) mod show;
pub(super) mod statement;
pub(super) mod verify;
pub(super) mod void;
pub(super) mod warnings;
