module cutover.dev/toolchain/pause

go 1.26
