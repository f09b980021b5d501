// 提示音: three short sounds that are told apart without looking; made here, nothing to load.
const TONES = {
  given: [[880, 0, 0.12], [1320, 0.1, 0.18]],
  again: [[660, 0, 0.12], [660, 0.18, 0.12]],
  refused: [[196, 0, 0.45]],
};
let context;

export function play(name) {
  const tones = TONES[name];
  if (!tones) return;
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
  const now = context.currentTime;
  for (const [hertz, from_s, lasts_s] of tones) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = name === "refused" ? "square" : "sine";
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, now + from_s);
    volume.gain.exponentialRampToValueAtTime(0.001, now + from_s + lasts_s);
    tone.connect(volume).connect(context.destination);
    tone.start(now + from_s);
    tone.stop(now + from_s + lasts_s);
  }
}
