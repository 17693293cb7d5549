// SHA-256 of a file, piece by piece: 2 GB are never in memory at once.

import { sha256 } from "../../noble-hashes/sha2.js";

const PIECE = 4 * 1024 * 1024;

addEventListener("message", async ({ data: file }) => {
  try {
    const hash = sha256.create();
    for (let start = 0; start < file.size; start += PIECE) {
      hash.update(new Uint8Array(await file.slice(start, start + PIECE).arrayBuffer()));
    }
    const digest = [...hash.digest()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    postMessage({ digest });
  } catch {
    // Moved, deleted or changed since it was chosen.
    postMessage({ digest: "" });
  }
});
