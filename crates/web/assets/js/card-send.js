// 收卡: the files go up one after the other, each answered with its own line. What does not arrive
// is named and sent again by the same button; what was read before is read once. Without this
// script the form sends all files at once.

const form = document.querySelector("[data-send]");
const rows = document.getElementById("sent-rows");
let unsent = [];

function show(done, all) {
  const line = document.getElementById("sending");
  line.hidden = done === all;
  line.querySelector("progress").max = all;
  line.querySelector("progress").value = done;
  line.querySelector("[data-count]").textContent = `${done} / ${all}`;
}

function body(file) {
  const data = new FormData();
  for (const name of ["csrf", "school", "college", "class"]) {
    data.append(name, form.elements[name].value);
  }
  data.append("files", file);
  return data;
}

/** Whether the file arrived; `null` when it was refused, which the whole page is to tell. */
async function send(file) {
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: body(file),
      headers: { "HX-Request": "true" },
    });
  } catch {
    answer = null;
  }
  if (answer?.ok) {
    rows.insertAdjacentHTML("beforeend", await answer.text());
    const box = rows.closest(".sent-box");
    box.scrollTop = box.scrollHeight;
    return true;
  }
  if (answer && answer.status < 500) return null;
  const row = document.getElementById("unsent").content.cloneNode(true);
  row.querySelector("th").textContent = file.name;
  rows.append(row);
  return false;
}

/** The list and its figures as they are now. */
async function refresh() {
  const answer = await fetch(form.dataset.send);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["cards-now", "cards-desk", "cards-list"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(fresh);
  }
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = form.elements.files;
  const button = form.querySelector("button");
  const files = unsent.length && !input.files.length ? unsent : [...input.files];
  unsent = [];
  rows.querySelectorAll("[data-unsent]").forEach((row) => row.remove());
  document.getElementById("sent").hidden = false;
  button.disabled = true;
  let done = 0;
  show(done, files.length);
  for (const file of files) {
    const arrived = await send(file);
    if (arrived === null) return form.submit();
    if (!arrived) unsent.push(file);
    done += 1;
    show(done, files.length);
  }
  await refresh();
  button.disabled = false;
  button.textContent = unsent.length ? button.dataset.again : button.dataset.send;
  input.required = unsent.length === 0;
  input.value = "";
});
