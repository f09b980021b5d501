// The page: takes pictures from the camera or a file, asks the engine, shows what it says.
//
// Nothing is sent anywhere: the page's policy lets it speak with its own folder only.

import { openEngine } from './engine.js';
import { drawGuides } from './guides.js';

// Cameras are asked for less; from more, a smaller picture tells as much and costs less time.
const MOST_PX = 1920;

// The rate is the mean over this many pictures.
const RATE_OVER = 12;

// Before the camera an advice is given once this many pictures in a row ask for it: one that
// flickers cannot be read, and a screen reader would never come to its end.
const SETTLED = 3;

const find = (id) => document.getElementById(id);
const [video, photo, canvas, stage] = ['video', 'photo', 'guides', 'stage'].map(find);
const [camera, file, profile, todo] = ['camera', 'file', 'profile', 'todo'].map(find);

const grabber = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

let engine;
let rule;
let stream;
let frames = 0;
let moments = [];
let asked = { todo: '', times: 0 };

function say(text, verdict = 'wait') {
  if (todo.textContent !== text) todo.textContent = text;
  todo.dataset.verdict = verdict;
}

/** The page after a picture was judged: what was found on it, always; what to do, once settled. */
function show(seen, size, settled = SETTLED) {
  drawGuides(canvas, size, rule, seen);
  find('readings').replaceChildren(...seen.readings.map(row));
  asked = { todo: seen.todo, times: seen.todo === asked.todo ? asked.times + 1 : 1 };
  if (asked.times < settled) return;
  const verdict = seen.verdict === 'unassessable' ? 'fail' : seen.verdict;
  say(seen.todo, verdict);
  stage.dataset.verdict = verdict;
  find('because').textContent = seen.because;
  find('others').replaceChildren(...seen.readings.filter(isOther(seen)).map(other));
}

/** Readings with something to tell beside the one thing that is told first. */
function isOther({ because }) {
  return ({ verdict, sentence }) => {
    return (verdict === 'fail' || verdict === 'warn') && sentence !== because;
  };
}

function other({ sentence, verdict }) {
  const item = document.createElement('li');
  item.textContent = sentence;
  item.dataset.verdict = verdict;
  return item;
}

function row({ name, shown, limit, verdict, word, sentence }) {
  const cells = [['th', name], ['td', shown], ['td', limit], ['td', word]].map(([tag, text]) => {
    const cell = document.createElement(tag);
    cell.textContent = text;
    return cell;
  });
  cells[0].scope = 'row';
  cells[1].className = 'number';
  cells[2].className = 'number';
  cells[3].className = 'verdict';
  cells[3].dataset.verdict = verdict;
  const line = document.createElement('tr');
  line.title = sentence;
  line.append(...cells);
  return line;
}

/** Counts a judged picture and shows how many a second there are. */
function count() {
  frames += 1;
  stage.dataset.frames = frames;
  moments = [...moments, performance.now()].slice(-RATE_OVER);
  if (moments.length < 2) return;
  const seconds = (moments.at(-1) - moments[0]) / 1000;
  find('rate').textContent = `每秒判断 ${((moments.length - 1) / seconds).toFixed(1)} 帧`;
}

/** The camera's picture now, no larger than needed. */
function grab() {
  const scale = Math.min(1, MOST_PX / Math.max(video.videoWidth, video.videoHeight));
  const width = Math.round(video.videoWidth * scale);
  const height = Math.round(video.videoHeight * scale);
  if (grabber.canvas.width !== width || grabber.canvas.height !== height) {
    grabber.canvas.width = width;
    grabber.canvas.height = height;
  }
  grabber.drawImage(video, 0, 0, width, height);
  return { pixels: grabber.getImageData(0, 0, width, height).data.buffer, width, height };
}

/**
 * Judges one picture after the other for as long as this stream is the one shown. The next picture
 * is taken while the engine looks at the last, so that neither waits for the other.
 */
async function watch(mine) {
  let trouble = Promise.resolve();
  while (stream === mine) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    if (stream !== mine) return;
    const picture = grab();
    const error = await trouble;
    if (error) throw error;
    if (stream !== mine) return;
    // Kept and not thrown: nobody waits for it until the next picture is there.
    trouble = judge(picture, mine).then(() => undefined, (failure) => failure);
  }
}

async function judge(picture, mine) {
  const { width, height, pixels } = picture;
  const { seen } = await engine.ask('pixels', picture, [pixels]);
  if (stream !== mine) return;
  show(seen, { width, height });
  count();
}

function look(element) {
  for (const one of [video, photo]) one.hidden = one !== element;
  find('empty').hidden = element !== undefined;
  find('result').hidden = true;
  drawGuides(canvas, { width: 1, height: 1 }, rule, undefined);
  find('because').textContent = '';
  find('others').replaceChildren();
  asked = { todo: '', times: 0 };
  find('readings').replaceChildren();
  find('rate').textContent = '';
  delete stage.dataset.verdict;
}

function closeCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.srcObject = null;
  camera.textContent = '打开摄像头';
}

async function openCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
    });
  } catch {
    say('打不开摄像头：请允许本页使用摄像头，或改为选择照片', 'fail');
    return;
  }
  look(video);
  say('请坐正，看镜头');
  camera.textContent = '关闭摄像头';
  moments = [];
  video.srcObject = stream;
  await video.play();
  watch(stream).catch(failed);
}

async function openFile([chosen]) {
  if (!chosen) return;
  closeCamera();
  look(photo);
  say('正在判断…');
  URL.revokeObjectURL(photo.src);
  photo.src = URL.createObjectURL(chosen);
  const [bytes] = await Promise.all([chosen.arrayBuffer(), photo.decode().catch(() => {})]);
  const { seen, portrait } = await engine.ask('file', { bytes }, [bytes]);
  const size = { width: photo.naturalWidth || 1, height: photo.naturalHeight || 1 };
  // What the browser cannot show either leaves no broken picture behind.
  photo.hidden = photo.naturalWidth === 0;
  show(seen, size, 1);
  count();
  if (portrait.length === 0) return;
  const url = URL.createObjectURL(new Blob([portrait], { type: 'image/jpeg' }));
  URL.revokeObjectURL(find('portrait').src);
  find('portrait').src = url;
  find('save').href = url;
  find('weight').textContent = `${(portrait.length / 1024).toFixed(1)} KB`;
  find('result').hidden = false;
}

async function chooseProfile() {
  ({ guides: rule } = await engine.ask('profile', { name: profile.value }));
  if (file.files.length > 0 && !stream) await openFile(file.files);
}

/** The engine stopped: a fresh one is the way on, and the person is told. */
function failed(error) {
  console.warn(error);
  engine.close();
  closeCamera();
  start(profile.value).then(() => say('刚才的画面没有判断成，请再试一次', 'fail'));
}

async function start(name) {
  engine = openEngine();
  const { guides, profiles } = await engine.ask('start');
  rule = guides;
  const options = profiles.map(({ name: value, title }) => new Option(title, value));
  profile.replaceChildren(...options);
  if (name) {
    profile.value = name;
    await chooseProfile();
  }
  for (const control of [camera, file, profile]) control.disabled = false;
  say('请打开摄像头，或选择一张照片');
}

camera.addEventListener('click', () => {
  if (!stream) {
    openCamera();
    return;
  }
  closeCamera();
  look(undefined);
  say('请打开摄像头，或选择一张照片');
});
file.addEventListener('change', () => openFile(file.files).catch(failed));
profile.addEventListener('change', () => chooseProfile().catch(failed));

if (!navigator.mediaDevices?.getUserMedia) {
  // Browsers give a camera to https and to this machine only.
  camera.hidden = true;
}
start().catch(() => say('引擎没有打开：请用新一点的浏览器，或检查文件是否齐全', 'fail'));
