// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Lumberjack
import Testing

@testable import Agent

@Suite("The agent's values")
struct PureTests {
    private func configuration(_ text: String) throws(AgentProblem) -> AgentConfiguration {
        try AgentConfiguration(text, path: "agent.yaml")
    }

    @Test("a configuration says what it says")
    func reads() throws {
        let configuration = try configuration(
            """
            ---
            # Where to.
            stations:
              - station.example:5044   # the near one
              - "[2001:db8::1]:5044"
            logs:
            - /var/log/suricata/eve.json
            state: /srv/agent
            tpm: swtpm:path=/run/tpm/socket
            batch-events: 100
            compression: 0
            bandwidth: 64k
            spool: 2G
            order: newest-first\r
            """)
        #expect(configuration.stations.map(\.description) == ["station.example:5044", "[2001:db8::1]:5044"])
        #expect(configuration.logs == ["/var/log/suricata/eve.json"])
        #expect(configuration.state == "/srv/agent")
        #expect(
            configuration.folder == AgentFolder("/srv/agent", tpm: try #require(TCTI("swtpm:path=/run/tpm/socket"))))
        #expect(configuration.batchEvents == 100)
        #expect(configuration.compression == 0)
        #expect(configuration.bandwidth == 65_536)
        #expect(configuration.spoolBytes == 2 << 30)
        #expect(configuration.order == .newestFirst)
    }

    @Test(
        "what is wrong in a configuration is told with its place",
        arguments: [
            (
                "stations: s:1\nlogs: /e\ntpm: cmd:sh",
                "agent.yaml:3: 'cmd:sh' is no way to a TPM; write device:/dev/tpmrm0"
            ),
            ("stations: s:1\nlogs: /e\nport: 3", "agent.yaml:3: unknown key 'port'; known: stations, logs"),
            ("stations: s:1\nlogs: /e\nstations: t:1", "agent.yaml:3: 'stations' is there twice"),
            ("stations: s\nlogs: /e", "agent.yaml:1: 's' is no station"),
            ("stations: 2001:db8::1:5044\nlogs: /e", "agent.yaml:1: '2001:db8::1:5044' is no station"),
            ("stations: s:70000\nlogs: /e", "agent.yaml:1: 's:70000' is no station"),
            ("stations: s:1\nlogs: eve.json", "agent.yaml:2: 'eve.json' is no whole path"),
            ("stations: s:1", "agent.yaml: no log is named"),
            ("logs: /e", "agent.yaml: no station is named"),
            ("stations: s:1\nlogs: /e\ncompression: 10", "agent.yaml:3: 'compression' is a whole number of 0 to 9"),
            ("stations: s:1\nlogs: /e\nspool: 1T", "agent.yaml:3: 'spool' is a whole number"),
            ("stations: s:1\nlogs: /e\nspool: -1", "agent.yaml:3: 'spool' is a whole number"),
            ("stations: s:1\nlogs: /e\norder:", "agent.yaml:3: 'order' has no value"),
            ("stations: s:1\nlogs: /e\norder:\n  - a", "agent.yaml:3: 'order' has one value"),
            ("stations: [s:1]\nlogs: /e", "agent.yaml:1: '[s:1]' is more than a value"),
            ("stations: s:1\n\tlogs: /e", "agent.yaml:2: there is a tab"),
            ("stations: s:1\n  logs: /e", "agent.yaml:2: a key begins at the front"),
            ("stations: s:1\nlogs:/e", "agent.yaml:2: a space is missing"),
            ("stations: s:1\nlogs: \"/e", "agent.yaml:2: a double quote is not closed"),
            ("- s:1", "agent.yaml:1: there is no key"), ("hello", "agent.yaml:1: there is no 'key: value'"),
            ("stations: s:1\nlogs: /e\n\u{1B}[2J: x", "agent.yaml:3: unknown key '?[2J'"),
        ])
    func problems(text: String, message: String) {
        do {
            _ = try configuration(text)
            Issue.record("it was taken: \(text)")
        } catch {
            #expect(error.line.hasPrefix(message), "\(error.line)")
        }
    }

    @Test(
        "only what closes where the line does is sent as an object",
        arguments: [
            ("", LineShape.blank), (" \t\r", .blank), ("{}", .object), (" {\"a\":[1,{}]}\r", .object),
            (#"{"a":"}\"}"}"#, .object), ("{}{}", .other), ("{} x", .other), ("{", .other), ("{\"a", .other),
            (#"{"a\"#, .other), ("[]", .other), ("x", .other), ("}{", .other), ("{]]}", .other),
        ])
    func shapes(line: String, shape: LineShape) {
        #expect(LineShape(of: Array(line.utf8).span) == shape)
    }

    @Test("bookmarks are read as they were written, and not at all if a byte is another", arguments: UInt64(1)...4)
    func bookmarks(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var book = BookmarkBook()
        book.lostEvents = random.next()
        for index in 0..<5 {
            let bookmark = Bookmark(
                gateway: FollowedLog.gateway, path: "/var/log/eve \(index).json",
                head: Bookmark.Head(length: index * 7, hash: random.next()))
            let number = book.add(SourceRecord(log: bookmark.path, fingerprint: "ab\(index)", bookmark: bookmark))
            var moved = bookmark
            moved.offset = random.next()
            moved.lines = random.next()
            moved.tailHash = random.next()
            book.advance(SourceMark(record: number, bookmark: moved))
        }
        let text = book.text
        let read = try #require(BookmarkBook(text: text))
        #expect(read == book)
        for _ in 0..<200 {
            var damaged = text
            let index = Int.random(in: 0..<damaged.count, using: &random)
            damaged[index] ^= UInt8.random(in: 1...255, using: &random)
            #expect(BookmarkBook(text: damaged) == nil)
            #expect(BookmarkBook(text: Array(text[..<index])) == nil)
        }
    }

    @Test("windows are acknowledged in their order, by their last number")
    func flight() throws {
        var flight = WindowsInFlight()
        let windows = [3, 2].map { Window(bytes: [UInt8($0)], events: $0, marks: []) }
        for window in windows { flight.add(window) }
        #expect(!flight.hasRoom)
        #expect(flight.next == windows[0])
        #expect(throws: WindowsInFlight.UnknownSequence(sequence: 1)) { try flight.acknowledge(1) }
        flight.noteSent()
        flight.noteSent()
        #expect(flight.next == nil)
        #expect(try flight.acknowledge(0) == nil)
        #expect(try flight.acknowledge(2) == nil)
        #expect(throws: WindowsInFlight.UnknownSequence(sequence: 4)) { try flight.acknowledge(4) }
        #expect(try flight.acknowledge(3) == windows[0])
        flight.restart()
        #expect(flight.next == windows[1])
        #expect(!flight.isAwaiting)
        flight.noteSent()
        #expect(try flight.acknowledge(2) == windows[1])
        #expect(flight.isEmpty)
    }

    @Test("the bound on bandwidth makes pauses as long as what was sent takes")
    func bandwidth() {
        var budget = SendBudget(rate: 1000)
        #expect(budget.wait(5) == 0)
        budget.spend(500, 5)
        #expect(budget.wait(5) == 500_000)
        #expect(budget.wait(400_005) == 100_000)
        #expect(budget.wait(600_000) == 0)
        var unbounded = SendBudget(rate: 0)
        unbounded.spend(1 << 40, 5)
        #expect(unbounded.wait(5) == 0)
    }

    @Test("stations are tried in order, in pauses that grow to a bound")
    func choice() throws {
        var random = SeededGenerator(seed: 1)
        let stations = ["a:1", "b:1"].compactMap(StationAddress.init)
        var choice = StationChoice(stations, AgentPace())
        var now: Int64 = 0
        var tried: [String] = []
        for _ in 0..<12 {
            tried.append(choice.station.host)
            let before = now
            choice.failed(now, using: &random)
            #expect(choice.due - before <= AgentPace().longestPause)
            now = choice.due
        }
        #expect(tried == ["a", "a", "a", "b", "b", "b", "a", "a", "a", "b", "b", "b"])
        #expect(now > 60_000_000)
        for _ in 0..<3 { choice.failed(now, using: &random) }
        #expect(choice.station.host == "b")
        choice.succeeded(now)
        #expect(!choice.wantsFirst(now + AgentPace().away - 1))
        choice.succeeded(now + 5)
        #expect(choice.wantsFirst(now + AgentPace().away))
        choice.goBack(now)
        #expect(choice.station.host == "a" && choice.due == now)
        // It still does not answer: back at once.
        choice.failed(now, using: &random)
        #expect(choice.station.host == "b" && choice.due == now)
    }

    @Test("text for a terminal has nothing in it that moves the cursor")
    func plain() { #expect(PlainText.line("a\u{1B}[2J\nb\u{202E}c") == "a?[2J?b?c") }

    @Test("the state file reads as JSON and as text")
    func status() throws {
        var status = AgentStatus()
        status.station = "s:1"
        status.missingLogs = ["/a", "/b"]
        let text = try #require(AgentStatus.text(ofJSON: status.json))
        #expect(text.contains("station: s:1\n"))
        #expect(text.contains("missing logs: /a, /b\n"))
        #expect(text.contains("last error: -\n"))
        #expect(AgentStatus.text(ofJSON: Array("{".utf8)) == nil)
    }
}
