//! The parser's events with their places.

use std::ops::Range;

use pulldown_cmark::Event;

/// An event and the byte range in the file that it came from.
pub type Located<'a> = (Event<'a>, Range<usize>);
