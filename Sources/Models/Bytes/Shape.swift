// SPDX-License-Identifier: Apache-2.0

/// The sides of a tensor, outermost first.
struct Shape: Hashable, CustomStringConvertible {
    let sides: [Int]

    /// No tensor of a model that is read has more numbers.
    static let most = 1 << 28

    /// - Throws: where there are more than eight sides, one is not positive, or there are more than `most` numbers.
    init(checking sides: [Int]) throws(ModelProblem) {
        var count = 1
        for side in sides {
            guard side > 0, side <= Self.most, count * side <= Self.most else {
                throw ModelProblem("has a tensor of \(sides.prefix(8)), which is past all bounds")
            }
            count *= side
        }
        guard sides.count <= 8 else { throw ModelProblem("has a tensor with \(sides.count) sides") }
        self.sides = sides
    }

    /// A shape of our own tables.
    init(_ sides: Int...) { self.sides = sides }

    /// How many numbers there are.
    var count: Int { sides.reduce(1, *) }

    /// Without sides of 1 before the first other one, as Caffe's older files pad all to four.
    var trimmed: [Int] { Array(sides.drop { $0 == 1 }) }

    var description: String { sides.isEmpty ? "one number" : sides.map(String.init).joined(separator: "x") }
}
