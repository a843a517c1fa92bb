// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Wakes a thread that waits in poll(2).
package final class WakeSignal: Sendable {
    /// What to wait for until it is readable; -1, which poll(2) passes over, where the system has no more descriptors.
    package let descriptor: Int32

    package init() {
        descriptor = max(-1, linux_eventfd())
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes it readable.
    package func set() { _ = linux_eventfd_signal(descriptor) }

    /// Makes it unreadable.
    package func clear() { _ = linux_eventfd_drain(descriptor) }
}
