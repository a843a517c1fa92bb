// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Models

@Suite struct DarknetTests {
    private func network(_ text: String = SmallModels.config) throws -> DarknetNetwork {
        try DarknetNetwork(parsing: Array(text.utf8))
    }

    private func refusal(_ text: String) -> String {
        do throws(ModelProblem) { _ = try DarknetNetwork(parsing: Array(text.utf8)) } catch { return error.line }
        return ""
    }

    @Test func weightsAreCountedLayerByLayer() throws {
        let network = try network()
        #expect(network.weights == SmallModels.configWeights)
        #expect(network.width == 64 && network.height == 32 && network.classes == 1 && network.layers == 3)
    }

    @Test func weightsOfAnotherLengthAreRefused() throws {
        let network = try network()
        try network.check(weights: SmallModels.weights())
        for count in [SmallModels.configWeights - 1, SmallModels.configWeights + 1] {
            #expect(throws: ModelProblem.self) { try network.check(weights: SmallModels.weights(count)) }
        }
        #expect(throws: ModelProblem("ends in the middle, at byte 3")) { try network.check(weights: [0, 0, 0]) }
    }

    @Test func theOlderHeadIsShorter() throws {
        var bytes = SmallModels.weights()
        bytes[4] = 1
        bytes.removeSubrange(16..<20)
        try network().check(weights: bytes)
    }

    @Test func aWeightThatIsNotFiniteIsRefused() throws {
        let network = try network()
        for bad in [Float.nan, .infinity, -.infinity] {
            var bytes = SmallModels.weights()
            bytes.replaceSubrange(20 + 4 * 7..<24 + 4 * 7, with: Floats.bytes([bad]))
            #expect(throws: ModelProblem("weight 8 of 154 is not finite")) { try network.check(weights: bytes) }
        }
    }

    @Test func aVarianceBelowZeroIsRefused() throws {
        let network = try network()
        func weights(_ place: Int) -> [UInt8] {
            var bytes = SmallModels.weights()
            bytes.replaceSubrange(20 + 4 * place..<24 + 4 * place, with: Floats.bytes([-0.25]))
            return bytes
        }
        // Four shifts, four scales and four means stand before them.
        for place in [11, 16] { try network.check(weights: weights(place)) }
        for place in [12, 15] {
            #expect(throws: ModelProblem("weight \(place + 1) of 154 is a variance below zero")) {
                try network.check(weights: weights(place))
            }
        }
    }

    @Test func aFileThatIsNoneIsRefusedByItsVersion() throws {
        let network = try network()
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 20 + 4 * SmallModels.configWeights)
        #expect(throws: ModelProblem.self) { try network.check(weights: text) }
    }

    @Test(arguments: [
        ("classes=1", "classes=3", "6 channels and takes 8"), ("mask=0", "mask=1", "no anchors"),
        ("[yolo]", "[lstm]", "'lstm' is none that is read"), ("channels=3", "channels=4", "channels from 3 to 3"),
        ("filters=4", "filters=999999999999999999999", "filters from"), ("width=64", "width=-1", "width from"),
        ("size=3", "size=0", "size from"), ("[net]", "[convolutional]", "does not begin with [net]"),
        ("mask=0", "no option", "neither a section's head"),
        ("[yolo]", "[route]\nlayers=7\n[yolo]", "goes on from layer 7"),
        ("[yolo]", "[route]\nlayers=-9223372036854775808\n[yolo]", "a layers that is no list of numbers"),
        ("[yolo]", "[shortcut]\nfrom=-9223372036854775808\n[yolo]", "a from that is no list of numbers"),
        ("mask=0", "mask=-9223372036854775808", "a mask that is no list of numbers"),
        ("[yolo]", "[route]\nlayers=-1048577\n[yolo]", "a layers that is no list of numbers"),
        ("[yolo]", "[shortcut]\nfrom=-2\n[yolo]", "adds layers of other sizes"),
        ("[yolo]", "[maxpool]\nsize=64\nstride=1\npadding=0\n[yolo]", "makes nothing"),
    ])
    func whatIsWrongIsSaidInOneLine(_ old: String, _ new: String, _ said: String) {
        let line = refusal(SmallModels.config.replacing(old, with: new, maxReplacements: 1))
        #expect(line.contains(said) && !line.contains("\n"), "\(line)")
    }

    @Test func routesAndShortcutsCarryChannels() throws {
        let more = """
            [convolutional]
            filters=6
            [shortcut]
            from=-2
            [route]
            layers=-1,-2
            [convolutional]
            filters=6
            [yolo]
            """
        let text = SmallModels.config.replacing("[yolo]", with: more)
        // A second head of 6 on 6, and a third on 12.
        #expect(try network(text).weights == SmallModels.configWeights + 42 + 78)
    }

    @Test(
        .enabled(
            if: SharedMaterial.isExpected("data/video/weights"), "no shared data set: no published weights are checked"),
        arguments: [("yolo-fastest-1.1-xl", 80), ("yolo-fastest-1.1", 80), ("yolo-fastest-1.1_body", 1)])
    func publishedWeightsFitTheirNetworks(_ name: String, _ classes: Int) throws {
        let folder = SharedMaterial.folder.appending(path: "data/video/weights")
        let files = ["cfg", "weights"].map { folder.appending(path: "\(name).\($0)").path }
        let all = try files.map { try ModelDisk.read($0) }
        #expect(try DarknetNetwork(parsing: all[0]).classes == classes)
        _ = try CheckedModel(kind: .yolo, all, names: files)
    }
}
