//! The web manifest, by which a site can be put on a home screen, and the theme's colours for the browser around the page.

use serde::Serialize;
use serde_json::json;

use super::direction;
use crate::input::assets::Assets;
use crate::input::config::Config;
use crate::input::icon;
use crate::words::Words;

/// Where it lies. Every address in it is relative to it.
pub const PATH: &str = "manifest.webmanifest";

/// The colour of the paper, in hexadecimal digits, which is what everything that reads a manifest understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// By day.
    pub light: String,
    /// By night.
    pub dark: String,
}

impl Theme {
    /// From the custom property `--paper` of the stylesheet; of several, the last that is for the browsers of today. `None`, where it
    /// is written in a way that is not known here.
    pub fn of(assets: &Assets) -> Option<Theme> {
        let style = str::from_utf8(assets.files.get("css/site.css")?).ok()?;
        let style = of_today(style);
        let themes = style.split("--paper:").skip(1).filter_map(|rest| {
            let value = rest.split([';', '}']).next()?.trim();
            match value.strip_prefix("light-dark(") {
                Some(both) => {
                    let both = both.strip_suffix(')')?;
                    let (light, dark) = both.split_once(',')?;
                    Some(Theme {
                        light: hex(light.trim())?,
                        dark: hex(dark.trim())?,
                    })
                }
                None => {
                    let one = hex(value)?;
                    Some(Theme {
                        light: one.clone(),
                        dark: one,
                    })
                }
            }
        });
        themes.last()
    }
}

/// A stylesheet without its blocks for browsers that lack something: `@supports not (…) { … }`.
fn of_today(style: &str) -> String {
    let mut parts = style.split("@supports not");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut depth = 0;
        let end = part.find(|sign| {
            depth += i32::from(sign == '{') - i32::from(sign == '}');
            sign == '}' && depth == 0
        });
        kept.push_str(end.map_or("", |end| &part[end + 1..]));
    }
    kept
}

/// The manifest. It has no `id`: that would be resolved against the host and not against the manifest, so below a path two
/// sites of one host would be one app. Without it the identity is `start_url`, which is the site's root and stays.
pub fn file(config: &Config, assets: &Assets, theme: Option<&Theme>, words: &Words) -> Vec<u8> {
    let mut icons: Vec<_> = icon::PICTURES
        .iter()
        .filter(|picture| assets.root_files.contains_key(picture.path))
        .map(|picture| {
            json!({
                "src": picture.path,
                "sizes": format!("{size}x{size}", size = picture.size),
                "type": "image/png",
                "purpose": picture.purpose,
            })
        })
        .collect();
    if icons.is_empty() {
        icons.push(json!({
            "src": format!("{}{}", assets.folder, icon::FILE),
            "sizes": "any",
            "type": "image/svg+xml",
        }));
    }
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url });
    let mut manifest = json!({
        "name": config.title,
        "description": config.description,
        "lang": config.language,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "icons": icons,
        "shortcuts": [
            shortcut(words.text("site.study"), "study/"),
            shortcut(words.text("site.mock"), "mock/"),
            shortcut(words.text("search_page.title"), "search/"),
        ],
    });
    if direction::is_rtl(&config.language)
        && let Some(fields) = manifest.as_object_mut()
    {
        fields.insert("dir".into(), "rtl".into());
    }
    if let (Some(theme), Some(fields)) = (theme, manifest.as_object_mut()) {
        fields.insert("theme_color".into(), theme.light.clone().into());
        fields.insert("background_color".into(), theme.light.clone().into());
    }
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// `#rrggbb` of a colour that is written so or as `oklch(…)`.
fn hex(colour: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(text) = colour.strip_prefix('#') {
        return (text.len() == 6 && digits(text)).then(|| colour.to_lowercase());
    }
    let inside = colour.strip_prefix("oklch(")?.strip_suffix(')')?;
    let parts: Vec<&str> = inside.split_whitespace().collect();
    let [lightness, chroma, hue] = parts[..] else {
        return None;
    };
    let lightness = match lightness.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => lightness.parse().ok()?,
    };
    let [red, green, blue] = srgb(lightness, chroma.parse().ok()?, hue.parse().ok()?);
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

/// The conversion of CSS Color 4, from OKLCH through linear light to sRGB. What sRGB does not hold is cut off.
fn srgb(lightness: f64, chroma: f64, hue: f64) -> [u8; 3] {
    let (a, b) = {
        let angle = hue.to_radians();
        (chroma * angle.cos(), chroma * angle.sin())
    };
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548 * b);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    linear.map(|light| {
        let value = match light <= 0.003_130_8 {
            true => 12.92 * light,
            false => 1.055 * light.powf(1.0 / 2.4) - 0.055,
        };
        (value.clamp(0.0, 1.0) * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::assets::Embedded;

    #[test]
    fn colours_become_what_a_manifest_can_say() {
        // The first three from the examples of CSS Color 4.
        assert_eq!(
            hex("oklch(51.975% 0.17686 142.495)").as_deref(),
            Some("#008000")
        );
        assert_eq!(hex("oklch(0% 0 0)").as_deref(), Some("#000000"));
        assert_eq!(hex("oklch(100% 0 0)").as_deref(), Some("#ffffff"));
        assert_eq!(hex("#FAFAF9").as_deref(), Some("#fafaf9"));
        for other in ["white", "oklch(1)", "#fff", "oklch(from red l c h)", ""] {
            assert_eq!(hex(other), None, "{other}");
        }
    }

    fn theme(style: &str) -> Option<(String, String)> {
        let mut assets = Assets::default();
        assets
            .files
            .insert("css/site.css".into(), style.as_bytes().to_vec());
        Theme::of(&assets).map(|theme| (theme.light, theme.dark))
    }

    #[test]
    fn the_theme_is_that_of_the_last_paper() {
        let both = theme(
            ":root{--paper: light-dark(oklch(100% 0 0), oklch(0% 0 0));} a{color:var(--paper)}",
        );
        assert_eq!(both, Some(("#ffffff".into(), "#000000".into())));
        let own = theme(
            ":root{--paper: light-dark(oklch(100% 0 0), oklch(0% 0 0))} :root{--paper:#102030}",
        );
        assert_eq!(own, Some(("#102030".into(), "#102030".into())));
        assert_eq!(theme(":root{--paper: wheat}"), None);
    }

    #[test]
    fn our_own_theme_has_a_paper_for_the_day_and_one_for_the_night() {
        let files = Embedded::Static.files();
        let style = str::from_utf8(&files["css/tokens.css"]).unwrap();
        let both = Some(("#fbfaf7".into(), "#0f1217".into()));
        assert_eq!(theme(style), both);
    }
}
