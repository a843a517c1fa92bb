// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation

/// The models of a station: `models/NAME/` in its data directory, each with its files and `model.json`. A model appears there whole or not at all, and
/// no other program than `vedette models` writes there.
package struct ModelFolder: Sendable {
    package let path: String
    /// Whether it may be absent, which is no model.
    private let isOptional: Bool

    /// `directory` is the station's data directory. The path is whole in any case: workers run in another folder.
    package init(directory: String) {
        let whole = directory.hasPrefix("/") ? directory : "\(FileManager.default.currentDirectoryPath)/\(directory)"
        path = "\(whole)/models"
        isOptional = true
    }

    /// The folder of that path, which has to be there: a copy of a station's.
    package init(path: String) {
        self.path = path
        isOptional = false
    }

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

        /// Why it cannot be used; empty where it can.
        package var reason: String {
            if let problem { return problem }
            guard let test = record?.test else { return "it was not tested" }
            return test.refusal.map { "it failed its self-test: \($0)" } ?? ""
        }
    }

    /// All models by name; one whose record is damaged, or cannot be read, is there with why.
    ///
    /// - Throws: where it cannot be told which there are.
    package func list() throws(ModelProblem) -> [Installed] {
        guard try isThere() else { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
            throw ModelProblem("\(path): cannot be read", isEnvironment: true)
        }
        var all: [Installed] = []
        for name in names where Self.isName(name) {
            do throws(ModelProblem) { all.append(Installed(name: name, record: try record(of: name))) } catch {
                // Somebody may have removed it meanwhile.
                if (try? ModelDisk.isThere("\(path)/\(name)")) != false {
                    all.append(Installed(name: name, problem: error.line))
                }
            }
        }
        return all
    }

    private func isThere() throws(ModelProblem) -> Bool {
        let isFound: Bool
        do throws(ModelProblem) { isFound = try ModelDisk.isThere(path) } catch { throw error.of(path) }
        guard isFound || isOptional else {
            throw ModelProblem("\(path): there is no such folder of models", isEnvironment: true)
        }
        return isFound
    }

    /// What jobs use: all that are installed, by name.
    ///
    /// - Throws: where one of them cannot be used, be it that its record cannot be read or that it failed its last self-test. A job that went on
    ///   without it would cover less than whoever installed it relies on.
    package func selected() throws(ModelProblem) -> [UsedModel] {
        var all: [UsedModel] = []
        for model in try list() {
            guard let record = model.record, record.isUsable else {
                throw ModelProblem("the model \(ModelProblem.quoted(model.name)) cannot be used: \(model.reason)")
            }
            all.append(used(model.name, record))
        }
        return all
    }

    /// A model as a worker gets it.
    package func used(_ name: String, _ record: ModelRecord) -> UsedModel {
        UsedModel(
            name: name, kind: record.kind,
            files: record.files.map { UsedModel.File(path: "\(path)/\(name)/\($0.name)", sha256: $0.sha256) })
    }

    /// - Throws: where there is no such model, or its record is damaged.
    package func record(of name: String) throws(ModelProblem) -> ModelRecord {
        try require(name)
        do throws(ModelProblem) {
            return try ModelRecord(
                reading: try ModelDisk.read("\(path)/\(name)/\(Self.recordName)", most: ModelRecord.bytesMost))
        } catch { throw error.of("\(name)/\(Self.recordName)") }
    }

    /// That there is something of a name, whatever it is.
    private func require(_ name: String) throws(ModelProblem) {
        do throws(ModelProblem) {
            if Self.isName(name), try ModelDisk.isThere("\(path)/\(name)") { return }
        } catch { throw error.of("\(path)/\(name)") }
        throw ModelProblem("there is no model \(ModelProblem.quoted(name)); 'vedette models list' names those that are")
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
        try require(name)
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
}
