// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Rules
import Testing

@Suite("Reading files of assets")
struct ReadingTests {
    @Test("everything that can be said of an asset is read")
    func everything() throws {
        let reading = AssetReading(
            text: """
                # The pumps.
                - name: plc-pump-2
                  what: pump controller
                  owner: waterworks
                  street: Pump street 4
                  criticality: Critical
                  groups: [plc, pumps, plc]
                  addresses: 10.20.11.72
                  macs: [02:4C:49:0b:00:48, 024c.490b.0049]
                  note: |
                    Do not restart
                    by day.
                - name: pumps
                  addresses: [10.20.11.64/27, "2001:db8:20::/48"]
                """)
        #expect(reading.lines == [])
        let pump = try #require(reading.book.assets.first)
        #expect(pump.name == "plc-pump-2" && pump.what == "pump controller" && pump.owner == "waterworks")
        #expect(pump.street == "Pump street 4" && pump.criticality == .critical && pump.groups == ["plc", "pumps"])
        #expect(pump.addresses == ["10.20.11.72"] && pump.note == "Do not restart by day.")
        #expect(pump.macs.map(\.description) == ["02:4c:49:0b:00:48", "02:4c:49:0b:00:49"])
        #expect(pump.position.line == 2)
        #expect(reading.book.assets[1].addresses == ["10.20.11.64/27", "2001:db8:20::/48"])
        #expect(reading.book.assets[1].criticality == .normal)
    }

    @Test(
        "what is wrong is told at its place, and the rest of the asset holds",
        arguments: [
            ("adresses: 10.0.0.1", "2:3 unknown key `adresses` | Did you mean `addresses`?"),
            (
                "colour: red",
                "2:3 unknown key `colour` | Known: name, what, owner, street, criticality, groups, addresses, macs, note."
            ),
            (
                "criticality: urgent",
                "2:16 `urgent` is no criticality | Known: low, normal, high, critical."
            ),
            (
                "macs: 02:00:00:00:00",
                "2:9 `02:00:00:00:00` is no hardware address | Write it as 02:4c:49:0b:00:47."
            ),
            ("owner: [a, b]", "2:10 `owner` must be one text, and this is a list"),
            ("groups: [a, {b: c}]", "2:15 `groups` must be a text or a list of texts, and this is a map"),
            (
                "street: \(String(repeating: "a", count: 121))",
                "2:11 warning: `street` is longer than 120 characters and is cut"
            ),
            (
                "note: \"a\\x07b\"\n  x: 1",
                "3:3 unknown key `x` | Known: name, what, owner, street, criticality, groups, addresses, macs, note."
            ),
        ])
    func wrong(line: String, problem: String) {
        let reading = AssetReading(text: "- name: a\n  \(line)\n  addresses: 10.1.1.1\n")
        #expect(reading.lines == [problem])
        #expect(reading.book.assets.map(\.name) == ["a"] && reading.book.assets[0].addresses == ["10.1.1.1"])
    }

    @Test(
        "an item that can be no asset is left out, and the others hold",
        arguments: [
            ("- owner: x\n  addresses: 10.0.0.1\n", "1:3 an asset needs a name | Give it `name: …`."),
            ("- name: ''\n  addresses: 10.0.0.1\n", "1:3 an asset needs a name | Give it `name: …`."),
            (
                "- name: x\n",
                "1:3 `x` has neither addresses nor macs | Give it `addresses: …`, without which nothing is known to be it."
            ),
            ("- x\n", "1:3 an asset is `key: value` lines, and this is a single value | Begin it with `- name: …`."),
            (
                "- name: x: y\n",
                "1:10 no valid YAML: mapping values are not allowed in this context | Quote a value that has a colon in it."
            ),
            (
                "- name: x\n  owner: 'y\n",
                "2:10 no valid YAML: found unexpected end of stream, while scanning a quoted scalar | Look at the quotes here and below."
            ),
            (
                "- name: x\n  name: y\n",
                "1:3 a map has the key `name` more than once | Give the values of one key as a list, or another one another name."
            ),
        ])
    func leftOut(item: String, problem: String) {
        let good = "- name: good\n  addresses: 10.1.1.1\n"
        let reading = AssetReading(text: item + good)
        #expect(reading.lines == [problem])
        #expect(reading.book.asset(named: "10.1.1.1")?.name == "good")
    }

    @Test("a text that is no list of assets is one problem")
    func noList() {
        #expect(AssetReading(text: "").lines == [] && AssetReading(text: "# none\n").lines == [])
        #expect(
            AssetReading(text: "assets:\n  a: b\n").lines == [
                "1:1 a file of assets is a list, and this is a map | Begin each asset with `- name: …`."
            ])
        #expect(AssetReading(text: "\u{feff}- name: a\n  addresses: 1.1.1.1\n").book.assets.count == 1)
        let latin = AssetReading(
            Array("- name: a\n  owner: K".utf8) + [0xF6] + Array("ln\n  addresses: 1.1.1.1\n".utf8))
        #expect(latin.lines == ["2:11 warning: the file is no UTF-8 | Save it in the encoding UTF-8."])
        #expect(latin.book.assets.map(\.owner) == ["K\u{fffd}ln"])
    }

    @Test("an address of two assets is told with both lines, and stays with the first")
    func overlaps() {
        let reading = AssetReading(
            text: """
                - name: a
                  addresses: [10.1.1.1, 10.1.0.0/16, 10.1.1.1/32]
                  macs: [02:00:00:00:00:01]
                - name: b
                  addresses:
                    - 10.1.2.3/16
                    - 10.1.1.1
                    - 10.1.1.2
                  macs: [02-00-00-00-00-01]
                - name: a
                  addresses: 10.2.0.0/24
                """)
        #expect(
            reading.lines == [
                "2:38 warning: `10.1.1.1/32` is there twice",
                "6:7 warning: `10.1.2.3/16` has bits behind its prefix | It is taken for 10.1.0.0/16.",
                "6:7 `b` of line 4 has `10.1.2.3/16`, which is of `a` of line 1 | It stays with the first one; take it from one of them.",
                "7:7 `b` of line 4 has `10.1.1.1`, which is of `a` of line 1 | It stays with the first one; take it from one of them.",
                "9:10 `b` of line 4 has `02-00-00-00-00-01`, which is of `a` of line 1 | It stays with the first one; take it from one of them.",
                "10:9 warning: the asset of line 1 is called `a`, too",
            ])
        func name(_ text: String) -> String? { reading.book.asset(named: text)?.name }
        #expect(name("10.1.1.1") == "a" && name("10.1.1.2") == "b" && name("10.1.9.9") == "a")
        #expect(name("02:00:00:00:00:01") == "a" && name("10.3.0.0") == nil && name("nothing") == nil)
    }

    @Test("a file of several documents is one book, and so is one that is longer than a document may be")
    func long() {
        let several = AssetReading(
            text: "- {name: a, addresses: 10.0.0.1}\n---\n- name: [\n---\n- {name: b, addresses: 10.0.0.2}\n")
        #expect(several.book.assets.map(\.name) == ["a", "b"] && several.problems.map(\.position.line) == [4])
        let note = String(repeating: "n", count: 900)
        let items = (0..<1500).map { "- name: a\($0)\n  note: \(note)\n  addresses: 10.0.\($0 / 250).\($0 % 250)\n" }
        let long = AssetReading(text: items.joined())
        #expect(long.book.assets.count == 1500 && long.problems.isEmpty)
        #expect(long.book.assets.last?.position == .init(line: 3 * 1499 + 1, column: 3))
    }

    @Test("no file is read beyond its bounds")
    func bounds() {
        let many = (0...AssetLimits.assets).map { "- {name: a\($0), macs: []}\n" }.joined()
        let reading = AssetReading(text: many)
        #expect(reading.book.assets.count == AssetLimits.assets)
        #expect(reading.lines.first?.hasPrefix("20001:3 more than 20000 assets") == true && reading.problems.count == 1)

        let addresses = (0...AssetLimits.addresses).map { "10.0.\($0 / 256).\($0 % 256)" }.joined(separator: ", ")
        let wide = AssetReading(text: "- {name: a, addresses: [\(addresses)]}\n")
        #expect(wide.book.assets.first?.networks.count == AssetLimits.addresses && wide.errorCount == 1)

        let bad = AssetReading(text: String(repeating: "- x\n", count: 5000))
        #expect(bad.problems.count == AssetLimits.problems)
        #expect(bad.lines.last == "1000:3 more problems from here on, which are not told")

        let huge = AssetReading([UInt8](repeating: 0x20, count: AssetLimits.fileBytes + 1))
        #expect(huge.lines == ["1:1 the file is longer than 8 MB | Leave out what need not be known here."])

        let deep = AssetReading(text: "- " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100))
        #expect(deep.errorCount == 1 && deep.book.isEmpty)
        let aliases = (0..<20).map { "- &a\($0) [\($0 == 0 ? "x" : "*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)")]\n" }
            .joined()
        #expect(AssetReading(text: aliases).errorCount == 1)
    }
}
