// SPDX-License-Identifier: Apache-2.0

/// How a file is followed.
package struct TailOptions: Sendable, Hashable {
    /// Which rotated-away files beside the followed one are read.
    package enum Predecessors: Sendable, Hashable {
        /// All that were not read to their end; on a first start that is the whole history that is there.
        case all
        /// Those of which something was read before; others are left alone.
        case begun
    }

    /// What bounds lines and blocks.
    package var limits: ReadLimits
    /// Which rotated-away files are read.
    package var predecessors: Predecessors
    /// How long, in microseconds, a rotated-away file must not grow before it is taken as complete.
    package var quiet: Int64
    /// How often, in microseconds, the directory is searched for rotated-away files when nothing tells of a rotation.
    package var rescan: Int64

    /// Options with their usual values.
    package init(
        limits: ReadLimits = ReadLimits(), predecessors: Predecessors = .all, quiet: Int64 = 10_000_000,
        rescan: Int64 = 30_000_000
    ) {
        self.limits = limits
        self.predecessors = predecessors
        self.quiet = quiet
        self.rescan = rescan
    }
}
