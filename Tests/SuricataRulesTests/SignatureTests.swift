// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import SuricataRules

@Suite("What a signature says")
struct SignatureTests {
    private func signature(_ text: String) throws -> Signature {
        try #require(SignatureFile.parse(text).rules.first)
    }

    @Test("the head is read part by part")
    func head() throws {
        let text = """
            drop http1:request_line [10.0.0.0/8, !10.1.2.3] !$PORTS <> any [80:90,!85,1024:] (msg:"a"; sid:1; rev:1;)
            """
        let signature = try signature(text)
        #expect(signature.action == .drop)
        #expect(signature.protocolName == "http1" && signature.hook == "request_line")
        #expect(signature.direction == .both)
        let network = try #require(IPNetwork("10.0.0.0/8"))
        let host = try #require(IPNetwork("10.1.2.3/32"))
        #expect(signature.source.addresses == .list([.element(.network(network)), .not(.element(.network(host)))]))
        #expect(signature.source.addressText == "[10.0.0.0/8,!10.1.2.3]")
        #expect(signature.source.ports == .not(.variable("PORTS")))
        #expect(signature.destination.addresses == .any)
        let ports: PortSet = .list([.element(80...90), .not(.element(85...85)), .element(1024...65535)])
        #expect(signature.destination.ports == ports)
    }

    @Test("a netmask is the network it means")
    func netmask() throws {
        let signature = try signature("alert ip 10.1.2.3/255.255.0.0 any -> 1.2.3.4/0.0.0.0 any (msg:\"a\"; sid:1;)")
        #expect(signature.source.addresses == .element(.network(try #require(IPNetwork("10.1.0.0/16")))))
        #expect(signature.destination.addresses == .element(.network(try #require(IPNetwork("0.0.0.0/0")))))
    }

    @Test("numbers, names and metadata are at hand")
    func facts() throws {
        let signature = try signature(
            #"""
            alert tcp any any -> any any (msg:"say \"no\"\; C:\\"; MSG2; sid:4294967295; gid:3; rev:12; classtype:bad-unknown; \
            metadata:mitre_technique_id T1059.001 , mitre_tactic_id TA0002; metadata: note two words , bare;)
            """#)
        #expect(signature.msg == #"say "no"; C:\"#)
        #expect(signature.sid == .max && signature.gid == 3 && signature.rev == 12)
        #expect(signature.classtype == "bad-unknown")
        #expect(signature.mitreTechniques == ["T1059.001"] && signature.mitreTactics == ["TA0002"])
        #expect(signature.metadata.map { "\($0.key)=\($0.value)" }.suffix(2) == ["note=two words", "bare="])
        #expect(signature.options.map(\.name).prefix(3) == ["msg", "msg2", "sid"])
        #expect(signature.option("SID")?.value == "4294967295")
    }

    @Test("the generator is 1 where none is named, and broken numbers are none")
    func defaults() throws {
        let signature = try signature("alert tcp any any -> any any (msg:\"a\"; sid:99999999999; rev:x;)")
        #expect(signature.gid == 1 && signature.sid == nil && signature.rev == nil)
    }

    @Test("the layout has single spaces, and its parts are rows")
    func layout() throws {
        let text =
            "alert   tcp [10.0.0.1,  10.0.0.2]  any   -> any any  ( msg : \"a  b\" ;content:!\"x\";  nocase ;sid:1 ; )"
        let signature = try signature(text)
        #expect(
            String(decoding: SignatureLayout.line.format(SignatureFile.parse(text)), as: UTF8.self)
                == #"alert tcp [10.0.0.1,10.0.0.2] any -> any any (msg:"a  b"; content:!"x"; nocase; sid:1;)"#)
        let rows = SignatureLayout.rows(signature).map { "\($0.name)|\($0.value)" }
        #expect(
            rows == [
                "action|alert", "protocol|tcp", "from|[10.0.0.1,10.0.0.2] any", "direction|->", "to|any any",
                "msg|\"a  b\"", "content|!\"x\"", "nocase|", "sid|1",
            ])
    }

    @Test("a content is the bytes it looks for")
    func content() throws {
        let bytes = try ContentPattern.bytes(of: #"a|0D 0a|\"\;\\|4 1|"#.utf8)
        #expect(bytes == Array("a\r\n\";\\A".utf8))
        let flaws: [(String, ContentPattern.Flaw)] = [
            ("a|0", .openBar(1)), ("|0|", .oddDigits(2)), ("|0x|", .notHexadecimal(2)), (#"a\x"#, .strayBackslash(1)),
            (#"a\"#, .strayBackslash(1)), ("a\"b", .quote(1)),
        ]
        for (text, flaw) in flaws {
            #expect(throws: flaw, "\(text)") { try ContentPattern.bytes(of: text.utf8) }
        }
    }

    @Test("the table knows the keywords of both versions")
    func keywords() throws {
        #expect(KeywordTable.all.count > 430)
        #expect(KeywordTable.all.filter { !$0.isSince8 }.count > 320)
        #expect(Set(KeywordTable.all.map(\.name)).count == KeywordTable.all.count)
        let sticky = try #require(KeywordTable.keyword("HTTP.URI"))
        #expect(sticky.use == .sticky && sticky.value == .none && !sticky.isSince8)
        #expect(KeywordTable.keyword("http_uri")?.use == .bufferModifier)
        #expect(KeywordTable.keyword("tls.alpn")?.isSince8 == true)
        #expect(KeywordTable.keyword("luajit")?.isGoneIn8 == true)
        #expect(KeywordTable.keyword("nonsense") == nil)
        #expect(KeywordTable.nearest("conent") == "content")
        #expect(KeywordTable.nearest("somethingelse") == nil)
    }

    @Test("hooks belong to their protocols")
    func hooks() {
        #expect(ProtocolTable.hooks(of: "tls").contains("client_hello_done"))
        #expect(
            ProtocolTable.hooks(of: "dns") == [
                "request_complete", "request_started", "response_complete", "response_started",
            ])
        #expect(ProtocolTable.hooks(of: "tcp").contains("pre_flow"))
        #expect(ProtocolTable.hooks(of: "nonsense").isEmpty)
        #expect(ProtocolTable.isSince8("LDAP") && ProtocolTable.isKnown("TCP"))
    }
}
