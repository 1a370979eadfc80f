//! Files out: the render cache, and the output folder that takes the old one's place as a whole.

pub mod cache;
pub mod publish;
