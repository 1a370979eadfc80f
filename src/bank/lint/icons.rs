//! PNG pictures of the icon, for home screens.

use crate::diagnostic::{Code, Diagnostic};
use crate::input::assets::Assets;
use crate::input::icon;

pub fn check(assets: &Assets) -> Option<Diagnostic> {
    let missing: Vec<String> = icon::paths()
        .filter(|path| !assets.root_files.contains_key(*path))
        .map(|path| format!("`static/root/{path}`"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let path = format!("static/{}", icon::FILE);
    let message = "phones that put the site on their home screen have no picture of this icon";
    let hint = format!("draw it as {}", missing.join(", "));
    Some(Diagnostic::about(Code::IconPictures, path, message).hint(hint))
}
