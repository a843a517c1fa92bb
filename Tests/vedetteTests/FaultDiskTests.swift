// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension ProgramTests.FaultTests {
    /// A disk that may not be written, and one that fails.
    @Suite("Failing disks")
    struct FaultDiskTests {
        @Test(
            "a directory that may not be written is named in one line, and can still be read", arguments: [false, true])
        func readOnly(_ isLeftOpen: Bool) throws {
            let (room, files, wanted) = try FaultLogs.numbered(3)
            let config = try room.write("patterns:\n  - \(room.path)/{gateway}/*.json\n", to: "config.yaml")
            if isLeftOpen {
                // Killed, so that the newest commits are in the write-ahead logs.
                let station = try Running(
                    Program.path, ["serve", "--config", config, "--data", room.data], in: room)
                #expect(try eventually { try Stats.by("event_type", in: room).total >= wanted.count })
                station.send(SIGKILL)
                _ = try station.result()
            } else {
                #expect(try Program.run(["import", "--data", room.data] + files, in: room).code == 0)
            }
            let shim = try FaultShim(room)
            shim[.readOnly] = 1
            for call in [["import"] + files, ["serve", "--config", config]] {
                expectEnvironmentFailure(try shim.run(call + ["--data", room.data]), naming: room.data, "\(call[0])")
            }
            #expect(shim[.failed] > 0)
            let raw = try shim.run(["events", "--raw", "--data", room.data])
            #expect(raw.code == 0, "\(raw.errors)")
            #expect(Set(raw.lines) == Set(wanted.map { Data($0.utf8) }))
            for call in [["stats", "--by", "event_type"], ["screen", "alerts"]] {
                let look = try shim.run(call + ["--data", room.data])
                #expect(look.code == 0, "\(call): \(look.errors)")
            }
            let absent = try shim.run(["import", "--data", room.data + "/new"] + files)
            expectEnvironmentFailure(absent, naming: room.data + "/new")
        }

        @Test("a write or sync that fails ends an import with one line, and repeating it completes it")
        func failingWrites() throws {
            var generator = SoakPlan.generator(113)
            let (room, files, wanted) = try FaultLogs.numbered()
            let call = ["import", "--data", room.data] + files
            let count = try FaultShim(room)
            #expect(try count.run(call).code == 0)
            let writes = Int(count[.writes])
            try SoakPlan.turns(few: 4, many: 40) { turn in
                try FileManager.default.removeItem(atPath: room.data)
                let shim = try FaultShim(room)
                let word = turn % 2 == 0 ? FaultShim.Word.failSync : .failWrite
                let number = Int.random(in: 1...(word == .failWrite ? writes : 30), using: &generator)
                shim[word] = Int64(number)
                let what = "\(word) \(number) of \(writes) writes"
                let failed = try shim.run(call)
                if failed.code != 0 { expectEnvironmentFailure(failed, naming: room.data, what) }
                shim[word] = 0
                if FileManager.default.fileExists(atPath: room.data) {
                    try Recount.expectSome(of: wanted, in: room, what)
                }
                let again = try shim.run(call)
                #expect(again.code == 0, "\(what): \(again.errors)")
                try Recount.expect(wanted, in: room, what)
            }
        }

        @Test("a file that cannot be read is named in one line")
        func failingReads() throws {
            let (room, files, wanted) = try FaultLogs.numbered(3)
            #expect(try Program.run(["import", "--data", room.data] + files, in: room).code == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: room.data + "/days").map { "days/" + $0 }
            let lines = Set(wanted.map { Data($0.utf8) })
            for file in names.sorted() + ["station.db"] {
                let shim = try FaultShim(room, unreadable: file)
                shim[.failReads] = 1
                for call in [["stats", "--by", "event_type"], ["events", "--raw"], ["screen", "alerts"]] {
                    let look = try shim.run(call + ["--data", room.data])
                    if look.code != 0 || call[0] == "events" {
                        expectEnvironmentFailure(look, naming: file, "\(call)")
                    }
                    if call[0] == "events" { #expect(lines.isSuperset(of: look.lines), "\(file)") }
                }
                #expect(shim[.failed] > 0, "\(file)")
            }
        }
    }
}
