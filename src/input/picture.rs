//! Pictures beside the questions: whether the content matches the extension, and the size in pixels.

use imagesize::{Compression, ImageType, blob_size, image_type};
use serde::Serialize;

/// The largest picture, in bytes.
pub const MAX_BYTES: u64 = 5 * 1024 * 1024;

/// The most pixels: a browser needs four bytes of memory for each, however small the file is.
const MAX_PIXELS: usize = 50_000_000;

/// The size of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// From left to right.
    pub width: usize,
    /// From top to bottom.
    pub height: usize,
}

/// Reads a picture's header. `ending` is its file extension. The error is a message and a hint.
pub fn read(ending: &str, bytes: &[u8]) -> Result<Size, (String, String)> {
    let found = match image_type(bytes) {
        Ok(ImageType::Png) => "png",
        Ok(ImageType::Jpeg) => "jpg",
        Ok(ImageType::Gif) => "gif",
        Ok(ImageType::Webp) => "webp",
        Ok(ImageType::Heif(Compression::Av1)) => "avif",
        _ => "",
    };
    let wanted = if ending == "jpeg" { "jpg" } else { ending };
    if found.is_empty() {
        return Err((
            "this is no picture that browsers show".into(),
            "save it as PNG, JPEG, GIF, WebP or AVIF".into(),
        ));
    }
    if found != wanted {
        return Err((
            format!("the name ends in `.{ending}`, and the picture is `{found}`"),
            format!("rename it to end in `.{found}`"),
        ));
    }
    let size = blob_size(bytes).map(|size| (size.width, size.height));
    let Ok((width @ 1.., height @ 1..)) = size else {
        return Err((
            "the picture does not say how large it is".into(),
            "save it again".into(),
        ));
    };
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err((
            format!(
                "{width} × {height} pixels, more than the {MAX_PIXELS} that a picture may have"
            ),
            "make it smaller: readers are on phones".into(),
        ));
    }
    Ok(Size { width, height })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0]);
        bytes
    }

    fn fault(ending: &str, bytes: &[u8]) -> String {
        read(ending, bytes).unwrap_err().0
    }

    #[test]
    fn a_picture_is_what_its_name_says_and_of_a_size_that_can_be_drawn() {
        let size = Size {
            width: 640,
            height: 480,
        };
        assert_eq!(read("png", &png(640, 480)), Ok(size));
        let gif = b"GIF89a\x02\x00\x03\x00\0\0\0";
        assert_eq!(
            read("gif", gif).map(|size| (size.width, size.height)),
            Ok((2, 3))
        );
        for (ending, bytes, message) in [
            (
                "png",
                &b"<script>"[..],
                "this is no picture that browsers show",
            ),
            ("png", b"", "this is no picture that browsers show"),
            (
                "png",
                gif,
                "the name ends in `.png`, and the picture is `gif`",
            ),
            (
                "jpeg",
                &png(1, 1),
                "the name ends in `.jpeg`, and the picture is `png`",
            ),
            (
                "png",
                &png(0, 9),
                "the picture does not say how large it is",
            ),
            (
                "png",
                &png(1, 1)[..18],
                "the picture does not say how large it is",
            ),
        ] {
            assert_eq!(fault(ending, bytes), message);
        }
        assert!(read("png", &png(10_000, 5_000)).is_ok());
        assert!(fault("png", &png(10_001, 5_000)).starts_with("10001 × 5000 pixels"));
        assert!(fault("png", &png(u32::MAX, u32::MAX)).contains("more than"));
    }

    proptest! {
        #[test]
        fn any_bytes_have_a_size_or_none(
            start in prop::sample::select(vec![
                &b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\0\0\0WEBPVP8X",
                b"RIFF\x10\0\0\0WEBPVP8 ", b"RIFF\x10\0\0\0WEBPVP8L", b"\0\0\0\x1cftypavif",
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = read("png", &[start, &rest].concat());
            let _ = blob_size(&[start, &rest].concat());
        }
    }
}
