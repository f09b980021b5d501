// The engine, away from the page: one picture in, one answer out, in the order they come.

const MODELS = [
  'models/face_detection_short_range.tflite',
  'models/face_landmark_with_attention.tflite',
  'models/selfie_segmentation.tflite',
];

let engine;

/** Puts bytes where the engine reads them. */
function give(bytes) {
  const at = engine.live_input(bytes.length);
  // The memory may have grown, and its old view with it become empty: look at it afresh.
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
}

/** The answer of the call that returned this many bytes. */
function answer(length) {
  const bytes = new Uint8Array(engine.memory.buffer, engine.live_output(), length);
  const told = JSON.parse(new TextDecoder().decode(bytes));
  if (told.error) throw new Error(told.error);
  return told;
}

async function bytesOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function start() {
  const [program, ...models] = await Promise.all(['live.wasm', ...MODELS].map(bytesOf));
  const { instance } = await WebAssembly.instantiate(program, {});
  engine = instance.exports;
  const all = new Uint8Array(models.reduce((sum, model) => sum + model.length, 0));
  let at = 0;
  for (const model of models) {
    all.set(model, at);
    at += model.length;
  }
  give(all);
  const guides = answer(engine.live_load_models(models[0].length, models[1].length));
  return { guides, profiles: answer(engine.live_profiles()) };
}

const CALLS = {
  start,
  profile({ name }) {
    give(new TextEncoder().encode(name));
    return { guides: answer(engine.live_choose_profile()) };
  },
  pixels({ pixels, width, height }) {
    give(new Uint8Array(pixels));
    return { seen: answer(engine.live_assess_rgba(width, height)) };
  },
  file({ bytes }) {
    give(new Uint8Array(bytes));
    const seen = answer(engine.live_assess_file());
    const length = engine.live_portrait_bytes();
    const portrait = new Uint8Array(engine.memory.buffer, engine.live_portrait(), length).slice();
    return { seen, portrait };
  },
};

addEventListener('message', async ({ data }) => {
  try {
    postMessage({ id: data.id, told: await CALLS[data.call](data) });
  } catch (error) {
    postMessage({ id: data.id, error: error.message });
  }
});
