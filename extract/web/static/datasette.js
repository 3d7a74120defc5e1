// What datasette's own pages do by scripts inside them, which the policy forbids: facets in the menus, closing menus.
"use strict";

var DATASETTE_ALLOW_FACET = true; // read by datasette's table.js

document.addEventListener("DOMContentLoaded", () => {
  document.body.addEventListener("click", (event) => {
    const within = event.target.closest("details");
    document.querySelectorAll("details[open]").forEach((menu) => { if (menu !== within) menu.open = false; });
  });
});
