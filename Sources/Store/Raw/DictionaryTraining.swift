// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// The zstd dictionary that all days of a writer share, trained on its first lines and anew when it fits them no longer.
///
/// With a dictionary, blocks take two thirds of the bytes that they take without, in less time.
final class DictionaryTraining {
    private(set) var current: BlockDictionary?
    /// Counts the dictionaries of this writer; 0 before the first.
    private(set) var generation = 0
    private var samples: [[UInt8]] = []
    private var sampledBytes = 0
    private var seen = 0
    /// Input and output since the dictionary was taken into use, and of the last stretch.
    private var first = Ratio()
    private var recent = Ratio()

    private struct Ratio {
        var input = 0
        var output = 0
        /// Output for a million bytes of input; higher is worse.
        var cost: Int { input == 0 ? 0 : output * 1_000_000 / input }
    }

    /// Lines of this many bytes in all train a dictionary: more made it hardly better and the training longer.
    private static let trainingBytes = 2 << 20
    private static let trainingLines = 500
    /// One giant line must not be the dictionary.
    private static let lineLimit = 16 << 10
    /// Ratios are taken over this much input.
    private static let stretch = 4 << 20
    /// A stretch that costs this much more than the first one asks for a new dictionary.
    private static let tolerance = 125

    var hasAny: Bool { current != nil }

    /// Uses a dictionary that was trained earlier.
    func adopt(_ dictionary: BlockDictionary) {
        current = dictionary
        generation += 1
    }

    /// Looks at a line as a sample: at every one before there is a dictionary, and then at one of eight.
    func offer(_ line: ArraySlice<UInt8>) {
        seen &+= 1
        guard current == nil || seen & 7 == 0, line.count <= Self.lineLimit else { return }
        if sampledBytes < Self.trainingBytes || samples.isEmpty {
            samples.append(Array(line))
            sampledBytes += line.count
            if current == nil, sampledBytes >= Self.trainingBytes { train() }
        } else {
            // The place moves on by a step that has no common factor with most lengths, so that old ones leave in turn.
            let place = (seen >> 3) % samples.count
            sampledBytes += line.count - samples[place].count
            samples[place] = Array(line)
        }
    }

    /// Takes note of how well a block was compressed.
    func note(input: Int, output: Int, generation: Int) {
        guard generation == self.generation, generation > 0 else { return }
        recent.input += input
        recent.output += output
        guard recent.input >= Self.stretch else { return }
        if first.input == 0 {
            first = recent
        } else if recent.cost > first.cost * Self.tolerance / 100 {
            train()
        }
        recent = Ratio()
    }

    private func train() {
        first = Ratio()
        recent = Ratio()
        guard samples.count >= Self.trainingLines,
            let trained = try? BlockDictionary.train(samples: samples)
        else {
            // Lines that have nothing in common go without; the next stretch may be another.
            samples.removeAll()
            sampledBytes = 0
            return
        }
        samples.removeAll()
        sampledBytes = 0
        adopt(trained)
    }
}
