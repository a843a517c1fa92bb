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

        @Test("the agent enrols with a token from its input, and says in one line why it cannot")
        func agent() throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n", to: "config.yaml")
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            let lead = "gateways enrol on port "
            try #require(eventually { station.errors.contains(lead) })
            let port = station.errors.split(separator: lead).last?.split(separator: "\n").first ?? ""
            let invitation = try Program.run(["gateways", "invite", "gw-a", "--config", configuration], in: room)
            let token = String(invitation.text.split(separator: "\n").first ?? "")
            func enroll(_ token: String, port: Substring = port, input: String? = nil) throws -> Program.Result {
                let arguments = [
                    "enroll", "--station", "127.0.0.1:\(port)", "--token", token, "--state", room.file("state"),
                ]
                return try Running(Program.path + "-agent", arguments, in: room, input: input).result()
            }
            #expect(try enroll("abc").code == 2)
            let unreachable = try enroll(token, port: "1")
            #expect(unreachable.code == 3 && unreachable.errors.contains("127.0.0.1:1: Connection refused"))
            let enrolled = try enroll("-", input: room.write(" \(token)\r\n", to: "token"))
            #expect(enrolled.code == 0 && enrolled.text.hasPrefix("enrolled as gw-a, until 20"), "\(enrolled.errors)")
            #expect(try GatewayCredentials.load(from: room.file("state")).certificate.commonName == "gw-a")
            let again = try enroll(token)
            #expect(again.code == 1 && again.text.isEmpty && again.errorLines.count == 1)
            #expect(again.errors.contains("the token was used at"))
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
        }
    }
}
