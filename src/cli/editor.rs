//! Starts the author's editor.

use std::path::Path;

use crate::input::program;

/// The command of an editor, with its arguments.
#[derive(Debug, PartialEq, Eq)]
pub struct Editor {
    program: String,
    arguments: Vec<String>,
}

impl Editor {
    /// The editor named by `VISUAL` or else `EDITOR`. The error says how to name one.
    pub fn from_environment() -> Result<Editor, String> {
        ["VISUAL", "EDITOR"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find_map(|command| Editor::parse(&command))
            .ok_or_else(|| {
                "no editor is set; set `VISUAL` or `EDITOR`, or leave `--edit` out".into()
            })
    }

    /// Splits a command at blanks outside quotes. Nothing is expanded: this is not a shell.
    fn parse(command: &str) -> Option<Editor> {
        let mut words: Vec<String> = Vec::new();
        let mut quote = None;
        let mut inside = false;
        for char in command.chars() {
            match (quote, char) {
                (Some(open), _) if char == open => quote = None,
                (None, '"' | '\'') => {
                    quote = Some(char);
                    // An empty quoted string is a word too.
                    if !inside {
                        words.push(String::new());
                    }
                    inside = true;
                }
                (None, _) if char.is_whitespace() => inside = false,
                _ => {
                    if !inside {
                        words.push(String::new());
                    }
                    inside = true;
                    words.iter_mut().last()?.push(char);
                }
            }
        }
        let mut words = words.into_iter();
        Some(Editor {
            program: words.next().filter(|program| !program.is_empty())?,
            arguments: words.collect(),
        })
    }

    /// Opens a file and waits until the editor ends. Returns what to print; the error is that it did not start.
    pub fn open(&self, path: &Path) -> Result<String, String> {
        let status = program::command(&self.program, None)
            .args(&self.arguments)
            .arg(path)
            .status()
            .map_err(|cause| {
                format!(
                    "cannot start the editor `{}`: {cause}; the file is made, open it yourself",
                    self.program
                )
            })?;
        Ok(match status.success() {
            true => String::new(),
            false => format!("the editor `{}` ended with {status}\n", self.program),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_into_words() {
        let split = |command: &str| {
            Editor::parse(command).map(|editor| (editor.program, editor.arguments.join("|")))
        };
        let editor = |program: &str, arguments: &str| Some((program.to_owned(), arguments.into()));
        assert_eq!(split("vi"), editor("vi", ""));
        assert_eq!(split(" code  --wait -n "), editor("code", "--wait|-n"));
        assert_eq!(
            split("'/my apps/ed' -c \"a 'b'\""),
            editor("/my apps/ed", "-c|a 'b'")
        );
        assert_eq!(split("ed ''"), editor("ed", ""));
        assert_eq!(split("C:\\ed.exe"), editor("C:\\ed.exe", ""));
        assert_eq!(split("  "), None);
        assert_eq!(split("''"), None);
    }
}
