// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

extension TPMContext {
    /// A key in words: its handle, kind and Name.
    func words(_ key: LoadedKey) -> String {
        "\(hex(key.reference)), \(Self.kind(of: key.area)), Name \(Hexadecimal.text(key.name))"
    }

    /// The handle of something, as people write it.
    func hex(_ reference: ESYS_TR) -> String {
        let digits = String(handle(reference), radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func kind(of area: [UInt8]) -> String {
        guard let area = try? TPM2B_PUBLIC(bytes: area).publicArea else { return "unknown" }
        switch area.type {
        case TPM2_ALG_RSA: return "RSA \(unsafe area.parameters.rsaDetail.keyBits)"
        case TPM2_ALG_ECC:
            switch unsafe area.parameters.eccDetail.curveID {
            case TPM2_ECC_NIST_P256: return "ECC P-256"
            case TPM2_ECC_NIST_P384: return "ECC P-384"
            case let curve: return "ECC curve \(curve)"
            }
        default: return "algorithm \(area.type)"
        }
    }
}

extension TPMS_ECC_POINT {
    /// Both coordinates, one behind the other, as the TPM gave them.
    var coordinates: [UInt8] { bytes(x.buffer, x.size) + bytes(y.buffer, y.size) }
    /// How many bytes it has on the wire.
    var byteCount: Int { 4 + Int(x.size) + Int(y.size) }
}
