// Sends an archive with its progress, then opens its page. Without this the form sends it.

const form = document.querySelector("[data-archive]");
const input = form.querySelector("input[type=file]");
const button = form.querySelector("[type=submit]");
const sending = form.querySelector("[data-sending]");
const bar = sending.querySelector("progress");
const said = sending.querySelector("[data-said]");

function say(words) {
  said.textContent = words;
}

function fail(words) {
  button.disabled = false;
  bar.hidden = true;
  say(words);
}

function show(event) {
  const percent = Math.floor((100 * event.loaded) / (event.total || 1));
  bar.value = percent;
  // Read aloud only now and then.
  if (percent % 25 === 0) say(`${percent}% sent.`);
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { error: "The archive could not be sent. Try again." };
  }
}

form.addEventListener("submit", (event) => {
  const file = input.files[0];
  if (!file) return; // The page says what is missing.
  event.preventDefault();
  sending.hidden = false;
  bar.hidden = false;
  if (file.size > Number(form.dataset.limit)) {
    fail("This archive is larger than can be sent here. Have it brought in on the server.");
    return;
  }
  button.disabled = true;
  say("Sending the archive.");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.upload.addEventListener("progress", show);
  request.addEventListener("error", () => fail("The connection broke. Check it, and try again."));
  request.addEventListener("load", () => {
    const answer = answerOf(request);
    if (answer.address) window.location.assign(answer.address);
    else fail(answer.error);
  });
  request.send(new FormData(form));
});
