// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Rules

extension ThresholdEntry {
    /// The entry on one line without a line feed, in the form that Suricata reads.
    package var text: String {
        let name = "gen_id \(gid), sig_id \(sid)"
        switch command {
        case .threshold(let form, let track, let count, let seconds):
            return
                "threshold \(name), type \(form.rawValue), track \(track.rawValue), count \(count), seconds \(seconds)"
        case .rateFilter(let track, let count, let seconds, let action, let timeout):
            let rate = "track \(track.rawValue), count \(count), seconds \(seconds)"
            return "rate_filter \(name), \(rate), new_action \(action.rawValue), timeout \(timeout)"
        case .suppress(nil): return "suppress \(name)"
        case .suppress(let restriction?):
            return "suppress \(name), track \(restriction.track.rawValue), ip \(restriction.addresses.text)"
        }
    }

    /// The line that suppresses a signature for the addresses of `networks`, without a line feed.
    ///
    /// `nil` without networks, and where `track` is none of source, destination and either: such a line Suricata refuses.
    package static func suppressing(_ name: SignatureName, track: Track, networks: [IPNetwork]) -> String? {
        guard [.source, .destination, .either].contains(track), let first = networks.first else { return nil }
        let items = networks.map { AddressSet.element(.network($0)) }
        let addresses = networks.count == 1 ? AddressSet.element(.network(first)) : .list(items)
        let command = Command.suppress(Restriction(track: track, addresses: addresses))
        return ThresholdEntry(gid: name.gid, sid: name.sid, command: command, position: .start).text
    }

    /// The line that suppresses a signature altogether, without a line feed.
    package static func suppressing(_ name: SignatureName) -> String {
        ThresholdEntry(gid: name.gid, sid: name.sid, command: .suppress(nil), position: .start).text
    }
}

extension HeaderSet where Element == AddressRange {
    /// The set as a rule writes it, without white space; a network of one address is that address.
    package var text: String {
        switch self {
        case .any: "any"
        case .variable(let name): "$\(name)"
        case .element(.network(let network)):
            network.prefixLength == (network.address.isV4 ? 32 : 128) ? "\(network.address)" : "\(network)"
        case .element(.between(let range)): "\(range.lowerBound)-\(range.upperBound)"
        case .not(let set): "!\(set.text)"
        case .list(let sets): "[\(sets.map(\.text).joined(separator: ","))]"
        }
    }
}
