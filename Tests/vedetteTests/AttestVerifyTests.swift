// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests {
    @Suite("attest verify")
    struct AttestVerifyTests {
        @Test("a manifest that is larger than may be, or is none, is told in one line, however large it is")
        func bounds() throws {
            let room = try Room()
            let large = try room.write("", to: "large.json")
            let file = try #require(FileHandle(forWritingAtPath: large))
            // Of nothing: it takes no room, and is more than any memory.
            try file.truncate(atOffset: 1 << 42)
            try file.close()
            let small = try room.write("{}", to: "small.json")
            for (path, words) in [
                (large, "larger than 67108864 bytes"), (small, "no manifest of evidence"),
                (room.file("none.json"), "cannot be read"),
            ] {
                let result = try Program.run(["attest", "verify", "--manifest", path], in: room)
                #expect(result.code == 2 && result.errorLines.count == 1, "\(result.errors)")
                #expect(result.errors.contains(words) && result.output.isEmpty, "\(result.errors)")
            }
        }
    }
}
