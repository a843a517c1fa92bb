// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Testing

@Suite("Finding programs")
struct ProgramSearchTests {
    @Test("a program is found by its name; a folder, a text and a name of nothing are none")
    func names() throws {
        let shell = try #require(ProgramSearch.path(of: "sh"))
        #expect(shell.hasPrefix("/") && ProgramSearch.path(of: shell) == shell)
        #expect(ProgramSearch.path(of: "no-such-program-here") == nil)
        #expect(ProgramSearch.path(of: "/usr/bin") == nil)
        #expect(ProgramSearch.path(of: "/etc/passwd") == nil)
    }

    @Test("a private folder is the user's alone, and goes with all that is in it")
    func folder() throws {
        var path = ""
        do {
            let folder = try PrivateFolder()
            path = folder.path
            let file = try folder.write([1, 2], as: "a")
            #expect(FileManager.default.contents(atPath: file) == Data([1, 2]))
            let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(rights == 0o700)
            withExtendedLifetime(folder) {}
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
