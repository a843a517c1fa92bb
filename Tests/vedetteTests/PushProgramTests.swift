// SPDX-License-Identifier: Apache-2.0

import Enrolment
import EnrolmentClient
import Fixtures
import Foundation
import Glibc
import Pushes
import Testing

extension ProgramTests {
    @Suite("pushes from a station that serves")
    struct PushProgramTests {
        private func object(_ result: Program.Result) throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        }

        @Test("rules are pushed to a canary and to all, muted, taken back, and told with their states and exit codes")
        func course() throws {
            let room = try Room()
            let configuration = try room.write(
                "data: \(room.data)\ncollector: {listen: \"127.0.0.1:0\", enrol: \"127.0.0.1:0\"}\n", to: "config.yaml")
            func vedette(_ arguments: String...) throws -> Program.Result {
                try Program.run(arguments + ["--config", configuration], in: room)
            }
            let station = try Running(Program.path, ["serve", "--config", configuration], in: room)
            let lead = "gateways enrol on port "
            try #require(eventually { station.errors.contains(lead) })
            let port = try #require(
                Int(station.errors.split(separator: lead).last?.split(separator: "\n").first ?? ""))
            func sensor(_ name: String, _ conduct: SensorModel.Conduct) throws -> SensorModel {
                let text = try vedette("gateways", "invite", name).text
                let token = try #require(EnrolmentToken(String(text.split(separator: "\n").first ?? "")))
                let place = try #require(StationAddress(host: "127.0.0.1", port: port))
                let credentials = try EnrolmentClient(directory: room.file(name), seconds: 120)
                    .enrol(with: token, at: place).credentials
                let sensor = try SensorModel(
                    name, credentials.identity, authority: credentials.authority, conduct)
                try sensor.connect(to: port)
                return sensor
            }
            let none = try vedette("gateways", "push", "--all")
            #expect(none.code == 1 && none.text.isEmpty && none.errorLines.count == 1)
            let good = try sensor("gw-a", .follows)
            let bad = try sensor("gw-b", .failsTest)
            let rules = try room.write(
                "alert tcp any any -> any any (msg:\"one\"; sid:1000001; rev:1;)\n", to: "local.rules")
            #expect(try vedette("rules", "add", rules).code == 0)
            // A look pushes nothing.
            let look = try vedette("gateways", "push")
            #expect(look.code == 0 && look.text.contains("gw-a gw-b: 1 added"), "\(look.text)\(look.errors)")
            #expect(look.text.contains("  + alert tcp any any"))
            #expect(try vedette("gateways", "push", "--all", "--dry-run").text == look.text)
            #expect(try vedette("gateways", "pushes").text.isEmpty)
            #expect(try vedette("gateways", "push", "--all", "--canary", "gw-a").code == 2)
            let canary = try vedette(
                "gateways", "push", "--canary", "gw-a", "--wait", "100", "--comment", "try", "--author", "kim", "--json"
            )
            #expect(canary.code == 0 && canary.errors.isEmpty, "\(canary.errors)")
            let told = try object(canary)
            let states = try #require(told["states"] as? [[String: Any]])
            #expect(states.map { $0["state"] as? String } == ["verified"] && good.ruleCount == 101)
            #expect((told["record"] as? [String: Any])?["comment"] as? String == "try")
            let all = try vedette("gateways", "push", "--to", "gw-*", "--wait", "100", "--author", "kim")
            #expect(all.code == 1 && all.text.contains("these rules run on gw-a"), "\(all.text)")
            #expect(all.text.contains("gw-b  refused") && all.text.contains("  E: detect-parse: unknown rule keyword"))
            let one = try vedette("gateways", "rules", "gw-a", "--json")
            let gateway = try #require(try JSONSerialization.jsonObject(with: one.output) as? [[String: Any]]).first
            #expect(gateway?["running"] as? String == (gateway?["wanted"] as? [String: Any])?["revision"] as? String)
            #expect(try vedette("gateways", "rules", "gw-x").code == 1)
            let mute = try vedette(
                "gateways", "mute", "gw-a", "1000001", "--by-src", "10.0.0.0/8", "--for", "8h", "--reason", "scan",
                "--wait", "100", "--author", "kim")
            #expect(mute.code == 0 && mute.text.contains("gw-a  verified"), "\(mute.text)\(mute.errors)")
            #expect(
                good.state.files?.thresholds.contains("suppress gen_id 1, sig_id 1000001, track by_src, ip 10.0.0.0/8")
                    == true)
            #expect(try vedette("gateways", "mutes").text.hasPrefix("muting 1  sid 1000001 from 10.0.0.0/8  at gw-a"))
            #expect(try vedette("gateways", "undo", "--author", "ada").code == 1)
            #expect(try vedette("gateways", "unmute").code == 2)
            #expect(try vedette("gateways", "unmute", "1", "--sid", "1000001").code == 2)
            #expect(try vedette("gateways", "unmute", "--sid", "x").code == 2)
            #expect(try vedette("gateways", "unmute", "--sid", "1000002").code == 1)
            #expect(
                try vedette("gateways", "unmute", "--sid", "1000001", "--wait", "100", "--author", "ada").code == 0)
            #expect(good.state.files?.thresholds.contains("sig_id 1000001") == false)
            #expect(try vedette("gateways", "mute", "gw-a", "x", "--for", "8h", "--reason", "x").code == 2)
            #expect(try vedette("gateways", "mute", "--all", "5", "--for", "100d", "--reason", "x").code == 1)
            #expect(try vedette("rules", "disable", "1:1000001").code == 0)
            let fewer = try vedette("gateways", "push", "--canary", "gw-a")
            #expect(fewer.code == 1 && fewer.errors.contains("0 rules instead of 1; say so with --may-run-fewer"))
            #expect(
                try vedette("gateways", "push", "--canary", "gw-a", "--may-run-fewer", "--wait", "100").code == 0)
            #expect(good.ruleCount == 100)
            let plain = try vedette("gateways").text
            #expect(plain.contains(", verified  certificate until") && plain.contains("  rules ? of "), "\(plain)")
            let status = try vedette("gateways", "--json")
            let listed = try #require(try JSONSerialization.jsonObject(with: status.output) as? [[String: Any]])
            #expect(listed.map { $0["rules_state"] as? String } == ["verified", "refused"])
            #expect(listed[0]["rules_wanted"] as? String == listed[0]["rules_running"] as? String)
            // What is adjusted goes with the next push.
            #expect(try vedette("rules", "enable", "1:1000001").code == 0)
            #expect(try vedette("gateways", "adjust").text.hasPrefix("none is kept"))
            let disable = try room.write("1000001\n999 # not ours\n", to: "disable.conf")
            let adjusted = try vedette("gateways", "adjust", "disable.conf", "--from", disable)
            #expect(adjusted.code == 0 && adjusted.text.contains("disable.conf:2: no rule here is 1:999"))
            #expect(adjusted.text.contains("disable.conf:1 disables 1:1000001"), "\(adjusted.text)\(adjusted.errors)")
            #expect(try vedette("gateways", "adjust", "disable.conf").text.contains("999 # not ours"))
            #expect(try vedette("gateways", "push").text.contains("disable.conf:1 disables 1:1000001"))
            let spoilt = try room.write("1000001\nnone\n(\n", to: "bad.conf")
            let refused = try vedette("gateways", "adjust", "disable.conf", "--from", spoilt)
            #expect(refused.code == 1 && refused.errorLines.count == 2 && refused.errors.contains("disable.conf:2: "))
            #expect(try vedette("gateways", "adjust", "drop.conf").code == 2)
            #expect(try vedette("gateways", "adjust", "--remove").code == 2)
            #expect(try vedette("gateways", "adjust", "modify.conf").code == 1)
            #expect(try vedette("gateways", "adjust", "disable.conf", "--remove").text.hasPrefix("none is kept"))
            #expect(try vedette("rules", "disable", "1:1000001").code == 0)
            // What it is to run goes with a new name.
            #expect(try vedette("gateways", "rename", "gw-a", "gw-c").code == 0)
            good.waitForEnd()
            try good.connect(to: port)
            #expect(
                try eventually { try vedette("gateways", "rules", "gw-c").text.hasPrefix("gw-c  verified") })
            station.send(SIGTERM)
            #expect(try station.result().code == 0)
            bad.waitForEnd()
            #expect(try vedette("gateways", "rules", "gw-c").text.contains("  as of "))
        }
    }
}
