// SPDX-License-Identifier: Apache-2.0

import Enrolment
import Foundation
import Testing

extension ProgramTests {
    @Suite("gateways")
    struct GatewaysCommandTests {
        private let room: Room

        init() throws { room = try Room() }

        private func gateways(_ arguments: String...) throws -> Program.Result {
            try Program.run(["gateways"] + arguments + ["--data", room.data], in: room)
        }

        private func objects(_ result: Program.Result) throws -> [[String: Any]] {
            try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
        }

        @Test("invite prints a token and what to type, and the token is listed")
        func invite() throws {
            let plain = try gateways("invite", "gw-a", "--author", "ada")
            let lines = plain.text.split(separator: "\n")
            #expect(plain.code == 0 && lines.count == 3)
            let token = try #require(EnrolmentToken(String(lines[0])))
            #expect(lines[1].hasPrefix("lets gw-a enrol once, until ") && lines[1].hasSuffix("On the gateway:"))
            #expect(lines[2] == "  vedette-agent enroll --station HOST:PORT --token \(lines[0])")
            #expect(plain.errors.contains("says nowhere to enrol") && plain.errorLines.count == 1)
            let configuration = try room.write(
                "collector: {listen: \"0.0.0.0:5044\", enrol: \"192.0.2.7:5045\"}\n", to: "config.yaml")
            let json = try gateways("invite", "gw-b", "--for", "7d", "--json", "--config", configuration)
            #expect(json.code == 0 && json.errors.isEmpty)
            let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
            let other = try #require(EnrolmentToken(object["token"] as? String ?? ""))
            // Both name the same station, and are secrets of their own.
            #expect(other.station == token.station && other.secret != token.secret)
            #expect((object["station"] as? String)?.count == 64 && object["gateway"] as? String == "gw-b")
            let command = "vedette-agent enroll --station 192.0.2.7:5045 --token \(other.text)"
            #expect(object["command"] as? String == command)
            let list = try objects(gateways("list", "--json"))
            #expect(list.map { $0["gateway"] as? String } == ["gw-a", "gw-b"])
            #expect(list.map { $0["state"] as? String } == ["invited", "invited"])
            #expect(list[1]["invitation_ends"] as? String == object["until"] as? String)
            #expect(list[0]["certificate_expires"] is NSNull)
            #expect(try gateways("list").text.hasPrefix("gw-a  invited  invitation until 20"))
        }

        @Test("keys and registry are for the user alone")
        func modes() throws {
            #expect(try gateways("invite", "gw-a").code == 0)
            for (name, mode) in [("keys", 0o700), ("keys/authority.pem", 0o600), ("keys/station.pem", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: room.data + "/" + name)
                #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
            }
        }

        @Test("revoke and rename change what is listed, and refuse in one line")
        func changes() throws {
            for name in ["gw-a", "gw-b"] { #expect(try gateways("invite", name).code == 0) }
            #expect(try gateways("revoke", "gw-a").text == "gw-a is revoked\n")
            #expect(try gateways("list").text.split(separator: "\n").first == "gw-a  revoked")
            #expect(
                try gateways("rename", "gw-b", "gw-c", "--json").text == "{\"gateway\":\"gw-c\",\"before\":\"gw-b\"}\n")
            #expect(try objects(gateways("list", "--json")).map { $0["gateway"] as? String } == ["gw-a", "gw-c"])
            for (arguments, text) in [
                (["revoke", "gw-x"], "no gateway 'gw-x' was invited"), (["rename", "gw-c", "gw-a"], "'gw-a' already"),
                (["rename", "gw-c", "../c"], "is no name for a gateway"),
                (["invite", "a b"], "is no name for a gateway"),
            ] {
                let result = try Program.run(["gateways"] + arguments + ["--data", room.data], in: room)
                #expect(result.code == 1 && result.text.isEmpty && result.errorLines.count == 1, "\(arguments)")
                #expect(result.errors.contains(text), "\(result.errors)")
            }
            #expect(try gateways("invite", "gw-d", "--for", "soon").code == 2)
            // Revoked ones come back.
            #expect(try gateways("invite", "gw-a").code == 0)
            #expect(try gateways("list").text.hasPrefix("gw-a  invited"))
        }

        @Test("what the disk does not hold is told with the environment's exit code")
        func storage() throws {
            try FileManager.default.createDirectory(atPath: room.data, withIntermediateDirectories: true)
            try room.write("no database, but some text that is long enough to be one", to: "data/gateways.db")
            let list = try gateways("list")
            #expect(list.code == 3 && list.text.isEmpty && list.errorLines.count == 1)
            let other = try Room()
            try other.write("no key", to: "data/keys/authority.pem")
            let invite = try Program.run(["gateways", "invite", "gw-a", "--data", other.data], in: other)
            #expect(invite.code == 3 && invite.text.isEmpty && invite.errors.contains("authority.pem"))
        }

        @Test("without a subcommand it tells how gateways stand, as before")
        func status() throws {
            let line = #"{"timestamp":"2026-11-24T10:00:00.000000+0000","event_type":"flow","flow_id":1}"#
            let file = try room.write(line + "\n", to: "eve.json")
            #expect(try Program.run(["import", "--gateway", "gw-a", file, "--data", room.data], in: room).code == 0)
            let plain = try gateways()
            #expect(plain.code == 0 && plain.text.hasPrefix("gw-a  events 1  last 2026-11-24T10:00:00.000000Z"))
            #expect(try gateways("status").output == plain.output)
            let json = try objects(gateways("--json"))
            #expect(json.map { $0["gateway"] as? String } == ["gw-a"] && json[0]["events"] as? Int == 1)
        }
    }
}
