// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The groups whose windows wait for their end, the earliest first: a binary heap.
///
/// An item may be out of date; who takes it out looks at the group.
struct DueQueue: Sendable {
    struct Item: Comparable, Sendable {
        /// When the window begins.
        var start: Instant
        var key: GroupKey

        static func < (left: Item, right: Item) -> Bool {
            left.start == right.start ? left.key < right.key : left.start < right.start
        }
    }

    private var heap: [Item] = []

    var count: Int { heap.count }
    var first: Item? { heap.first }

    mutating func insert(_ item: Item) {
        heap.append(item)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
