// Keys of the evidence page (c, x, s, n, p) and the quote of a missed record from the words selected in the text.
"use strict";

// the quote in the middle of its text
const quoted = document.getElementById("quote");
if (quoted) quoted.parentElement.scrollTop = quoted.offsetTop - quoted.parentElement.offsetTop - 120;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});

// the words selected in the text, and where they begin (characters from 0, as the database counts them)
document.querySelectorAll("[data-text]").forEach((text) => {
  const quote = document.querySelector("[data-quote]");
  const start = document.querySelector("[data-start]");
  const take = () => {
    const selection = document.getSelection();
    const words = selection.toString();
    if (!words.trim() || !text.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const blank = words.length - words.trimStart().length;
    quote.value = words.trim();
    start.value = Array.from(before.toString()).length + blank;
  };
  text.addEventListener("mouseup", take);
  text.addEventListener("keyup", take);
  quote.addEventListener("input", () => { start.value = ""; });
});

// of the form's fields only those that the chosen kind of record has
document.querySelectorAll("[data-table]").forEach((kind) => {
  const choose = () => document.querySelectorAll("[data-for]").forEach((label) => {
    label.hidden = !label.dataset.for.split(" ").includes(kind.value);
  });
  kind.addEventListener("change", choose);
  choose();
});
