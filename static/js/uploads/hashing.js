// The SHA-256 of a file, computed beside the page while the file is sent.

const address = document.querySelector("[data-upload]").dataset.hashWorker;

export class Hashing {
  constructor(file) {
    this.worker = new Worker(address, { type: "module" });
    // The digest in hexadecimal; nothing where the file could not be read.
    this.digest = new Promise((resolve) => {
      this.worker.addEventListener("message", ({ data }) => resolve(data.digest));
      this.worker.addEventListener("error", () => resolve(""));
    }).finally(() => this.worker.terminate());
    this.worker.postMessage(file);
  }

  stop() {
    this.worker.terminate();
  }
}
