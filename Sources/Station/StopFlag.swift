// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A wish to stop that one thread sets and another sees.
package final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    package func set() { flag.store(true, ordering: .releasing) }

    package var isSet: Bool { flag.load(ordering: .acquiring) }
}
