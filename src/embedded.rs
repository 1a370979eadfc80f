//! The files that are part of the program, so that it works anywhere: lists that the build script makes.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
