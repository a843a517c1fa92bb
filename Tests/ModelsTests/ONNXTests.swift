// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Testing

@testable import Models

@Suite struct ONNXTests {
    private func refusal(_ bytes: [UInt8]) -> String {
        do throws(ModelProblem) { _ = try ONNXDetector.recognise(bytes) } catch { return error.line }
        return ""
    }

    private func refusal(_ tensor: @escaping (inout WireWriter) -> Void) -> String {
        refusal(SmallModels.onnx(tensor: tensor))
    }

    @Test func aYOLOXIsKnownByWhatComesOut() throws {
        #expect(try ONNXDetector.recognise(SmallModels.onnx()) == .yolox)
        #expect(refusal(SmallModels.onnx(output: [1, 41, 85])).contains("answers by 1x41x85, which is neither"))
    }

    @Test func operatorsOfOthersAreRefused() {
        #expect(refusal(SmallModels.onnx(version: 99)).contains("version 99"))
        #expect(refusal(SmallModels.onnx(domain: "com.example")).contains("operators of 'com.example'"))
    }

    @Test func tensorsAreCheckedOneByOne() {
        let long = refusal { tensor in
            SmallModels.plain(&tensor)
            tensor.number(1, 3)
        }
        #expect(long == "tensor 'w': has 8 bytes where 24 belong")
        let infinite = refusal { tensor in
            tensor.number(1, 2)
            tensor.number(2, 1)
            tensor.text(8, "w")
            tensor.data(4, Floats.bytes([1, .nan]))
        }
        #expect(infinite == "tensor 'w': number 2 is not finite")
        let elsewhere = refusal { tensor in
            tensor.number(1, 2)
            tensor.number(2, 1)
            tensor.text(8, "w")
            tensor.data(13, [])
            tensor.number(14, 1)
        }
        #expect(elsewhere.contains("another file"))
        let huge = refusal { tensor in
            for _ in 0..<4 { tensor.number(1, 1 << 40) }
            tensor.number(2, 1)
            tensor.text(8, "w")
        }
        #expect(huge.contains("past all bounds"))
        #expect(refusal { $0.text(8, "v") }.contains("kind that is not read"))
    }

    /// Numbers by the field in which they stand, of two that a tensor of that kind has.
    @Test(
        arguments: [
            (1, [(5, [1, 2])], "has numbers in a field that is not its kind's"),
            (1, [(4, [1, 0, 0, 0]), (5, [1])], "has numbers in a field that is not its kind's"),
            (1, [(9, [0, 0, 0, 0, 0, 0, 0, 0]), (5, [1])], "has numbers in a field that is not its kind's"),
            (6, [(7, [1, 2])], "has numbers in a field that is not its kind's"),
            (7, [(5, [1, 2])], "has numbers in a field that is not its kind's"),
            (10, [(5, [1, 2])], "has numbers in a field that is not its kind's"),
            (11, [(4, [1, 0, 0, 0, 1, 0, 0, 0])], "has numbers in a field that is not its kind's"),
            (6, [(5, [1])], "has 1 numbers where 2 belong"), (6, [(5, [1, 2])], ""), (7, [(7, [1, 2])], ""),
            (3, [(5, [1]), (5, [2])], ""), (1, [(4, [1, 0, 0, 0]), (4, [1, 0, 0, 0])], ""),
        ] as [(Int, [(Int, [UInt8])], String)])
    func numbersStandInTheFieldOfTheirKind(_ kind: Int, _ fields: [(Int, [UInt8])], _ said: String) {
        let line = refusal { tensor in
            tensor.number(1, 2)
            tensor.number(2, kind)
            tensor.text(8, "w")
            for (field, numbers) in fields { tensor.data(field, numbers) }
        }
        #expect(line == (said.isEmpty ? "" : "tensor 'w': \(said)"))
    }

    @Test func numbersThatStandAloneAreFiniteToo() {
        func line(_ kind: Int, _ field: Int, _ numbers: [[UInt8]]) -> String {
            let tensor = { (tensor: inout WireWriter) in
                tensor.number(1, 2)
                tensor.number(2, kind)
                tensor.text(8, "w")
            }
            return refusal(
                SmallModels.onnx(tensor: tensor, more: numbers.flatMap { SmallModels.alone(field, $0) }))
        }
        let (one, infinite): ([UInt8], [UInt8]) = ([0, 0, 0, 0, 0, 0, 0xf0, 0x3f], [0, 0, 0, 0, 0, 0, 0xf0, 0x7f])
        #expect(line(11, 10, [one, one]) == "")
        #expect(line(11, 10, [one, infinite]) == "has a number that is not finite")
        #expect(line(1, 4, [Floats.bytes([1]), Floats.bytes([.nan])]) == "has a number that is not finite")
    }

    @Test func attributesAreChecked() {
        func line(_ attribute: [UInt8]) -> String { refusal(SmallModels.onnx(attribute: attribute)) }
        var tensor = WireWriter()
        tensor.message(5, SmallModels.plain)
        #expect(line(tensor.bytes) == "")
        #expect(line(tensor.bytes + tensor.bytes) == "has an attribute with two tensors where one belongs")
        for (number, said) in [(Float(1), ""), (.nan, "has an attribute that is not finite")] {
            var packed = WireWriter()
            packed.data(7, Floats.bytes([1, number]))
            #expect(line(packed.bytes) == said)
            for field in [2, 7] { #expect(line(SmallModels.alone(field, Floats.bytes([number]))) == said) }
        }
    }

    @Test func aNodeThatGoesOnFromNothingIsRefused() {
        let other = refusal { tensor in
            tensor.number(1, 2)
            tensor.number(2, 1)
            tensor.text(8, "v")
            tensor.data(9, Floats.bytes([1, 2]))
        }
        #expect(other == "node 1 goes on from 'w', which is nothing before it")
    }

    @Test func aNameCannotEndTheLine() {
        let line = refusal { tensor in
            tensor.text(8, "a\nb\u{2028}" + String(repeating: "e\u{301}", count: 100))
            tensor.number(2, 99)
        }
        #expect(line.hasPrefix("tensor 'a?b?") && line.utf8.count < 200)
    }

    @Test func damagedFilesAreRefused() {
        let whole = SmallModels.onnx()
        for count in 0..<whole.count { #expect(refusal(Array(whole.prefix(count))) != "") }
        #expect(refusal([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]) != "")
    }

    @Test(
        .enabled(
            if: SharedMaterial.isExpected("data/video/weights"), "no shared data set: no published networks are checked"
        ),
        arguments: [("yolox_nano", ONNXDetector.yolox), ("nanodet_m", .nanoDet)])
    func publishedNetworksAreKnown(_ name: String, _ detector: ONNXDetector) throws {
        let path = SharedMaterial.folder.appending(path: "data/video/weights/\(name).onnx").path
        #expect(try ONNXDetector.recognise(try ModelDisk.read(path)) == detector)
    }
}
