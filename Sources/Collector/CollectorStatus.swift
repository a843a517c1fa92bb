// SPDX-License-Identifier: Apache-2.0

/// How the collector stands.
package struct CollectorStatus: Sendable, Equatable {
    /// One gateway's connections.
    package struct Gateway: Sendable, Equatable {
        package var connections = 0
        /// From where it is connected, the newest connection.
        package var address = ""

        package init() {}
    }

    /// By name, those with a connection.
    package var gateways: [String: Gateway] = [:]
    /// Connections that were ended for what the other side did, since the start.
    package var refused = 0
    /// Why, the last few, each once: from where, and what was wrong. The text is partly the other side's.
    package var refusals: [String] = []
    /// Who was given a certificate, the last few.
    package var admissions: [String] = []

    /// How many of `refusals`, and of `admissions`, are kept of each listener.
    package static let lineLimit = 32

    package init() {}

    /// Adds what another listener tells.
    package mutating func add(_ other: CollectorStatus) {
        gateways.merge(other.gateways) { own, _ in own }
        refused += other.refused
        refusals += other.refusals.filter { !refusals.contains($0) }
        admissions += other.admissions
    }

    /// Notes why a connection from `address` is ended.
    mutating func refuse(_ address: String, _ reason: String) {
        refused += 1
        Self.note("\(address): \(reason)", in: &refusals)
    }

    /// Notes that a certificate was given to somebody at `address`.
    mutating func admit(_ address: String, _ what: String) { Self.note("\(what), from \(address)", in: &admissions) }

    private static func note(_ line: String, in lines: inout [String]) {
        lines.removeAll { $0 == line }
        lines.append(line)
        if lines.count > lineLimit { lines.removeFirst() }
    }
}
