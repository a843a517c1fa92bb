// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// The first line that a gateway's agent sends on the connection over which the station asks its devices' TPMs:
///
///     {"version":1,"attester":"0.9.2","devices":[{"device":"gw-harbour"},{"device":"cam-quay-3","fault":"no such TPM"},
///      {"device":"cam-quay-4","pseudonym":true}]}
///
/// It is sent again whenever it changes, and every minute. Nothing in it is proven.
package struct AttesterHello: Sendable, Hashable {
    package static let version = 1
    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 64 << 10
    /// The most devices of one gateway.
    package static let deviceCount = 256
    /// The most bytes of a device's name.
    package static let nameLimit = 64
    /// The most bytes of a fault as it stands in the line: so many devices with so long names and faults just fit into one.
    package static let faultLimit = 140

    /// A device with a TPM of its own.
    package struct Device: Sendable, Hashable {
        package let name: String
        /// Why its TPM cannot be asked, in one line; empty where it can. What is beyond `faultLimit` is cut off on the way.
        package let fault: String
        /// Whether it has readings to sign for which it needs a pseudonym, or soon will.
        package let wantsPseudonym: Bool

        package init(name: String, fault: String = "", wantsPseudonym: Bool = false) {
            self.name = name
            self.fault = fault
            self.wantsPseudonym = wantsPseudonym
        }
    }

    /// The agent's version.
    package let agent: String
    /// The gateway itself, where it has a TPM, and what stands behind it.
    package let devices: [Device]

    package init(agent: String, devices: [Device]) {
        self.agent = agent
        self.devices = devices
    }

    /// Whether a line begins such a connection. It need not be one that can be read.
    package static func isHello(_ line: [UInt8]) -> Bool {
        guard let members = try? MessageMembers(line, limit: sizeLimit) else { return false }
        return members.has("attester")
    }

    /// Whether a name may be a device's: 1 to 64 of small letters, digits, `-`, `_` and `.`, not beginning with `.` or `-`.
    package static func isName(_ name: String) -> Bool {
        let letters = name.utf8
        guard (1...nameLimit).contains(letters.count), let first = letters.first, first != 0x2d, first != 0x2e else {
            return false
        }
        return letters.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || [0x2d, 0x2e, 0x5f].contains($0)
        }
    }

    /// The hello of a line without its line feed; members that are not known are passed over.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard members.number("version") == Self.version else { throw .otherVersion }
        agent = members.told("attester", limit: 32)
        var devices: [Device] = []
        for device in try members.list("devices", count: Self.deviceCount) {
            let name = try device.text("device", limit: Self.nameLimit)
            guard Self.isName(name), !devices.contains(where: { $0.name == name }) else { throw .badValue("device") }
            devices.append(
                Device(
                    name: name, fault: device.told("fault", limit: Self.faultLimit),
                    wantsPseudonym: device.flag("pseudonym")))
        }
        self.devices = devices
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        let list = devices.map { device -> JSONValue in
            var members: [(String, JSONValue)] = [("device", .string(device.name))]
            if device.wantsPseudonym { members.append(("pseudonym", .bool(true))) }
            if !device.fault.isEmpty { members.append(("fault", .string(Self.cut(device.fault)))) }
            return .object(members)
        }
        return JSONValue.object([
            ("version", .int(Self.version)), ("attester", .string(agent)), ("devices", .array(list)),
        ]).line
    }

    /// The beginning of a fault that takes no more than `faultLimit` bytes, of which quotes and backslashes take two.
    private static func cut(_ fault: String) -> String {
        var left = faultLimit
        return String(
            VisibleText.of(fault, limit: faultLimit).prefix { character in
                left -= character == "\"" || character == "\\" ? 2 : 1
                return left >= 0
            })
    }
}
