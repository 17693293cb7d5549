// Photographing and recording in the page. What is recorded is sent as it grows; a photo is a file like any other.

import { add } from "./upload.js";
import { canPhotograph, canRecord, close, extensionOf, open, showLevel, typeOf } from "./uploads/devices.js";
import { Recording } from "./uploads/recording.js";
import { say } from "./uploads/row.js";
import { clock } from "./uploads/words.js";

const EVERY = 3000;

const panel = document.querySelector("[data-capture]");
const stage = panel.querySelector("[data-stage]");
const choices = panel.querySelector("[data-choices]");
const problem = panel.querySelector("[data-problem]");
const preview = stage.querySelector("video");
const picture = stage.querySelector("canvas");
const meter = stage.querySelector("meter");
const face = stage.querySelector("[data-face]");
const note = stage.querySelector("[data-note]");
const buttons = Object.fromEntries([...stage.querySelectorAll("button")].map((button) => [button.dataset.act, button]));

const stamp = () => new Date().toLocaleString("sv-SE").replaceAll(":", ".");

// Of this page, for as long as some of one may not be on the site.
const recordings = new Set();
let session = null;

/* -- The stage -- */

function offer(...names) {
  const hadFocus = stage.contains(document.activeElement);
  for (const [name, button] of Object.entries(buttons)) button.hidden = !names.includes(name);
  if (hadFocus || names.includes("stop")) buttons[names[0]].focus();
}

function set(element, isShown) {
  element.hidden = !isShown;
}

async function begin(kind) {
  problem.textContent = "";
  try {
    session = { kind, stream: await open(kind) };
  } catch (error) {
    problem.textContent = error.message;
    return;
  }
  set(stage, true);
  set(choices, false);
  set(preview, kind !== "audio");
  set(picture, false);
  set(meter.parentElement, kind !== "photo");
  set(face, kind !== "photo");
  if (kind !== "audio") {
    preview.srcObject = session.stream;
    preview.play().catch(() => {});
  }
  if (kind === "photo") {
    note.textContent = "";
    offer("shoot", "close");
    buttons.shoot.focus();
  } else record();
}

function end() {
  session?.quiet?.();
  close(session?.stream);
  clearInterval(session?.timer);
  session?.lock?.release().catch(() => {});
  preview.srcObject = null;
  const { kind } = session;
  session = null;
  set(stage, false);
  set(choices, true);
  choices.querySelector(`[data-kind=${kind}]`).focus();
}

/* -- A photo -- */

function shoot() {
  picture.width = preview.videoWidth;
  picture.height = preview.videoHeight;
  picture.getContext("2d").drawImage(preview, 0, 0);
  set(preview, false);
  set(picture, true);
  offer("use", "again", "close");
  say("The photo is taken. Use it, or take another.");
}

function again() {
  set(picture, false);
  set(preview, true);
  offer("shoot", "close");
}

function use() {
  picture.toBlob(
    (blob) => {
      add([new File([blob], `Photo ${stamp()}.jpg`, { type: "image/jpeg", lastModified: Date.now() })]);
      end();
    },
    "image/jpeg",
    0.92,
  );
}

/* -- A recording -- */

function record() {
  const { kind, stream } = session;
  const type = typeOf(kind);
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const name = `${kind === "audio" ? "Sound" : "Video"} ${stamp()}.${extensionOf(recorder.mimeType || type, kind)}`;
  const recording = new Recording(name, () => session?.recorder === recorder && stop());
  recordings.add(recording);
  Object.assign(session, { recorder, recording, seconds: 0, quiet: showLevel(stream, meter) });
  recorder.addEventListener("dataavailable", ({ data }) => data.size && recording.add(data));
  // The microphone was pulled out, or the right to use it taken back.
  stream.getTracks().forEach((track) => track.addEventListener("ended", () => session?.recorder === recorder && stop()));
  recorder.start(EVERY);
  navigator.wakeLock?.request("screen").then(
    (lock) => session && (session.lock = lock),
    () => {},
  );
  face.textContent = clock(0);
  session.timer = setInterval(() => {
    if (recorder.state === "recording") face.textContent = clock((session.seconds += 1));
  }, 1000);
  note.textContent = "It is stored as you record. Leaving this page, or saving a form on it, ends the recording.";
  offer("stop", "pause", "discard");
  document.dispatchEvent(new CustomEvent("recording:began"));
  say(kind === "audio" ? "Recording sound." : "Recording video.");
}

const ended = (recorder) =>
  new Promise((resolve) => {
    if (recorder.state === "inactive") resolve();
    else {
      recorder.addEventListener("stop", resolve, { once: true });
      recorder.stop();
    }
  });

async function stop() {
  const { recorder, recording } = session;
  await ended(recorder);
  end();
  say("The recording has ended.");
  return recording.keep();
}

function pause() {
  session.recorder.pause();
  // Whatever was recorded since the last piece is sent now.
  session.recorder.requestData();
  offer("resume", "stop", "discard");
  buttons.resume.focus();
  say("The recording is paused.");
}

function resume() {
  session.recorder.resume();
  offer("stop", "pause", "discard");
  buttons.pause.focus();
  say("The recording goes on.");
}

function discard() {
  if (session.recorder.state === "recording") session.recorder.pause();
  note.textContent = "Delete this recording? There is no other copy of it.";
  offer("resume", "delete");
}

async function destroy() {
  const { recorder, recording } = session;
  recording.drop();
  await ended(recorder);
  end();
}

const acts = { shoot, again, use, close: end, stop, pause, resume, discard, delete: destroy };

/* -- The page -- */

if (canPhotograph) {
  for (const button of choices.querySelectorAll("[data-kind]")) {
    if (button.dataset.kind === "photo" || canRecord) button.hidden = false;
    button.addEventListener("click", () => begin(button.dataset.kind));
  }
} else {
  problem.textContent = "This browser cannot photograph or record in the page. Use your device’s own program, and add the file.";
}
panel.hidden = false;

for (const [name, button] of Object.entries(buttons)) button.addEventListener("click", () => acts[name]());

// A form that is sent takes the page along: first everything recorded is brought to safety.
window.addEventListener(
  "submit",
  async (event) => {
    const recording = session?.recording;
    if (!recording || event.target.hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await stop();
    event.target.requestSubmit(event.submitter);
  },
  true,
);

window.addEventListener("beforeunload", (event) => {
  if ([...recordings].some((recording) => recording.isUnderWay)) event.preventDefault();
});
