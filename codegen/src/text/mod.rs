//! What everything is written in: located nodes of YAML, diagnostics that show where something is wrong, the spelling of
//! identifiers, files that are written whole.

pub mod diagnostic;
pub mod names;
pub mod whole_file;
pub mod yaml;
