// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation

extension ModelFolder {
    /// A model that lies on the disk under a name that nothing uses, until it is tested and settled or dropped.
    package struct Staged: Sendable {
        package let name: String
        package let path: String
        package fileprivate(set) var record: ModelRecord

        /// As a worker gets it for the self-test.
        package var model: UsedModel {
            UsedModel(
                name: name, kind: record.kind,
                files: record.files.map { UsedModel.File(path: "\(path)/\($0.name)", sha256: $0.sha256) })
        }
    }

    /// Reads files, checks them, and lays them down to be tested.
    ///
    /// - Throws: what is wrong with the files, that there is a model of this name, or that the folder cannot be written.
    package func stage(
        _ kind: ModelKind, files: [String], as name: String, at time: Instant
    ) throws(ModelProblem) -> Staged {
        guard Self.isName(name) else {
            throw ModelProblem(
                "\(ModelProblem.quoted(name)) can be no model's name: lower-case letters, digits, '-', '.' and '_'")
        }
        let isTaken: Bool
        do throws(ModelProblem) { isTaken = try ModelDisk.isThere("\(path)/\(name)") } catch { throw error.of(path) }
        guard !isTaken else {
            throw ModelProblem("there is a model '\(name)' already; remove it, or give another --name")
        }
        var all: [[UInt8]] = []
        for file in files {
            do throws(ModelProblem) { all.append(try ModelDisk.read(file)) } catch { throw error.of(file) }
        }
        let checked = try CheckedModel(kind: kind, all, names: files)
        let record = ModelRecord(
            kind: kind, summary: checked.summary, files: checked.files.map { Self.entry($0.name, $0.bytes) },
            sources: zip(files, all).map { Self.entry(String($0.split(separator: "/").last ?? ""), $1) }, imported: time
        )
        return try lay(checked, record, name)
    }

    private static func entry(_ name: String, _ bytes: [UInt8]) -> ModelRecord.File {
        ModelRecord.File(name: name, bytes: Int64(bytes.count), sha256: ModelDisk.sha256(bytes))
    }

    private func lay(_ files: CheckedModel, _ record: ModelRecord, _ name: String) throws(ModelProblem) -> Staged {
        dropLeftovers()
        let place = "\(path)/\(Self.partialPrefix)\(UUID().uuidString)"
        do {
            // A data directory is its owner's alone, whoever makes it first.
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        } catch { throw ModelProblem("\(path): cannot be written: \(error.localizedDescription)", isEnvironment: true) }
        let staged = Staged(name: name, path: place, record: record)
        do throws(ModelProblem) {
            for file in files.files { try ModelDisk.write(file.bytes, to: "\(place)/\(file.name)") }
        } catch {
            drop(staged)
            throw error.of(place)
        }
        return staged
    }

    /// Gives a tested model its name, from which moment it is there.
    ///
    /// - Throws: where that cannot be written, or somebody was faster; nothing is left then.
    package func settle(_ staged: Staged, _ test: ModelRecord.Test) throws(ModelProblem) -> ModelRecord {
        var record = staged.record
        record.test = test
        do throws(ModelProblem) {
            try ModelDisk.write(try record.bytes(), to: "\(staged.path)/\(Self.recordName)")
            try ModelDisk.sync(folder: staged.path)
            try ModelDisk.rename(staged.path, to: "\(path)/\(staged.name)")
            try ModelDisk.sync(folder: path)
        } catch {
            drop(staged)
            throw error.of("\(path)/\(staged.name)")
        }
        return record
    }

    /// Removes a model that was not settled.
    package func drop(_ staged: Staged) { try? FileManager.default.removeItem(atPath: staged.path) }

    /// Removes what imports left that were killed more than a day ago.
    private func dropLeftovers() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasPrefix(Self.partialPrefix) {
            let old = "\(path)/\(name)"
            let made = (try? FileManager.default.attributesOfItem(atPath: old))?[.modificationDate] as? Date
            if let made, made.timeIntervalSinceNow < -86_400 { try? FileManager.default.removeItem(atPath: old) }
        }
    }
}
