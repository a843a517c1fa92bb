// SPDX-License-Identifier: Apache-2.0

import Collector
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Agent

/// A whole agent with a camera, and a shell script in the place of the program that looks after it.
private final class CameraAgent {
    let path: String
    let station: StationModel
    let folder: AgentFolder
    let said = SaidLines()
    private var ends: [Int32] = [-1, -1]
    private var thread: DispatchWorkItem?

    init() throws {
        path = NSTemporaryDirectory() + "cameras-" + UUID().uuidString
        folder = AgentFolder(path + "/state")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let tls = try TLSCase()
        station = try StationModel(tls)
        try tls.enrol(folder, enrolment: 1, collector: station.collector.port)
        try GatewayModel.write(Array(#"{"event_type":"flow"}"#.utf8) + [0x0a], path + "/eve.json")
    }

    deinit {
        end()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Puts lines of the shell in the program's place; `$journal` is where its lines go, `$state` its folder.
    func program(_ lines: String) throws {
        let script = """
            #!/bin/sh
            while [ $# -gt 0 ]; do
                case $1 in --journal) journal=$2;; --state) state=$2;; esac
                shift
            done
            \(lines)

            """
        try GatewayModel.write(Array(script.utf8), path + "/program")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path + "/program")
    }

    func start() throws {
        let text = """
            stations: 127.0.0.1:\(station.collector.port)
            logs: \(path)/eve.json
            state: \(folder.path)
            camera:
              - quay-3 \(path)/in \(path)/out fixed
            anonymizer-program: \(path)/program
            """
        let configuration = try AgentConfiguration(text, path: "agent.yaml")
        var pace = AgentPace()
        pace.look = 5000
        pace.pause = 1000
        pace.longestPause = 20_000
        pace.heartbeat = 20_000
        let isOpen = unsafe pipe(&ends) == 0
        try #require(isOpen)
        let (stop, said, fast) = (ends[0], said, pace)
        let work = DispatchWorkItem {
            do { try AgentLoop.run(configuration, pace: fast, stop: stop) { said.add($0) } } catch {
                said.add("\(error)")
            }
        }
        thread = work
        DispatchQueue(label: "agent").async(execute: work)
    }

    func end() {
        guard let thread else { return }
        close(ends[1])
        thread.wait()
        close(ends[0])
        self.thread = nil
    }

    /// The lines of a journal and of the log that the station has, in the order in which they came.
    var lines: [String] {
        station.take()
        return station.stored.withLock { $0.order }
    }

    func text(_ name: String) -> String {
        let bytes = (try? AgentFile.read(path + "/" + name, limit: 1 << 20)).flatMap { $0 } ?? []
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite("Cameras of an agent", .serialized)
struct CameraWatchTests {
    @Test("the program runs as long as the agent, and its journal arrives beside the logs")
    func attends() throws {
        let agent = try CameraAgent()
        try agent.program(
            """
            echo $$ > "$state/number"
            echo '{"running":1,"queued":2,"succeeded":3,"failed":0,"trouble":""}' > "$state/cameras.status"
            echo '{"event_type":"vedette_job","vedette_job":{"id":1}}' >> "$journal"
            exec sleep 600
            """)
        try agent.start()
        #expect(
            becomesTrue { agent.lines.contains(#"{"event_type":"vedette_job","vedette_job":{"id":1}}"#) },
            "\(agent.said.all)")
        #expect(becomesTrue { agent.lines.contains(#"{"event_type":"flow"}"#) })
        #expect(
            becomesTrue {
                agent.text("state/state").contains(
                    #""cameras":"1 camera, jobs: 1 running, 2 queued, 3 succeeded, 0 failed""#)
            }, "\(agent.text("state/state"))")
        let number = try #require(Int32(agent.text("state/number").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(number, 0) == 0)
        agent.end()
        #expect(kill(number, 0) == -1)
        #expect(!agent.said.all.contains { $0.contains("not looked after") }, "\(agent.said.all)")
    }

    @Test("a program that ends is begun again, which is told once, and nothing comes twice")
    func again() throws {
        let agent = try CameraAgent()
        try agent.program(
            """
            echo '{"event_type":"vedette_job","vedette_job":{"id":'$$'}}' >> "$journal"
            exit 3
            """)
        try agent.start()
        #expect(becomesTrue { agent.lines.count >= 4 }, "\(agent.said.all)")
        agent.end()
        let told = agent.said.all.filter { $0.contains("not looked after") }
        #expect(
            told == [
                "the cameras are not looked after: \(agent.path)/program ended with status 3; events are sent all the same"
            ])
        #expect(Set(agent.lines).count == agent.lines.count)
    }

    @Test("without the program events are sent, and one line says what is missing")
    func missing() throws {
        let agent = try CameraAgent()
        try agent.start()
        #expect(becomesTrue { agent.lines == [#"{"event_type":"flow"}"#] }, "\(agent.said.all)")
        let words = "\(agent.path)/program is not there or may not be run; install vedette-anonymizer"
        #expect(becomesTrue { agent.said.all.contains { $0.contains(words) } })
        #expect(becomesTrue { agent.text("state/state").contains("1 camera, none looked after: \(words)") })
        // It is found as soon as it is there.
        try agent.program(#"echo '{"event_type":"vedette_job"}' >> "$journal"; exec sleep 600"#)
        #expect(becomesTrue { agent.lines.count == 2 }, "\(agent.said.all)")
        agent.end()
        #expect(agent.said.all.filter { $0.contains("not looked after") }.count == 1)
    }

    @Test("keys of cameras are taken, and handed over as the program takes them")
    func keys() throws {
        let text = """
            stations: s:1
            logs: /e
            camera:
              - quay-3 /in /out fixed
              - gate /gate /out
            anonymizer-models: /models
            anonymizer-workers: 2
            anonymizer-memory: 512M
            anonymizer-keep-inputs: 90m
            anonymizer-keep-outputs: 30d
            """
        let configuration = try AgentConfiguration(text, path: "agent.yaml")
        let keys = try #require(configuration.cameras)
        #expect(
            keys.arguments(AgentFolder("/s")) == [
                "watch", "--attended", "--state", "/s", "--journal", "/s/jobs.json", "--models", "/models", "--workers",
                "2", "--memory", "536870912", "--keep-inputs", "5400", "--keep-outputs", "2592000",
                "quay-3 /in /out fixed", "gate /gate /out auto",
            ])
        #expect(keys.program == "/usr/bin/vedette-anonymizer")
    }

    @Test(
        "what is wrong with keys of cameras is told",
        arguments: [
            ("camera: quay /in", "agent.yaml:3: 'quay /in' is no camera"),
            ("camera: quay /in /out blurred", "agent.yaml:3: 'blurred' is unknown"),
            ("camera:\n  - a /x /o\n  - a /y /o", "agent.yaml: the camera a is there twice"),
            ("anonymizer-program: /usr/bin/x", "agent.yaml: a key of the anonymizer is there, and camera is missing"),
            ("anonymizer-program: x", "agent.yaml:3: 'x' is no whole path"),
            ("anonymizer-keep-inputs: 24", "agent.yaml:3: 'anonymizer-keep-inputs' is a span of time"),
            ("anonymizer-keep-inputs: 99999d", "agent.yaml:3: 'anonymizer-keep-inputs' is a span of time"),
            ("anonymizer-workers: 0", "agent.yaml:3: 'anonymizer-workers' is a whole number of 1 to 64"),
            ("anonymizer-memory: 1k", "agent.yaml:3: 'anonymizer-memory' is a number of bytes from 64M on"),
        ])
    func problems(_ text: String, _ words: String) {
        let problem = #expect(throws: AgentProblem.self) {
            try AgentConfiguration("stations: s:1\nlogs: /e\n" + text, path: "agent.yaml")
        }
        #expect(problem?.line.hasPrefix(words) == true, "\(problem?.line ?? "")")
    }
}
