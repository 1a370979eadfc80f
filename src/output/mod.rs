//! Files out: the render cache, and the output folder that takes the old one's place as a whole; and, on
//! request, a mended file of the bank.

pub mod cache;
pub mod publish;
pub mod rewrite;
