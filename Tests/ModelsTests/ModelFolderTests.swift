// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Glibc
import Testing

@testable import Models

@Suite final class ModelFolderTests {
    private let room = FileManager.default.temporaryDirectory.appending(path: "models-\(UUID().uuidString)").path
    private let now = Instant(seconds: 1_800_000_000)

    init() throws {
        try FileManager.default.createDirectory(atPath: room, withIntermediateDirectories: true)
        try Data(SmallModels.config.utf8).write(to: URL(filePath: "\(room)/Small One.cfg"))
        try Data(SmallModels.weights()).write(to: URL(filePath: "\(room)/small.weights"))
    }

    deinit { try? FileManager.default.removeItem(atPath: room) }

    private var folder: ModelFolder { ModelFolder(directory: "\(room)/data") }
    private var sources: [String] { ["\(room)/Small One.cfg", "\(room)/small.weights"] }

    private func test(_ refusal: String? = nil) -> ModelRecord.Test {
        ModelRecord.Test(program: "1.2.3", time: now, refusal: refusal)
    }

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }

    @discardableResult
    private func install(_ name: String = "small", _ refusal: String? = nil) throws -> ModelRecord {
        let staged = try folder.stage(.yolo, files: sources, as: name, at: now)
        return try folder.settle(staged, test(refusal))
    }

    @Test func aModelIsThereOnceItIsSettled() throws {
        let staged = try folder.stage(.yolo, files: sources, as: "small", at: now)
        #expect(try folder.list().isEmpty && folder.selected().isEmpty)
        #expect(staged.model.files.map(\.path).allSatisfy { FileManager.default.fileExists(atPath: $0) })
        let record = try folder.settle(staged, test())
        #expect(record.sources.map(\.name) == ["Small One.cfg", "small.weights"])
        #expect(record.files.map(\.name) == ["network.cfg", "network.weights"])
        #expect(record.sources.map(\.sha256) == record.files.map(\.sha256))
        #expect(names() == ["small"])
        #expect(try folder.list().map(\.record) == [record])
        let used = try #require(try folder.selected().first)
        #expect(used.name == "small" && used.kind == .yolo && used.files.map(\.sha256) == record.files.map(\.sha256))
        #expect(used.files.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
    }

    /// Why nothing is selected; empty where all is.
    private func refusal(_ folder: ModelFolder? = nil) -> String {
        do throws(ModelProblem) { _ = try (folder ?? self.folder).selected() } catch { return error.line }
        return ""
    }

    @Test func nothingIsSelectedWithoutAModelThatFailed() throws {
        try install("large")
        try install("small", "it finds no person")
        #expect(refusal() == "the model 'small' cannot be used: it failed its self-test: it finds no person")
        try folder.note(test(), of: "small")
        #expect(try folder.selected().map(\.name) == ["large", "small"])
        try folder.note(test("no"), of: "small")
        #expect(try refusal().hasSuffix("no") && folder.record(of: "small").test?.refusal == "no")
        try folder.remove("small")
        #expect(try folder.selected().map(\.name) == ["large"])
    }

    @Test func aFolderThatWasNamedHasToBeThere() throws {
        #expect(refusal(ModelFolder(path: "\(room)/none")) == "\(room)/none: there is no such folder of models")
        #expect(refusal(ModelFolder(directory: "\(room)/none")) == "")
        // A link to a disk that is not there is no absence.
        try FileManager.default.createDirectory(atPath: "\(room)/data", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: folder.path, withDestinationPath: "\(room)/none")
        #expect(refusal() == "\(folder.path): cannot be read")
    }

    @Test func whatCannotBeSeenIsNotTakenToBeAbsent() throws {
        #expect(refusal(ModelFolder(directory: "\(room)/small.weights")).contains("cannot be looked at"))
        try install()
        // As a folder that may be read and not entered, but for root too.
        try FileManager.default.removeItem(atPath: "\(folder.path)/small/model.json")
        #expect(refusal().contains("'small' cannot be used: small/model.json: cannot be read: No such file"))
    }

    @Test func theDataDirectoryIsItsOwnersAlone() throws {
        try install()
        let mode = try FileManager.default.attributesOfItem(atPath: "\(room)/data")[.posixPermissions] as? Int
        #expect(mode == 0o700)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: "\(room)/data")
        try install("other")
        let kept = try FileManager.default.attributesOfItem(atPath: "\(room)/data")[.posixPermissions] as? Int
        #expect(kept == 0o750)
    }

    @Test func whatIsDroppedOrRefusedLeavesNothing() throws {
        folder.drop(try folder.stage(.yolo, files: sources, as: "small", at: now))
        #expect(names() == [])
        try Data(SmallModels.weights(3)).write(to: URL(filePath: "\(room)/small.weights"))
        let problem = #expect(throws: ModelProblem.self) {
            try folder.stage(.yolo, files: sources, as: "small", at: now)
        }
        #expect(problem?.line.contains("small.weights: has 32 bytes, and the network of the .cfg takes 636") == true)
        #expect(names() == [])
    }

    @Test func pathsAreWholeForWorkersElsewhere() {
        let here = FileManager.default.currentDirectoryPath
        #expect(ModelFolder(directory: "data").path == "\(here)/data/models")
        #expect(ModelFolder(directory: "/data").path == "/data/models")
    }

    @Test func aNameIsTakenOnce() throws {
        try install()
        let problem = #expect(throws: ModelProblem.self) { try install() }
        #expect(problem?.line.contains("already") == true)
        for bad in ["", "../a", ".a", "a/b", "A", String(repeating: "a", count: 65), "-a", "a b"] {
            #expect(throws: ModelProblem.self) { try install(bad) }
        }
        #expect(names() == ["small"])
    }

    @Test func verifyFindsWhatChanged() throws {
        let record = try install()
        #expect(try folder.verify("small").isEmpty)
        let weights = "\(folder.path)/small/network.weights"
        try Data(SmallModels.weights(value: 0.5)).write(to: URL(filePath: weights))
        #expect(try folder.verify("small") == ["network.weights has another content than when it was imported"])
        try FileManager.default.removeItem(atPath: weights)
        #expect(try folder.verify("small").first?.contains("network.weights cannot be read") == true)
        // The worker gets the hash of the import, so that it refuses what is there now.
        #expect(try folder.selected().first?.files.last?.sha256 == record.files.last?.sha256)
    }

    @Test func aDamagedRecordIsToldAndRemoved() throws {
        try install()
        let path = "\(folder.path)/small/model.json"
        try Data("{}".utf8).write(to: URL(filePath: path))
        #expect(try folder.list().first?.problem?.contains("damaged") == true)
        #expect(refusal().hasPrefix("the model 'small' cannot be used: small/model.json: is damaged"))
        try folder.remove("small")
        #expect(names() == [])
        #expect(throws: ModelProblem.self) { try folder.remove("small") }
        #expect(throws: ModelProblem.self) { try folder.remove("../data") }
    }

    @Test func aRecordCannotNameFilesElsewhere() throws {
        var record = try install()
        record.files[0].name = "../../Small One.cfg"
        try Data(try record.bytes()).write(to: URL(filePath: "\(folder.path)/small/model.json"))
        #expect(refusal().contains("names files that are not its kind's"))
    }

    @Test func filesThatAreNoneAreRefused() throws {
        let pipe = "\(room)/pipe"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: ModelProblem("is no file")) { try ModelDisk.read(pipe) }
        #expect(throws: ModelProblem("is no file")) { try ModelDisk.read(room) }
        #expect(throws: ModelProblem("has 636 bytes; 100 are read at the most")) {
            try ModelDisk.read(sources[1], most: 100)
        }
    }

    @Test(arguments: [
        ("/a/yolo-fastest-1.1-xl.weights", "yolo-fastest-1.1-xl"), ("VGG SSD.caffemodel", "vgg-ssd"), ("._x.onnx", "x"),
        ("ü.onnx", nil), ("", nil),
    ])
    func aFileNamesItsModel(_ file: String, _ name: String?) { #expect(ModelFolder.name(from: file) == name) }
}
