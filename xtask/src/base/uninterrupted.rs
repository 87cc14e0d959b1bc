//! A moment in which Ctrl-C and other polite signals wait: so none of them leaves something half done.

/// Does this without interruption; a signal that came meanwhile has its usual effect afterwards.
#[cfg(unix)]
pub fn uninterrupted<T>(deed: impl FnOnce() -> T) -> T {
    use std::sync::atomic::Ordering::SeqCst;
    let Some(signals) = signals::caught() else { return deed() };
    let is_outermost = signals.may_end.swap(false, SeqCst);
    let result = deed();
    if is_outermost {
        signals.may_end.store(true, SeqCst);
        let signal = i32::try_from(signals.waiting.swap(0, SeqCst)).unwrap_or_default();
        if signal != 0 {
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
    result
}

/// Does this; the system has no such signals.
#[cfg(not(unix))]
pub fn uninterrupted<T>(deed: impl FnOnce() -> T) -> T {
    deed()
}

/// Refuses the last step of several if a signal waits for their end, so that what was begun is undone.
///
/// # Errors
///
/// One that nobody sees: the signal has its effect then.
pub fn require_not_asked_to_end() -> anyhow::Result<()> {
    anyhow::ensure!(!is_asked_to_end(), "the command was asked to end");
    Ok(())
}

/// Whether a signal waits for the end of [`uninterrupted`].
fn is_asked_to_end() -> bool {
    #[cfg(unix)]
    return signals::caught()
        .is_some_and(|signals| signals.waiting.load(std::sync::atomic::Ordering::SeqCst) != 0);
    #[cfg(not(unix))]
    false
}

#[cfg(unix)]
mod signals {
    use std::io;
    use std::sync::atomic::{AtomicBool, AtomicUsize};
    use std::sync::{Arc, OnceLock};

    use camino::Utf8Path;
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    use crate::base::regular;

    /// What the handlers look at.
    pub struct Signals {
        /// Whether a signal ends the program at once.
        pub may_end: Arc<AtomicBool>,
        /// The signal that came when it might not; 0 for none.
        pub waiting: Arc<AtomicUsize>,
    }

    /// Sets the handlers, once; `None` if the system does not let us. A program that we become has none of them.
    pub fn caught() -> Option<&'static Signals> {
        static SIGNALS: OnceLock<Option<Signals>> = OnceLock::new();
        SIGNALS.get_or_init(|| catch().ok()).as_ref()
    }

    fn catch() -> io::Result<Signals> {
        let signals = Signals { may_end: Arc::new(AtomicBool::new(true)), waiting: Arc::default() };
        let ignored = ignored();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            // Under `nohup`, say, it is to stay without effect.
            if ignored >> (signal - 1) & 1 == 0 {
                flag::register_conditional_default(signal, Arc::clone(&signals.may_end))?;
                let number = usize::try_from(signal).unwrap_or_default();
                flag::register_usize(signal, Arc::clone(&signals.waiting), number)?;
            }
        }
        Ok(signals)
    }

    /// The signals that this process ignores, a bit for each, where the system tells.
    fn ignored() -> u64 {
        let status = regular::lenient(Utf8Path::new("/proc/self/status"));
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    }
}
