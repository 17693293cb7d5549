// Camera and microphone: whether there are any, asking for them, and how loud it is.

const WORDS = {
  NotAllowedError: "The browser does not allow it. Press the sign beside the address of this page, allow the {}, and try again.",
  NotFoundError: "This device has no {}, or it is switched off.",
  NotReadableError: "Another program uses the {}. Close it, and try again.",
  OverconstrainedError: "This {} cannot be used here. Try another one.",
};

export const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
export const canPhotograph = Boolean(navigator.mediaDevices?.getUserMedia);

const SOUND = { echoCancellation: true, noiseSuppression: true };
const PICTURE = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
const PHOTO = { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } };

const ASKED = { audio: { audio: SOUND }, video: { audio: SOUND, video: PICTURE }, photo: { video: PHOTO } };
const NAMED = { audio: "microphone", video: "camera or microphone", photo: "camera" };

export async function open(kind) {
  try {
    return await navigator.mediaDevices.getUserMedia(ASKED[kind]);
  } catch (error) {
    const words = WORDS[error.name] ?? "The {} could not be used. Record with your device’s own program, and add the file.";
    throw new Error(words.replace("{}", NAMED[kind]));
  }
}

export function close(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

// What every assessor's browser plays, if this one can record it.
const TYPES = {
  audio: ["audio/webm;codecs=opus", "audio/mp4"],
  video: ["video/webm;codecs=vp8,opus", "video/mp4"],
};

export function typeOf(kind) {
  return TYPES[kind].find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}

export function extensionOf(type, kind) {
  if (type.includes("webm")) return "webm";
  return kind === "audio" ? "m4a" : "mp4";
}

// Shows on `meter` (0 to 1) how loud `stream` is; returns what ends it.
export function showLevel(stream, meter) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loudness = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    meter.value = Math.min(1, loudness * 4);
  }, 100);
  return () => {
    clearInterval(timer);
    context.close();
  };
}
