// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Waits for SIGTERM, SIGINT or SIGHUP on the calling thread.
enum TerminationSignal {
    /// How often `meanwhile` is called, in seconds.
    private static let pause = 1

    private static var signals: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&signals, signal) }
        return signals
    }

    /// Keeps the signals from ending the process, until `wait` takes them. To be called before the first thread is started: one that
    /// does not block them too dies of a signal that comes while the waiting thread does something else, and the process with it.
    static func block() {
        var signals = signals
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Returns once one of the signals came, which must be blocked.
    static func wait(meanwhile: () -> Void) {
        var signals = signals
        var pause = timespec(tv_sec: Self.pause, tv_nsec: 0)
        while unsafe sigtimedwait(&signals, nil, &pause) < 0 { meanwhile() }
    }
}
