// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Programs
import Query
import Rules
import Testing

@testable import Station

/// The machine's own Suricata, if it is one that is asked about rules.
private let installed = SuricataTester(.installed).flatMap { tester in
    (try? tester.version(until: Cancellation())) == nil ? nil : tester
}

@Suite("Rules tested by Suricata itself")
struct SuricataTesterTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private static let good =
        #"alert tcp $LAB any -> any $PORTS (msg:"a"; content:"abc"; classtype:trojan-activity; sid:1; rev:1;)"#
    /// What only Suricata refuses.
    private static let mixed =
        #"alert dns any any -> any any (msg:"m"; dns.query; content:"a"; http.uri; content:"b"; sid:28; rev:1;)"#

    private func file(_ kind: RuleKind, _ text: String) -> RuleFile {
        RuleFile(path: "x", kind: kind, bytes: Array(text.utf8))
    }

    /// A program that stands for Suricata. Another process makes it: what is open for writing here, a child of another test may hold
    /// open, and then it cannot be started.
    private func program(_ script: String) throws -> SuricataTester {
        let text = try folder.write("#!/bin/sh\n\(script)\n", to: "script")
        let path = folder.path + "/suricata"
        let install = ["-c", #"cp "$1" "$2" && chmod 755 "$2""#, "sh", text, path]
        _ = try BoundedProcess(path: "/bin/sh", arguments: install, folder: folder.path, answer: .errors)
            .run(until: Cancellation())
        return try #require(SuricataTester(.at(path: path)))
    }

    private func failure(_ script: String, until cancellation: Cancellation = Cancellation()) throws -> SuricataFailure?
    {
        let tester = try program(script)
        return #expect(throws: SuricataFailure.self) {
            try tester.problems(of: [file(.signature, Self.good)], until: cancellation)
        }
    }

    private static let version = #"[ "$1" = -V ] && { echo This is Suricata version 7.0.10 RELEASE; exit; }"#

    @Test(
        "it refuses what we cannot know, takes the rest, and leaves nothing behind",
        .enabled(if: installed != nil, "skipped: no suricata"))
    func real() throws {
        let tester = try #require(installed)
        let files = [
            file(.sigma, "title: x"), file(.signature, "\(Self.good)\n\n\(Self.mixed)\n"),
            file(.threshold, "suppress gen_id 1, sig_id 1, track by_src, ip $LAB\n"), file(.signature, Self.good),
            file(.signature, #"alert dnp3 any any -> any any (msg:"d"; app-layer-event:dnp3.flooded; sid:3; rev:1;)"#),
        ]
        let found = try tester.problems(of: files, until: Cancellation())
        #expect(found.map(\.count) == [0, 1, 0, 0, 0], "\(found)")
        let version = try tester.version(until: Cancellation())
        let problem = try #require(found[1].first)
        #expect(problem.position == TextPosition(line: 3, column: 1) && problem.weight == .error)
        #expect(problem.message.hasPrefix("Suricata \(version) refuses this: "))
    }

    @Test("a rule that only Suricata refuses is not saved", .enabled(if: installed != nil, "skipped: no suricata"))
    func saving() throws {
        let now = Instant(microseconds: 1_764_000_000_000_000)
        let desk = RuleDesk(folder.configuration, author: "anna", store: folder.reader)
        let failure = #expect(throws: RuleDeskFailure.self) {
            try desk.add(.signature, Self.mixed, comment: "", at: now)
        }
        #expect(failure?.message.hasPrefix("line 1: Suricata ") == true, "\(failure?.message ?? "")")
        let saved = try desk.add(.signature, Self.good, comment: "", at: now)
        #expect(throws: RuleDeskFailure.self) {
            try desk.save(saved.id, .signature, Self.mixed, basedOn: 1, comment: "", at: now)
        }
        var configuration = folder.configuration
        configuration.rules.suricata = .never
        let other = RuleDesk(configuration, author: "bo", store: folder.reader)
        #expect(try other.save(saved.id, .signature, Self.mixed, basedOn: 1, comment: "", at: now).revision == 2)
    }

    @Test("what is no Suricata, is too old or fails is told, and is no fault of the rules")
    func failures() throws {
        #expect(
            try failure("echo hello")
                == .unusable(path: folder.path + "/suricata", reason: "it does not tell its version"))
        #expect(try failure("echo This is Suricata version 6.0.1 RELEASE") == .tooOld(version: "6.0.1"))
        #expect(
            try failure("\(Self.version)\necho 'Error: no memory' >&2; exit 1") == .refused(reason: "Error: no memory"))
        #expect(try failure("\(Self.version)\nexit 1") == .refused(reason: "it did not say why"))
        #expect(try failure("\(Self.version)\nkill -9 $$") == .refused(reason: "it was ended by signal 9"))
        let missing = try #require(SuricataTester(.at(path: folder.path + "/none")))
        #expect(throws: SuricataFailure.self) { try missing.version(until: Cancellation()) }
        #expect(SuricataTester(.never) == nil)
    }

    @Test("one that never ends, or never stops talking, is killed with what it has started")
    func killing() throws {
        let soon = Cancellation(deadline: .now + .milliseconds(400))
        #expect(try failure("\(Self.version)\nsleep 1000 & sleep 1000", until: soon) == .killed)
        #expect(try failure("\(Self.version)\nexec yes >&2") == .killed)
        let gone = Cancellation()
        gone.cancel()
        #expect(try failure(Self.version, until: gone) == .killed)
    }

    @Test("it gets a folder of its own as the place it works in, and no words of ours as a command")
    func call() throws {
        let tester = try program(
            "\(Self.version)\nls > \(folder.path)/seen; echo \"$@\" >> \(folder.path)/seen; pwd >> \(folder.path)/seen")
        let problems = try tester.problems(
            of: [file(.signature, Self.good + "\n\n# $(rm x)")], until: Cancellation())
        #expect(problems == [[]])
        let seen = try String(contentsOfFile: folder.path + "/seen", encoding: .utf8).split(separator: "\n").map(
            String.init)
        #expect(seen.dropLast(2) == ["0.rules", "classification.config", "reference.config", "suricata.yaml"])
        #expect(seen.dropLast().last == "-T -c suricata.yaml -S *.rules -l . --data-dir .")
        #expect(!FileManager.default.fileExists(atPath: seen.last ?? "/"))
    }
}
