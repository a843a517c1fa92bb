// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import JobWork
internal import Station
internal import Store

/// The file that `--report` names, opened before there is work that could be lost. What is not written leaves nothing behind, and a file that was
/// there as it was.
struct ReportFile: ~Copyable {
    private var file: OutputFile?

    /// Opens it; no path is no file.
    ///
    /// - Throws: where it cannot be written, or would be written over what is processed or made.
    init(_ path: String?, input: String, output: String) throws(UserMessage) {
        guard let path else {
            file = nil
            return
        }
        for other in [input, output, WorkerFiles.partial(of: output)] where Self.isOne(path, with: other) {
            throw UserMessage(
                .wrongUse, "--report: \(path) is, or lies in, \(other).",
                help: "Name a file apart from input and output.")
        }
        file = try OutputFile.open(path)
    }

    /// Writes a report, where a file was asked for.
    consuming func write(_ report: JobReport) throws(UserMessage) {
        guard var file = file.take() else { return }
        try file.write(JobText.json(report) + [0x0a])
        try file.finish()
    }

    /// Whether two paths lead to the same file, or the first to something in the folder of the second. Addresses of streams lead to none.
    private static func isOne(_ path: String, with other: String) -> Bool {
        guard !StreamAddress.isAddress(other) else { return false }
        let (own, its) = (ResolvedPath.of(whole(path)), ResolvedPath.of(whole(other)))
        if own == its || ResolvedPath.lies(own, in: its) { return true }
        // One file may have two names.
        return FileIdentity(own).map { $0 == FileIdentity(its) } ?? false
    }

    private static func whole(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}
