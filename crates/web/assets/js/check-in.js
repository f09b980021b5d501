// 签到台: the answer fills the screen for two seconds, each outcome has its sound, and the
// input always has the focus, because scanners type and press Enter.
// `play` stands in sound.js, which is served in one file with this.

const SHOWN_MS = 2000;
const form = document.getElementById("scan");
const input = document.getElementById("code");
const answer = document.getElementById("answer");
let shrink = 0;

function ready() {
  input.value = "";
  input.focus();
}

function fill(result) {
  clearTimeout(shrink);
  result.classList.add("full");
  play(result.dataset.sound);
  shrink = setTimeout(() => result.classList.remove("full"), SHOWN_MS);
}

// A scanner may send the next code while the last answer is still on its way: the field is
// emptied as soon as its value has been taken.
form.addEventListener("htmx:configRequest", () => queueMicrotask(ready));

// After settling, not after swapping: until then htmx still holds back the new attributes.
answer.addEventListener("htmx:afterSettle", () => {
  const result = document.getElementById("result");
  if (result?.dataset.sound) fill(result);
  input.focus();
});

document.addEventListener("pointerup", (event) => {
  if (!event.target.closest("a, button, input")) input.focus();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") ready();
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) input.focus();
});
ready();
