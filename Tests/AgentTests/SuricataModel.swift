// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Glibc
import NIOCore
import NIOPosix
import Synchronization

@testable import Agent

/// A command socket as Suricata has it, with as many other signatures as are wanted. What it does when it is to load a file, the file says:
///
/// - a line with `at-reload` cannot be loaded,
/// - of a file with `all-gone` nothing is, nor anything of others, and no failed rule is named,
/// - `says-no`, `hangs`, `garbles` and `leaves` are how it answers to the command.
final class SuricataModel: Sendable {
    struct State: Sendable {
        var loaded: Int
        var failed: [(line: Int, rule: String)] = []
        var reloads = 0
        var asked: [String] = []
        /// What every answer is instead, until it is taken away.
        var answer: [UInt8]?
        /// Whether it loads rules for somebody else: another such command is refused.
        var isReloading = false
        /// Whether it answers nothing.
        var isBlocked = false
    }

    let path: String
    let rules: String
    let others: Int
    let state: Mutex<State>
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(_ path: String, rules: String, others: Int = 5) throws {
        self.path = path
        self.rules = rules
        self.others = others
        state = Mutex(State(loaded: others))
        load()
        state.withLock { $0.reloads = 0 }
        _ = unsafe unlink(path)
        _ = try ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Talk(model: self))
                }
            }
            .bind(unixDomainSocketPath: path).wait()
    }

    /// It ends, and its socket goes.
    func end() { try? group.syncShutdownGracefully() }

    var loaded: Int { state.withLock { $0.loaded } }
    var reloads: Int { state.withLock { $0.reloads } }

    private var text: String { (try? String(contentsOfFile: rules, encoding: .utf8)) ?? "" }

    /// Loads the file.
    private func load() {
        let lines = text.split(separator: "\n").map(String.init)
        state.withLock { state in
            state.reloads += 1
            state.failed = []
            state.loaded = 0
            if lines.contains(where: { $0.contains("all-gone") }) { return }
            state.loaded = others
            for (number, line) in lines.enumerated() where !line.hasPrefix("#") {
                if line.contains("at-reload") {
                    state.failed.append((number + 1, line))
                } else {
                    state.loaded += 1
                }
            }
        }
    }

    /// The answer to a line; `nil` for none, an empty one for the end.
    fileprivate func answer(_ line: String) -> [UInt8]? {
        let command = (try? EveTree.parse(Array(line.utf8))).flatMap { tree in
            tree.child("command", of: 0).flatMap { tree.nodes[$0].value.scalar?.text }
        }
        if let command { state.withLock { $0.asked.append(command) } }
        if state.withLock({ $0.isBlocked }) { return nil }
        if let answer = state.withLock({ $0.answer }) { return answer }
        switch command {
        case nil: return Array("{\"return\":\"OK\"}\n".utf8)
        case "version": return Self.ok("\"7.0.10 RELEASE\"")
        case "uptime": return Self.ok("17")
        case "iface-list": return Self.ok(#"{"count":2,"ifaces":["lo","eth\u001b0"]}"#)
        case "iface-stat": return Self.ok(#"{"pkts":1000,"drop":7,"invalid-checksums":0}"#)
        case "ruleset-stats":
            let state = state.withLock { $0 }
            return Self.ok(#"[{"id":0,"rules_loaded":\#(state.loaded),"rules_failed":\#(state.failed.count)}]"#)
        case "ruleset-failed-rules":
            let failed = state.withLock { $0.failed }.map {
                JSONValue.object([
                    ("tenant_id", .int(0)), ("rule", .string($0.rule)), ("filename", .string(rules)),
                    ("line", .int($0.line)),
                ])
            }
            return Self.ok(String(decoding: JSONValue.array(failed).bytes, as: UTF8.self))
        case "ruleset-reload-rules": return reload()
        default: return Array("{\"message\":\"Unknown command\",\"return\":\"NOK\"}\n".utf8)
        }
    }

    private func reload() -> [UInt8]? {
        if state.withLock({ $0.isReloading }) {
            return Array("{\"message\":\"Reload already in progress\",\"return\":\"NOK\"}\n".utf8)
        }
        let text = text
        load()
        if text.contains("says-no") {
            let why = "Live rule reload not possible if -s or -S option used at runtime."
            return Array("{\"message\":\"\(why)\",\"return\":\"NOK\"}\n".utf8)
        }
        if text.contains("hangs") { return nil }
        if text.contains("garbles") { return Array("OK\n".utf8) }
        if text.contains("leaves") { return [] }
        return Self.ok("\"done\"")
    }

    private static func ok(_ message: String) -> [UInt8] { Array("{\"message\":\(message),\"return\":\"OK\"}\n".utf8) }

    private final class Talk: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        let model: SuricataModel
        private var unread: [UInt8] = []

        init(model: SuricataModel) { self.model = model }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unread += Array(buffer: unwrapInboundIn(data))
            while let feed = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<feed], as: UTF8.self)
                unread.removeSubrange(...feed)
                guard let answer = model.answer(line) else { continue }
                if answer.isEmpty { return context.close(promise: nil) }
                context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: answer)), promise: nil)
            }
        }
    }
}
