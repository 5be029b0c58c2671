//! How long an input may take.

use std::time::{Duration, Instant};

/// The time limit of one input, which pages that are recognised put off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    start: Instant,
    allowed: Duration,
}

impl Clock {
    pub(super) fn start(allowed: Duration) -> Self {
        Clock {
            start: Instant::now(),
            allowed,
        }
    }

    pub(super) fn put_off(&mut self, by: Duration) {
        self.allowed = self.allowed.saturating_add(by);
    }

    /// How much is left; nothing when it is over.
    pub(super) fn left(&self) -> Duration {
        self.allowed.saturating_sub(self.start.elapsed())
    }

    /// A clock that ends when half of what is left is over, so that something can follow.
    pub(super) fn half(&self) -> Self {
        Clock::start(self.left() / 2)
    }

    /// Seconds allowed in all.
    pub(super) fn seconds(&self) -> u64 {
        self.allowed.as_secs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_that_is_recognised_puts_off_the_end() {
        let mut clock = Clock::start(Duration::ZERO);
        assert_eq!(clock.left(), Duration::ZERO);
        clock.put_off(Duration::from_secs(10));
        clock.put_off(Duration::from_secs(10));
        assert!(clock.left() > Duration::from_secs(19) && clock.half().left() < Duration::from_secs(11));
        assert_eq!(clock.seconds(), 20);
    }
}
