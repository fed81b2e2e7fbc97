//go:build tools

// Package tools names the program that the tests of alerting rules build.
package tools

import _ "github.com/prometheus/prometheus/cmd/promtool"
