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

    /// How many of `refusals` are kept.
    package static let refusalLimit = 32

    package init() {}
}
