// SPDX-License-Identifier: Apache-2.0

import Access
import Crypto
import Devices
import Testing
import UserCommands

@testable import Station

@Suite("Configuration")
struct ConfigurationTests {
    private func read(_ text: String) throws(UserMessage) -> StationConfiguration {
        try ConfigurationReader(path: "c.yaml").read(text, into: StationConfiguration(dataDirectory: "/d"))
    }

    @Test("every key is read")
    func full() throws {
        let configuration = try read(
            """
            # A comment.
            site: lindhavn
            data: /var/lib/v
            gateways:
              gw-b: /var/log/b/eve.json
              gw-a: [/var/log/a/eve.json, '/var/log/a/eve-*.json']
            patterns: /srv/{gateway}/eve.json
            silent-after: 10m
            assets: /etc/v/assets.yaml
            geo: [/srv/geo/city.mmdb, /srv/geo/asn.mmdb, /srv/geo/city.mmdb]
            theme: light
            glyphs: ascii
            keys:
              quit: [Q, C-q]
              help: F1
            """)
        var expected = StationConfiguration(dataDirectory: "/var/lib/v")
        expected.site = "lindhavn"
        expected.gateways = [
            .init(gateway: "gw-b", paths: ["/var/log/b/eve.json"]),
            .init(gateway: "gw-a", paths: ["/var/log/a/eve.json", "/var/log/a/eve-*.json"]),
        ]
        expected.patterns = ["/srv/{gateway}/eve.json"]
        expected.silentAfterSeconds = 600
        expected.assets = "/etc/v/assets.yaml"
        expected.geo = ["/srv/geo/city.mmdb", "/srv/geo/asn.mmdb"]
        expected.theme = "light"
        expected.glyphs = "ascii"
        expected.keys = ["quit": ["Q", "C-q"], "help": ["F1"]]
        #expect(configuration == expected)
    }

    @Test("who is listened to, and where")
    func listening() throws {
        let configuration = try read(
            "collector: {listen: \"[::]:5044\", enrol: station:5045}\nsockets: {gw-here: /run/v.sock}")
        #expect(
            configuration.collector
                == .init(host: "::", port: 5044, enrolment: .init(host: "station", port: 5045)))
        #expect(configuration.sockets == [.init(gateway: "gw-here", path: "/run/v.sock")])
        #expect(
            try read("sockets: {gw-here: {socket: /run/v.sock, log: /var/log/suricata/suricata.log}}").sockets
                == [.init(gateway: "gw-here", path: "/run/v.sock", log: "/var/log/suricata/suricata.log")])
        #expect(configuration.hasSources)
        for (text, problem) in [
            ("collector: {enrol: a:1}", "c.yaml:1:12: collector does not say where to listen."),
            ("collector: {listen: 5044}", "c.yaml:1:21: listen: '5044' is no address with a port."),
            ("collector: {listen: \":5044\"}", "c.yaml:1:21: listen: ':5044' names no address."),
            ("collector: {listen: a:70000}", "c.yaml:1:21: listen: 'a:70000' is no address with a port."),
            ("collector: {port: 1}", "c.yaml:1:13: unknown key 'port' in collector."),
            ("sockets: {a/b: /x}", "c.yaml:1:11: 'a/b' is no name for a gateway."),
            ("sockets: {a: {log: /x}}", "c.yaml:1:14: a does not say which socket."),
            ("sockets: {a: {socket: /x, log: y}}", "c.yaml:1:32: 'y' is no whole path."),
            ("sockets: {a: {sock: /x}}", "c.yaml:1:15: unknown key 'sock' of a socket."),
            ("sockets: {a: x.sock}", "c.yaml:1:14: 'x.sock' is no whole path of at most 107 bytes."),
        ] {
            #expect {
                _ = try read(text)
            } throws: { error in
                (error as? UserMessage)?.what == problem
            }
        }
    }

    @Test("how devices are asked is read, and what could not be judged is refused")
    func devices() throws {
        let devices = try read(
            "devices: {roots: /r.pem, crls: [/a, /b], every: 30s, registers: [7, 0, 4], log: 4, evidence: 30d, "
                + "readings: 90d, bank: sha384, pseudonyms: 24h}"
        ).devices
        var expected = DeviceOptions()
        expected.roots = ["/r.pem"]
        expected.lists = ["/a", "/b"]
        expected.everySeconds = 30
        expected.silentAfterSeconds = 90
        expected.registers = [0, 4, 7]
        expected.logRegisters = [4]
        expected.evidenceDays = 30
        expected.readingDays = 90
        expected.bank = .sha384
        expected.pseudonymSeconds = 86_400
        #expect(devices == expected)
        #expect(try read("devices: {pseudonyms: off}").devices == DeviceOptions())
        for (text, problem) in [
            ("devices: {every: 1s}", "c.yaml:1:18: every: 1 s is out of range."),
            ("devices: {silent-after: 30s}", "c.yaml:1:10: devices would be silent before they are asked again."),
            (
                "devices: {registers: [16]}",
                "c.yaml:1:22: registers: software may reset register 16, so that it proves nothing."
            ),
            ("devices: {registers: [24]}", "c.yaml:1:22: registers: '24' is no register."),
            ("devices: {log: [9]}", "c.yaml:1:10: log names a register that is not asked for."),
            ("devices: {bank: sha1}", "c.yaml:1:17: bank: 'sha1' is none that is believed."),
            ("devices: {pseudonyms: 59m}", "c.yaml:1:23: pseudonyms: 3540 s is out of range."),
            ("devices: {pseudonyms: 31d}", "c.yaml:1:23: pseudonyms: 2678400 s is out of range."),
            ("devices: {root: x}", "c.yaml:1:11: unknown key 'root' in devices."),
        ] {
            #expect {
                _ = try read(text)
            } throws: { error in
                (error as? UserMessage)?.what == problem
            }
        }
    }

    @Test("the groups of each role and the socket of consoles are read, and mistakes have their place")
    func consoles() throws {
        #expect(try read("site: x").consoleSocket.hasSuffix("/console.socket"))
        let configuration = try read(
            """
            consoles:
              socket: /run/vedette/console.socket
              viewers: [soc, soc, office]
              rule-editors: soc-rules
              administrators: [soc-admins]
            """)
        #expect(configuration.consoleSocket == "/run/vedette/console.socket")
        #expect(
            configuration.consoles.access.groups == [
                .viewer: ["soc", "office"], .ruleEditor: ["soc-rules"], .administrator: ["soc-admins"],
            ])
        #expect(configuration.consoles.access.names == ["office", "soc", "soc-admins", "soc-rules"])
        for (text, problem) in [
            ("consoles: [soc]", "c.yaml:1:11: consoles must be 'name: value' lines."),
            ("consoles: {editors: soc}", "c.yaml:1:12: unknown key 'editors' in consoles."),
            ("consoles: {socket: x.sock}", "c.yaml:1:20: 'x.sock' is no whole path of at most 107 bytes."),
            ("consoles: {viewers: [a, \"b c\"]}", "c.yaml:1:21: viewers: this is no name of a group."),
            ("consoles: {viewers: [\"\"]}", "c.yaml:1:22: viewers must be a text."),
        ] {
            #expect {
                _ = try read(text)
            } throws: { error in
                (error as? UserMessage)?.what == problem
            }
        }
    }

    @Test("commands and files of signatures are read; what is not said to stay leaves")
    func commands() throws {
        let configuration = try read(
            """
            rules: {signature-files: [/etc/suricata/rules/*.rules]}
            commands:
              W: {run: [whois, "{src_ip}"], timeout: 10s}
              F7: {run: [/usr/bin/tshark, -r, "{pcap}"], title: packet, leaves: false}
            """)
        #expect(configuration.rules.signatureFiles == ["/etc/suricata/rules/*.rules"])
        #expect(configuration.commands.map(\.title) == ["whois", "packet"])
        #expect(configuration.commands.map(\.keys) == ["W", "F7"])
        #expect(configuration.commands.map(\.leaves) == [true, false])
        #expect(configuration.commands.map(\.seconds) == [10, 30])
    }

    @Test(
        "what is wrong with a command is told",
        arguments: [
            ("W: {title: x}", "c.yaml:2:6: a command needs 'run', a list that begins with the program."),
            ("W: {run: whois}", "c.yaml:2:12: run must be a list."),
            ("W: {run: [\"{src_ip}\"]}", "c.yaml:2:13: the program must not come from the event."),
            ("W: {run: [host, \"{src_ip\"]}", "c.yaml:2:19: a '{' has no '}'; '{{' stands for the brace itself."),
            ("W: {run: [host, {src_ip}]}", "c.yaml:2:19: a word of run is no text; put quotes around braces."),
            ("W: {run: [host], leave: true}", "c.yaml:2:20: unknown key 'leave' in a command."),
            ("W: {run: [a]}\n  V: {run: [a]}", "c.yaml:3:6: two commands are called 'a'."),
        ])
    func wrongCommands(text: String, message: String) {
        let error = #expect(throws: UserMessage.self) { try read("commands:\n  " + text) }
        #expect(error?.what == message)
    }

    @Test("an empty file changes nothing", arguments: ["", "\n", "# only a comment\n"])
    func empty(text: String) throws {
        #expect(try read(text) == StationConfiguration(dataDirectory: "/d"))
    }

    @Test(
        "what is wrong is told with its line and column",
        arguments: [
            ("sight: x", "c.yaml:1:1: unknown key 'sight'."),
            ("site: x\n\ngatways:\n  a: b", "c.yaml:3:1: unknown key 'gatways'."),
            ("site: [a]", "c.yaml:1:7: site must be a text."),
            ("theme:\n", "c.yaml:1:7: theme must be a text."),
            ("gateways: /var/log", "c.yaml:1:11: gateways must be 'name: value' lines."),
            ("gateways:\n  - a\n  - b", "c.yaml:2:3: gateways must be 'name: value' lines."),
            ("gateways:\n  a:\n    - /x\n    - {y: z}", "c.yaml:4:7: gateways must be a text."),
            ("- a\n- b", "c.yaml:1:1: the file must be 'name: value' lines."),
            ("silent-after: soon", "c.yaml:1:15: silent-after: 'soon' is no length of time."),
            ("silent-after: 0s", "c.yaml:1:15: silent-after: '0s' is no length of time."),
            ("silent-after: -5m", "c.yaml:1:15: silent-after: '-5m' is no length of time."),
            (
                "silent-after: 99999999999999999999h",
                "c.yaml:1:15: silent-after: '99999999999999999999h' is no length of time."
            ),
            ("rules: {suricata: bin/s}", "c.yaml:1:19: suricata must be true, false or the program's whole path."),
            ("rules: {suricata: [a]}", "c.yaml:1:19: suricata must be a text."),
            ("keys: {quit: {a: b}}", "c.yaml:1:14: keys must be a text."),
        ])
    func problems(text: String, message: String) throws {
        let problem = try #require(throws: UserMessage.self) { try read(text) }
        #expect(problem.what == message)
        #expect(problem.outcome == .wrongUse)
    }

    @Test(
        "text that is no YAML is told with its place",
        arguments: ["site: 'open", "a: b: c", "\tsite: x", "site: x\n y: z", "a: &x [*x"])
    func notYAML(text: String) throws {
        let problem = try #require(throws: UserMessage.self) { try read(text) }
        #expect(problem.what.hasPrefix("c.yaml:"))
        #expect(problem.what.wholeMatch(of: /c\.yaml:\d+:\d+: .*/) != nil, "\(problem.what)")
    }

    @Test("a key given twice is a problem, not a silent choice")
    func twice() throws {
        let problem = try #require(throws: UserMessage.self) { try read("site: a\nsite: b") }
        #expect(problem.what.hasPrefix("c.yaml:"))
    }

    @Test("lengths of time have four units", arguments: [("90s", 90), ("10m", 600), ("2h", 7200), ("3d", 259_200)])
    func seconds(text: String, seconds: Int) throws {
        #expect(try read("silent-after: \(text)").silentAfterSeconds == seconds)
    }

    @Test("which Suricata tests rules is one of a place, none, and the one that is installed")
    func suricata() throws {
        let choices: [(String, StationConfiguration.SuricataChoice)] = [
            ("{starter-set: true}", .installed), ("{suricata: true}", .installed), ("{suricata: false}", .never),
            ("{suricata: /opt/s/bin/suricata}", .at(path: "/opt/s/bin/suricata")),
        ]
        for (text, choice) in choices { #expect(try read("rules: \(text)").rules.suricata == choice) }
    }

    @Test("files are looked for at home first, and one that was named must be there")
    func places() throws {
        #expect(
            StationConfiguration.searchPaths(["HOME": "/home/a"]) == [
                "/home/a/.config/vedette/config.yaml", "/etc/vedette/config.yaml",
            ])
        #expect(
            StationConfiguration.searchPaths(["HOME": "/home/a", "XDG_CONFIG_HOME": "/x"]).first
                == "/x/vedette/config.yaml")
        #expect(
            StationConfiguration.searchPaths(["HOME": "/home/a", "XDG_CONFIG_HOME": ""]).first
                == "/home/a/.config/vedette/config.yaml")
        let folder = try Folder()
        let missing = try #require(throws: UserMessage.self) {
            try StationConfiguration.load(path: folder.path + "/none.yaml")
        }
        #expect(missing.what == "\(folder.path)/none.yaml: cannot be read.")
        #expect(missing.outcome == .wrongUse)
        let file = try folder.write("site: here", to: "some.yaml")
        #expect(try StationConfiguration.load(path: file).site == "here")
    }
}
