// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Looks through `gateways.db`.
enum GatewayCheck {
    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.gateways(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "gateways", &problems)
            let lost = try Statement(
                database, "SELECT count(*) FROM certificate WHERE gateway NOT IN (SELECT number FROM gateway)")
            if try lost.step(), lost.integer(0) > 0 {
                file.add("\(lost.integer(0)) certificates are of no gateway", to: &problems)
            }
        }
    }
}
