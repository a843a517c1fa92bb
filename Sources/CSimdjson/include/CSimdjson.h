// SPDX-License-Identifier: Apache-2.0
//
// JSON lines through simdjson, for Swift, which cannot call its C++: no exception and no C++ type passes this header.
//
// simdjson's first stage finds every token of a line and checks UTF-8 and strings with the widest instructions of the
// machine. The walk over these tokens is ours, because both of simdjson's own are wrong for a log of hostile lines: its
// DOM refuses good lines (an integer beyond 64 bits, a lone surrogate), and its On-Demand does not check what it skips.
//
// Source: RFC 8259 for what is JSON.

#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How a line was read.
typedef enum eve_status : int32_t {
    EVE_OK = 0,
    EVE_BLANK = 1,        // nothing but white space
    EVE_TORN = 2,         // it ends before its JSON does
    EVE_NOT_JSON = 3,
    EVE_NOT_AN_OBJECT = 4,  // JSON, but not an object (only where an object is wanted)
    EVE_NOT_UTF8 = 5,
    EVE_TOO_DEEP = 6,     // more than EVE_MAX_DEPTH containers inside each other
    EVE_TOO_LONG = 7,     // 4 GiB or more, or there is no memory to read so long a line
} eve_status;

// How deep containers may nest; a root object is at depth 1. jq has the same limit.
enum { EVE_MAX_DEPTH = 256 };

// Where the bytes of a view lie.
typedef enum eve_place : uint32_t {
    EVE_ABSENT = 0,
    EVE_IN_LINE = 1,     // in the line that was given
    EVE_IN_SCRATCH = 2,  // in eve_parser_scratch: the text had escapes
} eve_place;

// A run of bytes; an absent one is not a string on the wire, or not there. Text is valid UTF-8 and may hold NUL.
typedef struct eve_view {
    uint32_t offset;
    uint32_t length;
    eve_place place;
} eve_view;

// An integer that may be absent: not there, not a number, with a fraction or exponent, or beyond 64 bits.
typedef struct eve_integer {
    int64_t value;
    bool present;
} eve_integer;

// What a line says in its hot fields, the first of two equal keys counting. Names are those of EVE.
typedef struct eve_fields {
    eve_view timestamp;
    eve_view event_type;
    eve_view src_ip;
    eve_view dest_ip;
    eve_view proto;
    eve_view app_proto;
    eve_view host;
    eve_integer src_port;
    eve_integer dest_port;
    eve_integer flow_id;

    bool has_alert;  // `alert` is there and an object
    eve_view signature;
    eve_view category;
    eve_view action;
    eve_integer gid;
    eve_integer signature_id;
    eve_integer rev;
    eve_integer severity;

    bool has_stats;  // `stats` is there and an object
    eve_integer uptime;
    eve_integer kernel_packets;
    eve_integer kernel_drops;
    eve_integer decoder_packets;
    eve_integer decoder_invalid;
    eve_integer memory_use;  // the sum of stats.*.memuse and stats.*.*_memuse, saturating
    eve_integer alerts;
    eve_integer tcp_sessions;
    eve_integer rules_loaded;  // the sum of stats.detect.engines[].rules_loaded, saturating
    eve_integer rules_failed;  // the same of rules_failed
    eve_view last_reload;      // stats.detect.engines[].last_reload, of the last engine that says
} eve_fields;

// What a shipper of log lines says of one: the line, and where it comes from. The first of two equal keys counts. Names are
// those of Elastic's Beats, but for `eve`.
typedef struct eve_envelope {
    eve_view eve;          // the bytes of the object `eve`
    eve_view decoded;      // the bytes of the object `suricata.eve`
    eve_view original;     // event.original
    eve_view message;
    eve_view path;         // log.file.path
    eve_view device;       // log.file.device or log.file.device_id, a string or a number
    eve_view inode;        // log.file.inode, a string or a number
    eve_view fingerprint;  // log.file.fingerprint
    eve_view log_offset;   // log.offset, the digits of a number
    eve_view offset;       // the same of older Beats
    eve_view source;       // the path of older Beats
    eve_view host;         // host.name, or host if that is a string
    eve_view agent;        // agent.name
    eve_view beat;         // beat.name
    eve_view event_type;
    eve_view timestamp;
} eve_envelope;

// What a node of a tree is.
typedef enum eve_kind : uint32_t {
    EVE_OBJECT = 0,
    EVE_ARRAY = 1,
    EVE_STRING = 2,
    EVE_NUMBER = 3,
    EVE_TRUE = 4,
    EVE_FALSE = 5,
    EVE_NULL = 6,
} eve_kind;

// One value of a document, in the order of the wire.
typedef struct eve_node {
    eve_kind kind;
    uint32_t depth;     // 0 for the root
    uint32_t parent;    // index of the container; its own index for the root
    uint32_t end;       // index behind the last node inside this one
    uint32_t children;  // how many values a container holds directly, those beyond the node limit too
    eve_view key;       // absent for the root and for elements of an array
    eve_view text;      // the text of a string, the digits of a number
} eve_node;

// A set of names to look for, immutable once made: any number of threads may read by it at once.
typedef struct eve_wanted eve_wanted;

// What `eve_value.field` is where the value has no wanted name.
enum { EVE_NO_FIELD = UINT32_MAX };

// A value that a wanted name leads to. Of a container only that it is there is said; its text is absent.
typedef struct eve_value {
    uint32_t field;  // the index of the name, or EVE_NO_FIELD
    eve_kind kind;
    eve_view text;   // a scalar's text: a string's without escapes, else as on the wire
} eve_value;

// A parser and its memory. Not for two threads at once.
typedef struct eve_parser eve_parser;

// A new parser, or NULL if there is no memory.
eve_parser *_Nullable eve_parser_create(void);

// Frees a parser; NULL is allowed.
void eve_parser_destroy(eve_parser *_Nullable parser);

// The unescaped texts of the last line; valid until the parser is used again.
const uint8_t *_Nullable eve_parser_scratch(const eve_parser *_Nonnull parser);

// How many bytes of `text` come before its first line feed; `length` if there is none.
size_t eve_line_length(const uint8_t *_Nullable text, size_t length);

// Reads one line (without its line feed), checks all of it and fills `fields`, which is only to be read after EVE_OK.
eve_status eve_parser_read_fields(
    eve_parser *_Nonnull parser, const uint8_t *_Nullable text, size_t length, eve_fields *_Nonnull fields);

// Reads one JSON document as a shipper's envelope and fills `envelope`, which is only to be read after EVE_OK. All of the
// document is checked but what is inside of `eve` and `suricata.eve`: of these the brackets are counted, no more. Whoever reads
// them checks them.
eve_status eve_parser_read_envelope(
    eve_parser *_Nonnull parser, const uint8_t *_Nullable text, size_t length, eve_envelope *_Nonnull envelope);

// Reads one JSON document of any kind into nodes, at most `limit` of them; the rest is checked but left out.
eve_status eve_parser_read_tree(
    eve_parser *_Nonnull parser, const uint8_t *_Nullable text, size_t length, size_t limit);

// The nodes of the last tree; valid until the parser is used again.
const eve_node *_Nullable eve_parser_nodes(const eve_parser *_Nonnull parser);

// How many nodes the last tree has.
size_t eve_parser_node_count(const eve_parser *_Nonnull parser);

// The set of `count` names in UTF-8, each the keys on the way to a value joined by dots: name i is what lies between
// ends[i - 1] (0 for the first) and ends[i] in `names`. Of equal names the first counts. NULL if there is no memory.
eve_wanted *_Nullable eve_wanted_create(
    const uint8_t *_Nullable names, const uint32_t *_Nullable ends, uint32_t count);

// Frees a set; NULL is allowed.
void eve_wanted_destroy(eve_wanted *_Nullable wanted);

// Reads one JSON document and keeps the values that `wanted` names, in the order of the wire, at most `limit` of them;
// all of the document is checked. With `everything` the other scalars are kept too.
eve_status eve_parser_read_wanted(
    eve_parser *_Nonnull parser, const eve_wanted *_Nonnull wanted, const uint8_t *_Nullable text, size_t length,
    bool everything, size_t limit);

// As eve_parser_read_wanted, of the line that `decoded` last read the fields of with EVE_OK, whose bytes are given again: it
// is not looked at from its start once more, only at those members that may have such values. `decoded` stays as it is.
// EVE_NOT_JSON if it has read no such line.
eve_status eve_parser_read_more(
    eve_parser *_Nonnull parser, const eve_parser *_Nonnull decoded, const eve_wanted *_Nonnull wanted,
    const uint8_t *_Nullable text, size_t length, bool everything, size_t limit);

// The values of the last call of eve_parser_read_wanted or eve_parser_read_more; valid until the parser is used again.
const eve_value *_Nullable eve_parser_values(const eve_parser *_Nonnull parser);

// How many values that are.
size_t eve_parser_value_count(const eve_parser *_Nonnull parser);

// Whether the last tree had more nodes, or the last set of names more values, than the limit.
bool eve_parser_was_truncated(const eve_parser *_Nonnull parser);

#ifdef __cplusplus
}
#endif

#endif
