//! `prepbook build --timings`: where the time of a build went.

use std::fmt::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::json;

use super::terminal::{count, size, translations};
use crate::pipeline::Built;

/// How timings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TimingsFormat {
    /// For people, on standard error.
    Text,
    /// For programs, on standard output.
    Json,
}

/// The stages of a build, with their start times.
pub struct Laps {
    start: Instant,
    begun: Mutex<Vec<(&'static str, Instant)>>,
}

impl Laps {
    /// Starts the clock.
    pub fn new() -> Laps {
        Laps {
            start: Instant::now(),
            begun: Mutex::default(),
        }
    }

    /// Records a step of a stage; the first one marks its beginning.
    pub fn step(&self, stage: &'static str) {
        if let Ok(mut begun) = self.begun.lock()
            && begun.last().is_none_or(|(last, _)| *last != stage)
        {
            begun.push((stage, Instant::now()));
        }
    }

    /// Each stage with its duration until now.
    fn stages(&self) -> Vec<(&'static str, Duration)> {
        let begun = self.begun.lock().map(|begun| begun.clone());
        let begun = begun.unwrap_or_default();
        let ends = begun.iter().skip(1).map(|(_, next)| *next);
        let ends = ends.chain([Instant::now()]);
        let mut stages = vec![(
            "starting",
            begun.first().map_or(self.start, |first| first.1) - self.start,
        )];
        stages.extend(
            begun
                .iter()
                .zip(ends)
                .map(|((stage, from), to)| (*stage, to - *from)),
        );
        stages
    }

    /// The report on a build.
    pub fn report(&self, built: &Built, format: TimingsFormat) -> String {
        let stages = self.stages();
        let (files, unchanged) = built
            .published
            .as_ref()
            .map_or((0, 0), |published| (published.files, published.unchanged));
        let peak = peak_memory();
        if format == TimingsFormat::Json {
            let timed =
                |name: &str, time: Duration| json!({ "name": name, "seconds": time.as_secs_f64() });
            let stages: Vec<_> = stages
                .iter()
                .map(|(stage, time)| timed(stage, *time))
                .collect();
            let slowest: Vec<_> = built
                .slowest
                .iter()
                .map(|(path, time)| timed(path, *time))
                .collect();
            let report = json!({
                "seconds": self.start.elapsed().as_secs_f64(),
                "stages": stages,
                "slowest": slowest,
                "questions": built.questions,
                "translations": built.translations,
                "reused": built.reused,
                "files": files,
                "unchanged": unchanged,
                "peak_bytes": peak,
            });
            return format!("{report}\n");
        }
        let mut text = String::new();
        let mut line = |time: Duration, what: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{:>9.1} ms  {what}", time.as_secs_f64() * 1e3);
        };
        for (stage, time) in stages {
            line(time, stage);
        }
        line(self.start.elapsed(), "in all");
        for (path, time) in &built.slowest {
            line(*time, &format!("to compile {path}"));
        }
        let peak = peak.map_or(String::new(), |peak| {
            format!("; {} of memory at most", size(peak))
        });
        let _ = writeln!(
            text,
            "{} of {}{} compiled, {} of {} written{peak}",
            (built.questions + built.translations).saturating_sub(built.reused),
            count(built.questions, "question"),
            translations(built),
            files.saturating_sub(unchanged),
            count(files, "file"),
        );
        text
    }
}

/// The peak memory of this process, if the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}
