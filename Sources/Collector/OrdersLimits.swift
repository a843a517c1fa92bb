// SPDX-License-Identifier: Apache-2.0

/// What gateways may ask of the lines on which rules are pushed to them. A gateway that is slow, or that lies, takes no more than this.
package struct OrdersLimits: Sendable, Hashable {
    /// Lines at once, in all; each gateway has one.
    package var connections = 4000
    /// Reports that may come at once, and how many each second fills up again.
    package var reportBurst = 30.0
    package var reportsPerSecond = 1.0
    /// Seconds without a report after which a line is closed; agents tell every minute.
    package var idleSeconds: Int64 = 180
    /// Seconds in which the other side must take a piece of an order.
    package var stalledSeconds: Int64 = 120
    /// Seconds in which it must tell that it has an order, once it has taken all of it; how long it then takes to follow it is its own.
    package var answerSeconds: Int64 = 600
    /// Seconds that a gateway gets no order after it did not take one.
    package var restSeconds: Int64 = 600
    /// Bytes of orders that are on their way, to all gateways together.
    package var waitingBytes = 128 << 20

    /// Milliseconds between two looks whether a line stands still.
    package var lookMilliseconds: Int64 = 5000

    package init() {}

    /// Bytes that are handed to TLS at once.
    static let pieceSize = 64 << 10
}
