// The engine as the page calls it: one worker, one promise for each question.

/** Starts the worker. `ask(call, what, transfer)` resolves to its answer. */
export function openEngine() {
  const worker = new Worker('worker.js', { type: 'module' });
  const waiting = new Map();
  let last = 0;
  worker.addEventListener('message', ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) reject(new Error(data.error));
    else resolve(data.told);
  });
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  });
  const ask = (call, what = {}, transfer = []) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    worker.postMessage({ id: last, call, ...what }, transfer);
  });
  return { ask, close: () => worker.terminate() };
}
