// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import Enrolment
import EnrolmentClient
import Fixtures
import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("devices of a station that serves")
    struct AttestProgramTests {
        private func object(_ result: Program.Result) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        }

        @Test(
            "a device is enrolled, asked, believed, changed, told of, accepted, revoked; all of it stands in a record")
        func course() throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n"
                    + "devices: {pseudonyms: 24h}\n", to: "config.yaml")
            func vedette(_ arguments: String...) throws -> Program.Result {
                try Program.run(arguments + ["--config", configuration], in: room)
            }
            func state(_ device: String = "gw-a") throws -> [String: Any] {
                let all = try JSONSerialization.jsonObject(with: vedette("attest", "status", "--json").output)
                return try #require((all as? [[String: Any]])?.first { $0["device"] as? String == device })
            }
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            let lead = "gateways enrol on port "
            try #require(eventually { station.errors.contains(lead) })
            let port = try #require(
                Int(station.errors.split(separator: lead).last?.split(separator: "\n").first ?? ""))
            let text = try vedette("gateways", "invite", "gw-a").text
            let token = try #require(EnrolmentToken(String(text.split(separator: "\n").first ?? "")))
            let place = try #require(StationAddress(host: "127.0.0.1", port: port))
            let credentials = try EnrolmentClient(directory: room.file("gw-a"), seconds: 120)
                .enrol(with: token, at: place).credentials
            let model = try AttesterModel(
                "gw-a", credentials.identity, authority: credentials.authority,
                devices: ["gw-a": AttesterModel.Device()])
            try model.connect(to: port)
            #expect(try vedette("attest", "quote", "gw-a").code == 1)
            let refused = try vedette("attest", "enroll", "gw-a", "--author", "kim")
            #expect(refused.code == 1 && refused.text.contains("--pin"), "\(refused.text)\(refused.errors)")
            let enrolled = try vedette(
                "attest", "enroll", "gw-a", "--pin", "--class", "box", "--author", "kim", "--json")
            #expect(try enrolled.code == 0 && object(enrolled)["entry"] as? Int == 1, "\(enrolled.text)")
            let first = try vedette("attest", "quote", "gw-a")
            #expect(first.code == 0 && first.text.contains("gw-a is flagged"), "\(first.text)\(first.errors)")
            #expect(try vedette("attest", "policy", "learn", "gw-a").text.contains("nothing was changed"))
            let learned = try vedette(
                "attest", "policy", "learn", "gw-a", "--comment", "as delivered", "--author", "kim")
            #expect(learned.code == 0 && learned.text.contains("version 1 is in force"), "\(learned.errors)")
            let policy = try object(vedette("attest", "policy", "show", "box", "--json"))
            let registers = try #require(policy["registers"] as? [[String: Any]])
            #expect(!registers.isEmpty && registers.allSatisfy { $0["bank"] as? String == "sha256" })
            #expect(try vedette("attest", "quote", "gw-a").text.contains("gw-a is trusted"))
            #expect(try state()["state"] as? String == "trusted" && state()["policy_version"] as? Int == 1)
            // A register is changed: untrusted, and an alert among the events.
            model.change("gw-a") { $0.values[4] = [UInt8](repeating: 4, count: 32) }
            #expect(try vedette("attest", "quote", "gw-a").text.contains("gw-a is untrusted"))
            let shown = try object(vedette("attest", "show", "gw-a", "--json"))
            let checks = try #require(shown["checks"] as? [[String: Any]])
            #expect(checks.last?["reason"] as? String == "pcr-policy" && shown["enrolled_by"] as? String == "kim")
            #expect(
                try vedette("attest", "show", "gw-a").text.contains(
                    "sha256 PCR 4 " + String(repeating: "04", count: 32)))
            #expect(
                try eventually {
                    try vedette("events", "--filter", "type:alert").text.contains("VEDETTE device cannot be trusted")
                })
            #expect(try vedette("attest", "policy", "learn", "gw-a", "--add", "--comment", "new loader").code == 0)
            #expect(try vedette("attest", "quote", "gw-a").text.contains("gw-a is trusted"))
            // A reading may be inscribed once.
            let sensor = try #require(model.state.devices["gw-a"]).sensor
            let message = Array(#"{"dev":"gw-a","boot":1,"seq":0,"ms":5,"ch":"t1","raw":12.5}"#.utf8)
            let (messageFile, signatureFile) = (room.file("message"), room.file("signature"))
            try Data(message).write(to: URL(filePath: messageFile))
            try Data(sensor.signature(of: message)).write(to: URL(filePath: signatureFile))
            func register() throws -> Program.Result {
                try vedette(
                    "attest", "register", "--message", messageFile, "--signature", signatureFile, "--device", "gw-a")
            }
            let inscribed = try register()
            #expect(try inscribed.code == 0 && object(inscribed)["may_be_inscribed"] as? Bool == true)
            let again = try register()
            #expect(try again.code == 1 && object(again)["reason"] as? String == "replay")
            #expect(try vedette("attest", "readings", "gw-a").code == 0)
            // Its agent wants a pseudonym, which is listed, checked by anybody, and disclosed to who says why.
            model.change("gw-a") { $0.wantsPseudonym = true }
            model.tell()
            #expect(eventually { model.state.devices["gw-a"]?.taken.count == 1 })
            let listed = try JSONSerialization.jsonObject(with: vedette("attest", "pseudonyms", "--json").output)
            let pseudonym = try #require((listed as? [[String: Any]])?.first)
            let name = try #require(pseudonym["pseudonym"] as? String)
            #expect(pseudonym["gateway"] as? String == "gw-a" && pseudonym["revoked"] is NSNull)
            let pem = try vedette("attest", "pseudonyms", name, "--pem").text
            let authority = try vedette("attest", "pseudonyms", "--authority").text
            let signer = try Certificate(pem: Array(authority.utf8))
            #expect(try Certificate(pem: Array(pem.utf8)).isSigned(by: signer))
            #expect(try vedette("attest", "disclose", name, "--reason", " ").code == 1)
            let disclosed = try vedette("attest", "disclose", name, "--reason", "theft", "--author", "kim")
            #expect(disclosed.code == 0 && disclosed.text.hasPrefix("\(name) is gw-a (entry "), "\(disclosed.errors)")
            // Killed with an answer on its way, and begun again: it knows all that it knew, and the record is whole.
            let before = model.state.questions.count
            let asking = try Running(
                Program.path, ["attest", "quote", "gw-a", "--wait", "0", "--config", configuration], in: room)
            #expect(eventually { model.state.questions.count > before })
            station.send(SIGKILL)
            _ = try station.result()
            _ = try asking.result()
            model.waitForEnd()
            #expect(try object(vedette("attest", "recheck", "--all", "--json"))["fault"] is NSNull)
            let second = try Running(Program.path, ["serve", "--config", configuration], in: room)
            try #require(eventually { second.errors.contains(lead) })
            let newPort = try #require(
                Int(second.errors.split(separator: lead).last?.split(separator: "\n").first ?? ""))
            try model.connect(to: newPort)
            #expect(try vedette("attest", "quote", "gw-a").text.contains("gw-a is trusted"))
            second.send(SIGTERM)
            #expect(try second.result().code == 0)
            model.waitForEnd()
            let recheck = try object(vedette("attest", "recheck", "--all", "--json"))
            #expect((recheck["differences"] as? [Any])?.isEmpty == true && recheck["fault"] is NSNull)
            #expect(recheck["checked"] as? Int ?? 0 >= 4)
            #expect(try vedette("verify").code == 0)
            let copy = room.file("copy")
            #expect(try vedette("backup", copy).code == 0)
            #expect(FileManager.default.fileExists(atPath: copy + "/attest.db"))
            #expect(try vedette("attest", "revoke", "gw-a", "--reason", "stolen", "--author", "kim").code == 0)
            #expect(try state()["state"] as? String == "revoked")
            #expect(try vedette("attest", "pseudonyms", name).text.contains("taken back in the hour of"))
            #expect(try vedette("attest", "revoke", "gw-a", "--reason", "stolen").code == 1)
            #expect(try vedette("attest", "show", "nobody").code == 1)
        }
    }
}
