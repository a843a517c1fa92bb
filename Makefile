# SPDX-License-Identifier: Apache-2.0
# `make run` and `make test` do all the set-up on Debian 12 with Swift; `make help` lists the rest.

SWIFT  ?= swift
PREFIX ?= /usr/local
BIN    := .build/release/vedette

# Package.swift builds the anonymizer's worker where this is 1: looked up by each recipe, as `packages` may just have installed OpenCV.
export VISION = $(shell test -e /usr/include/opencv4/opencv2/objdetect.hpp && echo 1 || echo 0)

.PHONY: help run test bench check lint release install packages docs soak deb clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make run       build and open the demo: a small city's logs, replayed as live gateways
run: release
	@$(BIN) demo

## make test      build and run all tests
test: packages
	@$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	@$(SWIFT) test --skip-build

## make check     what CI runs: format, warnings as errors, tests, generated docs fresh
check: export CHECK = 1
check: packages lint
	@$(MAKE) --no-print-directory test
	@scripts/manual .build/debug/vedette --check

lint:
	@scripts/need-swift
	@$(SWIFT) format lint --recursive --strict --parallel Package.swift Sources Tests Fuzz
	@scripts/sizes

## make bench     measure; prints a table and writes bench-results.json (docs/performance.md says what it means)
bench: release
	@Benchmarks/run

## make soak      SOAK_MINUTES=60: the long reliability tests that CI runs a few rounds of, with new seeds until the time is over
soak: packages
	@$(SWIFT) build --build-tests
	@SWIFT="$(SWIFT)" Tests/Faults/soak

## make docs      rewrite what is generated: docs/keys.md, the man page, golden screens and reports
docs: packages release
	@UPDATE_GOLDEN=1 $(SWIFT) test --filter 'ConsoleTests|ReportsTests'
	@scripts/manual $(BIN)

## make install   PREFIX=/usr/local: the program, its themes, man page and completions
install: release
	@scripts/install "$(PREFIX)" "$(DESTDIR)"

## make deb       Debian packages of the station and the agent, in .build/deb (packaging/README.md)
deb: release
	@$(SWIFT) build -c release --static-swift-stdlib --product vedette-agent
	@packaging/build

release: packages
	@echo "Building Vedette (release). The first build takes some minutes; later ones seconds."
	@# Static: the installed program then needs no Swift, and starts in half the time.
	@$(SWIFT) build -c release --static-swift-stdlib --product vedette
	@if [ "$$VISION" = 1 ]; then $(SWIFT) build -c release --static-swift-stdlib --product vedette-anonymizer; \
	else echo "Without OpenCV (scripts/debian-packages) there is no video anonymizer; the rest is built."; fi

packages:
	@scripts/need-swift
	@scripts/install-packages

clean:
	@rm -rf .build
