// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

extension EventView {
    /// Where the address of a row is, if the row is that of the source or the destination.
    func placeNote(_ row: FieldRow, _ event: OpenEvent, _ whole: EventContent) -> StyledLine {
        let address: IPAddress? =
            switch row.path {
            case "src_ip": whole.row.source
            case "dest_ip": whole.row.destination
            default: nil
            }
        guard let address else { return [] }
        switch event.locations {
        case .loading: return []
        case .noDatabase:
            let isForeign = NetworkScope(ownNetworks: []).isForeign(address)
            return StyledLine(isForeign ? "no database: vedette doctor" : "inside", .textDim)
        case .known(let locations): return locations[address].map(Self.line) ?? []
        }
    }

    /// City, country and network.
    static func line(_ location: GeoLocation) -> StyledLine {
        if location.country == .inside { return StyledLine("inside", .textDim) }
        let country = location.countryName ?? location.country.name ?? location.country.code
        let place = [location.city, country].compactMap(\.self).joined(separator: ", ")
        let network = [location.asNumber.map { "AS\($0)" }, location.asOrganisation].compactMap(\.self)
            .joined(separator: " ")
        guard !place.isEmpty || !network.isEmpty else { return StyledLine("in no database", .textDim) }
        var line = StyledLine(place, .text)
        if !network.isEmpty { line = line + StyledLine((place.isEmpty ? "" : "  ") + network, .textDim) }
        return line
    }
}
