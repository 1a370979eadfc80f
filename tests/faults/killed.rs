//! Builds killed at random moments.

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::scene::{Dice, Scene};
use super::support::folder::{beside, contents, one_question, stderr, write};
use super::{Outcome, PASSED};

const MOMENTS: usize = 50;

/// A quarter of the moments is spread over the whole build, a quarter over the time before the writing, and half over the
/// writing, which starts when the new site's folder appears. The times are medians of builds measured just before.
pub fn a_build_killed_at_fifty_moments_leaves_one_site_whole() -> Outcome {
    let scene = Scene::set(400);
    scene.build_right(0, "nothing");
    scene.plant();
    let (mut whole, mut writing) = (Vec::new(), Vec::new());
    for which in [1, 0, 1, 0, 1, 0] {
        let start = Instant::now();
        let mut build = start_build(&scene, which);
        wait_for_stage(&scene, &mut build);
        let stage = Instant::now();
        build.wait().unwrap();
        whole.push(start.elapsed());
        writing.push(stage.elapsed());
    }
    let [whole, writing] = [whole, writing].map(|mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    });
    let mut dice = Dice(20_261_122);
    let (mut before, mut after, mut struck) = (0, 0, [0; 4]);
    for moment in 0..MOMENTS {
        let (old, new) = (moment % 2, (moment + 1) % 2);
        assert_eq!(scene.now(), Some(old));
        let mut build = start_build(&scene, new);
        let delay = match moment % 4 {
            0 => whole.mul_f64(dice.roll()),
            1 => whole.saturating_sub(writing).mul_f64(dice.roll()),
            _ => {
                wait_for_stage(&scene, &mut build);
                writing.mul_f64(dice.roll())
            }
        };
        let start = Instant::now();
        // Waiting in a busy loop would take one of two processors from the build.
        while let Some(left) = delay.checked_sub(start.elapsed()) {
            std::thread::park_timeout(left);
        }
        build.kill().unwrap();
        let is_done = build.wait().unwrap().success();
        let stage = beside(&scene.site, "new").is_dir();
        let now = scene.now();
        let what = format!("SIGKILL after {delay:?} (moment {moment})");
        assert!(
            now.is_some(),
            "{what}: neither the old site nor the new one"
        );
        assert!(
            !is_done || now == Some(new),
            "{what}: done, and yet the old site"
        );
        match now == Some(new) {
            true => after += 1,
            false => before += 1,
        }
        struck[match (now == Some(new), stage) {
            (false, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (true, false) => 3,
        }] += 1;
        scene.build_right(new, &what);
    }
    println!(
        "a build takes {whole:?}, {writing:?} of it to write; of {MOMENTS} kills {before} found the old site and {after} the new one: \
         {} before the writing, {} while the new site was written, {} while the old one was removed, {} at the end",
        struck[0], struck[1], struck[2], struck[3]
    );
    PASSED
}

fn start_build(scene: &Scene, which: usize) -> Child {
    scene.command(which).stderr(Stdio::null()).spawn().unwrap()
}

fn wait_for_stage(scene: &Scene, build: &mut Child) {
    let stage = beside(&scene.site, "new");
    while !stage.exists() && build.try_wait().unwrap().is_none() {
        std::thread::park_timeout(Duration::from_micros(200));
    }
}

/// A file can vanish at any moment, even between the walk through the bank and the reading, and come back.
pub fn a_file_that_comes_and_goes_never_spoils_a_site() -> Outcome {
    use std::sync::atomic::{AtomicBool, Ordering};
    let scene = Scene::set(0);
    let bank = &scene.banks[0];
    let file = bank.join("questions/queues/zz-comes-and-goes.md");
    let without = scene.wanted[0].clone();
    write(
        bank,
        "questions/queues/zz-comes-and-goes.md",
        &one_question("Am I here?"),
    );
    assert!(scene.build(0).status.success());
    let with = contents(&scene.site);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let away = bank.join("away");
            while !is_over.load(Ordering::Relaxed) {
                fs::rename(&file, &away).unwrap();
                fs::rename(&away, &file).unwrap();
            }
        });
        let mut before = contents(&scene.site);
        let check = |before: &mut _| -> Result<(), String> {
            let output = scene.build(0);
            let site = contents(&scene.site);
            let told = stderr(&output);
            match output.status.code() {
                Some(0) if site == with || site == without => {}
                Some(3) if site == *before && told.contains("zz-comes-and-goes.md") => {}
                code => return Err(format!("{code:?}: {told}")),
            }
            *before = site;
            Ok(())
        };
        let checked: Result<Vec<()>, String> = (0..12).map(|_| check(&mut before)).collect();
        is_over.store(true, Ordering::Relaxed);
        checked.unwrap();
    });
    PASSED
}
