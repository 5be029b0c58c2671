use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::batch::{Observer, Summary};
use crate::correct::Corrections;
use crate::model::{RunLine, RunOutcome, Warning};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::messages;

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Only what failed.
    Quiet,
    /// Also what deserves a look, and the summary.
    Normal,
    /// Also every input and every warning.
    Verbose,
}

/// Tells of a run on standard error: with a bar on a terminal, in plain lines elsewhere.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    talk: Talk,
    /// Inputs that have corrections and were not met yet, and how many each has.
    unmet: Mutex<BTreeMap<String, usize>>,
}

impl Progress {
    /// Nothing is shown before the run starts.
    pub fn new(talk: Talk, corrections: &Corrections) -> Self {
        let target = match talk > Talk::Quiet && std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        Progress {
            bar: ProgressBar::with_draw_target(None, target),
            talk,
            unmet: Mutex::new(messages::by_source(corrections)),
        }
    }

    fn unmet(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.unmet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn say(&self, text: &str) {
        self.bar.suspend(|| tell!("jigyo: {text}"));
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// The last words of a run.
    pub fn summarise(&self, summary: &Summary, out: &str) {
        let Summary {
            converted,
            partial,
            failed,
            skipped,
            ..
        } = summary;
        let files = converted + partial + failed + skipped;
        let word = if files == 1 { "file" } else { "files" };
        tell!("{files} {word}: {converted} converted, {partial} partial, {failed} failed, {skipped} skipped");
        let [holds, repaired, fails, undecidable] = summary.checks;
        tell!("{} rows", summary.items);
        tell!("checks: {holds} held, {repaired} repaired, {fails} failed, {undecidable} undecidable");
        tell!("{} unread characters", summary.unread_characters);
        for (sha256, count) in self.unmet().iter() {
            tell!("jigyo: {}", messages::unmet(sha256, *count));
        }
        tell!("written to {out}");
    }
}

impl Observer for Progress {
    fn started(&self, inputs: usize) {
        self.bar.set_length(inputs as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} left  {msg}") {
            self.bar.set_style(style);
        }
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn finished(&self, line: &RunLine, warnings: &[Warning]) {
        if let Some(sha256) = &line.sha256 {
            self.unmet().remove(sha256);
        }
        let said = line.message.as_deref().unwrap_or_default();
        match line.outcome {
            RunOutcome::Failed => self.say(&format!("{}: {said}", line.input)),
            RunOutcome::Skipped if line.output.is_none() && self.talk > Talk::Quiet => {
                self.say(&format!("{}: skipped: {said}", line.input));
            }
            _ if self.talk == Talk::Verbose => {
                self.say(&format!(
                    "{}: {} ({} rows)",
                    line.input,
                    line.outcome.word(),
                    line.items
                ));
            }
            _ => {}
        }
        let written = matches!(line.outcome, RunOutcome::Converted | RunOutcome::Partial);
        if written
            && self.talk > Talk::Quiet
            && let Some(text) = messages::without_rows(&line.input, line.items, warnings)
        {
            self.say(&text);
        }
        // What became of a person's decision is told without being asked.
        let told = |warning: &&Warning| {
            self.talk == Talk::Verbose || (self.talk > Talk::Quiet && messages::is_about_correction(warning))
        };
        warnings
            .iter()
            .filter(told)
            .for_each(|warning| self.say(&messages::warning(&line.input, warning)));
        self.bar.inc(1);
    }

    fn gathering(&self) {
        self.bar.set_message("writing tables");
    }
}
