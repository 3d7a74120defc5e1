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

document.querySelectorAll("[data-text]").forEach((text) => {
  const quote = document.querySelector("[data-quote]");
  const take = () => {
    const words = document.getSelection().toString().trim();
    if (words && text.contains(document.getSelection().anchorNode)) quote.value = words;
  };
  text.addEventListener("mouseup", take);
  text.addEventListener("keyup", take);
});
