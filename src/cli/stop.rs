use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// A flag that becomes true at the first Ctrl-C; the second one ends the program.
pub fn on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    let handler = move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted.code().into());
        }
        tell!("jigyo: stopping: finishing the files in hand (once more: stop at once)");
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tell!("jigyo: Ctrl-C will stop at once ({error}); give the same command again to go on");
    }
    stop
}
