// SPDX-License-Identifier: Apache-2.0

/// Where a TPM is, spelled as the TPM Software Stack does: `device:/dev/tpmrm0`, `swtpm:path=/run/swtpm.sock`,
/// `swtpm:host=127.0.0.1,port=2321`.
package enum TPMAddress: Sendable, Hashable {
    /// A TPM of this machine, by the device of its kernel's resource manager.
    case device(path: String)
    /// A software TPM behind a Unix socket, with no resource manager.
    case socket(path: String)
    /// A software TPM behind a TCP port.
    case port(host: String, port: UInt16)

    /// `nil` for a text that is none of these.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "device":
            guard rest.hasPrefix("/"), !rest.hasSuffix("/") else { return nil }
            self = .device(path: rest)
        case "swtpm":
            guard let address = Self.software(rest) else { return nil }
            self = address
        default: return nil
        }
    }

    private static func software(_ text: String) -> TPMAddress? {
        var values: [Substring: Substring] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: "="),
                values.updateValue(part[part.index(after: equals)...], forKey: part[..<equals]) == nil
            else { return nil }
        }
        if values.count == 1, let path = values["path"], path.hasPrefix("/"), !path.hasSuffix("/") {
            return .socket(path: String(path))
        }
        guard values.count == 2, let host = values["host"], !host.isEmpty, let digits = values["port"],
            let port = UInt16(digits), port > 0
        else { return nil }
        return .port(host: String(host), port: port)
    }

    /// What is wrong with a text that is none, for a person.
    package static let usage =
        "write device:/dev/tpmrm0, swtpm:path=/PATH/OF/SOCKET or swtpm:host=ADDRESS,port=NUMBER"
}

extension TPMAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .device(let path): "device:\(path)"
        case .socket(let path): "swtpm:path=\(path)"
        case .port(let host, let port): "swtpm:host=\(host),port=\(port)"
        }
    }
}
