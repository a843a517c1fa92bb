// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import EnrolmentClient
import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("enrolment at a station that serves")
    struct EnrolmentProgramTests {
        @Test("an invited gateway enrols and renews, and is let in no more when it is revoked")
        func course() throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n", to: "config.yaml")
            func gateways(_ arguments: String...) throws -> Program.Result {
                try Program.run(["gateways"] + arguments + ["--config", configuration], in: room)
            }
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            func port(_ lead: String) -> Int? {
                station.errors.split(separator: "\n").first { $0.contains(lead) }
                    .flatMap { Int($0.split(separator: " ").last ?? "") }
            }
            try #require(eventually { port("gateways enrol on port") != nil })
            let invitation = try gateways("invite", "gw-a")
            let token = try #require(EnrolmentToken(String(invitation.text.split(separator: "\n").first ?? "")))
            let place = try #require(StationAddress(host: "127.0.0.1", port: port("gateways enrol on port") ?? 0))
            let client = EnrolmentClient(directory: room.file("gateway"), seconds: 120)
            let enrolled = try client.enrol(with: token, at: place)
            #expect(enrolled.gateway == "gw-a")
            #expect(enrolled.credentials.collector.port == port("gateways are listened to on port"))
            let renewed = try client.renew().credentials.certificate
            let list = try gateways("list", "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: list.output) as? [[String: Any]]).first
            #expect(object?["state"] as? String == "enrolled" && object?["certificates"] as? Int == 2)
            #expect(object?["certificate_expires"] as? String == renewed.notAfter.rfc3339)
            #expect(eventually { station.errors.contains("gw-a renewed its certificate, good until ") })
            #expect(try gateways("revoke", "gw-a").code == 0)
            let failure = #expect(throws: EnrolmentFailure.self) { try client.renew() }
            #expect(failure == .refused(EnrolmentRefusal.unknownCertificate.message))
            #expect(
                eventually { station.errors.contains("127.0.0.1: enrolment: the certificate is of no") })
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
        }
    }
}
