// SPDX-License-Identifier: Apache-2.0

package import EVE

extension Entity {
    /// What a value of an event's field speaks of. `alert` is the event's own, for fields of it.
    package init(_ path: FieldPath, _ scalar: Scalar, alert: AlertRow? = nil) {
        let name = path.description
        if name.hasPrefix("alert."), let alert, Self.signatureFields.contains(name) {
            self = .signature(generatorID: alert.generatorID, signatureID: alert.signatureID)
            return
        }
        let field = Field.path(path)
        let text = scalar.text
        guard case .string = scalar, !text.isEmpty, text.utf8.count <= Self.lengthLimit else {
            self = .value(field.hot, .scalar(scalar))
            return
        }
        if let address = IPAddress(text) {
            self = .address(address)
        } else if FieldTable.domainNames.contains(field) {
            self = .domain(text.lowercased())
        } else if let trait = DeviceTrait.allCases.first(where: { $0.fields.contains(field) }) {
            self = .device(trait, text)
        } else if let mac = FilterTerm.hardwareAddress(text), text.contains(where: { $0 == ":" || $0 == "-" }) {
            self = .device(.mac, mac)
        } else {
            self = .value(field.hot, .scalar(scalar))
        }
    }

    /// What somebody typed: an address, an Ethernet address, `GID:SID`, a gateway of these, a name with a dot; `nil` for anything
    /// else.
    package init?(typed text: String, gateways: [String]) {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
        if let address = IPAddress(text) {
            self = .address(address)
        } else if gateways.contains(text) {
            self = .gateway(text)
        } else if let mac = FilterTerm.hardwareAddress(text) {
            self = .device(.mac, mac)
        } else if numbers.count == 2, let generator = numbers[0], let signature = numbers[1] {
            self = .signature(generatorID: generator, signatureID: signature)
        } else if numbers.count == 1, let signature = numbers[0] {
            self = .signature(generatorID: 1, signatureID: signature)
        } else if text.contains("."), text.utf8.count <= 253, !text.contains(where: \.isWhitespace) {
            self = .domain(text.lowercased())
        } else {
            return nil
        }
    }

    /// What a row of counts by a hot field speaks of; `nil` for a value that is none, as of events without the field.
    package init?(_ field: Field, _ value: FieldValue) {
        switch (field, value) {
        case (_, .absent), (_, .instant): return nil
        case (_, .address(let address)): self = .address(address)
        case (.gateway, .text(let name)): self = .gateway(name)
        default: self = .value(field, value)
        }
    }

    /// Longer values are looked for as they are.
    private static let lengthLimit = 1024
    private static let signatureFields: Set<String> = [
        "alert.signature", "alert.signature_id", "alert.gid", "alert.rev", "alert.category", "alert.severity",
    ]
}
