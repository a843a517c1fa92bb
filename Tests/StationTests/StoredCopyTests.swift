// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Station

@Suite("Older copies of a file")
struct StoredCopyTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func imported(_ text: String, as name: String) throws -> ImportReport {
        let file = try folder.write(text, to: name)
        return try Importer(configuration: folder.configuration, gateway: "gw-a").run([file]) { _ in }
    }

    @Test("one that is shorter than what is stored adds nothing, whatever its length")
    func shorter() throws {
        #expect(try imported(flowLines(0..<5000), as: "eve.json").events == 5000)
        #expect(try imported(flowLines(0..<9000), as: "eve.json").events == 4000)
        for count in [8999, 6000, 5000, 100] {
            let report = try imported(flowLines(0..<count), as: "copy-\(count).json")
            #expect(report.events == 0, "\(count)")
            #expect(report.duplicates == count)
            #expect(report.failure == nil)
        }
        let stored = try folder.stored()
        #expect(stored.events == 9000)
        #expect(stored.different == 9000)
        // The bookmark has not moved.
        #expect(try imported(flowLines(0..<9100), as: "eve.json").events == 100)
    }

    @Test("one that begins alike and goes on otherwise is another file", arguments: [1, 63, 2000])
    func other(count: Int) throws {
        #expect(try imported(flowLines(0..<5000), as: "eve.json").events == 5000)
        let report = try imported(flowLines(0..<1000) + flowLines(7000..<7000 + count), as: "other.json")
        #expect(report.events == 1000 + count)
        #expect(try folder.stored().different == 5000 + count)
    }

    @Test("another gateway's file is not known by it")
    func otherGateway() throws {
        #expect(try imported(flowLines(0..<500), as: "eve.json").events == 500)
        let file = try folder.write(flowLines(0..<400), to: "b.json")
        let report = try Importer(configuration: folder.configuration, gateway: "gw-b").run([file]) { _ in }
        #expect(report.events == 400)
    }
}
