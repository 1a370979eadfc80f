//! What prepbook has to say about a bank: located findings, collected rather than thrown.
//!
//! A stage never stops at the first fault of an author. It returns [`Checked`]: a value, if one could be made, and
//! every finding on the way. Findings are complete at birth: each holds the text that it points into.

mod code;
mod example;
mod finding;
mod flood;
mod level;
mod report;
pub mod runner;

pub use code::{Code, Kind, Severity};
pub use example::{Example, example};
pub use finding::{
    Checked, Diagnostic, Fault, Place, SourceText, did_you_mean, has_errors, is_of_text, nearest,
    sort, visible,
};
pub use flood::{Findings, MOST_SHOWN, limit};
pub use level::{Level, Levels};
pub use report::{Format, render};
