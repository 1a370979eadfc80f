//! Embedded files are read by a macro, which cargo does not watch: say which folders they come from.

fn main() {
    println!("cargo:rerun-if-changed=static");
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=src/cli/init/bank");
}
