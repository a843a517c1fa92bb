// SPDX-License-Identifier: Apache-2.0

import Rules
import SuricataRules
import Testing

@Suite("Signatures that stand twice")
struct SignatureNameTests {
    private func signature(_ sid: Int, rev: Int, gid: Int? = nil) -> String {
        let generator = gid.map { "gid:\($0); " } ?? ""
        return "alert tcp any any -> any any (msg:\"a\"; \(generator)sid:\(sid); rev:\(rev);)\n"
    }

    @Test("the second of two in one file is an error, unless its revision is higher")
    func withinFile() {
        #expect(
            problems(signature(7, rev: 1) + signature(7, rev: 1)) == ["2:40 error sid 7 stands in line 1 already"])
        #expect(
            problems(signature(7, rev: 2) + signature(7, rev: 1)) == ["2:40 error sid 7 stands in line 1 already"])
        #expect(
            problems(signature(7, rev: 1) + signature(7, rev: 2))
                == ["2:40 warning sid 7 takes the place of that in line 1, whose revision is lower"])
        #expect(
            problems(signature(7, rev: 1) + signature(7, rev: 2) + signature(7, rev: 2)).last
                == "3:40 error sid 7 stands in line 2 already")
    }

    @Test("generators have numbers of their own, and disabled rules count for nothing")
    func generators() {
        #expect(problems(signature(7, rev: 1) + signature(7, rev: 1, gid: 3)).isEmpty)
        #expect(problems(signature(7, rev: 1, gid: 1) + signature(7, rev: 1)).count == 1)
        #expect(problems(signature(7, rev: 1) + "#" + signature(7, rev: 1)).isEmpty)
    }

    @Test("across files the later one gets the problem")
    func acrossFiles() {
        let files = [
            ("a.rules", SignatureFile.parse(signature(7, rev: 1) + signature(8, rev: 1))),
            ("b.rules", SignatureFile.parse("\n" + signature(8, rev: 1) + signature(9, rev: 1) + signature(9, rev: 1))),
            ("c.rules", SignatureFile.parse(signature(9, rev: 5))),
        ].map { (path: $0.0, file: $0.1) }
        let found = SignatureName.repeated(across: files).map { $0.map(shown) }
        #expect(found.count == 3 && found[0].isEmpty)
        #expect(found[1] == ["2:40 error sid 8 stands in a.rules:2 already"])
        #expect(found[2] == ["1:40 warning sid 9 takes the place of that in b.rules:3, whose revision is lower"])
    }
}
