//! File systems that are full, read-only, or in the way. Each test runs in a mount namespace of its own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::scene::{PROGRAM, Scene, arguments, probe};
use super::support::command::Finish as _;
use super::support::folder::{contents, stderr};
use super::{Outcome, PASSED, ignored};

/// Set if this process is in its own mount namespace.
const INSIDE: &str = "PREPBOOK_TEST_MAY_MOUNT";

/// Runs the test of this name again in a process that may mount file systems.
fn inside(name: &str, test: fn(&Scene)) -> Outcome {
    if std::env::var_os(INSIDE).is_some() {
        test(&Scene::set(40));
        return PASSED;
    }
    let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--user", "--map-root-user"]];
    let mut reason = String::new();
    for way in ways {
        let mut attempt = Command::new("unshare");
        match probe(
            attempt
                .args(way)
                .args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"]),
        ) {
            Err(why) => reason = format!("cannot mount a file system: {why}"),
            Ok(()) => {
                let program = std::env::current_exe().unwrap();
                // A mounted folder cannot be removed; its mount ends with that process, and this one removes what it left.
                let folder = TempDir::new().unwrap();
                let mut again = Command::new("unshare");
                again
                    .args(way)
                    .arg(program)
                    .args(["--exact", name])
                    .env("TMPDIR", folder.path())
                    .env(INSIDE, "1");
                let output = again.finish().unwrap();
                let told = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(output.status.success(), "{told}{}", stderr(&output));
                return PASSED;
            }
        }
    }
    ignored(reason)
}

fn mount(kind: &str, options: &str, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let mut command = Command::new("mount");
    let output = command
        .args(["-t", kind, "-o", options, kind])
        .arg(folder)
        .finish()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn build(scene: &Scene, which: usize, site: &Path) -> Output {
    let mut command = Command::new(PROGRAM);
    arguments(&mut command, &scene.banks[which], site);
    command.finish().unwrap()
}

fn assert_built(output: &Output) {
    assert!(output.status.success(), "{}", stderr(output));
}

/// Asserts exit code 3 and a message with a path below `path`.
fn assert_fault(output: &Output, path: &Path) {
    let told = stderr(output);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains(&*path.to_string_lossy()), "{told}");
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    names
}

/// Fills the file system, then frees `room` bytes.
fn fill(path: &Path, room: u64) {
    let mut file = File::create(path).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    let size = file.metadata().unwrap().len();
    file.set_len(size.saturating_sub(room)).unwrap();
}

pub fn a_full_disk_leaves_the_old_site_and_names_the_path() -> Outcome {
    inside(
        "a_full_disk_leaves_the_old_site_and_names_the_path",
        |scene| {
            let disk = scene.folder.path().join("disk");
            mount("tmpfs", "size=8m", &disk);
            let (site, filler) = (disk.join("site"), disk.join("filler"));
            assert_built(&build(scene, 0, &site));
            let mut failures = 0;
            for pages in (0..).map(|step| step * 9) {
                fill(&filler, pages * 4096);
                let output = build(scene, 1, &site);
                if output.status.success() {
                    break;
                }
                failures += 1;
                assert_fault(&output, &disk);
                assert!(
                    stderr(&output).contains("No space left"),
                    "{}",
                    stderr(&output)
                );
                assert!(
                    contents(&site) == scene.wanted[0],
                    "with room for {pages} pages"
                );
                assert_eq!(names(&disk), [filler.clone(), site.clone()]);
            }
            assert!(failures > 3, "{failures}");
            assert!(contents(&site) == scene.wanted[1]);
        },
    )
}

pub fn a_disk_without_room_for_names_leaves_the_old_site() -> Outcome {
    inside(
        "a_disk_without_room_for_names_leaves_the_old_site",
        |scene| {
            let disk = scene.folder.path().join("disk");
            mount("tmpfs", "size=8m,nr_inodes=400", &disk);
            let (site, filler) = (disk.join("site"), disk.join("filler"));
            assert_built(&build(scene, 0, &site));
            fs::create_dir(&filler).unwrap();
            let file = |number: usize| filler.join(number.to_string());
            let all = (0..)
                .take_while(|number| File::create(file(*number)).is_ok())
                .count();
            let mut failures = 0;
            for free in (0..all).step_by(8) {
                let output = build(scene, 1, &site);
                if output.status.success() {
                    break;
                }
                failures += 1;
                assert_fault(&output, &disk);
                assert!(contents(&site) == scene.wanted[0], "with {free} free names");
                assert_eq!(names(&disk), [filler.clone(), site.clone()]);
                for number in free..(free + 8).min(all) {
                    fs::remove_file(file(number)).unwrap();
                }
            }
            assert!(failures > 3, "{failures}");
            assert!(contents(&site) == scene.wanted[1]);
        },
    )
}

pub fn a_read_only_disk_leaves_the_old_site() -> Outcome {
    inside("a_read_only_disk_leaves_the_old_site", |scene| {
        let disk = scene.folder.path().join("disk");
        mount("tmpfs", "size=8m", &disk);
        let site = disk.join("site");
        assert_built(&build(scene, 0, &site));
        mount("tmpfs", "remount,ro", &disk);
        assert_fault(&build(scene, 1, &site), &disk);
        assert!(contents(&site) == scene.wanted[0]);
        mount("tmpfs", "remount,rw", &disk);
        assert_built(&build(scene, 1, &site));
        assert!(contents(&site) == scene.wanted[1]);
    })
}

pub fn a_mount_point_is_refused() -> Outcome {
    inside("a_mount_point_is_refused", |scene| {
        let disk = scene.folder.path().join("disk");
        mount("tmpfs", "size=8m", &disk);
        let output = build(scene, 0, &disk);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("is a mount point"),
            "{}",
            stderr(&output)
        );
        // A mount point inside the site, which would be removed with the old site.
        let site = disk.join("site");
        assert_built(&build(scene, 0, &site));
        mount("tmpfs", "size=1m", &site.join("data"));
        fs::write(site.join("data/mine.txt"), "mine").unwrap();
        let output = build(scene, 1, &site);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("is a mount point"),
            "{}",
            stderr(&output)
        );
        assert_eq!(fs::read(site.join("data/mine.txt")).unwrap(), b"mine");
    })
}

/// A folder in a lower layer of an overlay, as in a container's image, can neither be exchanged nor renamed.
pub fn a_folder_that_cannot_be_moved_stays_and_the_remedy_is_told() -> Outcome {
    inside(
        "a_folder_that_cannot_be_moved_stays_and_the_remedy_is_told",
        |scene| {
            let disk = scene.folder.path().join("disk");
            mount("tmpfs", "size=32m", &disk);
            let folder = |name: &str| disk.join(name).to_string_lossy().into_owned();
            assert_built(&build(scene, 0, &disk.join("lower/site")));
            for name in ["upper", "work"] {
                fs::create_dir(disk.join(name)).unwrap();
            }
            let options = format!(
                "lowerdir={},upperdir={},workdir={},userxattr",
                folder("lower"),
                folder("upper"),
                folder("work")
            );
            let merged = disk.join("merged");
            mount("overlay", &options, &merged);
            let site = merged.join("site");
            let output = build(scene, 1, &site);
            if output.status.code() == Some(3) {
                assert_fault(&output, &site);
                assert!(
                    stderr(&output).contains("remove it, then build again"),
                    "{}",
                    stderr(&output)
                );
                assert!(contents(&site) == scene.wanted[0]);
                assert_eq!(names(&merged), std::slice::from_ref(&site));
                fs::remove_dir_all(&site).unwrap();
                assert_built(&build(scene, 1, &site));
            }
            assert!(contents(&site) == scene.wanted[1]);
            assert_built(&build(scene, 0, &site));
            assert!(contents(&site) == scene.wanted[0]);
        },
    )
}
