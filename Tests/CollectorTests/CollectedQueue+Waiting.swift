// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Intake

@testable import Collector

extension CollectedQueue {
    /// Waits until something is in the queue, a minute at the most, on a thread of its own: those of tasks are few.
    func waitForBatch() async {
        let descriptor = signal.descriptor
        await withCheckedContinuation { continuation in
            Thread {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&waiting, 1, 60_000)
                continuation.resume()
            }.start()
        }
    }
}
