// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation

/// The worker's program, run as the station runs it.
struct WorkerModel {
    /// What it said, and how it ended: its status, or its signal negated.
    struct Answer {
        var messages: [WorkerMessage]
        var errors: String
        var ending: Int32

        var failure: JobFailure? {
            guard case .failed(let failure, _)? = messages.last else { return nil }
            return failure
        }
    }

    static let path = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "vedette-anonymizer").path

    let folder: TestFolder

    /// Starts it, by a shell line where one is given (`exec "$0"` in it is the worker), with an order or any other text on its input.
    func start(_ order: String, arguments: [String] = [], shell: String? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: shell == nil ? Self.path : "/bin/sh")
        process.arguments = shell.map { ["-c", $0, Self.path] } ?? arguments
        try folder.write(Array(order.utf8), "order")
        for name in ["said", "errors"] { try folder.write([], name) }
        process.standardInput = FileHandle(forReadingAtPath: folder.file("order"))
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("said"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("errors"))
        try process.run()
        return process
    }

    func wait(for process: Process) throws -> Answer {
        process.waitUntilExit()
        let lines = try folder.read("said").split(separator: 0x0a)
        let messages = lines.compactMap { try? JSONDecoder().decode(WorkerMessage.self, from: Data($0)) }
        let errors = String(decoding: try folder.read("errors"), as: UTF8.self)
        let status = process.terminationStatus
        return Answer(
            messages: messages, errors: errors, ending: process.terminationReason == .exit ? status : -status)
    }

    func run(_ order: WorkerOrder, shell: String? = nil) throws -> Answer {
        try wait(for: try start(try Self.line(order), shell: shell))
    }

    static func line(_ order: WorkerOrder) throws -> String {
        String(decoding: try JSONEncoder().encode(order), as: UTF8.self) + "\n"
    }

    /// A job without weights, of a camera that stands still.
    func job(_ input: String, _ output: String, acceptDegraded: Bool = false) -> WorkerOrder {
        var options = JobOptions()
        options.acceptDegraded = acceptDegraded
        options.camera = .fixed
        return .process(.init(input: folder.file(input), output: folder.file(output), options: options))
    }
}
