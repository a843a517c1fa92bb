// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension ProgramTests {
    /// `vedette anonymize` with a script in the worker's place, and `vedette jobs list`.
    @Suite("anonymize") struct AnonymizeCommandTests {
        let room: Room
        let configuration: String

        /// A worker that notes that it ran, and fails.
        init() throws {
            room = try Room()
            let failure = #"{"failed":{"_0":{"kind":"input","line":"it is no clip"}}}"#
            configuration = try Self.configure(room, "echo '\(failure)'\nexit 1")
            for name in ["in.mp4", "images/a.png"] { try room.write("original", to: name) }
        }

        private static func configure(_ room: Room, _ lines: String) throws -> String {
            let worker = try room.script("read -r order\n: > '\(room.file("ran"))'\n\(lines)")
            return try room.write("anonymizer:\n  worker: \(worker)\n", to: "config.yaml")
        }

        private var hasRun: Bool { FileManager.default.fileExists(atPath: room.file("ran")) }

        /// What is in the room besides what was there at its beginning.
        private func names() throws -> Set<String> {
            Set(try FileManager.default.contentsOfDirectory(atPath: room.path)).subtracting([
                "home", "tmp", "in.mp4", "images", "config.yaml", "data", "ran",
            ]).filter { !$0.hasPrefix("script-") && !$0.hasSuffix(".out") && !$0.hasSuffix(".err") }
        }

        private func call(_ arguments: String...) throws -> Program.Result {
            try Program.run(
                ["anonymize"] + arguments + ["--config", configuration, "--data", room.data], in: room)
        }

        @Test("a report is never written over what is processed or made")
        func apart() throws {
            let (input, folder) = (room.file("in.mp4"), room.file("images"))
            let link = room.file("link.json")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
            let absent = room.file("absent.json")
            try FileManager.default.createSymbolicLink(atPath: absent, withDestinationPath: "out.mp4")
            let again = room.file("again.json")
            try FileManager.default.linkItem(atPath: input, toPath: again)
            let out = room.file("out.mp4")
            for report in [
                input, room.file("images/../in.mp4"), link, absent, again, out, out + ".partial", out + "/r",
            ] {
                let done = try call(input, out, "--report", report)
                #expect(done.code == 2 && done.errors.contains("--report: "), "\(report): \(done.errors)")
            }
            #expect(try call(folder, room.file("made"), "--report", folder + "/a.png").code == 2)
            #expect(try call(folder, room.file("made"), "--report", folder + "/new.json").code == 2)
            #expect(try String(contentsOfFile: input, encoding: .utf8) == "original" && !hasRun)
            #expect(try names() == ["link.json", "absent.json", "again.json"])
        }

        @Test("a report that cannot be written is told before there is work")
        func unwritable() throws {
            let done = try call(room.file("in.mp4"), room.file("out.mp4"), "--report", room.file("none/r.json"))
            #expect(done.code == 3 && done.errors.contains("none/r.json: No such file"), "\(done.errors)")
            #expect(try !hasRun && names() == [])
        }

        @Test("a job that fails says why, and leaves a report that was there as it was")
        func failed() throws {
            let report = try room.write("old", to: "r.json")
            let done = try call(room.file("in.mp4"), room.file("out.mp4"), "--report", report)
            #expect(done.code == 1 && done.errors == "vedette: input: it is no clip\n" && hasRun)
            #expect(try names() == ["r.json"] && String(contentsOfFile: report, encoding: .utf8) == "old")
        }

        @Test("a call that is ended leaves no part of a report")
        func ended() throws {
            let configuration = try Self.configure(room, "exec sleep 600")
            let running = try Running(
                Program.path,
                [
                    "anonymize", room.file("in.mp4"), room.file("out.mp4"), "--report", room.file("r.json"), "--config",
                    configuration, "--data", room.data,
                ], in: room)
            #expect(eventually { hasRun })
            #expect(try names().count == 1)
            running.send(SIGTERM)
            #expect(try running.result().code == 128 + SIGTERM)
            #expect(try names() == [])
        }

        @Test("a model that cannot be used ends it before there is work")
        func model() throws {
            try room.write("{}", to: "data/models/large/model.json")
            let done = try call(room.file("in.mp4"), room.file("out.mp4"))
            #expect(done.code == 1 && done.errorLines.count == 1, "\(done.errors)")
            #expect(
                done.errors.hasPrefix("vedette: model: the model 'large' cannot be used: large/model.json: is damaged"))
            #expect(try !hasRun && names() == [])
        }

        @Test("an empty text names no file")
        func empty() throws {
            let (input, output) = (room.file("in.mp4"), room.file("out.mp4"))
            for arguments in [["", output], [input, ""], [input, output, "--report", ""]] {
                let done = try Program.run(["anonymize"] + arguments + ["--config", configuration], in: room)
                #expect(done.code == 2 && done.errors.contains("names no file"), "\(done.errors)")
            }
            #expect(!hasRun)
        }

        @Test("a list of jobs tells how many it leaves out")
        func list() throws {
            for number in 1...3 {
                #expect(try call(room.file("in.mp4"), room.file("out-\(number).mp4"), "--queue").code == 0)
            }
            func list(_ limit: String...) throws -> Program.Result {
                try Program.run(["jobs", "list", "--data", room.data] + limit, in: room)
            }
            let all = try list()
            #expect(all.lines.count == 3 && all.errors == "")
            let two = try list("--limit", "2")
            #expect(two.lines.count == 2 && two.errors.hasPrefix("vedette: 1 more job is left out"))
            #expect(try list("--limit", "1", "--json").errors.hasPrefix("vedette: 2 more jobs are left out"))
            #expect(try list("--limit=-5").code == 2 && list("--limit", "-5").code == 2)
        }
    }
}
