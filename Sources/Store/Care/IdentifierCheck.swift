// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import GRDB

/// Looks through `identifier.db`: whether it is known of each pseudonym whose it is, as it was issued.
enum IdentifierCheck {
    /// Adds what is wrong to `problems`; no file is no problem while there are no pseudonyms. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        // Read first: whose a pseudonym is stands there before it is known to anybody else.
        var issued: [String: [UInt8]] = [:]
        var ignored = ProblemList()
        SharedFile.attestation(in: directory).look(&ignored) { database, _ throws(StoreError) in
            let rows = try Statement(database, "SELECT name, certificate FROM pseudonym")
            while try rows.step() { issued[rows.text(0)] = SHA256.digest(of: rows.bytes(1)) }
        }
        let file = SharedFile.identifier(in: directory)
        guard file.exists || issued.isEmpty else {
            file.add("it is missing, and there are \(issued.count) pseudonyms", to: &problems)
            return
        }
        file.look(&problems) { database, problems throws(StoreError) in
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "pseudonyms", &problems)
            let find = try Statement(database, "SELECT certificate FROM pseudonym WHERE name = ?")
            for (name, hash) in issued.sorted(by: { $0.key < $1.key }) {
                find.bind(1, name)
                if try !find.step() {
                    file.add("it does not say whose \(name) is", to: &problems)
                } else if SHA256.digest(of: find.bytes(0)) != hash {
                    file.add("\(name) is another one than attest.db knows", to: &problems)
                }
                find.reset()
            }
        }
    }
}
