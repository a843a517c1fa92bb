// SPDX-License-Identifier: Apache-2.0
import EVE
import Fixtures
import Lumberjack
import Testing

@Suite("Lines in what shippers send")
struct ShippedReaderTests {
    /// What came of one payload: its line and what is said of it, or why there is none.
    struct Outcome: Equatable {
        var line: String?
        var form: ShippedEvent.Form?
        var position: ShippedPosition?
        var path: String?
        var host: String?
        var refusal: ShippedRefusal?
    }

    static func read(_ payload: [UInt8], lineLimit: Int = 1 << 20) -> Outcome {
        var reader = ShippedReader(lineLimit: lineLimit)
        var lines = Array("before\n".utf8)
        do {
            let event = try reader.read(payload.span, into: &lines)
            #expect(event.line == 7..<lines.count - 1 && lines.last == 10)
            return Outcome(
                line: String(decoding: lines[event.line], as: UTF8.self), form: event.form, position: event.position,
                path: event.path, host: event.host)
        } catch {
            #expect(lines == Array("before\n".utf8))
            return Outcome(refusal: error)
        }
    }

    static func read(_ payload: String) -> Outcome { read(Array(payload.utf8)) }

    /// `text` as a JSON string, with every escape that JSON knows.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "/": result += "\\/"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "a"..."c": result += "\\u00" + String(scalar.value, radix: 16, uppercase: true)
            default:
                if scalar.value > 0xFFFF {
                    for unit in String(scalar).utf16 { result += "\\u" + String(unit, radix: 16) }
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    static let line =
        #"{"timestamp":"2026-01-02T03:04:05.678901+0000","event_type":"http","src_ip":"10.0.0.1","http":{"url":"\/a?b=\"c\"\\","ua":"\u00e9 😀"}}"#

    @Test("the agent's payload gives the line byte for byte, and where it begins")
    func agent() {
        var payload: [UInt8] = []
        ShippedEvent.appendPayload(
            of: Array(Self.line.utf8).span, device: 2049, inode: 77, offset: .max, to: &payload)
        let position = ShippedPosition(identity: .inode, file: "2049:77", offset: .max)
        #expect(Self.read(payload) == Outcome(line: Self.line, form: .agent, position: position))
        let spaced = #" { "log" : {"offset":5} , "eve" : { "a" : [ 1 , {} ] } } "#
        #expect(Self.read(spaced) == Outcome(line: #"{ "a" : [ 1 , {} ] }"#, form: .agent))
    }

    @Test("Filebeat's envelope gives the text of the line, unescaped")
    func filebeat() {
        let payload = """
            {"@timestamp":"2026-01-02T03:04:05.678Z","@metadata":{"beat":"filebeat","type":"_doc","version":"8.13.0"},\
            "log":{"offset":1234,"file":{"path":"/var/log/suricata/eve.json","device_id":"2049","inode":"77"}},\
            "message":\(Self.quoted(Self.line)),"input":{"type":"filestream"},"ecs":{"version":"8.0.0"},\
            "host":{"name":"gw-harbour","ip":["10.0.0.2"]},"agent":{"name":"shipper","type":"filebeat"}}
            """
        #expect(
            Self.read(payload)
                == Outcome(
                    line: Self.line, form: .message,
                    position: ShippedPosition(identity: .inode, file: "2049:77", offset: 1234),
                    path: "/var/log/suricata/eve.json", host: "gw-harbour"))
    }

    @Test(
        "older and other envelopes",
        arguments: [
            (
                #"{"source":"/l","offset":9,"beat":{"name":"old"},"message":"{}"}"#,
                ShippedPosition(identity: .path, file: "/l", offset: 9), "old"
            ),
            (
                #"{"log":{"file":{"path":"/l"},"offset":0},"agent":{"name":"a"},"message":"{}"}"#,
                ShippedPosition(identity: .path, file: "/l", offset: 0), "a"
            ),
            (
                #"{"log":{"file":{"path":"/l","fingerprint":"ab12","inode":1,"device_id":2},"offset":3},"host":"h","message":"{}"}"#,
                ShippedPosition(identity: .fingerprint, file: "ab12", offset: 3), "h"
            ),
            (
                #"{"log":{"file":{"inode":18446744073709551615,"device":2},"offset":18446744073709551615},"message":"{}"}"#,
                ShippedPosition(identity: .inode, file: "2:18446744073709551615", offset: .max), nil
            ),
        ] as [(String, ShippedPosition, String?)])
    func positions(payload: String, position: ShippedPosition, host: String?) {
        let outcome = Self.read(payload)
        #expect(outcome.line == "{}" && outcome.form == .message)
        #expect(outcome.position == position)
        #expect(outcome.host == host)
    }

    @Test(
        "a position that cannot be meant is none, and costs no line",
        arguments: [
            #""log":{"offset":18446744073709551616,"file":{"path":"/l"}}"#,
            #""log":{"offset":-1,"file":{"path":"/l"}}"#,
            #""log":{"offset":1.0,"file":{"path":"/l"}}"#, #""log":{"offset":1e3,"file":{"path":"/l"}}"#,
            #""log":{"offset":"1","file":{"path":"/l"}}"#, #""log":{"offset":null,"file":{"path":"/l"}}"#,
            #""log":{"offset":[1],"file":{"path":"/l"}}"#, #""log":{"offset":1,"file":{"path":7}}"#,
            #""log":{"offset":1,"file":{"path":"","inode":"","device":"1"}}"#, #""log":{"offset":1,"file":"/l"}"#,
            #""log":[{"offset":1}],"host":[1],"agent":7"#, #""log":{"offset":1,"file":{"inode":7}}"#,
            #""log":{"offset":false,"offset":1,"file":{"path":"/l"}}"#,
        ])
    func noPosition(members: String) {
        let outcome = Self.read(#"{"message":"{}",\#(members)}"#)
        #expect(outcome.line == "{}")
        #expect(outcome.position == nil)
        #expect(outcome.host == nil)
    }

    @Test("the Suricata module's event counts where the line's own bytes are not there")
    func module() {
        let decoded = #"{"event_type":"http","timestamp":"t"}"#
        func payload(_ members: String) -> String { #"{"suricata":{"eve":\#(decoded)}\#(members)}"# }
        #expect(Self.read(payload("")) == Outcome(line: decoded, form: .decoded))
        #expect(Self.read(payload(#","message":"ET SCAN of something""#)) == Outcome(line: decoded, form: .decoded))
        #expect(Self.read(payload(#","message":" {}""#)) == Outcome(line: " {}", form: .message))
        #expect(
            Self.read(payload(#","message":"{}","event":{"original":"{ }"}"#)) == Outcome(line: "{ }", form: .original))
        #expect(Self.read(payload(#","message":7,"event":{"original":{}}"#)) == Outcome(line: decoded, form: .decoded))
    }

    @Test("a payload that is an event is its own line")
    func bare() {
        #expect(Self.read(Self.line) == Outcome(line: Self.line, form: .bare))
        let named = #"{"timestamp":"t","event_type":"alert","host":"gw","message":"not a line"}"#
        #expect(Self.read(named) == Outcome(line: named, form: .bare, host: "gw"))
    }

    @Test("what ends a line is no part of it")
    func ended() {
        #expect(Self.read(#"{"message":"{}\n"}"#) == Outcome(line: "{}", form: .message))
        #expect(Self.read(#"{"message":"{}\r\n"}"#) == Outcome(line: "{}\r", form: .message))
        #expect(Self.read(Self.line + "\n") == Outcome(line: Self.line, form: .bare))
    }

    @Test("a line that is no event is still given: its decoder says why it is none")
    func anyLine() {
        #expect(Self.read(#"{"message":"half {\"a\""}"#) == Outcome(line: #"half {"a""#, form: .message))
        #expect(Self.read(#"{"eve":{"a":[}]}"#) == Outcome(line: #"{"a":[}]"#, form: .agent))
    }

    static let refused: [(payload: String, refusal: ShippedRefusal)] = [
        ("", .unreadable(.notAnObject)), (" ", .unreadable(.notAnObject)), ("{}", .noLine), (#"{"eve":"{}"}"#, .noLine),
        (#"{"eve":[]}"#, .noLine),
        (#"{"message":{"a":1}}"#, .noLine), (#"{"message":""}"#, .noLine), (#"{"message":" \t\r"}"#, .noLine),
        (#"{"event_type":"flow"}"#, .noLine), (#"{"event_type":1,"timestamp":"t"}"#, .noLine),
        (#"{"suricata":{"eve":"x"}}"#, .noLine),
        ("[1]", .unreadable(.notAnObject)), ("7", .unreadable(.notAnObject)), ("message", .unreadable(.notJSON)),
        (#"{"message":"{}""#, .unreadable(.torn)), (#"{"eve":{"a":1"#, .unreadable(.torn)),
        (#"{"message":"{}"}}"#, .unreadable(.notJSON)), (#"{"message":"\x"}"#, .unreadable(.notJSON)),
        (#"{"message":"\u12g4"}"#, .unreadable(.notJSON)), (#"{"message":"{}","other":tru}"#, .unreadable(.notJSON)),
        (#"{"message":"{}\n{}"}"#, .lineFeed), (#"{"message":"{}\n\u000a"}"#, .lineFeed),
        (#"{"message":"\n"}"#, .noLine),
        ("{\"eve\":{\n}}", .lineFeed),
        ("{\n\"event_type\":\"flow\",\"timestamp\":\"t\"}", .lineFeed),
        (String(repeating: "[", count: 300), .unreadable(.tooDeep)),
    ]

    @Test("what gives no line is refused with its reason", arguments: refused.indices)
    func refusals(index: Int) {
        #expect(Self.read(Self.refused[index].payload) == Outcome(refusal: Self.refused[index].refusal))
    }

    @Test("lines, paths and identities are bounded")
    func bounds() {
        let long = String(repeating: "x", count: 4096)
        let good = #"{"message":"{}","log":{"offset":1,"file":{"path":"\#(long)"}}}"#
        #expect(Self.read(good).position == ShippedPosition(identity: .path, file: long, offset: 1))
        let path = #"{"message":"{}","log":{"file":{"path":"\#(long)x"}}}"#
        #expect(Self.read(path).refusal == .fileTooLong(bytes: 4097, limit: 4096))
        let inode = #"{"message":"{}","log":{"file":{"inode":"\#(long)"}}}"#
        #expect(Self.read(inode).refusal == .fileTooLong(bytes: 4096, limit: 128))
        #expect(Self.read(#"{"message":"{}","host":"\#(long)"}"#).host == nil)
        let line = Array(#"{"message":"{\"a\":1}"}"#.utf8)
        #expect(Self.read(line, lineLimit: 7).line == #"{"a":1}"#)
        #expect(Self.read(line, lineLimit: 6).refusal == .lineTooLong(bytes: 7, limit: 6))
        #expect(
            Self.read(Array(Self.line.utf8), lineLimit: 10).refusal
                == .lineTooLong(bytes: Self.line.utf8.count, limit: 10))
    }

    @Test("halves of surrogate pairs become the replacement character, pairs their scalar")
    func surrogates() {
        #expect(Self.read(#"{"message":"{\ud83d\ude00}"}"#).line == "{😀}")
        #expect(Self.read(#"{"message":"{\ud83d}"}"#).line == "{\u{FFFD}}")
        #expect(Self.read(#"{"message":"{\ude00\ud83d\u0041}"}"#).line == "{\u{FFFD}\u{FFFD}A}")
        #expect(Self.read(#"{"message":"{\\ud83d\u0000}"}"#).line == "{\\ud83d\0}")
    }

    @Test("bytes that are no UTF-8 are refused, wherever they are")
    func notUTF8() {
        for place in [#"{"message":"{~}"}"#, #"{"eve":{"a":"~"}}"#, #"{"~":1,"message":"{}"}"#] {
            let payload = Array(place.utf8).flatMap { $0 == UInt8(ascii: "~") ? [0xC3, 0x28] : [$0] }
            #expect(Self.read(payload).refusal == .unreadable(.notUTF8))
        }
    }

    @Test("texts of every length and escape come out as they went in", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("{}[]\":,\\/abcxyz019 \t\u{E9}\u{20AC}😀".unicodeScalars)
        for _ in 0..<40 {
            var text = "{"
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            #expect(Self.read(#"{"message":\#(Self.quoted(text))}"#).line == text)
            let key = Self.quoted("message")
            #expect(Self.read("{\(key):\(Self.quoted(text))}").line == text)
        }
    }

    @Test("one reader tells files and hosts of successive payloads apart")
    func successive() throws {
        var reader = ShippedReader()
        var lines: [UInt8] = []
        for (inode, host) in [(1, "a"), (1, "a"), (2, "bb"), (1, "c")] {
            let payload =
                #"{"message":"{}","host":{"name":"\#(host)"},"log":{"offset":1,"file":{"inode":\#(inode),"device":5,"path":"/\#(host)"}}}"#
            let event = try reader.read(Array(payload.utf8).span, into: &lines)
            #expect(event.host == host && event.path == "/" + host && event.position?.file == "5:\(inode)")
        }
        #expect(lines == Array("{}\n{}\n{}\n{}\n".utf8))
    }

    @Test("damaged payloads give a line or a reason", arguments: 1...40 as ClosedRange<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            var payload = Array(
                #"{"message":\#(Self.quoted(Self.line)),"log":{"offset":12,"file":{"path":"/l"}}}"#.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                payload.mutate(with: Array("\"eve\":{".utf8), using: &random)
            }
            let outcome = Self.read(payload)
            #expect((outcome.line == nil) != (outcome.refusal == nil))
            #expect(outcome.line?.contains("\n") != true)
        }
    }

    @Test("every refusal is one of the counted reasons")
    func counted() {
        #expect(ShippedRefusal.noLine.rejection == .noEventType)
        #expect(ShippedRefusal.lineTooLong(bytes: 2, limit: 1).rejection == .tooLong)
        #expect(ShippedRefusal.unreadable(.notUTF8).rejection == .notUTF8)
    }
}
