//! One test binary; one file per room.

mod answers_files;
mod commands;
mod binary;
