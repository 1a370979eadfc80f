use super::*;

fn named(raw: &str) -> String {
    let found = read(raw, &mut Open::default(), &mut 0).left_out.into_iter();
    let named = found.map(|left| format!("{} at `{}`", left.what, &raw[left.place]));
    named.collect::<Vec<_>>().join(", ")
}

fn html(raw: &str) -> String {
    written(read(raw, &mut Open::default(), &mut 0))
}

fn written(piece: RawPiece) -> String {
    let parts = piece.parts.into_iter().map(|part| match part {
        RawPart::Html(html) => html,
        RawPart::Picture(picture) => format!("[{}]", picture.source),
    });
    let html: String = parts.collect();
    let mut pieces = html.split(NUMBER);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |html, piece| {
        html + piece.split_once('"').map_or(piece, |(_, rest)| rest)
    })
}

#[test]
fn what_is_left_out_is_named_and_gone() {
    let kept = "<b>x</b> <kbd title=\"k\"> 1 < 2 <a href=https://x.org/?a=b title='c > d'>";
    assert_eq!(named(kept), "");
    assert_eq!(
        html(kept),
        "<b>x</b> <kbd title=\"k\"> 1 &lt; 2 <a href=\"https://x.org/?a=b\" title=\"c &gt; d\">"
    );
    assert_eq!(
        named("a <IFRAME src=x>b</IFRAME>"),
        "the element `iframe` at `<IFRAME`"
    );
    assert_eq!(html("a <IFRAME src=x>b</IFRAME>"), "a b");
    let acting = "<p\n CLASS=contents id = 'x' style=\"color:red\" role=button tabindex=0 aria-label=x data-x onclick=y>";
    assert_eq!(
        named(acting),
        "the attribute `class` at `CLASS`, the attribute `id` at `id`, the attribute `style` at `style`, \
         the attribute `role` at `role`, the attribute `tabindex` at `tabindex`, the attribute `aria-label` at \
         `aria-label`, the attribute `data-x` at `data-x`, the attribute `onclick` at `onclick`"
    );
    assert_eq!(html(acting), "<p>");
    assert_eq!(
        named("<a HREF = \"../x.md\">"),
        "the link to `../x.md` at `../x.md`"
    );
    assert_eq!(
        named("<td colspan=51 rowspan=0><td colspan=50><th scope=x>"),
        "the colspan `51` at `51`, the rowspan `0` at `0`, the attribute `scope` at `scope`"
    );
}

#[test]
fn a_picture_is_no_html_but_one_to_be_found() {
    let raw = "a<img alt='a < b' onerror=y SRC=\"x&amp;y.png\" width=3 height=3px title='\"'>";
    let piece = read(raw, &mut Open::default(), &mut 0);
    let at = raw.find("x&amp;").unwrap_or_default();
    let picture = RawPicture {
        source: "x&y.png".into(),
        place: at..at + "x&amp;y.png".len(),
        words: "a < b".into(),
        size: " width=\"3\"".into(),
        title: " title=\"&quot;\"".into(),
    };
    assert_eq!(piece.parts[1], RawPart::Picture(picture));
    assert_eq!(
        named(raw),
        "the attribute `onerror` at `onerror`, the attribute `height` at `height`"
    );
    assert_eq!(html("<img alt='a < b'>"), "a &lt; b");
    assert_eq!(named("<img alt=b>"), "the picture at `<img`");
}

#[test]
fn comments_vanish_and_instructions_are_told_of() {
    assert_eq!(named("<!-- <script> > -->a<!---->"), "");
    assert_eq!(html("<!-- <script> > -->a<!---->"), "a");
    assert_eq!(
        named("<?php 1 ?>a<!x>"),
        "the instruction `<?php 1 ?>` at `<?php 1 ?>`, the instruction `<!x>` at `<!x>`"
    );
    assert_eq!(
        named("<script>if (a<b) {}</script>b"),
        "the element `script` at `<script`"
    );
    assert_eq!(html("<script>if (a<b) {}</script>b<style>c"), "b");
}

#[test]
fn what_has_no_end_swallows_nothing() {
    for (raw, written) in [
        ("a <b title=\"x", "a "),
        ("a <!-- b", "a "),
        ("a <b", "a "),
        ("</b ", ""),
    ] {
        assert_eq!(html(raw), written);
        assert!(named(raw).starts_with("what has no end at `<"), "{raw}");
    }
    for (raw, written) in [
        ("<", "&lt;"),
        ("a </", "a &lt;/"),
        ("</>", ""),
        ("&am", "&amp;am"),
    ] {
        assert_eq!((html(raw), named(raw)), (written.into(), String::new()));
    }
    for odd in [
        "<a =",
        "<a ==",
        "<a b=",
        "<a b='",
        "<a b=\"é",
        "<a é=é>",
        "<a =é>",
        "<b a=1 a=2>",
        "<b A=&quot;>",
        "<b a= >",
        "<É>",
    ] {
        let mut open = Open::default();
        let once = written(read(odd, &mut open, &mut 0));
        let again = read(&once, &mut open, &mut 0);
        assert_eq!(again.left_out, []);
    }
}

#[test]
fn a_tag_without_measure_is_not_read_on() {
    let attributes: String = (0..20_000).map(|number| format!(" a{number}")).collect();
    let raw = format!("x <b{attributes}> y");
    let piece = read(&raw, &mut Open::default(), &mut 0);
    assert_eq!(piece.left_out.len(), 1);
    assert_eq!(written(piece), "x ");
    let comment = format!("x <!-- {attributes} --> y");
    assert_eq!(html(&comment), "x  y");
    let text = "x > ".repeat(5000);
    assert_eq!(
        html(&format!("{text}<b>")),
        format!("{}<b>", escaped(&text))
    );
}

#[test]
fn cells_take_as_many_places_as_a_browser_can_lay_out() {
    let span = "<td colspan=50 rowspan=50>x";
    let (mut open, mut places) = (Open::default(), 0);
    let mut left_out = |raw: &str| {
        let found = read(raw, &mut open, &mut places).left_out.into_iter();
        found.map(|left| left.what).collect::<Vec<_>>()
    };
    assert_eq!(left_out(&span.repeat(8)), Vec::<String>::new());
    assert_eq!(left_out("<td>x"), ["the element `td`"]);
    let (mut open, mut places) = (Open::default(), 0);
    let mut left_out = |raw: &str| {
        let found = read(raw, &mut open, &mut places).left_out.into_iter();
        found.map(|left| left.what).collect::<Vec<_>>()
    };
    assert_eq!(left_out("<td>x<td colspan=70>"), ["the colspan `70`"]);
    assert_eq!(left_out(&span.repeat(7)), Vec::<String>::new());
    assert_eq!(left_out(span), ["the colspan `50`", "the rowspan `50`"]);
    assert_eq!(
        left_out("<td colspan=50 rowspan=49><th>"),
        Vec::<String>::new()
    );
}
