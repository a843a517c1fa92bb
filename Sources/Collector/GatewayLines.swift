// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import NIOCore

/// A book of lines that gateways keep open at the port for enrolments, one each.
protocol GatewayLines: AnyObject, Sendable {
    associatedtype Connection: ChannelInboundHandler

    /// The gateway of a certificate that is good by itself; `nil` where it is of none, or was revoked.
    var identify: @Sendable (Certificate) -> String? { get }
    /// The most lines.
    var most: Int { get }

    func connection(of gateway: String) -> Connection
    func enter(_ connection: Connection, _ channel: any Channel, of gateway: String, _ certificate: Certificate) -> Bool
    func leave(_ channel: any Channel, of gateway: String)
    func refuse(_ address: SocketAddress?, _ reason: String)
}

extension OrdersBook: GatewayLines {
    var most: Int { limits.connections }
    func connection(of gateway: String) -> OrdersConnection { OrdersConnection(self, of: gateway) }
}

extension AttestersBook: GatewayLines {
    var most: Int { limits.connections }
    func connection(of gateway: String) -> AttesterConnection { AttesterConnection(self, of: gateway) }
}
