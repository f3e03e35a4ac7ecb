// A form with data-upload takes a file by dropping or choosing, sends it with progress and goes where the answer says.
function parts(form) {
  return {
    box: form.querySelector("[data-upload-progress]"),
    words: form.querySelector("[data-upload-words]"),
    problem: form.querySelector("[data-upload-problem]"),
    failed: form.querySelector("[data-upload-failed]"),
    input: form.querySelector("input[type=file]"),
  };
}

function tell(form, sentence) {
  const { box, problem, input } = parts(form);
  box.hidden = true;
  problem.hidden = false;
  problem.querySelector("span").textContent = sentence;
  input.setAttribute("aria-invalid", "true");
  input.value = "";
  input.focus();
}

function send(form) {
  const { box, words, problem, failed, input } = parts(form);
  if (!input.files.length || form.dataset.sending) return;
  const request = new XMLHttpRequest();
  const bar = box.querySelector("progress");
  problem.hidden = true;
  box.hidden = false;
  form.dataset.sending = "1";
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (100 * event.loaded) / event.total;
    words.textContent = `${Math.floor(bar.value)} %`;
  });
  request.addEventListener("loadend", () => delete form.dataset.sending);
  request.addEventListener("error", () => tell(form, failed.content.textContent));
  request.addEventListener("load", () => {
    const answer = request.response;
    if (request.status === 200 && answer?.next) window.location.assign(answer.next);
    else tell(form, answer?.problem ?? failed.content.textContent);
  });
  request.open("POST", form.action || window.location.href);
  request.responseType = "json";
  request.setRequestHeader("X-Upload", "1");
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.send(new FormData(form));
}

export function listenForUploads(page) {
  for (const form of page.querySelectorAll("form[data-upload]")) {
    const { input } = parts(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
    input.addEventListener("change", () => send(form));
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      send(form);
    });
  }
}
