// SPDX-License-Identifier: Apache-2.0

/// Which network an `.onnx` file holds, by the shapes of what goes in and comes out: one that is decoded, or none.
package enum ONNXDetector: String, Sendable, Hashable {
    /// YOLOX (Ge et al., 2021): one output, of each cell of three grids the box, whether there is something, and 80 classes.
    case yolox = "YOLOX"
    /// NanoDet: for each of three grids the 80 classes, and of each cell's four distances how likely eight lengths are.
    case nanoDet = "NanoDet"

    /// The steps of the grids, in pixels.
    private static let strides = [8, 16, 32]
    private static let classes = 80

    /// - Throws: what is wrong with the file, or that it is neither.
    package static func recognise(_ bytes: [UInt8]) throws(ModelProblem) -> ONNXDetector {
        let graph = try ONNXGraph(parsing: bytes)
        guard graph.inputs.count == 1, let input = graph.inputs.first, input.sides.count == 4, input.sides[0] == 1,
            input.sides[1] == 3, let height = input.sides[2], let width = input.sides[3],
            [height, width].allSatisfy({ (32...2048).contains($0) && $0.isMultiple(of: 32) })
        else {
            throw ModelProblem("takes \(list(graph.inputs)); one picture of 1x3xHxW is read, sides by 32")
        }
        let cells = strides.map { (height / $0) * (width / $0) }
        let found = graph.outputs.map(\.sides)
        if found == [[1, cells.reduce(0, +), classes + 5]] { return .yolox }
        let grids = cells.flatMap { [[1, $0, classes], [1, $0, 32]] }
        if Set(found) == Set(grids), found.count == grids.count { return .nanoDet }
        throw ModelProblem("answers by \(list(graph.outputs)), which is neither YOLOX nor NanoDet of COCO's classes")
    }

    private static func list(_ ports: [ONNXGraph.Port]) -> String {
        let texts = ports.prefix(8).map { port in
            port.sides.isEmpty ? "a number" : port.sides.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
        }
        return texts.isEmpty ? "nothing" : texts.joined(separator: ", ")
    }
}
