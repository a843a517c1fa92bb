// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// The worker that was built beside the program.
private enum BuiltWorker {
    static let path = (Program.path as NSString).deletingLastPathComponent + "/vedette-anonymizer"
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }
    /// A clip of ours: 12 s of a drawn street.
    static let clip = Place.repository.appending(path: "sample-logs/street.mp4").path
}

extension ProgramTests {
    @Suite(
        "Video processed by the real worker",
        .enabled(if: BuiltWorker.isBuilt, "vedette-anonymizer is not built: OpenCV is not installed"))
    struct AnonymizeProgramTests {
        private func object(_ data: Data) throws -> [String: Any] {
            try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        }

        /// The jobs of a room's station, by number.
        private func jobs(in room: Room) throws -> [Int: [String: Any]] {
            let told = try Program.run(["jobs", "list", "--json", "--data", room.data], in: room)
            let all = try #require(JSONSerialization.jsonObject(with: told.output) as? [[String: Any]])
            return Dictionary(all.compactMap { job in (job["job"] as? Int).map { ($0, job) } }) { $1 }
        }

        /// The processes of the worker that a station runs; other tests run some, too.
        private func workers(of station: pid_t) -> [pid_t] {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            return all.compactMap { pid_t($0) }.filter { isWorker($0) && parent(of: $0) == station }
        }

        private func isWorker(_ process: pid_t) -> Bool {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) == BuiltWorker.path
        }

        /// proc(5): the fourth field of `stat`, behind a name in parentheses that may hold anything.
        private func parent(of process: pid_t) -> pid_t? {
            let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            let fields = text?.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 ? pid_t(fields[1]) : nil
        }

        @Test("a clip is processed, and its report says how; nothing is written over")
        func foreground() throws {
            let room = try Room()
            let (output, report) = (room.file("out.mp4"), room.file("report.json"))
            let call = ["anonymize", BuiltWorker.clip, output, "--camera", "fixed", "--report", report, "--json"]
            let done = try Program.run(call, in: room)
            #expect(done.code == 0, "\(done.errors)")
            let told = try object(done.output)
            #expect(told["frames_in"] as? Int == 180 && told["frames_out"] as? Int == 180)
            #expect(told["residual_left"] as? Int == 0 && told["regions"] as? Int ?? 0 > 0)
            #expect(try Data(contentsOf: URL(filePath: report)) == done.output)
            #expect(FileManager.default.fileExists(atPath: output))
            let again = try Program.run(call, in: room)
            #expect(again.code == 3 && again.errorLines.count == 1 && again.errors.contains("is there already"))
        }

        @Test("what is no clip fails with one line, and leaves nothing")
        func damaged() throws {
            let room = try Room()
            let contents = [
                ("", "in.mp4"), ("no video", "in\nvedette: done.mp4"),
                (String(repeating: "\u{0}", count: 5000), "in.mp4"),
            ]
            for (content, name) in contents {
                let input = try room.write(content, to: name)
                let done = try Program.run(["anonymize", input, room.file("out.mp4")], in: room)
                #expect(
                    done.code == 1 && done.errorLines.count == 1 && done.errors.contains("input: "), "\(done.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: room.file("out.mp4")))
            #expect(!FileManager.default.fileExists(atPath: room.file("out.mp4.partial")))
        }

        @Test("a worker or a station that is killed leaves nothing half done, and the next station does it")
        func killed() throws {
            let room = try Room()
            let folder = room.file("in")
            let output = room.file("out/20261130T014502.mp4")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let configuration = try room.write(
                """
                data: \(room.data)
                consoles: {socket: \(room.file("c.socket"))}
                anonymizer:
                  watch:
                    - {camera: street, folder: \(folder), output: \(room.file("out")), camera-mode: fixed, settle: 1s}
                """, to: "config.yaml")
            try FileManager.default.copyItem(atPath: BuiltWorker.clip, toPath: folder + "/20261130T014502.mp4")
            func isClean() -> Bool {
                ["", ".partial"].allSatisfy { !FileManager.default.fileExists(atPath: output + $0) }
            }
            let first = try Running(Program.path, ["serve", "--config", configuration], in: room)
            #expect(
                eventually(pause: 0.2) {
                    (try? jobs(in: room))?[1]?["state"] as? String == "running" && !workers(of: first.pid).isEmpty
                })
            let killed = workers(of: first.pid)
            for process in killed { kill(process, SIGKILL) }
            #expect(
                eventually(pause: 0.2) {
                    (try? jobs(in: room))?[1]?["tries"] as? Int == 1 && !killed.contains(where: isWorker)
                })
            #expect(eventually(pause: 0.2) { (try? jobs(in: room))?[1]?["state"] as? String == "queued" })
            #expect(isClean())
            // Another one, as the first waits for its second try.
            let other = try Program.run(
                [
                    "anonymize", BuiltWorker.clip, room.file("other.mp4"), "--camera", "fixed", "--queue", "--config",
                    configuration,
                ], in: room)
            #expect(other.code == 0, "\(other.errors)")
            #expect(
                eventually(pause: 0.2) {
                    (try? jobs(in: room))?[2]?["state"] as? String == "running" && !workers(of: first.pid).isEmpty
                })
            let orphans = workers(of: first.pid)
            first.send(SIGKILL)
            #expect(try first.result().code == 128 + SIGKILL)
            #expect(eventually { !orphans.contains(where: isWorker) })
            #expect(!FileManager.default.fileExists(atPath: room.file("other.mp4")))
            let second = try Running(Program.path, ["serve", "--config", configuration], in: room)
            #expect(eventually(pause: 0.2) { (try? jobs(in: room))?[2]?["state"] as? String == "succeeded" })
            #expect(try jobs(in: room)[2]?["tries"] as? Int == 2)
            #expect(FileManager.default.fileExists(atPath: room.file("other.mp4")))
            second.send(SIGTERM)
            #expect(try second.result().code == 0, "\(second.errors)")
            let verified = try Program.run(["verify", "--data", room.data], in: room)
            #expect(verified.code == 0, "\(verified.errors)\(verified.text)")
        }
    }
}
