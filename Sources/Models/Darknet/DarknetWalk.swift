// SPDX-License-Identifier: Apache-2.0

/// The layers of a Darknet network, one after the other: what comes out of each, and the weights so far.
struct DarknetWalk {
    private let input: DarknetNetwork.Block
    /// What came out of each layer.
    private(set) var blocks: [DarknetNetwork.Block] = []
    private(set) var weights = 0
    /// Which of the weights are variances.
    private(set) var variances: [Range<Int>] = []
    private(set) var classes: Int?

    init(_ input: DarknetNetwork.Block) { self.input = input }

    private var current: DarknetNetwork.Block { blocks.last ?? input }

    mutating func add(_ section: DarknetConfig.Section) throws(ModelProblem) {
        let block: DarknetNetwork.Block =
            switch section.name {
            case "convolutional", "conv": try convolutional(section)
            case "maxpool", "max": try pooled(section)
            case "avgpool", "avg": DarknetNetwork.Block(channels: current.channels, width: 1, height: 1)
            case "route": try routed(section)
            case "shortcut": try added(section)
            case "scale_channels": try scaled(section)
            case "sam": try same(section)
            case "upsample": try upsampled(section)
            case "reorg": try reorganised(section)
            case "dropout": current
            case "yolo": try detected(section)
            default:
                throw ModelProblem("\(section.line): a layer \(ModelProblem.quoted(section.name)) is none that is read")
            }
        guard block.width > 0, block.height > 0, block.width <= 8192, block.height <= 8192, block.channels <= 1 << 16
        else { throw ModelProblem("\(section.line): [\(section.name)] makes nothing, or too much, of what goes in") }
        blocks.append(block)
    }

    private mutating func convolutional(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let input = current
        let filters = try section.number("filters", or: 1, within: 1...16384)
        let size = try section.number("size", or: 1, within: 1...31)
        let groups = try section.number("groups", or: 1, within: 1...16384)
        guard filters % groups == 0, input.channels % groups == 0 else {
            throw ModelProblem(
                "\(section.line): [convolutional] has \(groups) groups, which do not divide its channels")
        }
        let isNormalised = try section.number("batch_normalize", or: 0, within: 0...1) == 1
        // Shifts, and of what is normalised scales, means and variances, stand before the weights.
        if isNormalised { variances.append(weights + 3 * filters..<weights + 4 * filters) }
        weights += filters * (isNormalised ? 4 : 1) + filters * (input.channels / groups) * size * size
        let reach = (size - 1) * (try section.number("dilation", or: 1, within: 1...64)) + 1
        let padding =
            try section.number("pad", or: 0, within: 0...1) == 1
            ? reach / 2 : try section.number("padding", or: 0, within: 0...64)
        let stride = try section.number("stride", or: 1, within: 1...64)
        return DarknetNetwork.Block(
            channels: filters, width: (input.width + 2 * padding - reach) / stride + 1,
            height: (input.height + 2 * padding - reach) / stride + 1)
    }

    private func pooled(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let stride = try section.number("stride", or: 1, within: 1...64)
        let size = try section.number("size", or: stride, within: 1...64)
        let padding = try section.number("padding", or: size - 1, within: 0...64)
        return DarknetNetwork.Block(
            channels: current.channels, width: (current.width + padding - size) / stride + 1,
            height: (current.height + padding - size) / stride + 1)
    }

    /// What came out of another layer: counted from 0, or back from this one.
    private func block(_ index: Int, _ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let place = index < 0 ? blocks.count + index : index
        guard blocks.indices.contains(place) else {
            throw ModelProblem(
                "\(section.line): [\(section.name)] goes on from layer \(index), which is none before it")
        }
        return blocks[place]
    }

    private func routed(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let indices = try section.numbers("layers")
        guard let first = indices.first, indices.count <= 32 else {
            throw ModelProblem("\(section.line): [route] has no layers, or too many")
        }
        var sum = try block(first, section)
        for index in indices.dropFirst() {
            let next = try block(index, section)
            guard next.width == sum.width, next.height == sum.height else {
                throw ModelProblem("\(section.line): [route] joins layers of other sizes")
            }
            sum.channels += next.channels
        }
        let groups = try section.number("groups", or: 1, within: 1...64)
        _ = try section.number("group_id", or: 0, within: 0...groups - 1)
        guard sum.channels % groups == 0 else {
            throw ModelProblem("\(section.line): [route] has groups that do not divide")
        }
        sum.channels /= groups
        return sum
    }

    private func added(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let indices = try section.numbers("from")
        guard !indices.isEmpty, indices.count <= 32 else {
            throw ModelProblem("\(section.line): [shortcut] comes from nowhere")
        }
        for index in indices where try block(index, section) != current {
            throw ModelProblem("\(section.line): [shortcut] adds layers of other sizes")
        }
        return current
    }

    private func scaled(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let other = try block(try section.number("from", within: -1000...1000), section)
        guard other.channels == current.channels else {
            throw ModelProblem("\(section.line): [scale_channels] has other channels than it scales")
        }
        return other
    }

    private func same(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let other = try block(try section.number("from", within: -1000...1000), section)
        guard other == current else { throw ModelProblem("\(section.line): [sam] joins layers of other sizes") }
        return other
    }

    private func upsampled(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let stride = try section.number("stride", or: 2, within: 1...8)
        return DarknetNetwork.Block(
            channels: current.channels, width: current.width * stride, height: current.height * stride)
    }

    private func reorganised(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let stride = try section.number("stride", or: 1, within: 1...8)
        return DarknetNetwork.Block(
            channels: current.channels * stride * stride, width: current.width / stride, height: current.height / stride
        )
    }

    private mutating func detected(_ section: DarknetConfig.Section) throws(ModelProblem) -> DarknetNetwork.Block {
        let count = try section.number("classes", within: 1...10_000)
        let anchors = try section.number("num", or: 1, within: 1...64)
        let mask = try section.numbers("mask")
        guard !mask.isEmpty, mask.allSatisfy({ (0..<anchors).contains($0) }),
            (section.options["anchors"] ?? "").split(separator: ",").count == 2 * anchors
        else { throw ModelProblem("\(section.line): [yolo] has no anchors for its mask") }
        guard current.channels == mask.count * (count + 5) else {
            throw ModelProblem(
                "\(section.line): [yolo] gets \(current.channels) channels and takes \(mask.count * (count + 5))")
        }
        guard classes == nil || classes == count else {
            throw ModelProblem("\(section.line): [yolo] has other classes than the last")
        }
        classes = count
        return current
    }
}
