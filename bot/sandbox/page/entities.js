// A text with its entities as nodes. Offsets are UTF-16 code units, which is what JavaScript counts in.

import { el, webAddress } from "./dom.js";

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/**
 * Give a fragment for text and entities. `act` has what a click does: `command(text)`, `link(url)` (true
 * where it was handled here).
 */
export function textNodes(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, act);
}

function span(text, start, end, entities, act) {
  const fragment = document.createDocumentFragment();
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const from = Math.max(first.offset, at);
    const to = Math.min(first.offset + first.length, end);
    rest = others;
    if (to <= from) continue;
    if (from > at) fragment.append(text.slice(at, from));
    const inside = others.filter((item) => item.offset < to);
    rest = others.filter((item) => item.offset >= to);
    fragment.append(wrapped(first, span(text, from, to, inside, act), text.slice(from, to), act));
    // A block ends its line by itself.
    at = BLOCKS.includes(first.type) && text[to] === "\n" && to < end ? to + 1 : to;
  }
  if (at < end) fragment.append(text.slice(at, end));
  return fragment;
}

function wrapped(entity, inside, words, act) {
  const simple = SIMPLE[entity.type];
  if (simple) return el(simple, {}, inside);
  switch (entity.type) {
    case "pre":
      return el("pre", { "data-language": entity.language }, el("code", {}, inside));
    case "text_link":
      return link(entity.url, inside, act);
    case "url":
      return link(words.includes("://") ? words : `https://${words}`, inside, act);
    case "email":
      return el("a", { href: `mailto:${words}` }, inside);
    case "bot_command":
      return el("button", { type: "button", class: "command", onclick: () => act.command(words) }, inside);
    case "spoiler":
      return spoiler(inside);
    case "blockquote":
      return el("blockquote", {}, inside);
    case "expandable_blockquote":
      return expandable(inside);
    case "date_time":
      return el("time", { datetime: new Date(entity.unix_time * 1000).toISOString() }, inside);
    default:
      return el("span", { class: `entity ${entity.type}` }, inside);
  }
}

function link(url, inside, act) {
  const address = webAddress(url);
  if (!address) return el("span", {}, inside);
  const handled = (event) => {
    if (act.link(address)) event.preventDefault();
  };
  const title = `Opens ${address}`;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title, onclick: handled }, inside);
}

function spoiler(inside) {
  const box = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden words, show them" });
  const words = el("span", { "aria-hidden": "true" }, inside);
  const show = () => {
    box.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) box.removeAttribute(name);
    words.removeAttribute("aria-hidden");
  };
  box.append(words);
  box.addEventListener("click", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      show();
    }
  });
  return box;
}

function expandable(inside) {
  const body = el("div", { class: "folded" }, inside);
  const toggle = el("button", { type: "button", class: "more", "aria-expanded": "false" }, "Show more");
  // Only what does not fit is folded, which shows once it has a width.
  new ResizeObserver(() => {
    if (body.classList.contains("folded")) toggle.hidden = body.scrollHeight <= body.clientHeight + 1;
  }).observe(body);
  toggle.addEventListener("click", () => {
    const open = body.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!open));
    toggle.textContent = open ? "Show more" : "Show less";
  });
  return el("blockquote", { class: "expandable" }, body, toggle);
}
