// One message as an element: who, what it answers, picture or document, words, buttons, time.

import { bytes, clock, el, paintAvatar, toast, webAddress } from "./dom.js";
import { textNodes } from "./entities.js";

export function senderOf(message) {
  return message.from?.first_name ?? message.sender_chat?.title ?? "";
}

/** A line about a message: for the list of chats, quotes and the pinned bar. */
export function summary(message) {
  if (message.pinned_message) return `Pinned “${summary(message.pinned_message)}”`;
  const words = message.text ?? message.caption ?? "";
  const kind = message.photo ? "Picture" : message.document ? `File ${message.document.file_name}` : "";
  return [kind, words.split("\n").find((line) => line.trim()) ?? ""].filter(Boolean).join(": ");
}

/** `act`: reply, edit, press, command, link, jump; `me` is the person who looks; `chat` where. */
export function messageNode(message, chat, me, act) {
  if (message.pinned_message) {
    return el("p", { class: "service", "data-id": message.message_id }, `${senderOf(message)} ${summary(message).replace("Pinned", "pinned")}`);
  }
  const own = message.from?.id === me.id;
  const bubble = el("div", { class: "bubble" });
  if (chat.type.endsWith("group") && !own) {
    const name = el("span", { class: "sender" }, senderOf(message));
    paintHue(name, (message.from ?? message.sender_chat).id);
    bubble.append(name);
  }
  const topic = message.is_topic_message && chat.topics[message.message_thread_id];
  if (topic) bubble.append(el("span", { class: "topic" }, topic));
  if (message.reply_to_message) bubble.append(quoted(message, act));
  bubble.append(...media(message));
  const words = message.text ?? message.caption;
  if (words) {
    const entities = message.entities ?? message.caption_entities;
    bubble.append(el("div", { class: "words" }, textNodes(words, entities, act)));
  }
  bubble.append(foot(message, own, act));
  const node = el(
    "article",
    {
      class: `message ${own ? "own" : ""} ${message.reply_markup ? "with-buttons" : ""}`,
      "data-id": message.message_id,
      "data-date": message.date,
      tabindex: "-1",
      "aria-label": `${senderOf(message)}, ${clock(message.date)}${message.edit_date ? ", edited" : ""}`,
    },
    bubble,
  );
  if (message.reply_markup?.inline_keyboard) node.append(keyboard(message, act));
  return node;
}

function paintHue(element, id) {
  const shadow = document.createElement("span");
  paintAvatar(shadow, "x", id);
  element.dataset.hue = shadow.dataset.hue;
}

function quoted(message, act) {
  const original = message.reply_to_message;
  const words = message.quote?.text ?? summary(original);
  return el(
    "button",
    { type: "button", class: "reply", onclick: () => act.jump(original.message_id) },
    el("b", {}, senderOf(original)),
    el("span", {}, words),
  );
}

function media(message) {
  if (message.photo) {
    const photo = message.photo.at(-1);
    const address = `/page/files/${encodeURIComponent(photo.file_id)}`;
    const alt = message.caption ? `Picture: ${summary({ text: message.caption })}` : "Picture";
    const picture = el("img", { src: address, alt, width: photo.width, height: photo.height });
    return [el("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, picture)];
  }
  if (message.document) {
    const file = message.document;
    const address = `/page/files/${encodeURIComponent(file.file_id)}`;
    const name = el("span", {}, el("b", {}, file.file_name), el("small", {}, bytes(file.file_size)));
    const icon = el("span", { class: "file-icon", "aria-hidden": "true" }, "↓");
    return [el("a", { class: "document", href: address, download: file.file_name }, icon, name)];
  }
  return [];
}

function foot(message, own, act) {
  const marks = [];
  if (message.edit_date) {
    marks.push(el("span", { class: "edited", title: `Edited at ${clock(message.edit_date)}` }, "edited"));
  }
  const stamp = new Date(message.date * 1000);
  marks.push(el("time", { datetime: stamp.toISOString(), title: stamp.toLocaleString() }, clock(message.date)));
  const tools = el("span", { class: "tools" });
  if (act.mayWrite) tools.append(el("button", { type: "button", onclick: () => act.reply(message) }, "Reply"));
  if (own && message.text) {
    tools.append(el("button", { type: "button", onclick: () => act.edit(message) }, "Edit"));
  }
  return el("footer", {}, tools, ...marks);
}

function keyboard(message, act) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    el("div", { class: "row" }, ...row.map((button) => buttonNode(message, button, act))),
  );
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, ...rows);
}

function buttonNode(message, button, act) {
  if (button.url) {
    const address = webAddress(button.url);
    const handled = (event) => {
      if (!address || act.link(address)) event.preventDefault();
    };
    const target = { target: "_blank", rel: "noopener noreferrer" };
    return el("a", { class: "button", href: address ?? "#", ...target, onclick: handled }, button.text, mark("↗"));
  }
  if (button.copy_text) {
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(button.copy_text.text);
        toast("Copied.");
      } catch {
        toast(`Copy this: ${button.copy_text.text}`);
      }
    };
    return el("button", { type: "button", class: "button", onclick: copy }, button.text, mark("", "copy"));
  }
  const pressed = (event) => act.press(message, button, event.currentTarget);
  return el("button", { type: "button", class: "button", onclick: pressed }, button.text);
}

function mark(sign, kind = "") {
  return el("span", { class: `sign ${kind}`, "aria-hidden": "true" }, sign);
}
