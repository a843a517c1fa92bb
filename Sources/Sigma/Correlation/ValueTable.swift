// SPDX-License-Identifier: Apache-2.0

/// Gives equal texts the same small number while anything holds them.
struct ValueTable: Sendable {
    /// The texts by number; those that nothing holds are empty.
    private(set) var texts: [String] = []
    private var uses: [Int] = []
    private var numbers: [String: UInt32] = [:]
    private var free: [UInt32] = []

    init() {}

    /// A table of `texts`, each held `uses` times, and `nil` if a held text is there twice.
    init?(texts: [String], uses: [Int]) {
        for (index, text) in texts.enumerated() {
            let number = UInt32(index)
            if uses[index] == 0 {
                free.append(number)
                self.texts.append("")
            } else if numbers.updateValue(number, forKey: text) != nil {
                return nil
            } else {
                self.texts.append(text)
            }
        }
        self.uses = uses
    }

    /// The number of `text`, which is held once more.
    mutating func hold(_ text: String) -> UInt32 {
        if let number = numbers[text] {
            uses[Int(number)] += 1
            return number
        }
        let number = free.popLast() ?? UInt32(texts.count)
        if Int(number) == texts.count {
            texts.append(text)
            uses.append(1)
        } else {
            texts[Int(number)] = text
            uses[Int(number)] = 1
        }
        numbers[text] = number
        return number
    }

    /// Holds the text of `number` once less.
    mutating func release(_ number: UInt32) {
        uses[Int(number)] -= 1
        guard uses[Int(number)] == 0 else { return }
        numbers[texts[Int(number)]] = nil
        texts[Int(number)] = ""
        free.append(number)
    }
}
