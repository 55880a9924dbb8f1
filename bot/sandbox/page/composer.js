// The box one types in: sending, replying, editing, and suggestions of the bot's commands.

import { byId, el } from "./dom.js";
import { senderOf, summary } from "./message.js";

export class Composer {
  /** `send(text, context)` gives a promise of whether it was taken; `last()` one's own last message. */
  constructor(send, last) {
    this.send = send;
    this.last = last;
    this.commands = [];
    this.offered = [];
    this.chosen = 0;
    this.context = null;
    this.chat = null;
    this.drafts = new Map();
    this.box = byId("words");
    this.list = byId("suggestions");
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.offer([]), 150));
    byId("context-end").addEventListener("click", () => this.clear());
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Show the composer for a chat, with what was begun there. */
  open(chat) {
    if (this.chat !== null && !this.context) this.drafts.set(this.chat, this.box.value);
    this.chat = chat.id;
    this.commands = chat.commands;
    byId("composer").hidden = !chat.writes;
    byId("read-only").hidden = chat.writes;
    const topics = Object.entries(chat.topics);
    byId("topic").hidden = topics.length === 0;
    byId("topic").replaceChildren(...topics.map(([id, name]) => el("option", { value: id }, name)));
    this.clear();
    this.box.value = this.drafts.get(chat.id) ?? "";
    this.changed();
  }

  clear() {
    this.context = null;
    byId("context").hidden = true;
    this.box.value = "";
    this.changed();
  }

  reply(message) {
    this.begin({ reply_to: message.message_id }, `Reply to ${senderOf(message)}: ${summary(message)}`);
  }

  edit(message) {
    this.begin({ edit: message.message_id }, `Edit: ${summary(message)}`);
    this.box.value = message.text;
    this.changed();
  }

  begin(context, words) {
    this.context = context;
    byId("context").hidden = false;
    byId("context-words").textContent = words;
    this.box.focus();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    const topic = byId("topic");
    const context = { ...this.context, thread: topic.hidden ? null : Number(topic.value) };
    const chat = this.chat;
    this.clear();
    if (await this.send(text, context)) return;
    // It was not taken: give the words back, unless one has begun others meanwhile.
    if (this.chat === chat && !this.box.value) {
      this.box.value = text;
      this.changed();
    }
  }

  changed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    const typed = this.box.value;
    const started = /^\/[a-z0-9_]*$/i.test(typed) ? typed.slice(1).toLowerCase() : null;
    const found = started === null ? [] : this.commands.filter((item) => item.command.startsWith(started));
    this.offer(found);
  }

  offer(commands) {
    this.offered = commands;
    this.chosen = 0;
    this.list.hidden = commands.length === 0;
    this.box.setAttribute("aria-expanded", String(commands.length > 0));
    this.list.replaceChildren(
      ...commands.map((item, index) =>
        el(
          "li",
          { role: "option", id: `command-${index}`, onmousedown: (event) => this.take(event, index) },
          el("b", {}, `/${item.command}`),
          el("span", {}, item.description),
        ),
      ),
    );
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) item.scrollIntoView({ block: "nearest" });
    });
    if (this.offered.length) this.box.setAttribute("aria-activedescendant", `command-${this.chosen}`);
    else this.box.removeAttribute("aria-activedescendant");
  }

  take(event, index) {
    event.preventDefault();
    this.box.value = `/${this.offered[index].command} `;
    this.changed();
    this.box.focus();
  }

  key(event) {
    if (event.isComposing) return;
    const offering = this.offered.length > 0;
    const exact = offering && this.box.value === `/${this.offered[this.chosen].command}`;
    if (offering && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + this.offered.length) % this.offered.length;
      this.mark();
    } else if (offering && !exact && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      this.take(event, this.chosen);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape") {
      if (offering) this.offer([]);
      else this.clear();
    } else if (event.key === "ArrowUp" && !this.box.value) {
      const message = this.last();
      if (message) {
        event.preventDefault();
        this.edit(message);
      }
    }
  }
}
