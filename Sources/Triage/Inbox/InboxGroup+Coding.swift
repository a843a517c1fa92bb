// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension InboxGroup.Key {
    enum CodingKeys: CodingKey {
        case subject, source, destination, gateway
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            subject: try container.decodeIfPresent(InboxGroup.Subject.self, forKey: .subject),
            source: try Self.end(.source, container), destination: try Self.end(.destination, container),
            gateway: try container.decodeIfPresent(String.self, forKey: .gateway))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(subject, forKey: .subject)
        // An absent address is an empty list: JSON's null would be the same as nothing.
        try container.encodeIfPresent(source.map { $0.map { [$0] } ?? [] }, forKey: .source)
        try container.encodeIfPresent(destination.map { $0.map { [$0] } ?? [] }, forKey: .destination)
        try container.encodeIfPresent(gateway, forKey: .gateway)
    }

    private static func end(
        _ key: CodingKeys, _ container: KeyedDecodingContainer<CodingKeys>
    ) throws -> IPAddress?? {
        guard let list = try container.decodeIfPresent([IPAddress].self, forKey: key) else { return nil }
        guard list.count <= 1 else {
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "one address or none")
        }
        return .some(list.first)
    }
}
