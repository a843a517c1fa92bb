// SPDX-License-Identifier: Apache-2.0

/// What a Darknet `.cfg` describes: the picture that goes in, what each layer makes of it, and how many weights that takes. Sizes are Darknet's
/// (AlexeyAB/darknet, `src/parser.c`): of the kinds of layers that OpenCV reads, those without memory.
package struct DarknetNetwork: Sendable, Hashable {
    package private(set) var width = 0
    package private(set) var height = 0
    /// How many classes its last layers tell apart: 80 are COCO's.
    package private(set) var classes = 0
    /// Numbers in the file of weights behind its head.
    package private(set) var weights = 0
    package private(set) var layers = 0
    private var variances: [Range<Int>] = []

    /// What goes from one layer to another.
    struct Block: Hashable {
        var channels: Int
        var width: Int
        var height: Int
    }

    /// - Throws: what is wrong with it, with the line.
    package init(parsing bytes: [UInt8]) throws(ModelProblem) {
        let config = try DarknetConfig(parsing: bytes)
        let net = config.sections[0]
        width = try net.number("width", within: 32...4096)
        height = try net.number("height", within: 32...4096)
        var walk = DarknetWalk(Block(channels: try net.number("channels", within: 3...3), width: width, height: height))
        for section in config.sections.dropFirst() { try walk.add(section) }
        guard let classes = walk.classes else { throw ModelProblem("has no [yolo] layer: it detects nothing") }
        guard classes == 80 || classes == 1 else {
            throw ModelProblem("tells \(classes) classes apart; those of COCO are 80, a detector of persons has 1")
        }
        self.classes = classes
        weights = walk.weights
        variances = walk.variances
        layers = walk.blocks.count
    }

    /// Holds a file of weights against the network: its head, its length to the byte, that every number is finite, and no
    /// variance below zero.
    package func check(weights bytes: [UInt8]) throws(ModelProblem) {
        var reader = ByteReader(bytes)
        let major = try reader.word()
        let minor = try reader.word()
        _ = try reader.word()
        guard major <= 1, minor <= 9 else {
            throw ModelProblem("begins with version \(major).\(minor), which no Darknet has: is it a .weights file?")
        }
        // How many pictures it was trained with: longer since version 0.2.
        _ = try reader.take(major * 10 + minor >= 2 ? 8 : 4)
        let wanted = reader.position + 4 * weights
        guard bytes.count == wanted else {
            throw ModelProblem("has \(bytes.count) bytes, and the network of the .cfg takes \(wanted)")
        }
        if let place = Floats.firstUnsound(bytes, reader.position..<bytes.count) {
            throw ModelProblem("weight \(place + 1) of \(weights) is not finite")
        }
        for range in variances {
            let place = reader.position + 4 * range.lowerBound
            let numbers = Floats.read(bytes, place..<place + 4 * range.count)
            guard let index = numbers.firstIndex(where: { $0 < 0 }) else { continue }
            throw ModelProblem("weight \(range.lowerBound + index + 1) of \(weights) is a variance below zero")
        }
    }
}
