#!/bin/sh
# Compiles with the counters that libFuzzer reads: only what the targets are to explore, polars and
# the like stay as they are.
case " $* " in
*" --crate-name attain "* | *" --crate-name toml "* | *" --crate-name toml_parser "*)
    exec "$@" --cfg=fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
        -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
esac
exec "$@"
