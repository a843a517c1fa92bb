// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Rules

/// A thing that somebody owns: what stands behind an address.
///
/// Its texts are of people of the station, one line each, but may hold any character.
package struct Asset: Sendable, Hashable, Codable {
    package var name: String
    /// What it is: `pump controller`; empty where nobody says.
    package var what = ""
    package var owner = ""
    package var street = ""
    package var note = ""
    package var groups: [String] = []
    package var criticality = Criticality.normal
    /// Single addresses are networks of one.
    package var networks: [IPNetwork] = []
    package var macs: [MACAddress] = []
    /// Where it stands in its file.
    package var position: TextPosition

    package init(_ name: String, at position: TextPosition = .start) {
        self.name = name
        self.position = position
    }
}

extension Asset {
    /// Its addresses as they are written: without a prefix length where it is one address.
    package var addresses: [String] {
        networks.map { $0.range.lowerBound == $0.range.upperBound ? $0.address.description : $0.description }
    }

    /// For machines. Keys are those of the file; what was not said is an empty text or list.
    package var json: JSONValue {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
        return .object([
            ("name", .string(name)), ("what", .string(what)), ("owner", .string(owner)), ("street", .string(street)),
            ("criticality", .string(criticality.rawValue)), ("groups", list(groups)), ("note", .string(note)),
            ("addresses", list(addresses)), ("macs", list(macs.map(\.description))), ("line", .int(position.line)),
        ])
    }
}
