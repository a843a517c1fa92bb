// SPDX-License-Identifier: Apache-2.0

import SuricataRules
import Testing

@Suite("Changes to signature files")
struct SignatureEditTests {
    private let text =
        "# c\nalert  tcp any any -> any any ( msg:\"a\";nocase ;\\\n  sid: 5 ; rev : 1; )  \r\n\n#alert udp any any -> any any (msg:\"b\"; sid:6;)\n"
    private var file: SignatureFile { SignatureFile.parse(text) }

    private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("one value changes, and not a byte besides")
    func setting() throws {
        let raised = try SignatureEdit.raisingRevision(line: 2, in: file)
        #expect(string(raised) == text.replacing("rev : 1;", with: "rev : 2;"))
        let named = try SignatureEdit.settingMessage(#"say "x"; \"#, line: 2, in: file)
        #expect(string(named) == text.replacing("msg:\"a\"", with: #"msg:"say \"x\"\; \\""#))
        #expect(SignatureFile.parse(bytes: named).rules.first?.msg == #"say "x"; \"#)
        let valued = try SignatureEdit.setting("nocase", to: nil, line: 2, in: file)
        #expect(string(valued) == text)
    }

    @Test("an option that is missing goes behind the last")
    func adding() throws {
        let added = try SignatureEdit.setting("classtype", to: "misc-activity", line: 2, in: file)
        #expect(string(added) == text.replacing("rev : 1;", with: "rev : 1; classtype:misc-activity;"))
        let revised = try SignatureEdit.raisingRevision(line: 5, in: file)
        #expect(string(revised) == text.replacing("sid:6;", with: "sid:6; rev:1;"))
    }

    @Test("a rule goes out of use line by line, and comes back as it was")
    func disabling() throws {
        let off = try SignatureEdit.setting(isEnabled: false, line: 2, in: file)
        #expect(
            string(off) == text.replacing("alert  tcp", with: "# alert  tcp").replacing("  sid: 5", with: "#   sid: 5"))
        let disabled = SignatureFile.parse(bytes: off)
        #expect(disabled.rules.isEmpty && disabled.lines[1].signature?.sid == 5)
        let on = try SignatureEdit.setting(isEnabled: true, line: 2, in: disabled)
        #expect(string(on) == text.replacing("  sid: 5", with: "sid: 5"))
        #expect(SignatureFile.parse(bytes: on).rules.first?.sid == 5)
        let other = try SignatureEdit.setting(isEnabled: true, line: 5, in: file)
        #expect(SignatureFile.parse(bytes: other).rules.map(\.sid) == [5, 6])
        #expect(try SignatureEdit.setting(isEnabled: true, line: 2, in: file) == file.bytes)
        #expect(try SignatureEdit.setting(isEnabled: false, line: 5, in: file) == file.bytes)
    }

    @Test(
        "what would end the option or the line is refused",
        arguments: ["1; drop", "a\nb", "a\\", "\"open", "\"a\" b\"", "a;", "\u{7F}"])
    func unsafe(value: String) {
        #expect(throws: SignatureEdit.Refusal.unsafeValue(value)) {
            try SignatureEdit.setting("msg", to: value, line: 2, in: file)
        }
    }

    @Test("a line without a signature, an unknown keyword and the last revision are refused")
    func refusals() {
        for line in [0, 1, 3, 4, 99] {
            #expect(throws: SignatureEdit.Refusal.noSignature(line: line)) {
                try SignatureEdit.raisingRevision(line: line, in: file)
            }
        }
        #expect(throws: SignatureEdit.Refusal.unknownKeyword("mgs")) {
            try SignatureEdit.setting("mgs", to: "\"x\"", line: 2, in: file)
        }
        let last = SignatureFile.parse(text.replacing("rev : 1;", with: "rev:4294967295;"))
        #expect(throws: SignatureEdit.Refusal.noNextRevision) { try SignatureEdit.raisingRevision(line: 2, in: last) }
        #expect(SignatureEdit.Refusal.noSignature(line: 3).message.contains("line 3"))
    }
}
