//! What a caller of a build says, and hears meanwhile.

use std::path::PathBuf;

/// What a caller decides about a build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The bank's root: the folder with `questions/`.
    pub root: PathBuf,
    /// In place of the settings' `base_url`; normalised.
    pub base_url: Option<String>,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// Where what can be made again is kept for the next build; without it, in the bank.
    pub cache: Option<PathBuf>,
}

/// How far a build is: a word for the stage, what is done, what there is to do.
pub type Progress<'a> = dyn Fn(&'static str, usize, usize) + Sync + 'a;
