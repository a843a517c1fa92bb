// SPDX-License-Identifier: Apache-2.0

internal import Foundation
package import Rules
internal import SuricataRules

/// A file of rules, read whole.
package struct RuleFile: Sendable {
    package var path: String
    package var kind: RuleKind
    package var bytes: [UInt8]

    package init(path: String, kind: RuleKind, bytes: [UInt8]) {
        self.path = path
        self.kind = kind
        self.bytes = bytes
    }

    /// How many bytes a file of Sigma rules may have; one more is read, so that the parsers see that it is too long.
    static let limit = 10 << 20

    /// The last part of the path, by which a list of indicators is known.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}

/// Finds files of rules below paths, and reads them.
package struct RuleFiles {
    /// How many files are taken from one call's paths.
    private static let countLimit = 200_000

    /// The files of `paths`: files as they are, and of folders, at any depth, those whose names say that they hold rules, in the
    /// order of their paths. Links to folders are not followed.
    ///
    /// Lists of indicators have names such as others have too, so of folders they are not taken. `kind` is that of all files, where
    /// it is given; folders are refused then.
    /// - Throws: `UserMessage` for the first path that is not there or cannot be read.
    package static func read(_ paths: [String], kind: RuleKind? = nil) throws(UserMessage) -> [RuleFile] {
        var files: [RuleFile] = []
        for path in paths {
            let all = try expand(path)
            if kind != nil, all != [path] {
                throw UserMessage(.wrongUse, "\(path): a folder is of no kind.", help: "Give its files by name.")
            }
            for found in all {
                guard files.count < countLimit else {
                    throw UserMessage(
                        .wrongUse, "\(path): more than \(countLimit) files.", help: "Give fewer folders in one call.")
                }
                let named = kind ?? Self.kind(ofName: found)
                let isList = named == .indicators || named == nil && mayBeList(found)
                let limit = isList ? RuleLimit.text : named == .sigma ? RuleFile.limit : SignatureFile.byteLimit
                let bytes = try contents(of: found, limit: limit)
                files.append(RuleFile(path: found, kind: named ?? Self.kind(of: bytes, isList: isList), bytes: bytes))
            }
        }
        return files
    }

    private static func expand(_ path: String) throws(UserMessage) -> [String] {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
            throw UserMessage(
                .environment, "\(path): there is no such file.", help: "Give a file or a folder of rules.")
        }
        guard attributes[.type] as? FileAttributeType == .typeDirectory else { return [path] }
        guard let walk = FileManager.default.enumerator(atPath: path) else {
            throw UserMessage(.environment, "\(path): cannot be read.", help: "Check the folder's permissions.")
        }
        var found: [String] = []
        for case let name as String in walk where kind(ofName: name) != nil {
            guard walk.fileAttributes?[.type] as? FileAttributeType != .typeDirectory else { continue }
            found.append(path.hasSuffix("/") ? path + name : path + "/" + name)
        }
        return found.sorted()
    }

    private static func contents(of path: String, limit: Int) throws(UserMessage) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw UserMessage(.environment, "\(path): cannot be read.", help: "Check the file's permissions.")
        }
        defer { try? file.close() }
        do {
            return Array(try file.read(upToCount: limit + 1) ?? Data())
        } catch {
            throw UserMessage(.environment, "\(path): \(error.localizedDescription).", help: "Check the file.")
        }
    }

    private static func kind(ofName path: String) -> RuleKind? {
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if name.hasPrefix(".") { return nil }
        if name.hasSuffix(".yml") || name.hasSuffix(".yaml") { return .sigma }
        if name.hasSuffix(".rules") { return .signature }
        if name == "threshold.config" || name == "threshold.conf" { return .threshold }
        return nil
    }

    /// Whether lists of indicators have such names.
    private static func mayBeList(_ path: String) -> Bool {
        [".csv", ".tsv", ".txt", ".json", ".stix"].contains { path.lowercased().hasSuffix($0) }
    }

    /// What a file holds whose name does not say it; Sigma where nothing else can be told.
    private static func kind(of bytes: [UInt8], isList: Bool) -> RuleKind {
        RuleFileKind.of(bytes) ?? (isList ? .indicators : .sigma)
    }
}
