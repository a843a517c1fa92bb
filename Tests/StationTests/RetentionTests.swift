// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Testing

@testable import Station

@Suite("Retention by the station")
struct RetentionTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func read(_ text: String) throws(UserMessage) -> RetentionPolicy {
        try ConfigurationReader(path: "c.yaml").read(text, into: StationConfiguration(dataDirectory: "/d")).retention
    }

    @Test("without a word about it everything is kept")
    func standard() throws {
        #expect(try read("site: x").keepsAll)
    }

    @Test("age, size and free space are read with their units")
    func units() throws {
        #expect(
            try read("retention: {age: 90d, size: 200GB, free: 10GiB}")
                == RetentionPolicy(days: 90, size: 200_000_000_000, free: 10 << 30))
        #expect(try read("retention:\n  size: 2TB").size == 2_000_000_000_000)
        #expect(try read("retention:\n  size: 999999TiB").size == 999_999 << 40)
        #expect(try read("retention:\n  free: 500MB\n  age: 1d") == RetentionPolicy(days: 1, free: 500_000_000))
    }

    @Test(
        "what could be meant in two ways is refused with its place",
        arguments: [
            ("retention: 90d", "c.yaml:1:12: retention must be 'name: value' lines."),
            ("retention:\n  ages: 90d", "c.yaml:2:3: unknown key 'retention: ages'."),
            ("retention:\n  age: 90", "c.yaml:2:8: age: '90' is no number of days."),
            ("retention:\n  age: 36h", "c.yaml:2:8: age: '36h' is no number of days."),
            ("retention:\n  age: 0d", "c.yaml:2:8: age: '0d' is no number of days."),
            ("retention:\n  age: -1d", "c.yaml:2:8: age: '-1d' is no number of days."),
            ("retention:\n  age: 1.5d", "c.yaml:2:8: age: '1.5d' is no number of days."),
            ("retention:\n  age: 999999d", "c.yaml:2:8: age: '999999d' is no number of days."),
            ("retention:\n  size: 200", "c.yaml:2:9: size: '200' is no size."),
            ("retention:\n  size: 200G", "c.yaml:2:9: size: '200G' is no size."),
            ("retention:\n  size: 0GB", "c.yaml:2:9: size: '0GB' is no size."),
            ("retention:\n  size: 1.5TB", "c.yaml:2:9: size: '1.5TB' is no size."),
            ("retention:\n  free: 10%", "c.yaml:2:9: free: '10%' is no size."),
            ("retention:\n  free: ٣GB", "c.yaml:2:9: free: '٣GB' is no size."),
            ("retention:\n  free: 99999999999999999999GB", "c.yaml:2:9: free: '99999999999999999999GB' is no size."),
        ])
    func problems(text: String, message: String) throws {
        let problem = try #require(throws: UserMessage.self) { try read(text) }
        #expect(problem.what == message)
        #expect(problem.outcome == .wrongUse)
        #expect(problem.help.isEmpty == (text == "retention: 90d"))
    }

    @Test("it is looked at the start, on each new day and every few minutes, by a clock that may jump")
    func schedule() {
        var schedule = RetentionSchedule()
        let noon = Instant(microseconds: 20_000 * Instant.microsecondsPerDay + 43_200_000_000)
        func later(_ seconds: Int64) -> Instant { noon.advanced(byMicroseconds: seconds * 1_000_000) }
        var due: [Bool] = []
        for (clock, seconds) in [
            (later(0), 5000.0), (later(1), 5001), (later(299), 5299), (later(300), 5300), (later(301), 5301),
            // Midnight, and a minute behind it; a clock that jumps a year ahead and back.
            (later(43_200), 5302), (later(43_260), 5362), (later(31_536_000), 5363), (later(43_262), 5364),
        ] {
            due.append(schedule.isDue(now: clock, seconds: seconds))
        }
        #expect(due == [true, false, false, true, false, true, false, true, true])
    }

    @Test("a station drops what is too old when it starts, says so, and goes on")
    func follows() throws {
        let today = SystemClock.now
        func name(_ daysAgo: Int64) -> String {
            String(today.advanced(byMicroseconds: -daysAgo * Instant.microsecondsPerDay).rfc3339.prefix(10))
        }
        func line(_ daysAgo: Int64) -> String {
            "{\"timestamp\":\"\(name(daysAgo))T10:00:00.000000+0000\",\"event_type\":\"flow\"}\n"
        }
        let file = try folder.write(line(39) + line(38) + line(1), to: "gw-a/eve.json")
        var configuration = folder.configuration
        configuration.gateways = [.init(gateway: "gw-a", paths: [file])]
        do {
            let follower = Follower(configuration: configuration)
            try follower.start()
            defer { follower.end() }
            #expect(try eventually { try folder.stored().events == 3 })
            #expect(follower.status.dropped == [])
        }
        configuration.retention = RetentionPolicy(days: 30)
        let follower = Follower(configuration: configuration)
        try follower.start()
        defer { follower.end() }
        #expect(eventually { follower.status.dropped.count == 2 })
        #expect(follower.status.dropped.map(\.name) == [name(39), name(38)])
        try folder.append(line(1) + line(39), to: "gw-a/eve.json")
        #expect(try eventually { try folder.stored().events == 2 })
        #expect(eventually { follower.status.late == 1 })
        #expect(follower.status.retentionTrouble == "")
    }

    @Test("a log says each thing once, and that it is over")
    func news() {
        var news = FollowNews()
        var status = FollowStatus()
        #expect(news.lines(about: status) == [])
        status.waiting = "no space left"
        #expect(news.lines(about: status) == ["no space left"])
        #expect(news.lines(about: status) == [])
        status.waiting = ""
        status.dropped = [DroppedDay(day: 20_000, reason: .size, bytes: 1_500_000)]
        #expect(
            news.lines(about: status) == [
                "dropped 2024-10-04, 1.5 MB: the store was larger than it may be", "storing again",
            ])
        status.dropped.append(DroppedDay(day: 20_001, reason: .age, bytes: 1000))
        status.late = 3
        status.retentionTrouble = "a.db: broken"
        #expect(news.lines(about: status).count == 3)
        status.late = 4
        #expect(news.lines(about: status) == [])
        status.retentionTrouble = ""
        #expect(news.lines(about: status) == [])
    }
}
