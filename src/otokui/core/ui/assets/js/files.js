// Files dropped anywhere on a page with a [data-files] card, chosen or photographed: each is sent on its own, with its
// progress and, if it must be, why not. The card is then fetched anew; lines that tell a problem stay until closed.
const AT_ONCE = 3;
const waiting = [];
let sending = 0;
let about = ""; // the task or contact for which files are being chosen, as field=id

function card() {
  return document.querySelector("[data-files]");
}

function words(name) {
  return card().querySelector(`template[data-files-${name}]`).content.textContent.trim();
}

function line(file) {
  const row = card().querySelector("template[data-files-line]").content.cloneNode(true).firstElementChild;
  row.querySelector(".file-name").textContent = file.name;
  row.querySelector("progress").setAttribute("aria-label", file.name);
  row.querySelector("[data-away]").addEventListener("click", () => row.remove());
  card().querySelector("[data-files-sending]").append(row);
  return row;
}

function fail(row, sentence) {
  row.dataset.failed = "1";
  row.querySelector("progress").hidden = true;
  const problem = row.querySelector(".file-problem");
  problem.hidden = false;
  problem.querySelector("span").textContent = sentence;
  row.querySelector("[data-away]").hidden = false;
}

/** It did not arrive: the file is still at hand, and whoever has a connection again need not look for it. */
function offerAgain(task) {
  const button = task.row.querySelector("[data-again]");
  button.hidden = false;
  button.onclick = () => {
    const { row } = task;
    delete row.dataset.failed;
    row.querySelector("progress").hidden = false;
    for (const part of [row.querySelector(".file-problem"), button, row.querySelector("[data-away]")]) part.hidden = true;
    waiting.push(task);
    next();
  };
}

async function refresh() {
  const here = card();
  const failed = [...here.querySelectorAll(".file-sending[data-failed]")];
  await window.htmx.ajax("GET", here.dataset.files, { target: "#files", swap: "outerHTML" });
  card().querySelector("[data-files-sending]")?.append(...failed);
}

function done(row, sentence) {
  sending -= 1;
  if (sentence) fail(row, sentence);
  else row.remove();
  next();
  if (!sending) refresh();
}

function send(task) {
  const { file, row, of } = task;
  const request = new XMLHttpRequest();
  const form = card().querySelector("form.files-drop");
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("file", file);
  for (const [field, id] of new URLSearchParams(of)) body.append(field, id);
  sending += 1;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) row.querySelector("progress").value = (100 * event.loaded) / event.total;
  });
  const lost = () => {
    offerAgain(task);
    done(row, words("failed"));
  };
  request.addEventListener("error", lost);
  request.addEventListener("load", () => (request.response ? done(row, request.response.problem) : lost()));
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("X-Upload", "1");
  request.send(body);
}

function next() {
  while (sending < AT_ONCE && waiting.length) send(waiting.shift());
}

function take(files) {
  const largest = Number(card().dataset.largest);
  for (const file of files) {
    const row = line(file);
    if (file.size > largest) fail(row, words("large"));
    else waiting.push({ file, row, of: about });
  }
  about = "";
  next();
}

function brings(event) {
  return event.dataTransfer?.types.includes("Files") && card()?.querySelector("form.files-drop");
}

function show(over) {
  document.querySelector(".files-over")?.remove();
  if (over) document.body.append(card().querySelector("template[data-files-over]").content.cloneNode(true));
}

export function listenForFiles(page) {
  page.addEventListener("click", (event) => {
    const attaches = event.target.closest("[data-attaches]");
    if (!attaches) return;
    about = attaches.dataset.attaches;
    document.getElementById("files-input").click();
  });
  page.addEventListener("cancel", (event) => event.target.matches(".files-drop input[type=file]") && (about = ""), true);
  page.addEventListener("change", (event) => {
    if (!event.target.matches(".files-drop input[type=file]") || !event.target.files.length) return;
    take([...event.target.files]);
    event.target.value = "";
  });
  page.addEventListener("dragenter", (event) => brings(event) && show(true));
  page.addEventListener("dragover", (event) => brings(event) && event.preventDefault());
  page.addEventListener("dragleave", (event) => event.relatedTarget === null && show(false));
  page.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    show(false);
    take([...event.dataTransfer.files]);
  });
}
