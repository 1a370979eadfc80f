//! The targets check the same as `cargo test` does for inputs that failed before: both use the same file.

#[path = "../../tests/support/budget.rs"]
pub mod budget;
#[path = "../../tests/support/hostile.rs"]
pub mod hostile;
#[path = "../../tests/support/html.rs"]
pub mod html;
#[path = "../../tests/support/xml.rs"]
pub mod xml;
