// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Crypto
import Foundation

@testable import Vision

/// A Darknet network of one layer that takes everything bright for a person, and what can be wrong with it.
enum TinyModel {
    /// One cell for each of 32 by 32 parts of the picture, of which each may say that a person of a quarter of the picture is there.
    static let graph = """
        [net]
        width=32
        height=32
        channels=3

        [convolutional]
        filters=6
        size=1
        stride=1
        pad=1
        activation=linear

        [yolo]
        mask=0
        anchors=8,8
        classes=1
        num=1
        """

    /// The file of weights: a header, what is added to each of six numbers, and what each takes of red, green and blue.
    ///
    /// - Parameter first: what is added to the first number, where a box is; not a number in a model that is broken.
    static func weights(first: Float = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ value: UInt32) { bytes += (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        for number: UInt32 in [0, 2, 0, 0, 0] { add(number) }
        // Beyond 70 % of white it is there, for certain.
        for value: Float in [first, 0, 0, 0, -56, 9] { add(value.bitPattern) }
        for output in 0..<6 { for _ in 0..<3 { add((output == 4 ? Float(80.0 / 3) : 0).bitPattern) } }
        return bytes
    }

    /// Puts it into a folder.
    static func install(in folder: TestFolder, weights: [UInt8] = weights()) throws -> UsedModel {
        try folder.write(Array(graph.utf8), "tiny.cfg")
        try folder.write(weights, "tiny.weights")
        return UsedModel(
            name: "tiny", kind: .yolo,
            files: try ["tiny.cfg", "tiny.weights"].map {
                .init(path: folder.file($0), sha256: Hexadecimal.text(SHA256.digest(of: try folder.read($0))))
            })
    }
}
