// The narrative's textarea becomes an editor; the textarea keeps the HTML that is sent.
// The toolbar and its pictures come from the widget's template.

import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Editor,
  Gapcursor,
  HardBreak,
  Heading,
  History,
  Italic,
  Link,
  ListItem,
  OrderedList,
  Paragraph,
  Text,
} from "../django_prose_editor/editor.js";

const COMMANDS = {
  h3: { run: (chain) => chain.toggleHeading({ level: 3 }), active: ["heading", { level: 3 }] },
  h4: { run: (chain) => chain.toggleHeading({ level: 4 }), active: ["heading", { level: 4 }] },
  bold: { run: (chain) => chain.toggleBold(), active: ["bold"] },
  italic: { run: (chain) => chain.toggleItalic(), active: ["italic"] },
  bullets: { run: (chain) => chain.toggleBulletList(), active: ["bulletList"] },
  numbers: { run: (chain) => chain.toggleOrderedList(), active: ["orderedList"] },
  quote: { run: (chain) => chain.toggleBlockquote(), active: ["blockquote"] },
  link: { active: ["link"] },
  undo: { run: (chain) => chain.undo() },
  redo: { run: (chain) => chain.redo() },
};

// Our own dialog instead of the package's: its link is named by our labels and asks for one thing.
const PlainLink = Link.extend({ addKeyboardShortcuts: () => ({}) }).configure({
  autolink: false,
  openOnClick: false,
  protocols: ["mailto"],
});

const isEmpty = (html) => /^<p>\s*<\/p>$/.test(html);

function nameLike(textarea) {
  const label = textarea.labels[0];
  if (label && !label.id) label.id = `${textarea.id}-label`;
  const attributes = { role: "textbox", "aria-multiline": "true", class: "prose" };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  if (textarea.dataset.required === "true") attributes["aria-required"] = "true";
  return attributes;
}

function askForLink(editor, dialog) {
  const field = dialog.querySelector("input");
  field.value = editor.getAttributes("link").href ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      const chain = editor.chain().focus().extendMarkRange("link");
      const address = field.value.trim();
      if (dialog.returnValue === "remove" || (dialog.returnValue === "set" && !address)) chain.unsetLink().run();
      else if (dialog.returnValue === "set") setLink(editor, chain, address);
      else editor.commands.focus();
    },
    { once: true },
  );
}

function setLink(editor, chain, address) {
  const href = /^(https?:|mailto:)/i.test(address) ? address : `https://${address}`;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href } }] }).run();
  } else {
    chain.setLink({ href }).run();
  }
}

function wireTools(box, editor) {
  const tools = box.querySelector(".narrative-tools");
  const dialog = box.querySelector("dialog");
  const buttons = [...tools.querySelectorAll("button")];

  const act = (name) => {
    if (name === "link") askForLink(editor, dialog);
    else COMMANDS[name].run(editor.chain().focus()).run();
  };
  const refresh = () => {
    for (const button of buttons) {
      const { active, run } = COMMANDS[button.dataset.command];
      if (active) button.setAttribute("aria-pressed", String(editor.isActive(...active)));
      else button.setAttribute("aria-disabled", String(!run(editor.can().chain()).run()));
    }
  };

  // One stop for the tab key; the arrow keys move inside (the toolbar pattern of ARIA).
  const focusOn = (button) => {
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    button.focus();
  };
  tools.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(event.target);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    focusOn(buttons.at(next % buttons.length));
  });
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    act(button.dataset.command);
  });
  // Otherwise a press of the mouse takes the selection away before the command sees it.
  tools.addEventListener("mousedown", (event) => event.preventDefault());
  // The dialog's buttons close it with their value; nothing of it is sent with the page's form.
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) dialog.close(button.value);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    dialog.close("set");
  });
  box.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    askForLink(editor, dialog);
  });
  editor.on("transaction", refresh);
  buttons.forEach((button, index) => {
    button.tabIndex = index ? -1 : 0;
  });
  refresh();
}

// What was typed where no script ran has no tags: its lines become paragraphs.
function asHtml(text) {
  if (/<[a-z][^>]*>/i.test(text)) return text;
  const paragraph = document.createElement("p");
  return text
    .split(/\n\s*\n/)
    .map((part) => {
      paragraph.textContent = part;
      return paragraph.outerHTML.replaceAll("\n", "<br>");
    })
    .join("");
}

function becomeEditor(textarea) {
  const template = document.getElementById(`${textarea.id}-tools`);
  const box = document.createElement("div");
  box.className = `narrative${textarea.classList.contains("is-invalid") ? " is-invalid" : ""}`;
  box.append(template.content.cloneNode(true));
  textarea.before(box);
  textarea.hidden = true;

  const editor = new Editor({
    element: box.querySelector("[data-editor]"),
    // A <style> element would break our content security policy: narrative.css has these rules.
    injectCSS: false,
    editable: !textarea.disabled,
    editorProps: { attributes: nameLike(textarea) },
    content: asHtml(textarea.value),
    extensions: [
      Document, Paragraph, Text, HardBreak, Bold, Italic, Blockquote, BulletList, OrderedList, ListItem, History,
      Dropcursor, Gapcursor, Heading.configure({ levels: [3, 4] }), PlainLink,
    ],
    onUpdate: () => {
      const html = editor.getHTML();
      textarea.value = isEmpty(html) ? "" : html;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  wireTools(box, editor);
  textarea.labels[0]?.addEventListener("click", () => editor.commands.focus());
  textarea.addEventListener("draft:restored", () => editor.commands.setContent(asHtml(textarea.value)));
}

document.querySelectorAll("textarea[data-narrative]").forEach(becomeEditor);
