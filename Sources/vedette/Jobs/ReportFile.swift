// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import Glibc
internal import JobWork
internal import Station

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
        let (own, its) = (real(path), real(other))
        if own == its || own.hasPrefix(its + "/") { return true }
        guard let one = identity(path), let another = identity(other) else { return false }
        return one == another
    }

    /// Device and inode.
    private static func identity(_ path: String) -> [UInt64]? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
    }

    /// A whole path without links, as far as there is something on the way.
    private static func real(_ path: String, links: Int = 0) -> String {
        let files = FileManager.default
        let whole = path.hasPrefix("/") ? path : "\(files.currentDirectoryPath)/\(path)"
        if files.fileExists(atPath: whole) { return URL(filePath: whole).resolvingSymlinksInPath().path }
        let folder = (whole as NSString).deletingLastPathComponent
        if links < 40, let target = try? files.destinationOfSymbolicLink(atPath: whole) {
            return real(target.hasPrefix("/") ? target : "\(folder)/\(target)", links: links + 1)
        }
        guard folder != whole else { return whole }
        let above = real(folder, links: links)
        return (above == "/" ? "" : above) + "/" + (whole as NSString).lastPathComponent
    }
}
