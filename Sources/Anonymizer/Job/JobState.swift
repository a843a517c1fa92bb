// SPDX-License-Identifier: Apache-2.0

/// How a job stands.
package enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    case queued, running, succeeded, failed, cancelled

    /// Whether nothing more comes of it by itself.
    package var isOver: Bool { self != .queued && self != .running }
}
