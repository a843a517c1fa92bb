// SPDX-License-Identifier: Apache-2.0

extension Job {
    /// The bounds of a job that comes from elsewhere: bytes of a path and of a name, tries.
    private enum Bound {
        static let path = 4096
        static let name = 200
        static let tries = 1_000_000
    }

    /// Whether it can be true: names and paths of a length that is kept, numbers within what they count, a report only where one can be.
    package var isSound: Bool {
        id > 0 && hasSoundTexts && (-9...9).contains(priority) && (0...Bound.tries).contains(tries)
            && options.problem == nil && (clip?.isSound ?? true) && (progress?.isSound ?? true)
            && (failure?.isSound ?? true) && (report?.isSound ?? true)
            && (state != .failed || failure != nil) && (state != .succeeded || report != nil && failure == nil)
    }

    private var hasSoundTexts: Bool {
        [input, output].allSatisfy { !$0.isEmpty && $0.utf8.count <= Bound.path && !$0.utf8.contains(0) }
            && [camera, by, gateway ?? ""].allSatisfy { $0.utf8.count <= Bound.name && !$0.utf8.contains(0) }
    }
}
