// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Foundation
import Testing

@testable import Station

@Suite("The file of assets")
struct AssetFileTests {
    private let folder: Folder
    private let file: AssetFile

    init() throws {
        folder = try Folder()
        try folder.write("- {name: a, addresses: 10.0.0.1}\n", to: "assets.yaml")
        var configuration = folder.configuration
        configuration.assets = folder.path + "/assets.yaml"
        file = AssetFile(configuration)
    }

    private var names: [String] { file.book.assets.map(\.name) }

    /// Looks until a change would have been taken up; whether it was.
    private func refresh() -> Bool {
        let isAtOnce = file.refresh()
        return file.refresh() && !isAtOnce
    }

    @Test("it is read at once, and again when it has changed")
    func changes() throws {
        #expect(names == ["a"] && file.trouble.isEmpty)
        #expect(!file.refresh() && !file.refresh())
        try folder.write("- {name: a, addresses: 10.0.0.1}\n- {name: b, addresses: 10.0.0.2}\n", to: "assets.yaml")
        #expect(refresh() && names == ["a", "b"])
        #expect(!file.refresh() && !file.refresh())
        try folder.write("# none any more, and that is no problem\n", to: "assets.yaml")
        #expect(refresh() && names == [] && file.trouble.isEmpty)
    }

    @Test("what is good in a bad file holds, and one line tells the rest")
    func bad() throws {
        try folder.write(
            "- {name: b, addresses: 10.0.0.2}\n- name: [\n- {name: c, adresses: 10.0.0.3}\n", to: "assets.yaml")
        #expect(refresh() && names == ["b"])
        #expect(file.trouble.hasPrefix("\(folder.path)/assets.yaml:3:1: no valid YAML"))
        #expect(file.trouble.contains("; 2 more, which 'vedette assets check \(folder.path)/assets.yaml' tells"))
        #expect(!file.trouble.contains("\n"))
        try folder.write("- {name: b, addresses: 10.0.0.2}\n", to: "assets.yaml")
        #expect(refresh() && names == ["b"] && file.trouble.isEmpty)
    }

    @Test(
        "a file of which nothing holds, or that is gone, leaves the assets as they were",
        arguments: ["{", "assets: none\n", "- name: x\n", nil])
    func useless(text: String?) throws {
        let path = folder.path + "/assets.yaml"
        if let text {
            try folder.write(text, to: "assets.yaml")
        } else {
            try FileManager.default.removeItem(atPath: path)
        }
        #expect(refresh() && names == ["a"])
        #expect(file.trouble.hasPrefix(path) && file.trouble.hasSuffix("; the 1 assets read before still hold"))
        #expect(!file.refresh() && !file.refresh())
        try folder.write("- {name: back, addresses: 10.0.0.1}\n", to: "assets.yaml")
        #expect(refresh() && names == ["back"] && file.trouble.isEmpty)
    }

    @Test("a file that is being written is waited for")
    func halfWritten() throws {
        for text in ["", "- {name: b, addresses: 10.0.0.2}\n", "- {name: b, addresses: 10.0.0.2}\n- {name: c, add"] {
            try folder.write(text, to: "assets.yaml")
            #expect(!file.refresh() && names == ["a"] && file.trouble.isEmpty)
        }
        try folder.write(
            "- {name: b, addresses: 10.0.0.2}\n- {name: c, addresses: 10.0.0.3}\n", to: "assets.yaml")
        #expect(refresh() && names == ["b", "c"] && file.trouble.isEmpty)
    }

    @Test("what is no file is not waited for")
    func noFile() throws {
        #expect(throws: UserMessage.self) { try AssetFile.read(folder.path) }
        #expect(throws: UserMessage.self) { try AssetFile.read("/dev/zero") }
        let pipe = folder.path + "/pipe"
        let made = unsafe mkfifo(pipe, 0o600)
        #expect(made == 0)
        #expect(throws: UserMessage.self) { try AssetFile.read(pipe) }
    }

    @Test("without a file there are no assets and no trouble")
    func none() {
        let none = AssetFile(folder.configuration)
        #expect(none.book.isEmpty && none.trouble.isEmpty && !none.refresh())
    }

    @Test("the assets of the demo are without problems, and stand behind addresses of the sample logs")
    func demo() throws {
        let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../sample-logs")
            .standardizedFileURL.path
        let reading = try AssetFile.read(samples + "/assets.yaml")
        #expect(reading.problems.isEmpty && reading.book.assets.count == 20)
        #expect(reading.book.asset(named: "10.20.11.72")?.criticality == .critical)
        let configuration = try DemoCity.configuration(samples: samples, directory: folder.path)
        #expect(AssetFile(configuration).book == reading.book)
    }
}
