// The page: keeps the chats as one person sees them, in step with the sandbox by server-sent events.

import { announce, byId, el, paintAvatar, toast } from "./dom.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { senderOf, summary } from "./message.js";
import { drawNews, wireNews } from "./news.js";

const KINDS = { channel: "channel", supergroup: "group", group: "group", private: "bot" };
const state = { heard: 0, chats: [], user: null, bot: null, news: null, open: null, unread: new Map(), events: null };

const remembered = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Without storage the page only forgets who one was.
  }
};

const chatById = (id) => state.chats.find((chat) => chat.id === id);
const opened = () => chatById(state.open);
const nameOf = (chat) => (chat.type === "private" ? state.bot.first_name : chat.title);

async function tell(path, body = {}) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: state.user.id, ...body }),
    });
    const answer = await response.json();
    if (!answer.ok) toast(answer.error, "bad");
    return answer.ok ? answer : null;
  } catch {
    toast("That did not reach the sandbox. Is it still running?", "bad");
    return null;
  }
}

const act = {
  get mayWrite() {
    return opened()?.writes ?? false;
  },
  reply: (message) => composer.reply(message),
  edit: (message) => composer.edit(message),
  jump(id) {
    const node = log.find(id);
    if (!node) return toast("That message is further up than this page reaches.");
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
  },
  async press(message, button, node) {
    node.setAttribute("aria-busy", "true");
    const body = { chat: message.chat.id, message_id: message.message_id, data: button.callback_data };
    const answer = await tell("/page/press", body);
    if (!answer) node.removeAttribute("aria-busy");
    setTimeout(() => node.removeAttribute("aria-busy"), 8000);
  },
  command: (words) => say(words),
  link(address) {
    const url = new URL(address);
    const mine = url.pathname.toLowerCase() === `/${state.bot.username}`.toLowerCase();
    if (url.hostname !== "t.me" || !mine) return false;
    open(state.chats.find((chat) => chat.type === "private").id);
    const payload = url.searchParams.get("start");
    say(payload ? `/start ${payload}` : "/start");
    return true;
  },
};

async function say(text, context = {}) {
  const chat = opened();
  if (context.edit) {
    return tell("/page/edit", { chat: chat.id, message_id: context.edit, text });
  }
  return tell("/page/say", { chat: chat.id, text, reply_to: context.reply_to, thread: context.thread });
}

const composer = new Composer(say, () =>
  opened()?.messages.findLast((message) => message.from?.id === state.user.id && message.text),
);

const log = new Log(act, () => ({ chat: opened(), user: state.user, bot: state.bot }));

// The list of chats

function drawChats() {
  const list = byId("chats");
  const focused = list.contains(document.activeElement);
  list.replaceChildren(...state.chats.map(chatItem));
  if (focused) list.querySelector('[tabindex="0"]')?.focus();
}

function chatItem(chat) {
  const last = chat.messages.at(-1);
  const unread = state.unread.get(chat.id) ?? 0;
  const avatar = el("span", { class: "avatar", "aria-hidden": "true" });
  paintAvatar(avatar, nameOf(chat), chat.id);
  const current = chat.id === state.open;
  return el(
    "li",
    {
      role: "option",
      "aria-selected": String(current),
      tabindex: current ? "0" : "-1",
      "data-chat": chat.id,
      onclick: () => open(chat.id),
    },
    avatar,
    el(
      "span",
      { class: "about" },
      el("span", { class: "name" }, el("b", {}, nameOf(chat)), el("small", {}, KINDS[chat.type])),
      el("span", { class: "last" }, last ? summary(last) : "No messages yet"),
    ),
    unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, String(unread)) : null,
  );
}

byId("chats").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const ends = { Home: 0, End: state.chats.length - 1 }[event.key];
  const at = state.chats.findIndex((chat) => chat.id === state.open);
  if (step !== undefined || ends !== undefined) {
    event.preventDefault();
    const next = ends ?? Math.min(Math.max(at + step, 0), state.chats.length - 1);
    open(state.chats[next].id, { stay: true });
    byId("chats").children[next].focus();
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    open(state.open);
    if (act.mayWrite) byId("words").focus();
    else byId("log").focus();
  }
});

// One chat

function open(id, { stay = false } = {}) {
  const switched = id !== state.open;
  state.open = id;
  state.unread.delete(id);
  remember("chat", String(id));
  if (!stay) document.body.dataset.pane = "chat";
  if (switched) drawChat();
  drawChats();
}

function drawChat() {
  drawHead();
  log.draw();
  composer.open(opened());
}

function drawHead() {
  const chat = opened();
  byId("chat-title").textContent = nameOf(chat);
  document.title = `${nameOf(chat)} – Tallywire sandbox`;
  paintAvatar(byId("chat-avatar"), nameOf(chat), chat.id);
  drawAbout();
  drawPinned();
}

function drawAbout(words) {
  const chat = opened();
  const about = chat.type === "private" ? `@${state.bot.username}` : `${chat.members} members`;
  const name = chat.username && chat.type !== "private" ? `@${chat.username} · ` : "";
  byId("chat-about").textContent = words ?? name + about;
}

function drawPinned() {
  const chat = opened();
  const message = chat.messages.find((item) => item.message_id === chat.pinned);
  byId("pinned").hidden = !message;
  byId("pinned").textContent = message ? `Pinned: ${summary(message)}` : "";
  byId("pinned").onclick = () => message && act.jump(message.message_id);
}

// What happens

const handlers = {
  message({ chat: id, message }) {
    const chat = chatById(id);
    if (!chat || chat.messages.some((item) => item.message_id === message.message_id)) return;
    chat.messages.push(message);
    if (message.pinned_message) chat.pinned = message.pinned_message.message_id;
    if (id === state.open) {
      log.add(message);
      drawAbout();
      drawPinned();
    } else {
      state.unread.set(id, (state.unread.get(id) ?? 0) + 1);
      announce(`New message in ${nameOf(chat)} from ${senderOf(message)}`);
    }
    drawChats();
  },
  edit({ chat: id, message }) {
    const chat = chatById(id);
    const at = chat?.messages.findIndex((item) => item.message_id === message.message_id) ?? -1;
    if (at < 0) return;
    chat.messages[at] = message;
    if (id === state.open) log.replace(message);
    drawChats();
  },
  delete({ chat: id, message_id: number }) {
    const chat = chatById(id);
    if (!chat) return;
    chat.messages = chat.messages.filter((item) => item.message_id !== number);
    if (id === state.open) log.find(number)?.remove();
    announce("A message was deleted");
    drawChats();
  },
  answer({ text, show_alert: alert, url }) {
    for (const node of document.querySelectorAll('[aria-busy="true"].button')) node.removeAttribute("aria-busy");
    if (url) act.link(url);
    if (!text) return;
    if (!alert) return toast(text);
    byId("alert-words").textContent = text;
    byId("alert").showModal();
  },
  typing({ chat: id }) {
    if (id !== state.open) return;
    drawAbout(`${state.bot.first_name} is writing…`);
    setTimeout(() => opened() && drawAbout(), 5000);
  },
  chats: () => load(),
  commands: () => load(),
  news: () => loadNews(),
};

function listen() {
  state.events?.close();
  const events = new EventSource(`/page/events?user=${state.user.id}`);
  events.onmessage = (event) => {
    const happened = JSON.parse(event.data);
    if (happened.kind === "hello") {
      byId("lost").hidden = true;
      // Something happened between the state that was read and this first event.
      if (happened.count !== state.count) load({ redraw: true });
    } else {
      state.heard = happened.count;
      handlers[happened.kind]?.(happened);
    }
  };
  events.onerror = () => {
    byId("lost").hidden = false;
  };
  state.events = events;
}

async function loadNews() {
  try {
    drawNews(await (await fetch("/page/news")).json());
  } catch {
    byId("lost").hidden = false;
  }
}

wireNews(tell, toast);

// Who one is

/** Read the state. Messages come by events; `redraw` takes them anew, after events were missed. */
async function load({ user = state.user?.id, redraw = false } = {}) {
  const query = user ? `?user=${user}` : "";
  const response = await fetch(`/page/state${query}`);
  if (!response.ok) return user ? load({ user: null, redraw }) : undefined;
  const fresh = await response.json();
  // Events that overtook this answer would be lost with the state that they changed.
  if (redraw && state.heard > fresh.count) return load({ user, redraw });
  const moved = fresh.user.id !== state.user?.id;
  if (!moved && !redraw) {
    for (const chat of fresh.chats) chat.messages = chatById(chat.id)?.messages ?? chat.messages;
  }
  if (!moved && redraw) countUnread(fresh.chats);
  Object.assign(state, fresh);
  byId("who").replaceChildren(
    ...fresh.users.map((person) =>
      el("option", { value: person.id, selected: person.id === fresh.user.id }, person.first_name),
    ),
  );
  const wanted = state.open ?? Number(remembered("chat"));
  const chat = chatById(wanted) ?? state.chats[0];
  if (moved || chat.id !== state.open) {
    state.open = null;
    open(chat.id, { stay: true });
  } else {
    composer.commands = chat.commands;
    drawHead();
    if (redraw) log.draw();
    drawChats();
  }
  drawNews(fresh.news);
  if (moved) listen();
}

/** Count what came while events were missed. */
function countUnread(chats) {
  for (const chat of chats) {
    const known = chatById(chat.id)?.messages.at(-1)?.message_id ?? 0;
    const missed = chat.messages.filter((message) => message.message_id > known).length;
    if (missed && chat.id !== state.open) state.unread.set(chat.id, (state.unread.get(chat.id) ?? 0) + missed);
  }
}

byId("who").addEventListener("change", (event) => {
  remember("user", event.target.value);
  state.unread.clear();
  load({ user: Number(event.target.value) });
});
byId("back").addEventListener("click", () => {
  document.body.dataset.pane = "list";
  byId("chats").querySelector('[tabindex="0"]')?.focus();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLElement && event.target.closest("textarea, select, dialog");
  if (event.key === "Escape" && !typing && act.mayWrite) byId("words").focus();
});

load({ user: Number(remembered("user")) || null }).catch(() => {
  byId("lost").hidden = false;
  setTimeout(() => location.reload(), 2000);
});
