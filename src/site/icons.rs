//! The icons that browsers and home screens ask for, drawn from `icon.svg`. Their addresses have no fingerprint: a changed
//! address makes phones install an app's icon anew.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use crate::input::icon;

/// A picture to be made.
struct Kind {
    path: &'static str,
    size: u32,
    /// Whether the whole square is filled, because what shows the icon cuts it to a shape of its own.
    is_filled: bool,
    /// The part of the square that the drawing takes.
    part: f32,
}

/// In the manifest.
pub const SMALL: &str = "icons/192.png";
/// In the manifest.
pub const LARGE: &str = "icons/512.png";
/// In the manifest: of this one only a circle of four fifths is sure to be seen.
pub const MASKABLE: &str = "icons/maskable.png";
/// In the head of every page.
pub const APPLE: &str = "icons/apple-touch.png";

const KINDS: [Kind; 4] = [
    Kind {
        path: SMALL,
        size: 192,
        is_filled: false,
        part: 1.0,
    },
    Kind {
        path: LARGE,
        size: 512,
        is_filled: false,
        part: 1.0,
    },
    Kind {
        path: MASKABLE,
        size: 512,
        is_filled: true,
        part: 0.8,
    },
    Kind {
        path: APPLE,
        size: 180,
        is_filled: true,
        part: 1.0,
    },
];

/// All icons, by path. None, where the drawing cannot be read, which was said before.
pub fn files(svg: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Some(tree) = read(svg) else {
        return Vec::new();
    };
    KINDS
        .iter()
        .filter_map(|kind| Some((kind.path.to_owned(), draw(&tree, kind)?)))
        .collect()
}

/// One of [`files`].
pub fn file(svg: &[u8], path: &str) -> Option<Vec<u8>> {
    let kind = KINDS.iter().find(|kind| kind.path == path)?;
    draw(&read(svg)?, kind)
}

fn read(svg: &[u8]) -> Option<Tree> {
    icon::parse(str::from_utf8(svg).ok()?).ok()
}

fn draw(tree: &Tree, kind: &Kind) -> Option<Vec<u8>> {
    let mut picture = Pixmap::new(kind.size, kind.size)?;
    if kind.is_filled {
        picture.fill(edge_colour(tree).unwrap_or(Color::WHITE));
    }
    let (width, height) = (tree.size().width(), tree.size().height());
    let side = kind.size as f32;
    let scale = side * kind.part / width.max(height);
    let centre = |length: f32| (side - length * scale) / 2.0;
    let place = Transform::from_scale(scale, scale).post_translate(centre(width), centre(height));
    resvg::render(tree, place, &mut picture.as_mut());
    picture.encode_png().ok()
}

/// The colour in the middle of the drawing's left edge, with which its square is filled out. `None`, where nothing is.
fn edge_colour(tree: &Tree) -> Option<Color> {
    const SIDE: u32 = 64;
    let mut picture = Pixmap::new(SIDE, SIDE)?;
    let scale = SIDE as f32 / tree.size().width().max(tree.size().height());
    let place = Transform::from_scale(scale, scale);
    resvg::render(tree, place, &mut picture.as_mut());
    let pixel = picture.pixel(1, SIDE / 2)?.demultiply();
    (pixel.alpha() == u8::MAX)
        .then(|| Color::from_rgba8(pixel.red(), pixel.green(), pixel.blue(), u8::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#204080"/><circle cx="16" cy="16" r="4" fill="#fff"/></svg>"##;

    fn drawn(path: &str) -> Pixmap {
        Pixmap::decode_png(&file(SVG, path).unwrap()).unwrap()
    }

    #[test]
    fn icons_have_their_sizes_and_are_the_same_every_time() {
        for (path, side) in [(SMALL, 192), (LARGE, 512), (MASKABLE, 512), (APPLE, 180)] {
            let picture = drawn(path);
            assert_eq!((picture.width(), picture.height()), (side, side), "{path}");
        }
        assert_eq!(files(SVG), files(SVG));
    }

    #[test]
    fn what_is_cut_to_a_shape_is_filled_to_its_corners() {
        let corner = |path| drawn(path).pixel(0, 0).unwrap();
        assert_eq!(corner(LARGE).alpha(), 0);
        for path in [MASKABLE, APPLE] {
            let pixel = corner(path);
            assert_eq!(
                (pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()),
                (0x20, 0x40, 0x80, 255)
            );
        }
        let middle = drawn(MASKABLE).pixel(256, 256).unwrap();
        assert_eq!((middle.red(), middle.alpha()), (255, 255));
    }

    #[test]
    fn what_cannot_be_read_gives_no_icon() {
        assert_eq!(files(b"<svg"), []);
        assert_eq!(file(SVG, "icons/1.png"), None);
    }
}
