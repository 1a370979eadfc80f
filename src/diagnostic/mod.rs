//! Located findings about a bank, collected instead of thrown.
//!
//! A stage never stops at an author's first mistake. It returns [`Checked`]: a value, if one could be made, and every finding on
//! the way. Each finding holds the text that it points into, so nothing has to be added later.

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
    Checked, Diagnostic, Failure, Fault, MOST_SUGGESTIONS, Place, SourceText, Suggestions, Unread,
    count, did_you_mean, first_line, has_errors, is_of_text, nearest, sort, visible,
};
pub use flood::{Findings, MOST_SHOWN, limit};
pub use level::{Level, Levels};
pub use report::{Format, render};
