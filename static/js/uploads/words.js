// Sizes, speeds and times as people read them.

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return `${kilobytes.toFixed(0)} KB`;
  const megabytes = kilobytes / 1024;
  return megabytes < 1024 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1024).toFixed(2)} GB`;
}

export function clock(seconds) {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function left(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min left`;
  return `${(seconds / 3600).toFixed(1)} hours left`;
}

// Speed over the last seconds: the mean since the beginning would not notice a slower network.
export class Pace {
  static SPAN = 8000;

  constructor() {
    this.marks = [];
  }

  note(bytes) {
    const now = performance.now();
    this.marks.push({ at: now, bytes });
    while (this.marks.length > 2 && now - this.marks[1].at > Pace.SPAN) this.marks.shift();
  }

  words(total) {
    const first = this.marks[0];
    const last = this.marks.at(-1);
    if (!last || last.at - first.at < 500) return "";
    const perSecond = ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    if (perSecond <= 0) return "";
    return ` · ${size(perSecond)}/s · ${left((total - last.bytes) / perSecond)}`;
  }
}
