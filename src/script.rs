//! Scripts as they are published: the parser of a browser's language finds what is wrong in them, and what only people need is taken
//! out.

use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// How a browser loads a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With imports and exports; its names are its own.
    Module,
    /// Without; its outermost names are seen by all scripts of a page.
    Classic,
}

/// An error of syntax: the byte range, and what is wrong.
pub type Fault = (Range<usize>, String);

/// The script in as few bytes as it does the same in. An error is the first of its syntax.
pub fn small(script: &str, kind: Kind) -> Result<String, Fault> {
    let allocator = Allocator::default();
    let source = match kind {
        Kind::Module => SourceType::mjs(),
        Kind::Classic => SourceType::script(),
    };
    let read = Parser::new(&allocator, script, source).parse();
    if let Some(error) = read.diagnostics.first() {
        let label = error.labels.first();
        let span = label.map_or(0..0, |label| {
            let within = |at: u32| usize::try_from(at).unwrap_or(usize::MAX).min(script.len());
            let start = label.offset();
            within(start)..within(start.saturating_add(label.len()))
        });
        return Err((span, error.message.to_string()));
    }
    let mut program = read.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        compress: Some(CompressOptions::smallest()),
        ..MinifierOptions::default()
    };
    let done = Minifier::new(options).minify(&allocator, &mut program);
    let writer = Codegen::new().with_options(CodegenOptions::minify());
    Ok(writer.with_scoping(done.scoping).build(&program).code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_people_read_is_left_out_and_texts_stay() {
        let script = "// Adds.\nexport function add(first, second) {\n  const sum = first + second;\n  return `sum:\n  ${sum}`;\n}\n";
        assert_eq!(
            small(script, Kind::Module),
            Ok("export function add(e,t){return`sum:\n  ${e+t}`}".to_owned())
        );
    }

    #[test]
    fn names_that_other_scripts_may_see_stay() {
        let script = "function known(first) { return first; }\n";
        assert_eq!(
            small(script, Kind::Classic),
            Ok("function known(e){return e}".to_owned())
        );
    }

    #[test]
    fn an_error_is_told_at_its_place() {
        let (span, _) = small("const a = 1;\nconst = 2;\n", Kind::Module).unwrap_err();
        assert_eq!(span, 19..20);
    }
}
