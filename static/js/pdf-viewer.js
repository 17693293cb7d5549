// PDF files shown in the page: one canvas for each page that is in sight, with its words over it.

import * as pdfjs from "../pdfjs/pdf.min.mjs";

const NEAR = "600px";
const MARGIN = 16;
const ZOOMS = [1, 1.5, 2, 3];
// Beyond this a phone's browser gives up a canvas.
const MOST_PIXELS = 16_000_000;

const home = document.querySelector("[data-pdf-module]");
let worker = null;

// One worker for all documents of the page, started with the first that comes into sight.
function sharedWorker() {
  if (!worker) {
    pdfjs.GlobalWorkerOptions.workerSrc = home.dataset.worker;
    worker = new pdfjs.PDFWorker();
  }
  return worker;
}

function absolute(address) {
  return new URL(address, location.href).href;
}

class Viewer {
  constructor(root) {
    this.root = root;
    this.frame = root.querySelector(".pdf-pages");
    this.zoom = 0;
    this.pages = [];
    this.shown = new Map();
    this.current = 1;
  }

  async open() {
    this.note("Opening the document …");
    try {
      this.document = await pdfjs.getDocument({
        url: absolute(this.root.dataset.pdf),
        worker: sharedWorker(),
        wasmUrl: absolute(home.dataset.wasm),
        cMapUrl: absolute(home.dataset.cmaps),
        standardFontDataUrl: absolute(home.dataset.fonts),
        // Only the pages that are looked at are fetched, by ranges.
        disableAutoFetch: true,
        disableStream: true,
        rangeChunkSize: 262_144,
        enableXfa: false,
      }).promise;
      await this.layOut();
    } catch {
      this.note("This document cannot be shown here. Download it to open it.");
    }
  }

  note(words) {
    const note = document.createElement("p");
    note.className = "pdf-note";
    note.textContent = words;
    note.setAttribute("role", "status");
    this.frame.replaceChildren(note);
  }

  async layOut() {
    const first = await this.document.getPage(1);
    const { width, height } = first.getViewport({ scale: 1 });
    this.pages = Array.from({ length: this.document.numPages }, (_, index) => {
      const place = document.createElement("div");
      place.className = "pdf-page";
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", `Page ${index + 1} of ${this.document.numPages}`);
      // Until it is drawn, a page is taken to be as large as the first.
      return { number: index + 1, place, width, height };
    });
    this.frame.replaceChildren(...this.pages.map((page) => page.place));
    this.root.prepend(this.bar());
    this.resize();
    this.watch();
  }

  bar() {
    const bar = document.createElement("div");
    bar.className = "pdf-bar";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", `Pages of ${this.root.dataset.name}`);
    const button = (words, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-sm btn-outline-secondary";
      made.textContent = words;
      made.addEventListener("click", act);
      return made;
    };
    this.count = document.createElement("output");
    this.previous = button("Previous page", () => this.go(this.current - 1));
    this.next = button("Next page", () => this.go(this.current + 1));
    this.smaller = button("Smaller", () => this.enlarge(-1));
    this.larger = button("Larger", () => this.enlarge(1));
    bar.append(this.previous, this.next, this.count, this.smaller, this.larger);
    return bar;
  }

  tell() {
    this.count.textContent = `Page ${this.current} of ${this.pages.length}`;
    // A button that is disabled loses the focus, so these only say that they do nothing.
    this.previous.setAttribute("aria-disabled", String(this.current <= 1));
    this.next.setAttribute("aria-disabled", String(this.current >= this.pages.length));
    this.smaller.setAttribute("aria-disabled", String(this.zoom === 0));
    this.larger.setAttribute("aria-disabled", String(this.zoom === ZOOMS.length - 1));
  }

  go(number) {
    const page = this.pages[number - 1];
    if (!page) return;
    this.frame.scrollTop += page.place.getBoundingClientRect().top - this.frame.getBoundingClientRect().top - MARGIN / 2;
    this.current = number;
    this.tell();
  }

  enlarge(step) {
    const zoom = this.zoom + step;
    if (zoom < 0 || zoom >= ZOOMS.length) return;
    this.zoom = zoom;
    this.resize();
  }

  // Pages fit the width of the frame; the page that is read stays in sight.
  resize() {
    const { current } = this;
    this.width = this.frame.clientWidth;
    for (const page of this.pages) this.measure(page);
    for (const number of [...this.shown.keys()]) this.redraw(number);
    this.go(current);
  }

  measure(page) {
    page.scale = (Math.max(this.width - MARGIN, 100) / page.width) * ZOOMS[this.zoom];
    page.place.style.width = `${page.width * page.scale}px`;
    page.place.style.height = `${page.height * page.scale}px`;
    page.place.style.setProperty("--total-scale-factor", page.scale);
  }

  watch() {
    const numbers = new Map(this.pages.map((page) => [page.place, page.number]));
    const nearby = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const number = numbers.get(entry.target);
          if (entry.isIntersecting) this.draw(number);
          else this.clear(number);
        }
      },
      { root: this.frame, rootMargin: NEAR },
    );
    for (const page of this.pages) nearby.observe(page.place);
    this.frame.addEventListener("scroll", () => this.noticeScroll(), { passive: true });
    new ResizeObserver(() => {
      if (this.frame.clientWidth && Math.abs(this.frame.clientWidth - this.width) > 1) this.resize();
    }).observe(this.frame);
  }

  noticeScroll() {
    const top = this.frame.getBoundingClientRect().top + this.frame.clientHeight / 3;
    const page = this.pages.findLast((candidate) => candidate.place.getBoundingClientRect().top <= top);
    if (page && page.number !== this.current) {
      this.current = page.number;
      this.tell();
    }
  }

  async draw(number) {
    if (this.shown.has(number)) return;
    const drawing = { cancelled: false };
    this.shown.set(number, drawing);
    const page = this.pages[number - 1];
    try {
      const source = await this.document.getPage(number);
      if (drawing.cancelled) return;
      const natural = source.getViewport({ scale: 1 });
      if (natural.width !== page.width || natural.height !== page.height) {
        Object.assign(page, { width: natural.width, height: natural.height });
        this.measure(page);
      }
      await this.paint(source, page, drawing);
    } catch {
      if (!drawing.cancelled) this.shown.delete(number);
    }
  }

  async paint(source, page, drawing) {
    const viewport = source.getViewport({ scale: page.scale });
    const wanted = window.devicePixelRatio || 1;
    const sharpness = Math.min(wanted, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width * sharpness);
    canvas.height = Math.floor(viewport.height * sharpness);
    canvas.setAttribute("aria-hidden", "true");
    drawing.task = source.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0] });
    await drawing.task.promise;
    const words = document.createElement("div");
    words.className = "pdf-words";
    const layer = new pdfjs.TextLayer({ textContentSource: source.streamTextContent(), container: words, viewport });
    await layer.render();
    if (!drawing.cancelled) page.place.replaceChildren(canvas, words);
  }

  clear(number) {
    const drawing = this.shown.get(number);
    if (!drawing) return;
    drawing.cancelled = true;
    drawing.task?.cancel();
    this.shown.delete(number);
    this.pages[number - 1].place.replaceChildren();
  }

  redraw(number) {
    const drawing = this.shown.get(number);
    drawing.cancelled = true;
    drawing.task?.cancel();
    this.shown.delete(number);
    this.draw(number);
  }
}

// A document is opened when it comes near the window, and once.
const arriving = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      arriving.unobserve(entry.target);
      new Viewer(entry.target).open();
    }
  },
  { rootMargin: NEAR },
);

function watchDocuments(root) {
  for (const element of root.querySelectorAll("[data-pdf]:not([data-watched])")) {
    element.dataset.watched = "";
    arriving.observe(element);
  }
}

watchDocuments(document);
document.addEventListener("htmx:load", () => watchDocuments(document));
document.addEventListener("files:added", () => watchDocuments(document));
