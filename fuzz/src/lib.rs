//! What the targets check is what `cargo test` checks of the inputs that once failed: the same file, by its path.

#[path = "../../tests/support/budget.rs"]
pub mod budget;
#[path = "../../tests/support/hostile.rs"]
pub mod hostile;
#[path = "../../tests/support/html.rs"]
pub mod html;
#[path = "../../tests/support/xml.rs"]
pub mod xml;
