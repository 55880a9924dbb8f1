// Small tools to build the page from nodes: text is only ever set as text, never parsed as HTML.

export const byId = (id) => document.getElementById(id);

/** Make an element; `properties` are attributes, or `on...` listeners; children are nodes or strings. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Only web addresses become links: a bot's text must not start anything else. */
export function webAddress(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function day(seconds) {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return new Date(seconds * 1000).toLocaleDateString("en-GB", options);
}

export function bytes(size) {
  return size < 1024 ? `${size} B` : size < 1048576 ? `${Math.round(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}

/** Initials and one of seven colours for a name. */
export function paintAvatar(element, name, id) {
  element.textContent = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  element.dataset.hue = String(Math.abs(id) % 7);
}

export function toast(words, kind = "") {
  const note = el("div", { class: `toast ${kind}` }, words);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), 4500);
}

/** Say something to screen readers only. */
export function announce(words) {
  byId("announce").textContent = words;
}
