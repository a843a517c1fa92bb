// SPDX-License-Identifier: Apache-2.0
package import EVE

// Files that wait where they are, and those that do not.
extension FileTailer {
    /// Looks at the file and at those that rotations leave without reading on, for a caller that cannot take more now.
    ///
    /// Files that have been rotated away are opened and held, as many as a tailer holds open. So one that is removed stays until it is
    /// read; only of such, which are gone when this process is, about `budget` bytes are read, which may be 0.
    package mutating func pollVanishing(now: Instant, budget: Int = 4 << 20) -> [TailStep] {
        var turn = Turn(now: now, budget: budget)
        inspectPath(&turn)
        scanIfDue(&turn)
        while !waiting.isEmpty, earlier.count < Self.openLimit { begin(waiting.removeFirst(), &turn) }
        for source in earlier where turn.budget > 0 && source.isUnlinked { read(source, isLive: false, &turn) }
        closeQuiet(&turn) { $0.isUnlinked }
        measureLag()
        return turn.steps
    }
}
