// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// All tests of what disks, clocks and other programs do to a store. They run the program under the shim of `Tests/Faults`.
extension ProgramTests {
    @Suite("Faults")
    enum FaultTests {}
}

/// The shim for one data directory: what the program is started with, and the words that it is told and tells.
final class FaultShim {
    /// The words of the control file. Source: `struct control` in `Tests/Faults/faults.h`.
    enum Word: Int, CaseIterable {
        case room, refused, readOnly, failWrite, failReads, failSync, clock, failed, strict, writes
    }

    private static let folder = Place.repository.appending(path: "Tests/Faults").path

    /// The shim, built once for all tests.
    private static let library: String? = {
        guard let room = try? Room(), let built = try? Program.shell("\"$1\"", [folder + "/build"], in: room) else {
            return nil
        }
        return String(decoding: built, as: UTF8.self).trimmingCharacters(in: .newlines)
    }()

    private let room: Room
    private let control: FileHandle
    let journal: String
    /// The environment of a program under the shim.
    private(set) var environment: [String: String]

    /// - Parameter unreadable: the end of the path of the file that fails when `failReads` is set.
    init(_ room: Room, keepsJournal: Bool = false, unreadable: String = "") throws {
        self.room = room
        let library = try #require(Self.library, "Tests/Faults/build fails")
        let name = UUID().uuidString
        let words: [Int64] = [-1] + Array(repeating: 0, count: Word.allCases.count - 1)
        let file = try room.write(words.map(Self.bytes).reduce(Data(), +), to: "control-\(name)")
        control = try #require(FileHandle(forUpdatingAtPath: file))
        journal = room.file("journal-\(name)")
        environment = [
            "LD_PRELOAD": library, "FAULTS_DIRECTORY": room.data, "FAULTS_CONTROL": file, "FAULTS_READS": unreadable,
        ]
        if keepsJournal { environment["FAULTS_JOURNAL"] = journal }
    }

    subscript(word: Word) -> Int64 {
        get {
            try? control.seek(toOffset: UInt64(word.rawValue * 8))
            let bytes = (try? control.read(upToCount: 8)) ?? Data()
            return bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
        }
        set {
            try? control.seek(toOffset: UInt64(word.rawValue * 8))
            control.write(Self.bytes(of: newValue))
        }
    }

    /// A word as the machine has it in memory.
    private static func bytes(of word: Int64) -> Data {
        Data((0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) })
    }

    /// Runs the program under the shim to its end.
    func run(_ arguments: [String]) throws -> Program.Result {
        try Program.run(arguments, in: room, environment: environment)
    }

    /// Starts the program under the shim.
    func start(_ arguments: [String]) throws -> Running {
        try Running(Program.path, arguments, in: room, environment: environment)
    }

    /// How many records the journal has.
    func journalLength() throws -> Int {
        let output = try Program.shell("\"$1\" \"$2\"", [Self.folder + "/powercut", journal], in: room)
        return try #require(Int(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)))
    }

    /// Lays a data directory into `target` as it could be after a power failure behind `cut` records of the journal.
    /// `base` is the directory as it was before the journal.
    func cutPower(after cut: Int, seed: UInt64, into target: Room, base: String? = nil) throws {
        _ = try Program.shell(
            "\"$@\"",
            [Self.folder + "/powercut", journal, "\(cut)", "\(seed)", target.data] + (base.map { [$0] } ?? []), in: room
        )
    }

    /// A piece of a store's file and what it is for.
    struct Part {
        var kind: String
        var file: String
        var bytes: Range<Int>
    }

    /// The parts of the closed store in `room`.
    static func parts(of room: Room) throws -> [Part] {
        let output = try Program.shell("\"$1\" \"$2\"", [folder + "/parts", room.data], in: room)
        return try String(decoding: output, as: UTF8.self).split(separator: "\n").map { line in
            let fields = line.split(separator: "\t").map(String.init)
            try #require(fields.count == 4)
            let first = try #require(Int(fields[2]))
            let end = try #require(Int(fields[3]))
            return Part(kind: fields[0], file: fields[1], bytes: first..<end)
        }
    }
}
