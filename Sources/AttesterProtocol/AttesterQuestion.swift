// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Messages

/// What the station asks of a device's TPM: one line; one question of a device at a time.
///
///     {"ask":"identity","number":7,"device":"gw-harbour"}
///     {"ask":"activate","number":8,"device":"gw-harbour","id_object":"<base64>","secret":"<base64>"}
///     {"ask":"certify","number":9,"device":"gw-harbour","nonce":"<base64>"}
///     {"ask":"quote","number":10,"device":"gw-harbour","nonce":"<base64>","banks":[{"bank":"sha256","registers":[0,1,7]}],"log":true}
///     {"ask":"pseudonym","number":11,"device":"gw-harbour","nonce":"<base64>"}
///     {"ask":"take","number":12,"device":"gw-harbour","certificate":"<base64 DER>"}
package struct AttesterQuestion: Sendable, Hashable {
    /// Registers of a bank, by the bank's name.
    package struct Bank: Sendable, Hashable {
        package let name: String
        package let registers: [Int]

        package init(name: String, registers: [Int]) {
            self.name = name
            self.registers = registers
        }
    }

    package enum Content: Sendable, Hashable {
        /// Who are you: the endorsement key and its certificate, the attestation key.
        case identity
        /// Give out the secret of a credential: a `TPM2B_ID_OBJECT` and a `TPM2B_ENCRYPTED_SECRET`.
        case activate(idObject: [UInt8], secret: [UInt8])
        /// Certify the sensor key, with this as qualifying data.
        case certify(nonce: [UInt8])
        /// Quote these registers, and send the event log along if `log`.
        case quote(nonce: [UInt8], banks: [Bank], log: Bool)
        /// Make a new key for readings under a pseudonym, and certify it, with this as qualifying data.
        case pseudonym(nonce: [UInt8])
        /// Sign readings by the key that was made last, under the name that this certificate (DER) gives it.
        case take(certificate: [UInt8])
    }

    /// The most bytes of a line, without its line feed.
    package static let sizeLimit = 16 << 10

    /// Which question it is, on this connection.
    package let number: Int
    package let device: String
    package let content: Content

    package init(number: Int, device: String, _ content: Content) {
        self.number = number
        self.device = device
        self.content = content
    }

    /// The question of a line without its line feed.
    package init(line: [UInt8]) throws(MessageError) {
        let members = try MessageMembers(line, limit: Self.sizeLimit)
        guard let number = members.number("number") else { throw .missing("number") }
        self.number = number
        device = try members.text("device", limit: AttesterHello.nameLimit)
        switch try members.text("ask", limit: 16) {
        case "identity": content = .identity
        case "activate":
            content = .activate(
                idObject: try members.bytes("id_object", limit: 512), secret: try members.bytes("secret", limit: 1024))
        case "certify": content = .certify(nonce: try members.bytes("nonce", limit: 64))
        case "quote":
            var banks: [Bank] = []
            for bank in try members.list("banks", count: 4) {
                let registers = try bank.numbers("registers", below: 24)
                banks.append(Bank(name: try bank.text("bank", limit: 16), registers: registers))
            }
            content = .quote(nonce: try members.bytes("nonce", limit: 64), banks: banks, log: members.flag("log"))
        case "pseudonym": content = .pseudonym(nonce: try members.bytes("nonce", limit: 64))
        case "take": content = .take(certificate: try members.bytes("certificate", limit: 4096))
        default: throw .badValue("ask")
        }
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        var members: [(String, JSONValue)] = [("number", .int(number)), ("device", .string(device))]
        switch content {
        case .identity: members.append(("ask", .string("identity")))
        case .activate(let idObject, let secret):
            members += [("ask", .string("activate")), ("id_object", .bytes(idObject)), ("secret", .bytes(secret))]
        case .certify(let nonce): members += [("ask", .string("certify")), ("nonce", .bytes(nonce))]
        case .quote(let nonce, let banks, let log):
            let list = banks.map { bank -> JSONValue in
                .object([("bank", .string(bank.name)), ("registers", .array(bank.registers.map { .int($0) }))])
            }
            members += [
                ("ask", .string("quote")), ("nonce", .bytes(nonce)), ("banks", .array(list)), ("log", .bool(log)),
            ]
        case .pseudonym(let nonce): members += [("ask", .string("pseudonym")), ("nonce", .bytes(nonce))]
        case .take(let certificate): members += [("ask", .string("take")), ("certificate", .bytes(certificate))]
        }
        return JSONValue.object(members).line
    }
}
