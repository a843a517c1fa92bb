// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Models

@Suite struct CaffeTests {
    private func refusal(_ text: String) -> String {
        do throws(ModelProblem) { try SSD512Description.check(Array(text.utf8)) } catch { return error.line }
        return ""
    }

    private func refusal(weights bytes: [UInt8]) -> String {
        do throws(ModelProblem) { try CaffeWeights.check(bytes) } catch { return error.line }
        return ""
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: 4 * count) }

    @Test func theGraphHasTheWeightsOfSSD512() {
        #expect(SSD512Graph.convolutions.count == 39)
        #expect(SSD512Graph.tensors.values.joined().reduce(0) { $0 + $1.count } == 27_188_676)
    }

    @Test func aDescriptionOfSSD512Passes() { #expect(refusal(SmallModels.description()) == "") }

    @Test func aDescriptionOfSomethingElseIsRefused() {
        let wider = SmallModels.description { $0[3].outputs = 129 }
        #expect(refusal(wider).contains("convolution 'conv2_2' has not the sizes"))
        #expect(refusal(SmallModels.description { $0[14].kernel = 3 }).contains("'fc7'"))
        #expect(refusal(SmallModels.description { $0.removeLast() }).contains("no convolution 'conv10_2_mbox_conf'"))
        #expect(refusal(SmallModels.description { $0.append($0[38]) }).contains("or there twice"))
        let text = SmallModels.description()
        #expect(refusal(text.replacing("num_classes: 21", with: "num_classes: 2")).contains("21 classes of Pascal VOC"))
        #expect(refusal(text.replacing("dim: 512 dim: 512", with: "dim: 300 dim: 300")).contains("'1x3x300x300'"))
        #expect(refusal(text.replacing("\"Pooling\"", with: "\"Python\"")).contains("'Python'"))
        #expect(
            refusal(text.replacing("bottom: \"fc6\"", with: "bottom: \"fc9\"")).contains(
                "'fc9', which is none before it"))
    }

    @Test(arguments: ["layer {", "layer { name: }", "a: 'b", "}", "a", "\u{1}", "a: [1, 2", "\"a\": 1", "a < b: 1 }"])
    func brokenTextIsRefused(_ text: String) { #expect(refusal(text) != "") }

    @Test func textPastItsBoundsIsRefused() {
        #expect(refusal(String(repeating: "a {", count: 100_000)).contains("nested too deep"))
        #expect(refusal(String(repeating: "a: 1 ", count: 30_000)).contains("more than 20000 fields"))
        #expect(refusal(String(repeating: "a", count: 5000)).contains("too long"))
    }

    @Test(arguments: [(false, false), (true, true)])
    func allWeightsPassInBothForms(_ isOld: Bool, _ hasOldShapes: Bool) throws {
        var bytes = SmallModels.caffeLayer("mbox_loss", [])
        for (name, shapes) in SSD512Graph.tensors.sorted(by: { $0.key < $1.key }) {
            let tensors = shapes.map { ($0.sides, zeros($0.count)) }
            bytes += SmallModels.caffeLayer(name, tensors, isOld: isOld, hasOldShapes: hasOldShapes)
        }
        try CaffeWeights.check(bytes)
    }

    @Test func weightsOfAnotherShapeAreRefused() {
        let bias = ([64], zeros(64))
        let wrong = SmallModels.caffeLayer("conv1_1", [([64, 3, 3, 5], zeros(64 * 45)), bias])
        #expect(refusal(weights: wrong) == "layer 'conv1_1', tensor 1: is 64x3x3x5, and SSD512's is 64x3x3x3")
        let short = SmallModels.caffeLayer("conv1_1", [([64, 3, 3, 3], zeros(64 * 27 - 1)), bias])
        #expect(refusal(weights: short) == "layer 'conv1_1', tensor 1: has 1727 numbers where 1728 belong")
        let huge = SmallModels.caffeLayer("conv1_1", [([1 << 40, 1 << 40], []), bias])
        #expect(refusal(weights: huge).contains("past all bounds"))
        #expect(refusal(weights: SmallModels.caffeLayer("conv1_1", [bias])).contains("has 1 tensors, and SSD512's 2"))
    }

    @Test func weightsThatAreNotFiniteAreRefused() {
        var numbers = zeros(64 * 27)
        numbers.replaceSubrange(40..<44, with: Floats.bytes([.infinity]))
        let bytes = SmallModels.caffeLayer("conv1_1", [([64, 3, 3, 3], numbers), ([64], zeros(64))])
        #expect(refusal(weights: bytes) == "layer 'conv1_1', tensor 1: number 11 is not finite")
    }

    @Test func aFileWithoutALayerIsRefused() {
        let bytes = SmallModels.caffeLayer("conv1_1", [([64, 3, 3, 3], zeros(64 * 27)), ([64], zeros(64))])
        #expect(refusal(weights: bytes).contains("no weights of layer 'conv10_1'"))
        #expect(refusal(weights: bytes + bytes).contains("'conv1_1' twice"))
        #expect(refusal(weights: []).contains("is it the .caffemodel"))
        #expect(refusal(weights: Array("<html>".utf8)) != "")
    }
}
