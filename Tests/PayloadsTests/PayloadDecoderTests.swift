// SPDX-License-Identifier: Apache-2.0

import CCompression
import Compression
import Fixtures
import Foundation
import Testing

@testable import Payloads

@Suite("Payload decoders") struct PayloadDecoderTests {
    /// `make soak` sets SOAK.
    private static let rounds: UInt64 = ProcessInfo.processInfo.environment["SOAK"] == nil ? 6 : 300

    private func text(_ decoded: DecodedBytes?) -> String? { decoded.map { String(decoding: $0.bytes, as: UTF8.self) } }

    @Test("Base64 is found alone, over lines, and as the longest run among other text")
    func base64() {
        #expect(text(PayloadDecoder.base64.decode(Array("aGVsbG8gd29ybGQ=".utf8))) == "hello world")
        let line = String(repeating: "aGVsbG8g", count: 8)
        let long = String(repeating: "hello ", count: 8)
        #expect(text(PayloadDecoder.base64.decode(Array(" \(line)\r\nd29ybGQ=\r\n".utf8))) == long + "world")
        // Words below each other are no lines of it.
        #expect(PayloadDecoder.base64.decode(Array("first\r\nsecond\r\nthird\r\nfourth\r\n".utf8)) == nil)
        let mail = PayloadDecoder.base64.decode(Array("AUTH PLAIN: \u{1}aGVsbG8gd29ybGQgYWdhaW4=\u{2} x".utf8))
        #expect(text(mail) == "hello world again")
        #expect(mail?.offset == 13)
        #expect(PayloadDecoder.base64.decode(Array("GET / HTTP".utf8)) == nil)
        #expect(PayloadDecoder.base64.decode([]) == nil)
    }

    @Test("the alphabet for URLs is read as well, and a broken padding ends it")
    func base64Alphabets() {
        #expect(Base64.decode("-_-_".utf8).bytes == [0xFB, 0xFF, 0xBF])
        let (bytes, isWhole) = Base64.decode("AAAA*BBBB".utf8)
        #expect(bytes == [0, 0, 0])
        #expect(!isWhole)
    }

    @Test("gzip is found behind a head, and what is broken off is cut, not lost")
    func gzip() {
        let body = Array(String(repeating: "coil 12 on; ", count: 400).utf8)
        let packed = Packing.pack(body, as: .gzip)
        let message = Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".utf8) + packed
        let decoded = PayloadDecoder.gzip.decode(message)
        #expect(decoded?.bytes == body)
        #expect(decoded?.isCut == false)
        #expect(decoded?.offset == message.count - packed.count)
        let broken = PayloadDecoder.gzip.decode(Array(message.dropLast(12)))
        #expect(broken?.isCut == true)
        #expect(body.starts(with: broken?.bytes ?? [1]))
        #expect(PayloadDecoder.gzip.decode(Array("no gzip at all".utf8)) == nil)
    }

    @Test("gzip in chunks is put together first")
    func chunkedGzip() {
        let body = Array(String(repeating: "a long answer ", count: 300).utf8)
        let packed = Packing.pack(body, as: .gzip)
        var message = Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
        for start in stride(from: 0, to: packed.count, by: 20) {
            let chunk = packed[start..<min(packed.count, start + 20)]
            message += Array("\(String(chunk.count, radix: 16));x=y\r\n".utf8) + chunk + [0x0D, 0x0A]
        }
        message += Array("0\r\n\r\n".utf8)
        #expect(PayloadDecoder.chunked.decode(message)?.bytes == packed)
        #expect(PayloadDecoder.gzip.decode(message)?.bytes == body)
    }

    @Test("a bomb gives what is allowed and says that it is cut")
    func bomb() {
        let bomb = Packing.pack([UInt8](repeating: 0x41, count: PayloadDecoder.outputMost * 3), as: .gzip)
        let decoded = PayloadDecoder.gzip.decode(bomb)
        #expect(decoded?.bytes.count == PayloadDecoder.outputMost)
        #expect(decoded?.isCut == true)
    }

    @Test("chunks without an end, and those of a wrong size, are cut")
    func chunks() {
        #expect(
            text(PayloadDecoder.chunked.decode(Array("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".utf8))) == "hello world")
        let open = PayloadDecoder.chunked.decode(Array("5\r\nhello\r\nff\r\n wor".utf8))
        #expect(text(open) == "hello wor")
        #expect(open?.isCut == true)
        #expect(PayloadDecoder.chunked.decode(Array("ffffffffffffffffff\r\nx".utf8)) == nil)
        #expect(PayloadDecoder.chunked.decode(Array("hello\r\n".utf8)) == nil)
    }

    @Test("percent-encoding is undone once; what is no encoding stays")
    func url() {
        #expect(text(PayloadDecoder.url.decode(Array("q=%3Cscript%3E+1%2527 100%".utf8))) == "q=<script> 1%27 100%")
        #expect(PayloadDecoder.url.decode(Array("a+b".utf8)) == nil)
    }

    @Test("codings inside each other are undone up to a limit")
    func chain() {
        let inner = Array("%68%69".utf8)
        let outer = Array("cT0lNjglNjk=".utf8)
        #expect(PayloadDecoder.decode(outer, by: [.base64, .url])?.bytes == Array("q=hi".utf8))
        #expect(PayloadDecoder.decode(inner, by: [.gzip]) == nil)
        let deep = [PayloadDecoder](repeating: .url, count: PayloadDecoder.depthMost + 1)
        #expect(PayloadDecoder.decode(inner, by: deep) == nil)
    }

    @Test("no damage makes a decoder trap or give too much", arguments: UInt64(1)...rounds)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let packed = Packing.pack(
            Array("the quick brown fox jumps over it ".utf8) + (0..<200).map { UInt8($0) }, as: .gzip)
        let seeds: [[UInt8]] = [
            packed, Array("HTTP/1.1 200 OK\r\n\r\n20;q=\"x\"\r\n".utf8) + packed, Array("5\r\nhello\r\n0\r\n\r\n".utf8),
            Array("aGVsbG8gd29ybGQgYWdhaW4=".utf8), Array("%41%zz%4".utf8), Array("fffffff\r\n\r\n\r\n".utf8), [],
        ]
        for _ in 0..<300 {
            guard var bytes = seeds.randomElement(using: &random), let other = seeds.randomElement(using: &random)
            else { return }
            for _ in 0..<Int.random(in: 0...4, using: &random) { bytes.mutate(with: other, using: &random) }
            let codings = (0..<Int.random(in: 0...7, using: &random)).compactMap { _ in
                PayloadDecoder.allCases.randomElement(using: &random)
            }
            for decoded in [PayloadDecoder.decode(bytes, by: codings)]
                + PayloadDecoder.allCases.map({ $0.decode(bytes) })
            {
                #expect((decoded?.bytes.count ?? 0) <= max(bytes.count, PayloadDecoder.outputMost))
                #expect((decoded?.offset ?? 0) >= 0)
            }
        }
    }
}
