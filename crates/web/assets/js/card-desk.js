// 核对台: one key per choice. A digit, X or space answers; Enter takes the suggestion; ? sends the
// card back; u takes the last answer back. While an answer is on its way no key counts: it would
// answer a question nobody has seen.

const ROWS = 9;
const desk = document.getElementById("card-desk");
let busy = false;
let found = [];
let page = 0;

const one = (selector) => desk.querySelector(selector);

function focusFirst() {
  // Where the roster has a suggestion, a key takes it: the input would swallow it.
  if (one("[data-take]")) return;
  const first = one("[data-first]");
  first?.focus();
  first?.select?.();
}

function press(key) {
  for (const target of desk.querySelectorAll("[data-key]")) {
    if (target.dataset.key.toLowerCase() !== key.toLowerCase()) continue;
    if (target.dataset.take !== undefined) take(target.dataset.take);
    else target.click();
    return true;
  }
  return false;
}

function take(value) {
  const input = one("[name=answer]:not(button)");
  input.value = value;
  input.form.requestSubmit(one("[data-submit]"));
}

function reject(event) {
  const menu = one("[data-reject]");
  if (!menu?.open) return false;
  if (event.key === "Escape" || event.key === "?") {
    menu.open = false;
    return true;
  }
  const onButton = event.target.closest("button, summary");
  if (event.key.length > 1 || (event.key === " " && onButton)) return false;
  // Whatever else is pressed here was not meant for the column behind the menu.
  one(`[data-fault="${CSS.escape(event.key)}"]`)?.click();
  return true;
}

// The first gap of the name takes the character, or else its end.
function insert(character) {
  const name = one("[data-name]");
  const gap = name.value.indexOf("〓");
  name.value =
    gap < 0 ? name.value + character : name.value.replace("〓", character);
  const pinyin = one("[data-pinyin]");
  pinyin.value = "";
  show([]);
  pinyin.focus();
}

function show(characters, from = 0) {
  found = characters;
  page = from;
  const shown = found.slice(page, page + ROWS);
  const items = shown.map((character, at) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const key = document.createElement("kbd");
    button.type = "button";
    button.className = "btn";
    key.textContent = at + 1;
    button.append(key, ` ${character}`);
    button.addEventListener("click", () => insert(character));
    item.append(button);
    return item;
  });
  one("#candidates")?.replaceChildren(...items);
}

async function search(input) {
  const syllable = input.value.trim();
  if (!syllable) return show([]);
  const answer = await fetch(`/api/pinyin?syllable=${encodeURIComponent(syllable)}`);
  const characters = answer.ok ? await answer.json() : [];
  // A slow answer to what has been typed over since is none.
  if (input.value.trim() === syllable) show(characters);
}

function inPinyin(event) {
  const { key, target } = event;
  if (/^[1-9]$/.test(key)) {
    const character = found[page + Number(key) - 1];
    if (character) insert(character);
  } else if (key === "ArrowDown" && page + ROWS < found.length) show(found, page + ROWS);
  else if (key === "ArrowUp" && page > 0) show(found, page - ROWS);
  else if (key === "Enter" && target.value && found.length) insert(found[page]);
  else return false;
  return true;
}

function inInput(event) {
  if (event.key === "Escape") {
    event.target.blur();
    return true;
  }
  if (event.isComposing) return false;
  if (event.target.matches("[data-pinyin]") && inPinyin(event)) return true;
  const commands = event.target.matches("[data-digits]") && /^[rku?]$/i.test(event.key);
  return commands && press(event.key);
}

function onDesk(event) {
  if (reject(event)) return true;
  const { key } = event;
  if (key === "n" || key === "p") {
    const input = one(key === "n" ? "[data-name]" : "[data-pinyin]");
    input?.focus();
    return Boolean(input);
  }
  if (key === "Enter") {
    if (event.target.closest("a, button, summary")) return false;
    const suggested = one("[data-suggested]") ?? one(".offered .suggested");
    if (suggested?.dataset.take !== undefined) take(suggested.dataset.take);
    else suggested?.click();
    return Boolean(suggested);
  }
  return press(key);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, select, textarea");
  // A key that is held down is one key.
  const done = busy || event.repeat ? !typing : typing ? inInput(event) : onDesk(event);
  if (done) event.preventDefault();
});

desk.addEventListener("input", (event) => {
  if (event.target.matches("[data-pinyin]")) search(event.target);
});
desk.addEventListener("htmx:beforeRequest", (event) => {
  if (busy) event.preventDefault();
  busy = true;
});
desk.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful && !event.detail.xhr?.responseText) busy = false;
});
desk.addEventListener("htmx:afterSettle", () => {
  busy = false;
  show([]);
  focusFirst();
});
focusFirst();
