// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A short queue between two threads: the producer waits while it is full, the consumer while it is empty.
///
/// It holds at most `capacity` elements, so that a slow writer slows the reader instead of filling memory.
final class Handoff<Element: Sendable>: @unchecked Sendable {
    // @unchecked: every access to the three variables happens under `condition`, which Swift cannot see;
    // a Mutex has no condition to wait on.
    private let condition = NSCondition()
    private var elements: [Element] = []
    private var isClosed = false
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Puts an element in; false if the consumer has closed the queue, and the element is dropped.
    func put(_ element: Element) -> Bool {
        condition.withLock {
            while elements.count >= capacity, !isClosed { condition.wait() }
            guard !isClosed else { return false }
            elements.append(element)
            condition.broadcast()
            return true
        }
    }

    /// The next element; `nil` once the queue is closed and empty.
    func take() -> Element? {
        condition.withLock {
            while elements.isEmpty, !isClosed { condition.wait() }
            guard !elements.isEmpty else { return nil }
            let element = elements.removeFirst()
            condition.broadcast()
            return element
        }
    }

    /// No more elements will be put in or wanted.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }
}
