// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Assets
import Canvas
import Console
import ConsoleProtocol
import EVE
import Query
import Testing
import Triage

struct RoundTripTests {
    private func again<Sent: Frame>(_ frame: Sent) throws -> Sent {
        var reader = FrameReader<Sent>()
        reader.append(try FrameCoder.encode(frame))
        let read = try #require(try reader.next())
        #expect(!reader.isWithinFrame)
        return read
    }

    @Test func everyCaseHasAnExample() {
        #expect(Set(Examples.questions.map(\.kind)) == Set(QuestionKind.allCases))
        #expect(Set(Examples.answers.map(\.kind)) == Set(AnswerKind.allCases))
        #expect(Set(Examples.messages.map(\.kind)) == Set(MessageKind.allCases))
    }

    @Test(arguments: Examples.consoleFrames)
    func whatAConsoleSendsArrivesAsItWas(_ frame: ConsoleFrame) throws {
        #expect(try again(frame) == frame)
    }

    @Test(arguments: Examples.stationFrames)
    func whatAStationSendsArrivesAsItWas(_ frame: StationFrame) throws {
        #expect(told(try again(frame)) == told(frame))
    }

    @Test func aStationsMessagesAreTheConsolesOwn() {
        for message in Examples.messages {
            #expect(StationMessage(message.message).map(told) == told(message))
        }
        for message in [Message.tick(Examples.instant), .edited("x"), .input(.paste("x"))] {
            #expect(StationMessage(message) == nil)
        }
    }

    @Test func theLargestPictureArrives() throws {
        let side = PreviewPicture.sideMost
        let picture = PreviewPicture(
            frame: 3, width: side, height: side, pixels: (0..<3 * side * side).map { UInt8(truncatingIfNeeded: $0) })
        let frame = StationFrame.message(.answered(Examples.id, .jobPreview(.picture(picture))))
        guard case .message(.answered(_, .jobPreview(.picture(let read)))) = try again(frame) else {
            Issue.record("another answer")
            return
        }
        #expect(read.isSound && read == picture)
    }

    /// What is unlike anything else in a group's key: an address that the alerts lack, and one that is not looked at.
    @Test func keysOfGroupsStayApart() throws {
        let keys = Examples.keys
        let wish = ConsoleFrame.triage(.groups(.comment, comment: "", keys, Examples.inbox, scope: ""))
        #expect(keys.count == 4)
        #expect(try again(wish) == wish)
    }

    @Test func ofManyValuesTheFirstAreTold() throws {
        var group = InboxGroup(
            key: .init(), title: "", urgency: .low, at: Examples.instant, Examples.alert, cells: 0)
        for port in 0..<2000 { group.ports.add(UInt16(port)) }
        var page = InboxPage()
        page.groups = [group]
        let frame = StationFrame.message(.answered(Examples.id, .inbox(page)))
        guard case .message(.answered(_, .inbox(let read))) = try again(frame) else {
            Issue.record("another message")
            return
        }
        #expect(read.groups[0].ports.first == [0, 1, 2])
        #expect(read.groups[0].ports.count == 1000)
        #expect(read.groups[0].ports.isMore)
        #expect(try FrameCoder.encode(frame).count < 2000)
    }

    @Test func assetsAreFoundAfterwardsAsBefore() throws {
        guard case .message(.assets(let book)) = try again(StationFrame.message(.assets(Examples.assets))) else {
            Issue.record("another message")
            return
        }
        #expect(book.asset(at: Examples.v4)?.name == "pump")
        #expect(book.asset(named: "02:42:AC:11:00:02")?.name == "pump")
        #expect(book.raising(Examples.v4, nil)?.name == "pump")
    }

    /// A page with its lines must not triple.
    @Test func bytesTakeAThirdMoreThanTheyAre() throws {
        let raw = (0..<30_000).map { UInt8(truncatingIfNeeded: $0) }
        let detail = EventDetail(row: Examples.bareRow, raw: raw)
        let bare = EventDetail(row: Examples.bareRow, raw: [])
        let length = try FrameCoder.encode(StationFrame.message(.answered(Examples.id, .detail(detail)))).count
        let rest = try FrameCoder.encode(StationFrame.message(.answered(Examples.id, .detail(bare)))).count
        #expect(length - rest == 40_000)
        let text = StationFrame.message(.answered(Examples.id, .ruleText(Examples.rule, raw)))
        #expect(try FrameCoder.encode(text).count < 41_000)
        let parts = ConsoleFrame.ask(Examples.id, .matchedParts([], raw: raw, time: Examples.instant))
        #expect(try FrameCoder.encode(parts).count < 41_000)
    }
}
