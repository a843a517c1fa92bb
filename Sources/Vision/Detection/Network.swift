// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// A neural network, ready to be run. One thread at a time uses it.
@safe
final class Network {
    enum Format {
        /// A `.cfg` and its weights.
        case darknet
        /// A `.prototxt` and its `.caffemodel`.
        case caffe
        /// One `.onnx` with both.
        case onnx
    }

    /// How a picture becomes input; see `vision_input`.
    struct Input {
        var width: Int
        var height: Int
        /// Of each channel in the network's order.
        var mean: [Float] = [0, 0, 0]
        var deviation: [Float] = [1, 1, 1]
        var redFirst = false
        var keepsProportions = false
        var padding: Float = 0
    }

    /// One output: its sizes, and the values row by row.
    struct Output {
        var sizes: [Int]
        var values: [Float]
    }

    /// What it is called in failures.
    let name: String
    private let handle: OpaquePointer

    /// Builds it from bytes that were read and checked before.
    ///
    /// - Throws: `.model` where OpenCV does not take it.
    init(_ name: String, _ format: Format, graph: [UInt8], weights: [UInt8] = []) throws(JobFailure) {
        let code =
            switch format {
            case .darknet: VISION_DARKNET
            case .caffe: VISION_CAFFE
            case .onnx: VISION_ONNX
            }
        var made: OpaquePointer?
        let answer = unsafe vision_network_load(
            Int32(code), graph, graph.count, weights, weights.count, &made)
        try called(answer, .model, "the model \(name) cannot be used")
        guard let made = unsafe made else { throw JobFailure(.model, "the model \(name) cannot be used") }
        self.name = name
        unsafe handle = made
    }

    deinit { unsafe vision_network_free(handle) }

    /// What it answers to a picture.
    ///
    /// - Throws: `.model` where it fails, or answers anything that is no finite number.
    func run(_ picture: Picture, _ input: Input) throws(JobFailure) -> [Output] {
        var given = vision_input()
        given.width = Int32(input.width)
        given.height = Int32(input.height)
        given.mean = (input.mean[0], input.mean[1], input.mean[2])
        given.deviation = (input.deviation[0], input.deviation[1], input.deviation[2])
        given.red_first = input.redFirst ? 1 : 0
        given.keeps_proportions = input.keepsProportions ? 1 : 0
        given.padding = input.padding
        let answer = unsafe vision_network_run(
            handle, picture.bytes, Int32(picture.width), Int32(picture.height), &given)
        let count = try called(answer, .model, "the model \(name) failed")
        var outputs: [Output] = []
        for index in 0..<count { outputs.append(try output(index)) }
        return outputs
    }

    private func output(_ index: Int) throws(JobFailure) -> Output {
        var sizes = [Int32](repeating: 0, count: 8)
        let dimensions = try called(
            unsafe vision_network_shape(handle, Int32(index), &sizes, 8), .model, "the model \(name) failed")
        let known = sizes.prefix(dimensions).map(Int.init)
        let count = known.reduce(1, *)
        guard count <= 64 << 20 else { throw JobFailure(.model, "the model \(name) answers too much") }
        var values = [Float](repeating: 0, count: count)
        try called(
            unsafe vision_network_copy(handle, Int32(index), &values, count), .model, "the model \(name) failed")
        guard values.allSatisfy(\.isFinite) else {
            throw JobFailure(.model, "the model \(name) answers what is no number; import it anew")
        }
        return Output(sizes: known, values: values)
    }

    /// Completes what the mask hides within the box; the number of pixels. See `vision_network_complete`.
    func complete(_ picture: inout Picture, mask: Mask, box: PixelBox, most: Int, mean: [Float]) throws(JobFailure)
        -> Int
    {
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        return try called(
            unsafe vision_network_complete(
                handle, &picture.bytes, width, height, mask.bytes, vision_box(box), Int32(most), mean),
            .model, "the model \(name) failed")
    }
}
