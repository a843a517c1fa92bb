// SPDX-License-Identifier: Apache-2.0

package import EVE

/// The assets of a station, found by address.
///
/// Of several networks that an address lies in the smallest one counts. No two assets have the same network or hardware address; where
/// those given do, the first one has it.
package struct AssetBook: Sendable, Codable {
    /// All of them, in the order of the file; also such as no address leads to, because others have theirs.
    package let assets: [Asset]
    private let v4: Segments<UInt32>
    private let v6: Segments<UInt128>
    private let byMAC: [MACAddress: Int]
    /// Whether there is one that raises urgency at all.
    private let hasRaising: Bool

    /// A book without assets.
    package static let empty = AssetBook([])

    package init(_ assets: [Asset]) {
        self.assets = assets
        hasRaising = assets.contains { $0.criticality.raisesUrgency }
        var v4: [Segments<UInt32>.Span] = []
        var v6: [Segments<UInt128>.Span] = []
        var byMAC: [MACAddress: Int] = [:]
        for (index, asset) in assets.enumerated() {
            for mac in asset.macs where byMAC[mac] == nil { byMAC[mac] = index }
            for range in asset.networks.map(\.range) {
                if range.lowerBound.isV4 {
                    v4.append(.init(range.lowerBound.v4, range.upperBound.v4, owner: index))
                } else {
                    v6.append(.init(range.lowerBound.v6, range.upperBound.v6, owner: index))
                }
            }
        }
        self.v4 = Segments(v4)
        self.v6 = Segments(v6)
        self.byMAC = byMAC
    }

    package var isEmpty: Bool { assets.isEmpty }

    /// It takes as many comparisons as the number of networks has bits.
    private func index(at address: IPAddress) -> Int? {
        address.isV4 ? v4.owner(of: address.v4) : v6.owner(of: address.v6)
    }

    /// The asset at an address. An IPv4 address is none of an IPv6 network, mapped ones neither.
    package func asset(at address: IPAddress) -> Asset? { index(at: address).map { assets[$0] } }

    /// The asset for whose sake an alert between two addresses is more urgent than others: the more critical of the two, the source's where
    /// they are equally so; `nil` if neither is critical enough.
    package func raising(_ source: IPAddress?, _ destination: IPAddress?) -> Asset? {
        raisingIndex(source, destination).map { assets[$0] }
    }

    private func raisingIndex(_ source: IPAddress?, _ destination: IPAddress?) -> Int? {
        guard hasRaising else { return nil }
        let first = source.flatMap { raising($0) }
        guard let second = destination.flatMap({ raising($0) }) else { return first }
        guard let first else { return second }
        return assets[second].criticality > assets[first].criticality ? second : first
    }

    private func raising(_ address: IPAddress) -> Int? {
        index(at: address).flatMap { assets[$0].criticality.raisesUrgency ? $0 : nil }
    }

    /// The asset with a hardware address.
    package func asset(with mac: MACAddress) -> Asset? { byMAC[mac].map { assets[$0] } }

    /// The asset that a text names by its IP or hardware address; `nil` also where it is neither.
    package func asset(named text: some StringProtocol) -> Asset? {
        guard !isEmpty else { return nil }
        if let address = IPAddress(text) { return asset(at: address) }
        return MACAddress(text).flatMap { asset(with: $0) }
    }
}

extension AssetBook: Equatable {
    package static func == (left: AssetBook, right: AssetBook) -> Bool { left.assets == right.assets }
}

extension IPAddress {
    fileprivate var v4: UInt32 { UInt32(truncatingIfNeeded: low) }
    fileprivate var v6: UInt128 { UInt128(high) << 64 | UInt128(low) }
}

extension AssetBook {
    /// As the list of its assets; the rest is made of them.
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode([Asset].self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(assets)
    }
}
