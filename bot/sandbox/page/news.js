// The sample outlets: when the next report comes, and the two buttons that do not wait for it.

import { byId } from "./dom.js";

let due = null;
let left = 0;

/** Show what is known: `left` reports to come, the next one in `next_in` seconds (null: by hand alone). */
export function drawNews(news) {
  left = news.left;
  due = news.next_in === null ? null : Date.now() + news.next_in * 1000;
  byId("next-report").disabled = !left;
  byId("correct-toll").disabled = !news.correctable;
  drawDue();
}

function drawDue() {
  const seconds = due ? Math.max(Math.round((due - Date.now()) / 1000), 0) : null;
  const words = !left ? "All reports are out" : seconds === null ? `${left} to come` : `Next report in ${seconds} s`;
  byId("due").textContent = words;
}

/** Let the buttons publish and correct; `tell` posts and gives the answer, `done` says so. */
export function wireNews(tell, done) {
  const wire = (id, path, words) =>
    byId(id).addEventListener("click", async () => {
      if (await tell(path)) done(`${words} The bot reads it when it next asks the feed.`);
    });
  wire("next-report", "/page/news/next", "Published.");
  wire("correct-toll", "/page/news/correct", "Corrected.");
  setInterval(drawDue, 1000);
}
