// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Messages

/// What a station wants one gateway to run, and on whose word: the part of a push that is signed.
///
/// Source: docs/decisions/0033-rules-by-signed-pushes.md.
package struct PushOrder: Sendable, Hashable {
    package static let version = 1

    /// Whom it is for; a `GatewayName`. A gateway follows no order for another.
    package var gateway: String
    /// Greater than that of every order before it to the same gateway, so that an old one cannot be played again; 1 or more.
    package var number: Int
    package var files: SensorFiles
    /// Whether the sensor may end with fewer of these rules than it has now: somebody saw the difference and said so.
    package var mayRunFewer: Bool
    /// Who pushed; for people only.
    package var person: String
    /// When; for people only.
    package var time: Instant

    package init(
        gateway: String, number: Int, files: SensorFiles, mayRunFewer: Bool, person: String, time: Instant
    ) {
        self.gateway = gateway
        self.number = number
        self.files = files
        self.mayRunFewer = mayRunFewer
        self.person = person
        self.time = time
    }

    /// The most characters of a person's name.
    static let personLimit = 64

    /// The order of its text.
    init(payload: String) throws(MessageError) {
        let members = try MessageMembers(Array(payload.utf8), limit: SignedPush.sizeLimit)
        guard members.number("version") == Self.version else { throw .otherVersion }
        gateway = try members.text("gateway")
        guard GatewayName.isValid(gateway) else { throw .badValue("gateway") }
        guard let number = members.number("number"), number > 0 else { throw .badValue("number") }
        self.number = number
        files = try SensorFiles(rules: members.text("rules"), thresholds: members.text("thresholds"))
        mayRunFewer = members.flag("may_run_fewer")
        person = members.told("person", limit: Self.personLimit)
        guard let time = Instant(try members.text("time")) else { throw .badValue("time") }
        self.time = time
    }

    /// Its text, which is signed: JSON on one line.
    var payload: String {
        let bytes = JSONValue.object([
            ("version", .int(Self.version)), ("gateway", .string(gateway)), ("number", .int(number)),
            ("rules", .string(files.rules)), ("thresholds", .string(files.thresholds)),
            ("may_run_fewer", .bool(mayRunFewer)), ("person", .string(person)), ("time", .string(time.rfc3339)),
        ]).bytes
        return String(decoding: bytes, as: UTF8.self)
    }
}
