// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Waits for SIGTERM, SIGINT or SIGHUP on the calling thread.
enum TerminationSignal {
    /// How often `meanwhile` is called, in seconds.
    private static let pause = 1

    /// Returns once one of the signals came. They are blocked for the process first, so that no thread dies of them; to be
    /// called before threads are started that must not be interrupted, or with threads that do not mind.
    static func wait(meanwhile: () -> Void) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        var pause = timespec(tv_sec: Self.pause, tv_nsec: 0)
        while unsafe sigtimedwait(&signals, nil, &pause) < 0 { meanwhile() }
    }
}
