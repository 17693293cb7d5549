// What is being recorded, sent as it grows: a closed browser loses at most the last seconds.

import { sha256 } from "../../noble-hashes/sha2.js";

import { Row, insert, say } from "./row.js";
import { Failure, LOGGED_OUT, Patience, WAITING, concluded, drop, endpoint, headers, renewToken, sentenceOf, wasSentToLogin } from "./site.js";
import { size } from "./words.js";

const PART = 8 * 1024 * 1024;
// The site has closed it, perhaps because it was kept or deleted in another window.
const MOST_CONFLICTS = 3;
const TUS = { "Tus-Resumable": "1.0.0" };

const inBase64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

async function request(address, method, said, body = null) {
  let answer;
  try {
    answer = await fetch(address, { method, headers: { ...TUS, ...headers(), ...said }, body });
  } catch {
    throw new Failure(0, WAITING);
  }
  if (wasSentToLogin(answer.url)) throw new Failure(401, LOGGED_OUT);
  if (!answer.ok) throw new Failure(answer.status, sentenceOf(answer.status, answer.headers.get("Content-Type"), await answer.text()));
  return answer;
}

export class Recording {
  // `stop` is called where the site takes no more of it.
  constructor(name, stop) {
    this.name = name;
    this.stop = stop;
    this.row = new Row(name);
    this.row.show("Recording", undefined);
    this.rest = new Blob();
    this.offset = 0;
    this.hash = sha256.create();
    this.patience = new Patience();
    this.hashed = Promise.resolve();
    this.conflicts = 0;
    this.isOver = false;
    this.isUnderWay = true;
  }

  /* -- Sending -- */

  // What has just been recorded.
  add(piece) {
    if (this.failure) return;
    this.rest = new Blob([this.rest, piece]);
    this.hashed = this.hashed.then(async () => this.hash.update(new Uint8Array(await piece.arrayBuffer())));
    this.pump();
  }

  async pump() {
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.rest.size && !this.failure && !this.isDropped) {
      try {
        await this.sendOne();
        this.patience.reset();
        this.conflicts = 0;
        this.renewed = false;
        this.row.show(`${this.isOver ? "Sending the rest" : "Recording"} · ${size(this.offset)} are safe on the site`, undefined);
      } catch (failure) {
        await this.judge(failure);
      }
    }
    this.isPumping = false;
    this.emptied?.();
  }

  async sendOne() {
    this.address ??= await this.begin();
    if (this.isUnsure) await this.askWhere();
    if (!this.rest.size) return;
    const piece = this.rest.slice(0, PART);
    this.isUnsure = true;
    const said = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) };
    this.moveTo(await request(this.address, "PATCH", said, piece));
    this.isUnsure = false;
  }

  async begin() {
    const answer = await request(endpoint, "POST", { "Upload-Defer-Length": "1", "Upload-Metadata": `filename ${inBase64(this.name)}` });
    return answer.headers.get("Location");
  }

  // After a failure the site may have more than it could tell.
  async askWhere() {
    this.moveTo(await request(this.address, "HEAD", {}));
    this.isUnsure = false;
  }

  moveTo(answer) {
    const there = Number(answer.headers.get("Upload-Offset"));
    this.rest = this.rest.slice(there - this.offset);
    this.offset = there;
  }

  async judge(failure) {
    this.conflicts = failure.status === 409 ? this.conflicts + 1 : 0;
    if (failure.status === 401) await renewToken().catch(() => false);
    else if (failure.status === 403 && !this.renewed) {
      this.renewed = true;
      await renewToken().catch(() => false);
    } else if (!failure.passes || this.conflicts > MOST_CONFLICTS) {
      this.failure = failure;
      this.stop();
      return;
    }
    const goesOn = this.isOver ? "" : "; the recording goes on";
    this.row.show(`${failure.status === 401 ? LOGGED_OUT : WAITING}${goesOn}`, undefined);
    await this.patience.wait();
  }

  /* -- The end -- */

  // Nothing more comes. Resolves once everything is on the site.
  async sent() {
    this.isOver = true;
    await this.hashed;
    if (this.rest.size && !this.failure) {
      await new Promise((resolve) => {
        this.emptied = resolve;
        this.pump();
      });
    }
    this.isUnderWay = false;
  }

  async keep() {
    await this.sent();
    if (!this.offset) {
      this.refuse(this.failure?.message ?? "Nothing was recorded.");
      return;
    }
    // Where the site took no more, what came before is kept, and is not the whole recording.
    const sum = this.failure ? "" : [...this.hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.row.show("All sent. Comparing, checking and storing…", undefined);
    this.row.offer();
    try {
      const said = await concluded(this.address, { sha256: sum, waiting: (words) => this.row.show(words, undefined) });
      if (said.state === "stored") this.arrive(said);
      else this.refuse(said.sentence);
    } catch (failure) {
      this.refuse(failure.message);
    }
  }

  arrive(said) {
    insert(said);
    if (this.failure) {
      this.row.refuse(`The recording was stopped. ${this.failure.message} What was recorded before is kept.`, ["Dismiss", () => this.row.leave()]);
      return;
    }
    say(`${this.name} is stored; its bytes were read back and compared.`);
    this.row.leave();
  }

  refuse(words) {
    this.isUnderWay = false;
    this.row.refuse(words, ["Dismiss", () => this.row.leave()]);
  }

  drop() {
    this.isDropped = true;
    this.isUnderWay = false;
    if (this.address) drop(this.address);
    this.row.leave();
    say(`${this.name} is deleted.`);
  }
}
