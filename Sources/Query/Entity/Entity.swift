// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Something that events speak of and that has a page of its own.
package enum Entity: Hashable, Sendable, Codable {
    /// A host, as far as an address tells one.
    case address(IPAddress)
    /// A name in DNS, TLS or HTTP, in lower case.
    case domain(String)
    /// Something told by what it says of itself rather than by its address, which DHCP may give to another one tomorrow.
    case device(DeviceTrait, String)
    /// A signature of Suricata.
    case signature(generatorID: UInt32, signatureID: UInt32)
    /// A rule of the rule store, by its id.
    case rule(String)
    case gateway(String)
    /// Any other value of a field.
    case value(Field, FieldValue)

    /// The events that speak of it, the way the console's filter bar can hold it.
    package var filter: Filter {
        switch self {
        case .address(let address): .eitherAddress(.equals(.address(address)))
        case .domain(let name): Self.any(of: FieldTable.domainNames, .equals(.text(name)))
        case .device(let trait, let text): Self.any(of: trait.fields, .equals(.text(text)))
        case .signature(let generator, let signature): Self.filter(generator, signature)
        case .rule(let id): .test(.rule, .equals(.text(id)))
        case .gateway(let name): .test(.gateway, .equals(.text(name)))
        case .value(let field, let value): .matching(field, value)
        }
    }

    /// What kind of thing it is, in a word or two.
    package var kind: String {
        switch self {
        case .address: "address"
        case .domain: "domain"
        case .device(let trait, _): trait.words
        case .signature: "signature"
        case .rule: "rule"
        case .gateway: "gateway"
        case .value(let field, _): field.name
        }
    }

    /// The value itself; hostile text.
    package var text: String {
        switch self {
        case .address(let address): address.description
        case .domain(let name), .gateway(let name), .rule(let name): name
        case .device(_, let text): text
        case .signature(let generator, let signature): "\(generator):\(signature)"
        case .value(_, let value): value.text
        }
    }

    private static func any(of fields: [Field], _ comparison: Comparison) -> Filter {
        Filter.any(fields.map { .test($0, comparison) }).simplified
    }

    /// Nearly every signature is of generator 1, which then goes without saying.
    private static func filter(_ generator: UInt32, _ signature: UInt32) -> Filter {
        let test = Filter.test(.signatureID, .equals(.integer(Int64(signature))))
        guard generator != 1 else { return test }
        return .all([test, .test(.generatorID, .equals(.integer(Int64(generator))))])
    }
}

/// What a device says of itself.
package enum DeviceTrait: String, Sendable, Hashable, CaseIterable, Codable {
    /// The Ethernet address, as Suricata writes it.
    case mac
    /// The name that it gives when it asks for an address.
    case dhcpName
    /// The name that it gives to an MQTT broker.
    case mqttClient
    /// The fingerprint of how it opens TLS or QUIC (JA4).
    case ja4
    /// The fingerprint of the algorithms that its SSH offers (HASSH).
    case hassh

    /// The fields of EVE that hold it; one must.
    package var fields: [Field] {
        switch self {
        case .mac: FieldTable.hardwareAddresses
        case .dhcpName: FieldTable.fields(["dhcp.hostname"])
        case .mqttClient: FieldTable.fields(["mqtt.connect.client_id"])
        case .ja4: FieldTable.fields(["tls.ja4", "quic.ja4", "ja4"])
        case .hassh: FieldTable.fields(["ssh.client.hassh.hash", "ssh.server.hassh.hash"])
        }
    }

    /// What it is, in a word or two.
    package var words: String {
        switch self {
        case .mac: "MAC address"
        case .dhcpName: "DHCP name"
        case .mqttClient: "MQTT client"
        case .ja4: "JA4"
        case .hassh: "HASSH"
        }
    }
}
