//! Data for scripts.

use serde::Serialize;

/// Strings and numbers always serialise.
pub fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
