// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol

/// Where values of a sensor come from, as the configuration names it: `CHANNEL SOURCE`, or `DEVICE/CHANNEL SOURCE` for a device with a TPM of its own;
/// with `pseudonym` behind it for values that are signed under pseudonyms.
package struct ReadingSource: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A file that grows, or a named pipe: a number in each line.
        case lines(path: String)
        /// A register of 16 bits over Modbus/TCP, read every so many seconds.
        case modbus(ModbusRegister, seconds: Int)
        /// The demonstrator's firmware on a serial line of 115200 baud, 8N1.
        case demonstrator(path: String)
    }

    /// The device whose TPM signs; `nil` for the gateway.
    package let device: String?
    /// What is measured; stands in what is signed.
    package let channel: String
    package let kind: Kind
    /// Whether its values are signed under pseudonyms of the device, and not by its sensor key.
    package let isPseudonymous: Bool

    /// The file, pipe or serial line; `nil` for a register.
    var path: String? {
        switch kind {
        case .lines(let path), .demonstrator(let path): path
        case .modbus: nil
        }
    }

    /// The register; `nil` for anything else.
    var register: ModbusRegister? {
        if case .modbus(let register, _) = kind { register } else { nil }
    }

    /// The most sources.
    static let limit = 64
    static let usage =
        "write CHANNEL SOURCE, where SOURCE is /PATH, serial:/dev/ttyUSB0 or modbus:HOST:PORT/UNIT/REGISTER with a number of seconds behind it, "
        + "and the word pseudonym at the end for values that are signed under one"

    /// `nil` for a text that names none.
    package init?(_ text: String) {
        var parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        isPseudonymous = parts.count > 2 && parts.last == "pseudonym"
        if isPseudonymous { parts.removeLast() }
        guard (2...3).contains(parts.count), let (device, channel) = Self.place(parts[0]) else { return nil }
        self.device = device
        self.channel = channel
        let source = parts[1]
        if source.hasPrefix("modbus:") {
            guard let register = ModbusRegister(String(source.dropFirst("modbus:".count))),
                let seconds = parts.count == 3 ? Int(parts[2]) : 10, (1...86_400).contains(seconds)
            else { return nil }
            kind = .modbus(register, seconds: seconds)
            return
        }
        let isSerial = source.hasPrefix("serial:")
        let path = isSerial ? String(source.dropFirst("serial:".count)) : source
        guard parts.count == 2, path.hasPrefix("/"), !path.hasSuffix("/") else { return nil }
        kind = isSerial ? .demonstrator(path: path) : .lines(path: path)
    }

    private static func place(_ text: String) -> (device: String?, channel: String)? {
        let names = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(names.count), names.allSatisfy({ AttesterHello.isName($0) }) else { return nil }
        return names.count == 2 ? (names[0], names[1]) : (nil, names[0])
    }
}

/// A holding register of a Modbus/TCP device: `HOST:PORT/UNIT/REGISTER`, the register counted from 0 as on the wire.
package struct ModbusRegister: Sendable, Hashable {
    package let host: String
    package let port: UInt16
    package let unit: UInt8
    package let register: UInt16

    /// `nil` for a text that is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let unit = UInt8(parts[1]), let register = UInt16(parts[2]),
            let colon = parts[0].lastIndex(of: ":"), let port = UInt16(parts[0][parts[0].index(after: colon)...]),
            port > 0
        else { return nil }
        var host = parts[0][..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
        self.unit = unit
        self.register = register
    }
}

extension ModbusRegister: CustomStringConvertible {
    package var description: String { "modbus:\(host.contains(":") ? "[\(host)]" : host):\(port)/\(unit)/\(register)" }
}
