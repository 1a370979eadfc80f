//! Links of raw HTML of which a reader sees nothing.

use std::ops::Range;

use super::raw::{RawLink, address, comments, decoded, is_blank, name, piece};
use super::{Observation, Walk};

impl Walk<'_> {
    /// There is something to see here, which gives words to an open link.
    pub(super) fn show(&mut self) {
        if let Some(link) = &mut self.raw_link {
            link.is_seen = true;
        }
    }

    /// Links of which a reader sees nothing.
    pub(super) fn silent_raw_links(&mut self, span: &Range<usize>) {
        let html = self.text[span.clone()].to_owned();
        let comments = comments(&html);
        let mut at = 0;
        while at < html.len() {
            if let Some(comment) = comments.iter().find(|comment| comment.contains(&at)) {
                at = comment.end;
                continue;
            }
            let length = piece(&html[at..]);
            let written = &html[at..at + length];
            match name(written).to_ascii_lowercase().as_str() {
                "a" => {
                    self.leave_raw_link();
                    self.raw_link = address(written).map(|url| RawLink {
                        span: span.start + at..span.start + at + length,
                        url: decoded(url),
                        is_seen: false,
                    });
                }
                "/a" => self.leave_raw_link(),
                "img" => self.show(),
                "" if !is_blank(&written.replace("&nbsp;", " ")) => self.show(),
                _ => {}
            }
            at += length;
        }
    }

    fn leave_raw_link(&mut self) {
        if let Some(link) = self.raw_link.take().filter(|link| !link.is_seen) {
            let RawLink { span, url, .. } = link;
            self.push(Observation::SilentLink { url }, span);
        }
    }
}
