//! The command line, command by command, through the real program.

mod amend;
mod bad_input;
mod balance;
mod buy;
mod check;
mod client;
mod close;
mod desk;
mod entries;
mod errors;
mod extend;
mod grant;
mod import;
mod init;
mod log;
mod manners;
mod refund;
mod revenue;
mod service;
mod settle;
mod show;
mod statement;
mod together;
mod verify;
mod void;
mod warnings;
