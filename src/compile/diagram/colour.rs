//! Colours: an author names one of 140; the page shows one of a few that are readable in both themes.
//!
//! A stroke or a text takes the theme's strong colour of its hue, an area the pale one, so that text on an area is always
//! readable. The classes are in `static/css/drawing.css`.

/// The role of a colour on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Black and nearly black: the colour of text.
    Ink,
    /// White and nearly white: the colour of the page.
    Paper,
    /// A hue, or grey.
    Hue(usize),
}

/// The classes of each hue: for strokes, for text and solid shapes, for areas.
const CLASSES: [[&str; 3]; 6] = [
    ["pik-gray-line", "pik-gray", "pik-gray-area"],
    ["pik-red-line", "pik-red", "pik-red-area"],
    ["pik-amber-line", "pik-amber", "pik-amber-area"],
    ["pik-green-line", "pik-green", "pik-green-area"],
    ["pik-blue-line", "pik-blue", "pik-blue-area"],
    ["pik-purple-line", "pik-purple", "pik-purple-area"],
];

/// How a part is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// An attribute with this keyword of SVG.
    Value(&'static str),
    /// A class whose rule has the colour.
    Class(&'static str),
}

impl Colour {
    /// Parses `rgb(1,2,3)`, the only form that pikchr writes.
    pub fn parse(written: &str) -> Option<Colour> {
        let list = written.strip_prefix("rgb(")?.strip_suffix(')')?;
        let mut parts = list.split(',').map(|part| part.trim().parse::<u8>().ok());
        let rgb = [parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then(|| Colour::of(rgb))
    }

    fn of([red, green, blue]: [u8; 3]) -> Colour {
        let [r, g, b] = [red, green, blue].map(i32::from);
        let (least, most) = (r.min(g).min(b), r.max(g).max(b));
        let chroma = most - least;
        // Pale colours are all close to white, so whether they have a hue is judged by the saturation.
        let saturation = 100 * chroma / (most + least).min(510 - most - least).max(1);
        if chroma < 10 || saturation < 15 {
            return match (most, least) {
                (..=64, _) => Colour::Ink,
                (_, 240..) => Colour::Paper,
                _ => Colour::Hue(0),
            };
        }
        // The hue in degrees, as in HSL.
        let hue = if most == r {
            60 * (g - b) / chroma
        } else if most == g {
            60 * (b - r) / chroma + 120
        } else {
            60 * (r - g) / chroma + 240
        };
        Colour::Hue(match hue.rem_euclid(360) {
            18..75 => 2,
            75..170 => 3,
            170..255 => 4,
            255..340 => 5,
            _ => 1,
        })
    }

    /// For lines and outlines.
    pub fn stroke(self) -> Paint {
        match self {
            Colour::Ink => Paint::Value("currentColor"),
            Colour::Paper => Paint::Class("pik-paper-line"),
            Colour::Hue(hue) => Paint::Class(CLASSES[hue][0]),
        }
    }

    /// For arrowheads and dots.
    pub fn solid(self) -> Paint {
        match self {
            Colour::Ink => Paint::Value("currentColor"),
            Colour::Paper => Paint::Class("pik-paper"),
            Colour::Hue(hue) => Paint::Class(CLASSES[hue][1]),
        }
    }

    /// For text. White text was meant for a dark area, but areas are never dark here.
    pub fn text(self) -> Paint {
        match self {
            Colour::Paper => Paint::Value("currentColor"),
            other => other.solid(),
        }
    }

    /// For the inside of a box. Black becomes grey, because text on black could not be read.
    pub fn area(self) -> Paint {
        match self {
            Colour::Ink => Paint::Class(CLASSES[0][2]),
            Colour::Paper => Paint::Class("pik-paper"),
            Colour::Hue(hue) => Paint::Class(CLASSES[hue][2]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_colours_find_their_hue() {
        let class = |rgb| match Colour::of(rgb).area() {
            Paint::Class(class) => class,
            Paint::Value(value) => value,
        };
        assert_eq!(class([0, 0, 0]), "pik-gray-area");
        assert_eq!(class([211, 211, 211]), "pik-gray-area");
        assert_eq!(class([255, 250, 250]), "pik-paper");
        assert_eq!(class([255, 0, 0]), "pik-red-area");
        assert_eq!(class([255, 192, 203]), "pik-red-area");
        assert_eq!(class([255, 165, 0]), "pik-amber-area");
        assert_eq!(class([144, 238, 144]), "pik-green-area");
        assert_eq!(class([173, 216, 230]), "pik-blue-area");
        assert_eq!(class([0, 0, 128]), "pik-blue-area");
        assert_eq!(class([128, 0, 128]), "pik-purple-area");
        assert_eq!(class([230, 230, 250]), "pik-blue-area");
        assert_eq!(class([240, 255, 240]), "pik-green-area");
        assert_eq!(class([255, 255, 255]), "pik-paper");
        assert_eq!(class([112, 128, 144]), "pik-gray-area");
    }

    #[test]
    fn only_numbers_are_a_colour() {
        assert_eq!(Colour::parse("rgb(0,0,0)"), Some(Colour::Ink));
        for written in [
            "red",
            "rgb(0,0)",
            "rgb(0,0,0,0)",
            "rgb(0,0,300)",
            "url(#x)",
            "",
        ] {
            assert_eq!(Colour::parse(written), None, "{written}");
        }
    }
}
