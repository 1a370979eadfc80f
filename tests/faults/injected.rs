//! A build that fails, or is killed, at each of its steps in turn. `strace` counts the system calls that change the disk, and
//! makes the chosen one fail.

use std::fs;
use std::process::{Command, Output};

use super::scene::{PROGRAM, Scene, arguments, probe};
use super::support::command::Finish as _;
use super::support::folder::{stderr, write};
use super::{Outcome, PASSED, ignored};

/// A question mark precedes calls that some architectures lack.
const CHANGES: &str = "?mkdir,mkdirat,?link,linkat,?rename,?renameat,renameat2,?unlink,unlinkat,?rmdir,write,fsync,?chmod,fchmodat,ftruncate";

/// Operations that some file systems lack, and the calls (`WITHOUT`) that then cannot be made to fail otherwise.
const NO_EXCHANGE: &str = "inject=renameat2:error=EINVAL";
const NO_LINKS: &str = "inject=?link,linkat:error=EPERM";
const WITHOUT: [&str; 3] = ["renameat2", "link", "linkat"];

/// The most steps of one build that are tried, each way. Those around a renaming are always included.
const MOST: usize = 20;

/// A build makes its site from nothing, or fills the site before the last again: the steps of the two differ.
#[derive(Clone, Copy)]
enum From {
    Nothing,
    Spare,
}

impl From {
    const BOTH: [From; 2] = [From::Nothing, From::Spare];

    /// Sees to it that the next build of a bank goes this way.
    fn prepare(self, scene: &Scene, which: usize) {
        let kept = scene.banks[which].join(".prepbook");
        for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|end| end == "spare") && matches!(self, From::Nothing) {
                fs::remove_dir_all(path).unwrap();
            }
        }
    }
}

fn strace(filters: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "signal=none"]);
    for filter in filters {
        command.args(["-e", filter]);
    }
    command
}

fn traced(scene: &Scene, which: usize, filters: &[&str], log: &str) -> Output {
    let mut command = strace(filters);
    command.args(["-o", log]).arg(PROGRAM);
    arguments(&mut command, &scene.banks[which], &scene.site);
    command.finish().unwrap()
}

fn why_not() -> Option<String> {
    let mut command = strace(&["inject=renameat2:error=EINVAL:when=1"]);
    probe(command.args(["-o", "/dev/null", "true"])).err()
}

/// A system call of the thread that publishes: its name, and its number among calls of that name.
struct Step {
    call: String,
    number: usize,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} number {}", self.call, self.number)
    }
}

/// The steps of a build that replaces another site: those around each renaming, and a selection of the others.
fn steps(scene: &Scene, more: &[&str], from: From) -> Vec<Step> {
    // Each bank has built once, and so has a spare.
    scene.build_right(1, "nothing");
    scene.build_right(0, "nothing");
    from.prepare(scene, 1);
    let log = scene.folder.path().join("log");
    let trace = format!("trace={CHANGES}");
    let filters: Vec<&str> = [trace.as_str()]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    let output = traced(scene, 1, &filters, &log.to_string_lossy());
    assert!(output.status.success(), "{}", stderr(&output));
    let text = fs::read_to_string(&log).unwrap();
    // Each line has the thread's number, then the call.
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    let calls: Vec<(&str, &str)> = lines
        .filter_map(|(thread, call)| Some((thread, call.trim_start().split_once('(')?.0)))
        .collect();
    let publisher = text
        .lines()
        .find(|line| line.contains(".prepbook-new"))
        .and_then(|line| line.split(' ').next());
    let calls: Vec<&str> = calls
        .into_iter()
        .filter(|(thread, _)| Some(*thread) == publisher)
        .map(|(_, call)| call)
        .collect();
    let stride = calls.len().div_ceil(MOST);
    let is_near_renaming = |at: usize| {
        let mut near = calls.iter().skip(at.saturating_sub(2)).take(5);
        near.any(|call| call.starts_with("rename"))
    };
    (0..calls.len())
        .filter(|at| at % stride == 0 || is_near_renaming(*at))
        .map(|at| Step {
            call: calls[at].to_owned(),
            number: calls[..=at]
                .iter()
                .filter(|call| **call == calls[at])
                .count(),
        })
        .collect()
}

/// The steps of both ways. The second site is in place afterwards.
fn all_steps(scene: &Scene, more: &[&str]) -> Vec<(From, Step)> {
    let of = |from: From| {
        steps(scene, more, from)
            .into_iter()
            .map(move |step| (from, step))
    };
    From::BOTH.into_iter().flat_map(of).collect()
}

/// Kills a build at each step. Afterwards there must be one complete site, and after the next build the right one.
fn kill_at_every_step(more: &[&str], may_be_missing: bool) -> Outcome {
    if let Some(reason) = why_not() {
        return ignored(reason);
    }
    let scene = Scene::set(8);
    scene.build_right(0, "nothing");
    scene.plant();
    let (mut killed, mut missing) = (0, 0);
    let can_be_chosen =
        |(_, step): &(From, Step)| more.is_empty() || !WITHOUT.contains(&step.call.as_str());
    let (mut new, mut old) = (0, 1);
    let steps = all_steps(&scene, more);
    for (from, step) in steps.into_iter().filter(can_be_chosen) {
        from.prepare(&scene, new);
        let inject = format!("inject={}:signal=SIGKILL:when={}", step.call, step.number);
        let filters: Vec<&str> = [inject.as_str()]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        let output = traced(&scene, new, &filters, "/dev/null");
        killed += usize::from(!output.status.success());
        let what = format!("a kill at {step}");
        if may_be_missing && !scene.site.exists() {
            missing += 1;
            // A build that fails because of errors must restore the old site too.
            let broken = "questions/queues/broken.md";
            write(&scene.banks[new], broken, "no front matter");
            assert_eq!(scene.build(new).status.code(), Some(1), "{what}");
            fs::remove_file(scene.banks[new].join(broken)).unwrap();
            assert_eq!(scene.now(), Some(old), "{what}: the old site is not back");
        } else {
            assert!(
                scene.now().is_some(),
                "{what}: neither the old site nor the new one"
            );
        }
        scene.build_right(new, &what);
        (new, old) = (old, new);
    }
    println!("{killed} kills, {missing} of them while there was no site");
    assert!(killed > 20, "{killed}");
    assert!(
        !may_be_missing || missing > 0,
        "the moment between two renamings was not met"
    );
    PASSED
}

pub fn a_build_killed_at_any_step_leaves_one_site_whole() -> Outcome {
    kill_at_every_step(&[], false)
}

pub fn a_build_killed_at_any_step_without_an_exchange_is_put_right_by_the_next() -> Outcome {
    kill_at_every_step(&[NO_EXCHANGE, NO_LINKS], true)
}

/// Makes a step fail, and all later ones of its kind, because a full disk stays full. Only `write` fails once: otherwise the
/// program could not print its message.
fn fail_at_every_step(error: &str) -> Outcome {
    if let Some(reason) = why_not() {
        return ignored(reason);
    }
    let scene = Scene::set(8);
    scene.build_right(0, "nothing");
    scene.plant();
    let steps = all_steps(&scene, &[]);
    let folder = scene.site.parent().unwrap().to_string_lossy().into_owned();
    let (mut new, mut failed) = (0, 0);
    for (from, step) in steps {
        from.prepare(&scene, new);
        let on = if step.call == "write" { "" } else { "+" };
        let inject = format!(
            "inject={}:error={error}:when={}{on}",
            step.call, step.number
        );
        let output = traced(&scene, new, &[&inject], "/dev/null");
        let (told, now) = (stderr(&output), scene.now());
        let what = format!("{error} from {step} on");
        match output.status.code() {
            // The program can do without some steps: a hard link, or removing the lock file.
            Some(0) => assert_eq!(now, Some(new), "{what}"),
            Some(3) => {
                failed += 1;
                assert!(
                    now.is_some(),
                    "{what}: neither the old site nor the new one"
                );
                // If `write` fails, the message may be missing too.
                assert!(
                    told.contains(&folder) || step.call == "write",
                    "{what}: no path in {told}"
                );
            }
            code => panic!("{what}: {code:?} {told}"),
        }
        scene.build_right(new, &what);
        new = 1 - new;
    }
    println!("{failed} steps without which it cannot go on");
    assert!(failed > 20, "{failed}");
    PASSED
}

pub fn a_full_disk_at_any_step_leaves_one_site_whole() -> Outcome {
    fail_at_every_step("ENOSPC")
}

pub fn permissions_lost_at_any_step_leave_one_site_whole() -> Outcome {
    fail_at_every_step("EACCES")
}

pub fn without_an_exchange_and_without_hard_links_the_site_is_the_same() -> Outcome {
    if let Some(reason) = why_not() {
        return ignored(reason);
    }
    let scene = Scene::set(8);
    scene.build_right(0, "nothing");
    scene.plant();
    for which in [1, 0] {
        let output = traced(&scene, which, &[NO_EXCHANGE, NO_LINKS], "/dev/null");
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(scene.now(), Some(which));
        assert!(scene.left().is_empty());
    }
    PASSED
}
