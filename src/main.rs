//! The command. Everything is in the library; this decides the exit code, and how the system lends memory.

use std::process::ExitCode;

fn main() -> ExitCode {
    give_back_large_blocks();
    match prepbook::cli::run() {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// Blocks of more bytes come from the system one by one, and go back to it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: std::ffi::c_int = 256 * 1024;

/// By itself, glibc keeps ever larger blocks once it has seen one go: a build of ten thousand questions takes a tenth more memory then,
/// and is no faster.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library has no other way to say it")]
fn give_back_large_blocks() {
    // SAFETY: it sets a number of the C library's, and there is no other thread yet. If it refuses, nothing has changed.
    unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn give_back_large_blocks() {}
