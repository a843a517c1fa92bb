// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("assets")
    struct AssetsCommandTests {
        @Test("check tells every problem by its place, and exits with 1 where something does not hold")
        func check() throws {
            let room = try Room()
            let good = try room.write("- {name: a, addresses: 10.0.0.1}\n- {name: a, macs: []}\n", to: "good.yaml")
            let bad = try room.write(
                "- {name: \"b\\e[31m\", addresses: [10.0.0.1, ten]}\n- {name: c, addresses: 10.0.0.1}\n", to: "bad.yaml"
            )
            let fine = try Program.run(["assets", "check", good], in: room)
            #expect(fine.code == 0 && fine.text == "2 assets in 1 files: 0 errors, 1 warnings\n")
            let result = try Program.run(["assets", "check", good, bad], in: room)
            #expect(result.code == 1 && result.text == "4 assets in 2 files: 2 errors, 1 warnings\n")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].hasPrefix("\(bad):1:"))
            #expect(lines[2].contains("`c` of line 2 has `10.0.0.1`, which is of `b") && lines[2].contains("of line 1"))
            #expect(!result.errors.contains("\u{1b}"))
            let json = try Program.run(["assets", "check", "--json", bad], in: room)
            let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
            #expect(json.code == 1 && json.errors.isEmpty && object["assets"] as? Int == 2)
            #expect((object["problems"] as? [[String: Any]])?.map { $0["line"] as? Int } == [1, 2])
            #expect(try Program.run(["assets", "check", room.file("none")], in: room).code == 3)
            #expect(try Program.run(["assets", "check"], in: room).code == 2)
        }

        @Test("show tells the asset at an address, of the configuration's file or another")
        func show() throws {
            let room = try Room()
            let file = try room.write(
                "- {name: net, addresses: 10.0.0.0/8}\n- name: plc\n  criticality: critical\n  addresses: 10.0.0.1\n  macs: 02-00-00-00-00-01\n",
                to: "assets.yaml")
            let configuration = try room.write("assets: \(file)\n", to: "config.yaml")
            func show(_ arguments: String...) throws -> (code: Int32, text: String, errors: String) {
                let result = try Program.run(["assets", "show"] + arguments, in: room)
                return (result.code, result.text, result.errors)
            }
            let plc = try show("10.0.0.1", "--config", configuration)
            #expect(plc.code == 0 && plc.text.hasPrefix("plc\n  criticality  critical\n  addresses    10.0.0.1\n"))
            #expect(plc.text.hasSuffix("  from         \(file):2\n"))
            #expect(try show("02:00:00:00:00:01", "--file", file).text == plc.text)
            #expect(try show("10.9.9.9", "--file", file).text.hasPrefix("net\n"))
            let json = try show("10.0.0.1", "--file", file, "--json")
            #expect(json.text.hasPrefix(#"{"name":"plc","what":"","owner":"","street":"","criticality":"critical""#))
            let stranger = try show("192.0.2.1", "--file", file)
            #expect(stranger.code == 1 && stranger.text.isEmpty && stranger.errors.contains("192.0.2.1 is of no asset"))
            #expect(try show("plc", "--file", file).code == 2)
            #expect(try show("10.0.0.1", "--file", room.file("none")).code == 3)
        }
    }
}
