// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// What a gateway asks of its station: a certificate for a key of its own. One line of JSON, the only one on its connection.
///
/// Source: docs/decisions/0031-enrolment-by-one-line.md.
package struct EnrolmentRequest: Sendable, Hashable {
    /// The version of the protocol.
    package static let version = 1
    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 32 << 10

    /// What lets it in; `nil` where the certificate that it shows on the connection does.
    package var token: EnrolmentToken?
    /// A request for a certificate (PKCS #10) as PEM. Nothing of it has been read yet.
    package var request: String

    package init(token: EnrolmentToken?, request: String) {
        self.token = token
        self.request = request
    }

    /// The request of a line without its line feed; members that are not known are passed over.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard members.number("version") == Self.version else { throw .otherVersion }
        if members.has("token") {
            guard let token = EnrolmentToken(try members.text("token")) else { throw .badToken }
            self.token = token
        }
        request = try members.text("request")
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        var members: [(String, JSONValue)] = [("version", .int(Self.version))]
        if let token { members.append(("token", .string(token.text))) }
        members.append(("request", .string(request)))
        return JSONValue.object(members).line
    }
}
