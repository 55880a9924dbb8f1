// The messages of the chat that is open, oldest on top, following the newest.

import { announce, byId, day, el } from "./dom.js";
import { messageNode } from "./message.js";

const log = byId("log");

export class Log {
  /** `act` is what messages can do; `see()` gives the open chat, the person and the bot. */
  constructor(act, see) {
    this.act = act;
    this.see = see;
    byId("newer").addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => {
      this.following = this.atEnd();
      if (this.following) byId("newer").hidden = true;
    });
    // A picture that has come makes its message higher: stay at the end where one was there.
    log.addEventListener("load", () => this.following && this.toEnd(), true);
    log.addEventListener("keydown", (event) => this.key(event));
  }

  draw() {
    const { chat } = this.see();
    log.setAttribute("aria-busy", "true");
    log.replaceChildren();
    for (const message of chat.messages) this.append(message);
    if (!chat.messages.length) log.append(this.emptyNote());
    log.removeAttribute("aria-busy");
    this.toEnd();
  }

  find(id) {
    return log.querySelector(`[data-id="${id}"]`);
  }

  append(message) {
    log.querySelector(".empty")?.remove();
    const last = [...log.querySelectorAll("[data-date]")].at(-1);
    if (!last || day(Number(last.dataset.date)) !== day(message.date)) {
      log.append(el("p", { class: "day" }, day(message.date)));
    }
    log.append(this.node(message));
  }

  /** Add what has just come, and follow it or tell of it. */
  add(message) {
    const follow = this.atEnd() || message.from?.id === this.see().user.id;
    this.append(message);
    if (follow) this.toEnd();
    else byId("newer").hidden = false;
  }

  replace(message) {
    const old = this.find(message.message_id);
    if (!old) return;
    const follow = this.atEnd();
    const at = [...old.querySelectorAll(".button")].indexOf(document.activeElement);
    const focused = old.contains(document.activeElement);
    const node = this.node(message);
    node.classList.add("changed");
    old.replaceWith(node);
    // Who pressed a button by keyboard keeps the place in the buttons that took its own.
    if (focused) (node.querySelectorAll(".button")[at] ?? node).focus({ preventScroll: true });
    if (message.edit_date) announce("A message was edited");
    if (follow) this.toEnd();
  }

  node(message) {
    const { chat, user } = this.see();
    return messageNode(message, chat, user, this.act);
  }

  atEnd() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }

  toEnd() {
    log.scrollTop = log.scrollHeight;
    this.following = true;
    byId("newer").hidden = true;
  }

  key(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const nodes = [...log.querySelectorAll("article")];
    const at = nodes.indexOf(document.activeElement);
    const next = at < 0 ? nodes.length - 1 : at + (event.key === "ArrowDown" ? 1 : -1);
    if (!nodes[next]) return;
    event.preventDefault();
    nodes[next].focus();
  }

  emptyNote() {
    const { chat, bot } = this.see();
    const note = el("div", { class: "empty" });
    if (chat.type === "channel") {
      note.append(el("p", {}, "Nothing has been posted yet. New reports of the sample outlets will appear here."));
    } else if (chat.type === "private") {
      const start = () => this.act.command("/start");
      note.append(
        el("p", {}, "This is your private chat with the bot."),
        el("button", { type: "button", class: "start", onclick: start }, "Start"),
      );
    } else {
      note.append(el("p", {}, `In a group the bot hears commands, such as /help@${bot.username}, and replies.`));
    }
    return note;
  }
}
