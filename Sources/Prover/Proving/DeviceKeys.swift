// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE

/// What has to be kept of a device's keys so that they are the same ones after a reset. No secret of anybody's is in it: the private half is wrapped by the
/// TPM, for itself.
///
/// The attestation key is kept as the bytes that its TPM makes it of again (`TPM2_CreatePrimary`, from the endorsement hierarchy's seed): so it stands under that
/// hierarchy, where counters and firmware are told as they are; takes none of the few places for keys that stay in a TPM; and outlives `TPM2_Clear`. The
/// sensor key is a child of the owner's storage key, wrapped.
package struct DeviceKeys: Sendable, Hashable {
    /// What distinguishes the attestation key from others of the same TPM: 32 bytes of chance.
    package let unique: [UInt8]
    /// Names, by which another TPM is noticed.
    package let attestationName: [UInt8]
    package let storageName: [UInt8]
    /// `TPM2B_PUBLIC` and `TPM2B_PRIVATE` of the sensor key.
    package let sensorArea: [UInt8]
    package let sensorWrapped: [UInt8]

    /// The most bytes of its text.
    package static let textLimit = 16 << 10
    private static let version = 1

    init(
        unique: [UInt8], attestationName: [UInt8], storageName: [UInt8], sensorArea: [UInt8], sensorWrapped: [UInt8]
    ) {
        self.unique = unique
        self.attestationName = attestationName
        self.storageName = storageName
        self.sensorArea = sensorArea
        self.sensorWrapped = sensorWrapped
    }

    /// The keys of a text; `nil` if it is damaged.
    package init?(text: [UInt8]) {
        guard text.count <= Self.textLimit, let tree = try? EveTree.parse(text), !tree.isTruncated,
            case .object = tree.nodes[0].value, let version = tree.child("version", of: 0),
            tree.nodes[version].value == .number(String(Self.version))
        else { return nil }
        func bytes(_ key: String, _ range: ClosedRange<Int>) -> [UInt8]? {
            guard let index = tree.child(key, of: 0), case .string(let digits) = tree.nodes[index].value,
                let bytes = Hexadecimal.bytes(digits), range.contains(bytes.count)
            else { return nil }
            return bytes
        }
        guard let unique = bytes("ak_unique", 32...32), let attestation = bytes("ak_name", 34...66),
            let storage = bytes("storage_name", 34...66), let area = bytes("sensor_public", 1...1024),
            let wrapped = bytes("sensor_private", 1...2048)
        else { return nil }
        self.init(
            unique: unique, attestationName: attestation, storageName: storage, sensorArea: area, sensorWrapped: wrapped
        )
    }

    package var text: [UInt8] {
        let members: [(String, JSONValue)] = [
            ("version", .int(Self.version)), ("ak_unique", .string(Hexadecimal.text(unique))),
            ("ak_name", .string(Hexadecimal.text(attestationName))),
            ("storage_name", .string(Hexadecimal.text(storageName))),
            ("sensor_public", .string(Hexadecimal.text(sensorArea))),
            ("sensor_private", .string(Hexadecimal.text(sensorWrapped))),
        ]
        return JSONValue.object(members).bytes + [UInt8(ascii: "\n")]
    }

    /// The Name of the sensor key: what readings are known by.
    package var sensorName: [UInt8] {
        [0x00, 0x0b] + DigestAlgorithm.sha256.digest(of: Array(sensorArea.dropFirst(2)))
    }

    /// Names as people compare them.
    package var attestationText: String { Hexadecimal.text(attestationName) }
    package var sensorText: String { Hexadecimal.text(sensorName) }
}
