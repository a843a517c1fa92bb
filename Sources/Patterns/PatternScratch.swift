// SPDX-License-Identifier: Apache-2.0

internal import CHyperscan

/// What one thread needs to look for patterns, and the findings of its last scan.
@safe
package struct PatternScratch: ~Copyable {
    /// Where Hyperscan's callback writes.
    @unsafe private struct Findings {
        var indices: UnsafeMutablePointer<Int32>
        var count: Int
        let capacity: Int
    }

    private var scratch: OpaquePointer?
    private var findings: Findings

    /// Memory for scans of `sets`; other sets find nothing with it.
    package init(for sets: [PatternSet]) {
        let capacity = sets.map(\.count).max() ?? 0
        unsafe findings = unsafe Findings(indices: .allocate(capacity: capacity), count: 0, capacity: capacity)
        for set in sets {
            unsafe reserve(for: set.literals)
            unsafe reserve(for: set.regexes)
        }
    }

    private mutating func reserve(for database: OpaquePointer?) {
        guard let database = unsafe database else { return }
        guard unsafe hs_alloc_scratch(database, &scratch) == HS_SUCCESS else {
            // Swift's own allocations end the process here as well.
            fatalError("no memory to look for patterns")
        }
    }

    deinit {
        unsafe hs_free_scratch(scratch)
        unsafe findings.indices.deallocate()
    }

    /// How many patterns the last scan found.
    package var count: Int { unsafe findings.count }

    /// The index of a pattern that the last scan found; `position` must be below `count`. Each pattern is there once,
    /// in no certain order.
    package subscript(position: Int) -> Int {
        precondition(unsafe position >= 0 && position < findings.count)
        return unsafe Int(findings.indices[position])
    }

    /// Looks for the literals of `set` in `text`.
    package mutating func findLiterals(of set: PatternSet, in text: Span<UInt8>) {
        unsafe scan(set.literals, text)
    }

    /// Looks for the regular expressions of `set` in `text`, which is ASCII.
    package mutating func findRegexes(of set: PatternSet, in text: Span<UInt8>) {
        unsafe scan(set.regexes, text)
    }

    private mutating func scan(_ database: OpaquePointer?, _ text: Span<UInt8>) {
        unsafe findings.count = 0
        guard let database = unsafe database, let length = UInt32(exactly: text.count) else { return }
        let scratch = unsafe scratch
        unsafe withUnsafeMutablePointer(to: &findings) { findings in
            unsafe text.withUnsafeBytes { bytes in
                // An empty text has no address, which Hyperscan takes for an error.
                var nothing: CChar = 0
                _ = unsafe withUnsafePointer(to: &nothing) { nothing in
                    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? nothing
                    return unsafe hs_scan(database, start, length, 0, scratch, Self.note, findings)
                }
            }
        }
    }

    /// Takes a finding. A pattern comes once in a scan, so there is room; this is checked all the same.
    private static let note: match_event_handler = { index, _, _, _, context in
        guard let findings = unsafe context?.assumingMemoryBound(to: Findings.self) else { return 1 }
        let count = unsafe findings.pointee.count
        guard unsafe count < findings.pointee.capacity else { return 1 }
        unsafe findings.pointee.indices[count] = Int32(bitPattern: index)
        unsafe findings.pointee.count = count + 1
        return 0
    }
}
