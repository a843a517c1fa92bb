// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Models

@Suite struct CompletionTests {
    private func refusal(_ bytes: [UInt8]) -> String {
        do throws(ModelProblem) { _ = try CompletionModel(TorchFile(parsing: bytes)) } catch { return error.line }
        return ""
    }

    /// An archive whose pickle is what `build` writes.
    private func refusal(_ build: (inout PickleWriter) -> Void) -> String {
        var pickle = PickleWriter()
        build(&pickle)
        pickle.raw(Array(".".utf8))
        return refusal(PickleWriter.archive(pickle.bytes, []))
    }

    /// All tensors of the network, of ones, with the counters of batches or without.
    private func network(counting: Bool) -> (
        tensors: [(String, [Int], String)], storages: [(bytes: [UInt8], size: Int)]
    ) {
        var tensors = CompletionNetwork.tensors.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.sides, "FloatStorage")
        }
        var storages = tensors.map { (Floats.bytes([Float](repeating: 1, count: $0.1.reduce(1, *))), 4) }
        if counting {
            for name in CompletionNetwork.counters.sorted() {
                tensors.append((name, [], "LongStorage"))
                storages.append(([UInt8](repeating: 0, count: 8), 8))
            }
        }
        return (tensors, storages)
    }

    @Test func theNetworkHas98TensorsOfSixMillionNumbers() {
        #expect(CompletionNetwork.tensors.count == 98 && CompletionNetwork.counters.count == 16)
        #expect(CompletionNetwork.tensors.values.reduce(0) { $0 + $1.count } == 6_078_083)
    }

    @Test func bothKindsOfFilesAreReadAlike() throws {
        let (tensors, storages) = network(counting: true)
        let old = try TorchFile(parsing: PickleWriter.older(PickleWriter.state(tensors, isOlder: true), storages))
        let new = try TorchFile(parsing: PickleWriter.archive(PickleWriter.state(tensors), storages.map(\.bytes)))
        #expect(old.tensors.count == 114 && new.tensors.count == 114)
        let made = try CompletionModel(new).onnx()
        #expect(try CompletionModel(old).onnx() == made)
        let graph = try ONNXGraph(parsing: made)
        #expect(graph.nodes == 34 && graph.tensors == 34 && graph.operators == 11)
        #expect(graph.inputs == [ONNXGraph.Port(name: "input", sides: [1, 4, nil, nil])])
        #expect(graph.outputs == [ONNXGraph.Port(name: "output", sides: [1, 3, nil, nil])])
    }

    @Test func aNormalisationIsFoldedIntoItsConvolution() throws {
        let (tensors, storages) = network(counting: false)
        let made = try CompletionModel(
            TorchFile(parsing: PickleWriter.archive(PickleWriter.state(tensors), storages.map(\.bytes)))
        ).onnx()
        // Of ones: a weight becomes 1 / sqrt(1 + 1e-5), a bias (1 - 1) * that + 1.
        let weight = Floats.bytes([Float(1 / 1.00001.squareRoot())])
        // The first node names it as well; in the tensor the numbers stand behind it, with 4 bytes of their tag and length before.
        let places = made.prefix(20_000).ranges(of: Array("0.weight".utf8)).map(\.upperBound)
        let place = try #require(places.first { made[$0] == 9 << 3 | 2 })
        #expect(Array(made[(place + 4)...].prefix(4)) == weight)
    }

    @Test func anotherNameOrShapeIsRefused() {
        func file(_ tensors: [(String, [Int], String)]) -> [UInt8] {
            let storages = tensors.map {
                [UInt8](repeating: 0, count: $0.1.reduce(1, *) * ($0.2 == "LongStorage" ? 8 : 4))
            }
            return PickleWriter.archive(PickleWriter.state(tensors), storages)
        }
        #expect(refusal(file([("0.weight", [64, 4, 5, 4], "FloatStorage")])).contains("no tensor '0.bias'"))
        #expect(refusal(file([("0.bias", [65], "FloatStorage")])) == "tensor '0.bias' is 65, and the network's is 64")
        #expect(refusal(file([("0.bias", [64], "LongStorage")])).contains("of whole numbers"))
        #expect(
            refusal(file([("49.weight", [1], "FloatStorage")])).contains(
                "'49.weight', which the completion network has not"))
        #expect(refusal(file([("0.bias", [64], "FloatStorage"), ("0.bias", [64], "FloatStorage")])).contains("twice"))
    }

    @Test func storagesMustHoldTheirTensors() {
        let pickle = PickleWriter.state([("0.bias", [64], "FloatStorage")])
        #expect(refusal(PickleWriter.archive(pickle, [[1, 2, 3]])).contains("not the numbers of tensor '0.bias'"))
        #expect(refusal(PickleWriter.archive(pickle, [])).contains("not the numbers"))
        #expect(refusal(PickleWriter.older(pickle, [(bytes: [0, 0, 0, 0], size: 4)])).contains("not the numbers"))
    }

    @Test func aPickleThatCallsSomethingIsRefusedAndNothingIsRun() {
        let line = refusal { pickle in
            pickle.global("os", "system")
            pickle.text("true")
            pickle.raw([0x85, UInt8(ascii: "R")])
        }
        #expect(line == "byte 51: names 'os.system', which no tensors need: nothing was run, the file is refused")
        let called = refusal { pickle in
            pickle.global("torch", "FloatStorage")
            pickle.raw(Array(")R".utf8))
        }
        #expect(called.contains("calls torch.FloatStorage otherwise"))
    }

    @Test(arguments: ["i", "o", "P", "V", "I", "\u{1}"])
    func otherOpcodesAreRefused(_ opcode: String) {
        #expect(refusal { $0.raw(Array(opcode.utf8)) }.contains("has opcode 0x"))
    }

    @Test(arguments: [
        "R", "t", "u", "s", "a", "e", "b", "h\u{5}", "q\u{1}", "Q", "(R", "(a", "NN", "N", "}",
        "X\u{7f}\u{7f}\u{7f}\u{7f}",
    ])
    func aPickleThatDoesNotAddUpIsRefused(_ opcodes: String) {
        #expect(refusal { $0.raw(Array(opcodes.utf8)) } != "")
    }

    @Test func aPickleThatGrowsIsStopped() {
        #expect(
            refusal { $0.raw([UInt8](repeating: UInt8(ascii: "N"), count: 50_000)) }.contains("too much on its stack"))
        let nested = [UInt8(ascii: "N")] + [UInt8](repeating: 0x85, count: 200_000)
        #expect(refusal { $0.raw(nested) }.contains("more than 100000 parts"))
        // The same list into itself again and again.
        let grown = Array("]q\u{1}".utf8) + (0..<200_000).flatMap { _ in Array("h\u{1}a".utf8) }
        #expect(refusal { $0.raw(grown) }.contains("more than 100000 parts"))
    }

    @Test func tensorsBeyondTheirStorageOrInPiecesAreRefused() {
        func line(start: Int, sides: [Int], steps: [Int]) -> String {
            refusal { pickle in
                pickle.global("torch._utils", "_rebuild_tensor_v2")
                pickle.raw(Array("((".utf8))
                pickle.text("storage")
                pickle.global("torch", "FloatStorage")
                pickle.text("0")
                pickle.text("cpu")
                pickle.number(6)
                pickle.raw(Array("tQ".utf8))
                pickle.number(start)
                pickle.numbers(sides)
                pickle.numbers(steps)
                pickle.raw([0x89] + Array("}tR".utf8))
            }
        }
        #expect(line(start: 1, sides: [2, 3], steps: [3, 1]).contains("beyond its storage"))
        #expect(line(start: 0, sides: [2, 3], steps: [1, 2]).contains("not in one piece"))
        #expect(line(start: 0, sides: [2, 3], steps: [3]).contains("other steps than sides"))
        #expect(line(start: -1, sides: [2], steps: [1]).contains("without a storage"))
        #expect(line(start: 0, sides: [1 << 30, 1 << 30], steps: [1 << 30, 1]).contains("past all bounds"))
        #expect(line(start: 0, sides: [2, 3], steps: [3, 1]).contains("no tensors by name"))
    }

    @Test func archivesThatArePackedOrDamagedAreRefused() {
        let pickle = PickleWriter.state([])
        #expect(refusal(PickleWriter.archive([("a/data.pkl", pickle)], method: 8)).contains("packed"))
        #expect(refusal(PickleWriter.archive([("a/other", pickle)])).contains("none of PyTorch's"))
        #expect(refusal(PickleWriter.archive([("a/data.pkl", pickle), ("a/data.pkl", pickle)])).contains("twice"))
        #expect(
            refusal(PickleWriter.archive([("a/data.pkl", pickle), ("a/byteorder", Array("big".utf8))])).contains(
                "little-endian"))
        let whole = PickleWriter.archive([("a/data.pkl", pickle)])
        for count in 4..<whole.count { #expect(refusal(Array(whole.prefix(count))) != "") }
    }
}
