// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What gateways may ask of the collector, together and each. A gateway that is slow, or that lies, takes no more than this.
package struct CollectorLimits: Sendable, Hashable {
    /// Connections at once, in all.
    package var connections = 4096
    /// Connections at once with one certificate: an agent and its successor, or the workers of a Filebeat.
    package var connectionsPerGateway = 8
    /// Batches of one connection that may wait for the store. While they do, the connection is not read.
    package var batchesPerConnection = 2
    /// Bytes and events of one batch.
    package var batchBytes = 512 << 10
    package var batchEvents = 4096
    /// Seconds that a handshake may take.
    package var handshakeSeconds: Int64 = 10
    /// Seconds without a byte after which a connection is closed: with a window or an enrolment under way, and without.
    package var stalledSeconds: Int64 = 60
    package var idleSeconds: Int64 = 1800

    package init() {}

    /// How often a client is told that its events are still on their way, which keeps it from sending them again.
    static let keepAlive = TimeAmount.seconds(5)
}
