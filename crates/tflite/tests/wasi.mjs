// Runs a test of this crate under node, on WebAssembly's vectors:
//
//   rustup target add wasm32-wasip1
//   RUSTFLAGS="-C target-feature=+simd128" \
//   CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings $PWD/crates/tflite/tests/wasi.mjs" \
//   cargo test -p tflite --target wasm32-wasip1 --release --lib --test golden

import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: [file, ...args],
  env: process.env,
  preopens: { "/": "/" },
});
const { instance } = await WebAssembly.instantiate(readFileSync(file), wasi.getImportObject());
process.exit(wasi.start(instance));
