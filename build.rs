//! Lists the files that are embedded in the program, and tells cargo to watch their folders.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Each folder, and what its list is called.
const FOLDERS: [(&str, &str); 3] = [
    ("STATIC", "static"),
    ("TEMPLATES", "templates"),
    ("BANK", "src/cli/init/bank"),
];

/// What lies in these folders for editors, and is published nowhere.
const LEFT_OUT: [&str; 1] = ["jsconfig.json"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut lists = String::new();
    for (name, folder) in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), "", &mut files)?;
        files.sort();
        lists += &format!("/// Of `{folder}`, each by its path from there.\n");
        lists += &format!("pub static {name}: &[(&str, &[u8])] = &[\n");
        for (name, path) in files {
            lists += &format!("    ({name:?}, include_bytes!({path:?})),\n");
        }
        lists += "];\n";
    }
    let output = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(output.join("embedded.rs"), lists)
}

/// The files below a folder, each by its path from there with `/`, and by its whole path.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else {
            files.push((format!("{prefix}{name}"), entry.path()));
        }
    }
    Ok(())
}
