// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation

/// The models of a station: `models/NAME/` in its data directory, each with its files and `model.json`. A model appears there whole or not at all, and
/// no other program than `vedette models` writes there.
package struct ModelFolder: Sendable {
    package let path: String

    /// `directory` is the station's data directory. The path is whole in any case: workers run in another folder.
    package init(directory: String) {
        let whole = directory.hasPrefix("/") ? directory : "\(FileManager.default.currentDirectoryPath)/\(directory)"
        path = "\(whole)/models"
    }

    /// The folder of that path: a copy of a station's.
    package init(path: String) { self.path = path }

    static let recordName = "model.json"
    /// How folders begin that are not whole yet; one that was left by a run that was killed is removed by the next import.
    static let partialPrefix = ".partial-"

    /// An installed model.
    package struct Installed: Sendable {
        package var name: String
        /// `nil` where `problem` says why it cannot be used.
        package var record: ModelRecord?
        package var problem: String?

        package init(name: String, record: ModelRecord? = nil, problem: String? = nil) {
            self.name = name
            self.record = record
            self.problem = problem
        }
    }

    /// All models by name; one whose record is damaged is there with why.
    package func list() throws(ModelProblem) -> [Installed] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
            throw ModelProblem("\(path): cannot be read", isEnvironment: true)
        }
        return names.filter(Self.isName).map { name in
            do throws(ModelProblem) { return Installed(name: name, record: try record(of: name)) } catch {
                return Installed(name: name, problem: error.line)
            }
        }
    }

    /// What jobs may use: models that passed their self-test, by name.
    package func selected() throws(ModelProblem) -> [UsedModel] {
        try list().compactMap { model in
            guard let record = model.record, record.isUsable else { return nil }
            return used(model.name, record)
        }
    }

    /// A model as a worker gets it.
    package func used(_ name: String, _ record: ModelRecord) -> UsedModel {
        UsedModel(
            name: name, kind: record.kind,
            files: record.files.map { UsedModel.File(path: "\(path)/\(name)/\($0.name)", sha256: $0.sha256) })
    }

    /// - Throws: where there is no such model, or its record is damaged.
    package func record(of name: String) throws(ModelProblem) -> ModelRecord {
        guard Self.isName(name), FileManager.default.fileExists(atPath: "\(path)/\(name)") else {
            throw ModelProblem(
                "there is no model \(ModelProblem.quoted(name)); 'vedette models list' names those that are")
        }
        do throws(ModelProblem) {
            return try ModelRecord(
                reading: try ModelDisk.read("\(path)/\(name)/\(Self.recordName)", most: ModelRecord.bytesMost))
        } catch { throw error.of("\(name)/\(Self.recordName)") }
    }

    /// What is not as it was when a model was imported: files that are missing, or hash to something else. Empty where all is.
    package func verify(_ name: String) throws(ModelProblem) -> [String] {
        let record = try record(of: name)
        return record.files.compactMap { file in
            do throws(ModelProblem) {
                let found = ModelDisk.sha256(try ModelDisk.read("\(path)/\(name)/\(file.name)"))
                return found == file.sha256 ? nil : "\(file.name) has another content than when it was imported"
            } catch { return "\(file.name) \(error.line)" }
        }
    }

    /// Notes what came of a self-test.
    package func note(_ test: ModelRecord.Test, of name: String) throws(ModelProblem) {
        var record = try record(of: name)
        record.test = test
        let file = "\(path)/\(name)/\(Self.recordName)"
        let fresh = "\(file).new"
        try? FileManager.default.removeItem(atPath: fresh)
        do throws(ModelProblem) {
            try ModelDisk.write(try record.bytes(), to: fresh)
            try ModelDisk.rename(fresh, to: file)
            try ModelDisk.sync(folder: "\(path)/\(name)")
        } catch { throw error.of(file) }
    }

    /// Removes a model, damaged or not.
    package func remove(_ name: String) throws(ModelProblem) {
        guard Self.isName(name), FileManager.default.fileExists(atPath: "\(path)/\(name)") else {
            throw ModelProblem(
                "there is no model \(ModelProblem.quoted(name)); 'vedette models list' names those that are")
        }
        // Under another name first: a job that starts meanwhile must not find half of it.
        let leaving = "\(path)/\(Self.partialPrefix)\(UUID().uuidString)"
        do throws(ModelProblem) { try ModelDisk.rename("\(path)/\(name)", to: leaving) } catch {
            throw error.of("\(path)/\(name)")
        }
        do { try FileManager.default.removeItem(atPath: leaving) } catch {
            throw ModelProblem("\(leaving): cannot be removed", isEnvironment: true)
        }
        try ModelDisk.sync(folder: path)
    }

    /// Whether a text can be a model's name: 1 to 64 lower-case letters, digits, dashes, dots and underscores, a letter or digit first.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isPlain)
            && text.utf8.first.map { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
                == true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._".utf8.contains(byte)
        }
    }

    /// The name that a file gives to its model: its own without the ending, as far as it can be one.
    package static func name(from file: String) -> String? {
        let last = file.split(separator: "/").last ?? ""
        let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
        let plain = stem.lowercased().utf8.map { isPlain($0) ? $0 : UInt8(ascii: "-") }
        let text = String(String(decoding: plain, as: UTF8.self).drop { "-._".contains($0) }.prefix(64))
        return isName(text) ? text : nil
    }
}
