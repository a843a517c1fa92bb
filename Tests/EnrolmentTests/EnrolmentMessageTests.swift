// SPDX-License-Identifier: Apache-2.0

import Fixtures
internal import Messages
import Testing

@testable import Enrolment

@Suite("Messages of enrolment") struct EnrolmentMessageTests {
    private static let token = EnrolmentToken(
        secret: [UInt8](repeating: 7, count: 20), station: [UInt8](repeating: 9, count: 32))
    private static let pem = "-----BEGIN CERTIFICATE REQUEST-----\nMII=\n-----END CERTIFICATE REQUEST-----\n"
    private static let issued = EnrolmentAnswer.Issued(
        gateway: "gw-a", certificate: "PEM \"1\"\n", authority: "PEM 2\n", port: 5044)

    /// A line without its line feed.
    private static func bare(_ line: [UInt8]) -> [UInt8] {
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1 && line.last == UInt8(ascii: "\n"))
        return Array(line.dropLast())
    }

    private static func error(_ text: String) -> MessageError? {
        do throws(MessageError) {
            _ = try EnrolmentRequest(line: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("a request reads back, with a token and without") func requests() throws {
        for token in [Self.token, nil] {
            let request = EnrolmentRequest(token: token, request: Self.pem)
            #expect(try EnrolmentRequest(line: Self.bare(request.line)) == request)
        }
    }

    @Test("an answer reads back, and a refusal is one bounded line of visible ASCII") func answers() throws {
        #expect(try EnrolmentAnswer(line: Self.bare(EnrolmentAnswer.issued(Self.issued).line)) == .issued(Self.issued))
        let hostile = EnrolmentAnswer.refused("no\n\u{1b}[31m\u{202e}" + String(repeating: "x", count: 1000))
        let read = try EnrolmentAnswer(line: Self.bare(hostile.line))
        guard case .refused(let reason) = read else { return #expect(Bool(false), "\(read)") }
        #expect(reason.hasPrefix("no??[31m?xxx") && reason.count == EnrolmentAnswer.refusalLimit)
        let other = #"{"refused":"a\u001b[1mb"}"#
        #expect(try EnrolmentAnswer(line: Array(other.utf8)) == .refused("a?[1mb"))
    }

    @Test("what is no request is told from one") func badRequests() throws {
        #expect(Self.error("") == .unreadable)
        #expect(Self.error("GET / HTTP/1.1") == .unreadable)
        #expect(Self.error("[1]") == .unreadable)
        #expect(Self.error("{}") == .otherVersion)
        #expect(Self.error(#"{"version":2,"request":"x"}"#) == .otherVersion)
        #expect(Self.error(#"{"version":"1","request":"x"}"#) == .otherVersion)
        #expect(Self.error(#"{"version":1}"#) == .missing("request"))
        #expect(Self.error(#"{"version":1,"request":["x"]}"#) == .missing("request"))
        #expect(Self.error(#"{"version":1,"request":"x","token":7}"#) == .missing("token"))
        #expect(Self.error(#"{"version":1,"request":"x","token":"abc"}"#) == .badToken)
        #expect(Self.error(#"{"version":1,"request":"x","token":null,"more":{}}"#) == nil)
        let limit = EnrolmentRequest.sizeLimit
        let start = #"{"version":1,"request":""#
        let full = start + String(repeating: "x", count: limit - start.utf8.count - 2) + #""}"#
        #expect(full.utf8.count == limit && Self.error(full) == nil)
        #expect(Self.error(full + " ") == .tooLong(limit: limit))
        #expect(Self.error(String(repeating: "[", count: limit)) == .unreadable)
    }

    @Test("an answer whose name or port cannot be is none") func badAnswers() {
        for (old, new, expected) in [
            ("gw-a", "../a", MessageError.badValue("gateway")), (":5044", ":0", .badValue("port")),
            (":5044", ":65536", .badValue("port")), (":5044", ":\"5044\"", .missing("port")),
            ("\"authority\"", "\"other\"", .missing("authority")),
        ] {
            let text = String(decoding: EnrolmentAnswer.issued(Self.issued).line, as: UTF8.self)
            #expect(throws: expected) { try EnrolmentAnswer(line: Array(text.replacing(old, with: new).utf8)) }
        }
    }

    @Test("changed bytes are read or refused, and what was read is written as it was", arguments: UInt64(1)...40)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let lines = [
            EnrolmentRequest(token: Self.token, request: Self.pem).line, EnrolmentAnswer.issued(Self.issued).line,
            EnrolmentAnswer.refused("no").line,
        ]
        for _ in 0..<200 {
            guard var line = lines.randomElement(using: &random) else { return }
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                line[Int.random(in: 0..<line.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let request = try? EnrolmentRequest(line: line) {
                #expect((try? EnrolmentRequest(line: Array(request.line.dropLast()))) == request)
            }
            if let answer = try? EnrolmentAnswer(line: line) {
                #expect((try? EnrolmentAnswer(line: Array(answer.line.dropLast()))) == answer)
            }
        }
    }

    @Test("addresses of stations are read as they are written")
    func addresses() throws {
        for text in ["station.example:5045", "192.0.2.1:1", "[2001:db8::1]:65535"] {
            #expect(try #require(StationAddress(text)).description == text)
        }
        for text in ["", "a", ":5045", "a:", "a:0", "a:65536", "a:-1", "2001:db8::1:5045", "[]:1", "a b:1", "a\n:1"] {
            #expect(StationAddress(text) == nil, "\(text)")
        }
        #expect(StationAddress(host: String(repeating: "a", count: 256), port: 1) == nil)
    }
}
