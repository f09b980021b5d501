// 审核台: j and k walk, a accepts, r opens the reasons, Enter enlarges. u takes back what this card
// decided, or else the latest decision: deciding walks on, and second thoughts come a card later.
// Where the readings suggest reasons already, r and Enter send it back.
const faces = document.getElementById("faces");
const large = document.getElementById("large");
let last = null;
let decided = null;

const cards = () => [...faces.querySelectorAll("[data-card]")];

function current() {
  const card = document.activeElement?.closest("[data-card]");
  return card ?? (last && document.getElementById(last)) ?? cards()[0];
}

function walk(step) {
  const all = cards();
  const at = all.indexOf(current());
  // The first press only arrives at the row; behind the large view the row cannot hold the focus.
  const inside = large.open || document.activeElement?.closest("[data-card]");
  const next = all[Math.min(Math.max(inside ? at + step : at, 0), all.length - 1)];
  last = next?.id ?? last;
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  if (large.open) enlarge(next);
}

function takeBack() {
  const key = '[data-key="u"]';
  const latest = decided && document.getElementById(decided);
  (current()?.querySelector(key) ?? latest?.querySelector(key))?.click();
}

function press(key) {
  const target = current()?.querySelector(`[data-key="${key}"]`);
  if (!target || target.disabled) return;
  target.click();
  if (key !== "r") return;
  const menu = current().querySelector("[data-refuse]");
  menu.querySelector(menu.querySelector(":checked") ? "button" : "[type=checkbox]").focus();
}

function enlarge(card) {
  const face = card?.querySelector("img");
  if (!face) return;
  document.getElementById("large-face").src = face.src;
  // The guides are the profile's, and mean nothing over a frame that could not be cut.
  large.classList.toggle("uncut", face.classList.contains("whole"));
  const words = document.getElementById("large-words");
  words.replaceChildren(card.querySelector(".shot-words").cloneNode(true));
  if (!large.open) large.showModal();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  a: () => press("a"),
  r: () => press("r"),
  u: takeBack,
  Enter: () => enlarge(current()),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape" && typing) current()?.focus();
  const onButton = event.target.closest?.("a, button, summary");
  if (typing || !KEYS[event.key] || (event.key === "Enter" && onButton)) return;
  event.preventDefault();
  KEYS[event.key]();
});

if (faces) {
  faces.addEventListener("focusin", (event) => {
    last = event.target.closest("[data-card]")?.id ?? last;
  });
  // A decided card is replaced: the focus stays in the row, and walks on from an undecided one.
  faces.addEventListener("htmx:afterSettle", () => {
    const card = last && document.getElementById(last);
    card?.focus();
    if (!card?.classList.contains("decided")) return;
    decided = card.id;
    if (!large.open) walk(1);
  });
  large.querySelector("[data-close]").addEventListener("click", () => large.close());
  large.addEventListener("close", () => current()?.focus());
}
