// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing

@testable import SuricataRules

@Suite("Laying out signatures and thresholds")
struct LayoutTests {
    private static let text = """
        # a comment  of   its own
        alert  tcp   any any ->  any  any (msg : "a  b" ;content:"x";nocase ;sid:1 ; rev:1;)

        #alert tcp any any   -> any any (msg:"off"; sid:2; rev:1;)
        alert tcp any any -> any any (msg:"bad";   nonsense; sid:3; rev:1;)
        alert udp any any -> any any \\
          (msg:"joined"; \\
           sid:4; rev:1;)\r
        no rule   at all
        alert ip any any -> any any (msg:"last";sid:5;rev:1;)
        """

    private func format(_ text: String, _ layout: SignatureLayout) -> String {
        String(decoding: layout.format(SignatureFile.parse(text)), as: UTF8.self)
    }

    @Test("signatures come on one line, and all else stays byte for byte")
    func line() {
        let expected = """
            # a comment  of   its own
            alert tcp any any -> any any (msg:"a  b"; content:"x"; nocase; sid:1; rev:1;)

            #alert tcp any any   -> any any (msg:"off"; sid:2; rev:1;)
            alert tcp any any -> any any (msg:"bad";   nonsense; sid:3; rev:1;)
            alert udp any any -> any any (msg:"joined"; sid:4; rev:1;)\r
            no rule   at all
            alert ip any any -> any any (msg:"last"; sid:5; rev:1;)
            """
        #expect(format(Self.text, .line) == expected)
        #expect(format("\u{FEFF}# x\n" + Self.text, .line) == "\u{FEFF}# x\n" + expected)
        #expect(format("", .lines).isEmpty)
    }

    @Test("an option comes on each line, and what is laid out so is brought back to one")
    func lines() {
        let laidOut = format(rule("content:\"x\";") + "\r\n", .lines)
        #expect(
            laidOut.replacing("\r\n", with: "\n") == """
                alert tcp any any -> any any ( \\
                    msg:"a"; \\
                    content:"x"; \\
                    sid:1; \\
                    rev:1;)

                """)
        #expect(laidOut.utf8.count { $0 == 0x0D } == 5)
        #expect(format(laidOut, .line) == rule("content:\"x\";") + "\r\n")
    }

    @Test("a signature that is too long for Suricata with its blanks stays on one line")
    func long() {
        let text = rule(String(repeating: #"content:"abc"; "#, count: 530))
        #expect(!SignatureFile.parse(text).problems.contains { $0.weight == .error })
        #expect(!format(text, .lines).contains("\n"))
    }

    @Test("a file that is too large is told, and kept as it is")
    func large() {
        let bytes = [UInt8](repeating: 0x23, count: SignatureFile.byteLimit + 1)
        let file = SignatureFile.parse(bytes: bytes)
        #expect(file.problems.map(shown) == ["1:1 error the file is larger than 64 MiB"] && file.lines.isEmpty)
        #expect(SignatureLayout.line.format(file).count == bytes.count)
        #expect(ThresholdFile.parse(bytes: bytes).problems == file.problems)
    }

    @Test("entries of threshold.config come in their documented form, and all else stays")
    func thresholds() {
        let text =
            "# x  y\nsuppress   gen_id 1,sig_id  2 , track by_src,ip 10.0.0.1/32\nnonsense  x\n\nsuppress gen_id 1,sig_id 3"
        let expected =
            "# x  y\nsuppress gen_id 1, sig_id 2, track by_src, ip 10.0.0.1\nnonsense  x\n\nsuppress gen_id 1, sig_id 3"
        #expect(String(decoding: ThresholdFile.parse(text).formatted, as: UTF8.self) == expected)
    }
}
