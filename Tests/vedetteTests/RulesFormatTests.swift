// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("rules format")
    struct RulesFormatTests {
        private static let text = """
            # kept   as it is
            alert  tcp any any ->  any any (msg:"x";content:"a" ;sid:1;rev:1;)
            alert tcp any any -> any any (msg:"broken";   sid:x;)

            """
        private static let formatted = text.replacing(
            #"alert  tcp any any ->  any any (msg:"x";content:"a" ;sid:1;rev:1;)"#,
            with: #"alert tcp any any -> any any (msg:"x"; content:"a"; sid:1; rev:1;)"#)

        @Test("files are printed, and replaced only where that is asked for")
        func files() throws {
            let room = try Room()
            let file = try room.write(Self.text, to: "in/a.rules")
            try room.write("suppress  gen_id 1,sig_id 1\n", to: "in/threshold.config")
            try room.write(RulesText.rule(), to: "in/b.yml")
            let printed = try Program.run(["rules", "format", room.file("in")], in: room)
            #expect(printed.code == 0 && printed.errors.isEmpty)
            #expect(printed.text == Self.formatted + "suppress gen_id 1, sig_id 1\n")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.text)

            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
            let link = room.file("link.rules")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            #expect(try Program.run(["rules", "format", "--write", link], in: room).text == "1 of 1 files changed\n")
            #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.formatted)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
            let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(rights == 0o640)
            #expect(try Program.run(["rules", "format", "--write", file], in: room).text == "0 of 1 files changed\n")
        }

        @Test("an option a line, as JSON, and back again")
        func lines() throws {
            let room = try Room()
            let file = try room.write(Self.formatted, to: "a.rules")
            let result = try Program.run(["rules", "format", "--lines", "--json", file], in: room)
            let all = try #require(try JSONSerialization.jsonObject(with: result.output) as? [[String: Any]])
            let text = try #require(all.first?["text"] as? String)
            #expect(all.count == 1 && all[0]["changed"] as? Bool == true && all[0]["path"] as? String == file)
            #expect(
                text.contains("(msg:") == true && text.contains(" \\\n    content:\"a\"; \\\n    sid:1;"), "\(text)")
            let other = try room.write(text, to: "b.rules")
            #expect(try Program.run(["rules", "format", other], in: room).text == Self.formatted)
        }

        @Test("a file of more than 10 MB is read to its end")
        func large() throws {
            let room = try Room()
            let comment = "# " + String(repeating: "x", count: 1_000_000) + "\n"
            let text = String(repeating: comment, count: 11) + Self.text
            let file = try room.write(text, to: "a.rules")
            let result = try Program.run(["rules", "format", "--write", file], in: room)
            #expect(result.code == 0 && result.text == "1 of 1 files changed\n", "\(result.errors)")
            let written = try String(contentsOfFile: file, encoding: .utf8)
            #expect(written.hasSuffix("\n" + Self.formatted) && written.utf8.count > 11_000_000)
        }

        @Test("what is no signature is refused")
        func others() throws {
            let room = try Room()
            let file = try room.write(RulesText.rule(), to: "a.yml")
            let result = try Program.run(["rules", "format", "--write", file], in: room)
            #expect(result.code == 2 && result.errorLines.count == 1 && result.errors.contains("only signatures"))
        }
    }
}
