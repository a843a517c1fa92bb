// SPDX-License-Identifier: Apache-2.0

/// What strangers may ask of the listener for enrolments: whoever finds the port may come that far.
package struct EnrolmentLimits: Sendable, Hashable {
    /// Connections at once, in all.
    package var connections = 256
    /// Connections at once from one address, of IPv6 from one /64: gateways behind one router have one.
    package var connectionsPerAddress = 16
    /// Seconds that a handshake may take.
    package var handshakeSeconds: Int64 = 10
    /// Seconds that all of a connection may take.
    package var seconds: Int64 = 20

    package init() {}
}
