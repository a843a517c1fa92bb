// SPDX-License-Identifier: Apache-2.0

/// A list of things for each index, all in one array.
struct IndexLists<Item: Sendable>: Sendable {
    private let starts: [Int32]
    /// All lists, one behind the other.
    let items: [Item]

    init(_ lists: [[Item]]) {
        var starts: [Int32] = [0]
        starts.reserveCapacity(lists.count + 1)
        for list in lists { starts.append((starts.last ?? 0) + Int32(list.count)) }
        self.starts = starts
        items = lists.flatMap { $0 }
    }

    /// Where in `items` the list of `index` is.
    @inline(__always)
    func range(_ index: Int) -> Range<Int> { Int(starts[index])..<Int(starts[index + 1]) }
}
