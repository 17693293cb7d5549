// One file on its way: sent part by part, paused, resumed, compared, stored.

import { Hashing } from "./hashing.js";
import { Row, insert, say } from "./row.js";
import { Failure, LOGGED_OUT, Patience, WAITING, concluded, drop, endpoint, headers, limit, renewToken, sentenceOf, wasSentToLogin } from "./site.js";
import { Pace, size } from "./words.js";

// A server that is killed loses at most one part.
const PART = 8 * 1024 * 1024;
// A connection that moves nothing for so long is taken for gone, though nobody says so.
const SECONDS_OF_SILENCE = 60;

export const fingerprintOf = (file) => `${file.name}|${file.size}|${file.lastModified}`;

export class Sending {
  // `address`: of an upload of this file that was begun before; `queue` says when it is its turn.
  constructor(file, queue, address = null) {
    this.file = file;
    this.queue = queue;
    this.address = address;
    this.row = new Row(file.name);
    this.patience = new Patience();
    this.state = "new";
  }

  get isUnderWay() {
    return ["waiting", "sending", "paused"].includes(this.state);
  }

  wait() {
    this.row.forgive();
    if (this.file.size > limit) {
      this.refuse(`This file is larger than ${size(limit)}. Make it smaller or split it, and add it again.`);
      return;
    }
    this.state = "waiting";
    this.row.show("Waiting to be sent");
    this.row.offer(["Cancel", () => this.cancel()]);
    this.queue.add(this);
  }

  /* -- Sending -- */

  send() {
    this.state = "sending";
    this.pace = new Pace();
    this.hashing ??= new Hashing(this.file);
    this.row.show(this.upload || this.address ? "Asking where to go on" : "Beginning", undefined);
    this.row.offer(["Pause", () => this.pause()], ["Cancel", () => this.cancel()]);
    this.upload ??= this.newUpload();
    this.watch();
    this.upload.start();
  }

  newUpload() {
    return new tus.Upload(this.file, {
      endpoint,
      uploadUrl: this.address,
      chunkSize: PART,
      metadata: { filename: this.file.name, fingerprint: fingerprintOf(this.file) },
      // The page asks the site what is unfinished.
      storeFingerprintForResuming: false,
      // Failures are judged here: this one goes on for as long as it takes.
      retryDelays: null,
      onBeforeRequest: (request) => {
        for (const [name, value] of Object.entries(headers())) request.setHeader(name, value);
      },
      onUploadUrlAvailable: () => {
        this.address = this.upload.url;
      },
      onProgress: (sent) => this.show(sent),
      onSuccess: () => this.conclude(),
      onError: (error) => this.fail(error),
    });
  }

  show(sent) {
    if (this.state !== "sending") return;
    this.movedAt = performance.now();
    this.patience.reset();
    this.pace.note(sent);
    const percent = Math.floor((100 * sent) / this.file.size);
    this.row.show(`${percent}% of ${size(this.file.size)} sent${this.pace.words(this.file.size)}`, percent);
  }

  // Some broken connections report nothing at all.
  watch() {
    this.movedAt = performance.now();
    clearInterval(this.watching);
    this.watching = setInterval(() => {
      if (this.state === "sending" && performance.now() - this.movedAt > SECONDS_OF_SILENCE * 1000) {
        this.movedAt = performance.now();
        this.upload.abort();
        this.sendLater(WAITING);
      }
    }, 5000);
  }

  async fail(error) {
    if (this.state !== "sending") return;
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    if (!error.originalRequest) {
      // Not the network: the file itself could not be read.
      this.refuse("This file could not be read. Perhaps it was moved or changed: choose it again.");
      return;
    }
    if (response && wasSentToLogin(response.getUnderlyingObject().responseURL)) {
      await this.sendLater(LOGGED_OUT, renewToken);
      return;
    }
    if (status === 403 && !this.renewed) {
      // Logging in again changes the form's token.
      this.renewed = true;
      await this.sendLater(WAITING, renewToken);
      return;
    }
    const failure = new Failure(status, sentenceOf(status, response?.getHeader("Content-Type"), response?.getBody()));
    if (failure.passes) await this.sendLater(WAITING);
    else this.refuse(failure.message);
  }

  async sendLater(words, first = async () => {}) {
    this.row.show(words, undefined);
    say(`${this.file.name}: ${words}.`);
    await this.patience.wait();
    if (this.state !== "sending") return;
    await first().catch(() => false);
    if (this.state === "sending") this.upload.start();
  }

  pause() {
    this.state = "paused";
    this.upload.abort();
    this.queue.next(this);
    this.row.show("Paused", this.row.progress.value);
    this.row.offer(["Resume", () => this.wait()], ["Cancel", () => this.cancel()]);
    say(`${this.file.name} is paused.`);
  }

  /* -- The end -- */

  async conclude() {
    clearInterval(this.watching);
    this.state = "checking";
    this.queue.next(this);
    this.row.show("All sent. Comparing, checking and storing…", undefined);
    this.row.offer();
    const sha256 = await this.hashing.digest;
    if (!sha256) {
      this.refuse("This file could not be read to its end. Perhaps it was changed while it was sent: choose it again.");
      return;
    }
    try {
      const said = await concluded(this.address, { sha256, waiting: (words) => this.row.show(words, undefined) });
      if (said.state === "stored") this.arrive(said);
      else this.refuse(said.sentence);
    } catch (failure) {
      this.refuse(failure.message);
    }
  }

  arrive(said) {
    this.state = "stored";
    insert(said);
    say(`${this.file.name} is stored; its bytes were read back and compared. ${said.note}`);
    if (!said.note) {
      this.row.leave();
      return;
    }
    this.row.show(said.note);
    this.row.offer(["Dismiss", () => this.row.leave()]);
  }

  refuse(words) {
    clearInterval(this.watching);
    this.state = "refused";
    this.queue.next(this);
    this.row.refuse(words, ["Try again", () => this.retry()], ["Dismiss", () => this.leave()]);
  }

  retry() {
    this.renewed = false;
    this.hashing = null;
    this.upload = null;
    this.wait();
  }

  cancel() {
    clearInterval(this.watching);
    this.state = "cancelled";
    this.upload?.abort();
    this.hashing?.stop();
    this.queue.next(this);
    say(`${this.file.name} was cancelled.`);
    this.leave();
  }

  leave() {
    if (this.address) drop(this.address);
    this.row.leave();
  }
}
