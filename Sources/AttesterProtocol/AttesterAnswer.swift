// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// What a device's TPM answers: one line for each question.
///
///     {"answer":7,"ek_certificate":"<base64 DER>","ek":"<TPM2B_PUBLIC>","ak":"<TPM2B_PUBLIC>"}
///     {"answer":8,"secret":"<base64>"}
///     {"answer":9,"attest":"<TPMS_ATTEST>","signature":"<TPMT_SIGNATURE>","key":"<TPM2B_PUBLIC>"}
///     {"answer":10,"attest":"...","signature":"...","ak":"...","values":[{"bank":"sha256","register":0,"value":"..."}],"log":"..."}
///     {"answer":12,"taken":true}
///     {"answer":10,"fault":"the TPM does not answer"}
///
/// Bytes are base64. Everything in it is what a gateway says: it is bounded, and nothing in it is proven.
package struct AttesterAnswer: Sendable, Hashable {
    /// A register as it is said to be.
    package struct Value: Sendable, Hashable {
        package let bank: String
        package let register: Int
        package let bytes: [UInt8]

        package init(bank: String, register: Int, bytes: [UInt8]) {
            self.bank = bank
            self.register = register
            self.bytes = bytes
        }
    }

    package enum Content: Sendable, Hashable {
        /// The DER of the endorsement key's certificate, empty where its TPM has none; `TPM2B_PUBLIC` of both keys.
        case identity(certificate: [UInt8], endorsementKey: [UInt8], attestationKey: [UInt8])
        case activated(secret: [UInt8])
        /// `TPMS_ATTEST` and `TPMT_SIGNATURE` of `TPM2_Certify`, and the `TPM2B_PUBLIC` that they are of.
        case certified(attest: [UInt8], signature: [UInt8], key: [UInt8])
        /// `TPMS_ATTEST` and `TPMT_SIGNATURE` of `TPM2_Quote`, the key's `TPM2B_PUBLIC`, values, and the event log if it was asked for and there is one.
        case quoted(attest: [UInt8], signature: [UInt8], key: [UInt8], values: [Value], log: [UInt8]?)
        /// The pseudonym is in use.
        case taken
        /// Why there is no answer, in one line.
        case fault(String)
    }

    /// The most bytes of a line, without its line feed: an event log is the most of it.
    package static let sizeLimit = 6 << 20
    /// The most bytes of an event log.
    package static let logLimit = 4 << 20

    /// The number of the question.
    package let number: Int
    package let content: Content

    package init(number: Int, _ content: Content) {
        self.number = number
        self.content = content
    }

    /// The answer of a line without its line feed.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard let number = members.number("answer") else { throw .missing("answer") }
        self.number = number
        if members.has("fault") {
            content = .fault(members.told("fault", limit: 400))
        } else if members.has("taken") {
            content = .taken
        } else if members.has("secret") {
            content = .activated(secret: try members.bytes("secret", limit: 64))
        } else if members.has("ek") {
            content = .identity(
                certificate: try members.bytes("ek_certificate", limit: 16 << 10),
                endorsementKey: try members.bytes("ek", limit: 1024),
                attestationKey: try members.bytes("ak", limit: 1024))
        } else if members.has("values") {
            content = .quoted(
                attest: try members.bytes("attest", limit: 2048),
                signature: try members.bytes("signature", limit: 1024),
                key: try members.bytes("ak", limit: 1024), values: try Self.values(members),
                log: members.has("log") ? try members.bytes("log", limit: Self.logLimit) : nil)
        } else {
            content = .certified(
                attest: try members.bytes("attest", limit: 2048),
                signature: try members.bytes("signature", limit: 1024),
                key: try members.bytes("key", limit: 1024))
        }
    }

    private static func values(_ members: MessageMembers) throws(MessageError) -> [Value] {
        var values: [Value] = []
        for value in try members.list("values", count: 4 * 24) {
            guard let register = value.number("register"), register < 24 else { throw .badValue("register") }
            values.append(
                Value(
                    bank: try value.text("bank", limit: 16), register: register,
                    bytes: try value.bytes("value", limit: 64)))
        }
        return values
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        var members: [(String, JSONValue)] = [("answer", .int(number))]
        switch content {
        case .identity(let certificate, let endorsementKey, let attestationKey):
            members += [
                ("ek_certificate", .bytes(certificate)), ("ek", .bytes(endorsementKey)), ("ak", .bytes(attestationKey)),
            ]
        case .activated(let secret): members.append(("secret", .bytes(secret)))
        case .certified(let attest, let signature, let key):
            members += [("attest", .bytes(attest)), ("signature", .bytes(signature)), ("key", .bytes(key))]
        case .quoted(let attest, let signature, let key, let values, let log):
            let list = values.map { value -> JSONValue in
                .object([
                    ("bank", .string(value.bank)), ("register", .int(value.register)), ("value", .bytes(value.bytes)),
                ])
            }
            members += [
                ("attest", .bytes(attest)), ("signature", .bytes(signature)), ("ak", .bytes(key)),
                ("values", .array(list)),
            ]
            if let log { members.append(("log", .bytes(log))) }
        case .taken: members.append(("taken", .bool(true)))
        case .fault(let text): members.append(("fault", .string(text)))
        }
        return JSONValue.object(members).line
    }
}
