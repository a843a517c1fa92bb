// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Pushes

/// A muting at the sensor that is being thought of: nothing of it would be sent or stored.
package struct SensorMuteDraft: Sendable, Hashable {
    /// Which traffic, at which gateways.
    package struct Place: Sendable, Hashable {
        package var scope: GatewayMute.Scope?
        /// `nil` for all gateways.
        package var gateway: String?

        package init(scope: GatewayMute.Scope?, gateway: String?) {
            self.scope = scope
            self.gateway = gateway
        }

        var told: String {
            let from = scope.map { scope in
                let isOne = scope.network.prefixLength == (scope.network.address.isV4 ? 32 : 128)
                return "from \(isOne ? "\(scope.network.address)" : "\(scope.network)")"
            }
            return (from ?? "all of it") + (gateway.map { " at \($0)" } ?? " at all gateways")
        }
    }

    package var gid: UInt32
    package var sid: UInt32
    package var title: String
    package var places: [Place]
    package var place: Place
    /// In microseconds.
    package var length: Int64 = 0

    /// - Parameters:
    ///   - source: whose traffic it is; `nil` where there are several.
    ///   - gateways: who told of it, as far as is known.
    init?(gid: UInt32, sid: UInt32, title: String, source: IPAddress?, gateways: [String]) {
        guard gid > 0, sid > 0 else { return nil }
        (self.gid, self.sid, self.title) = (gid, sid, title)
        let lengths = source.map { $0.isV4 ? [32, 24] : [128, 64] } ?? []
        let networks = lengths.compactMap { length in source.flatMap { IPNetwork($0, prefixLength: length) } }
        let scopes: [GatewayMute.Scope?] = networks.map { .init(track: .source, network: $0) } + [nil]
        places = (gateways + [nil]).flatMap { gateway in scopes.map { Place(scope: $0, gateway: gateway) } }
        place = places[0]
    }
}
