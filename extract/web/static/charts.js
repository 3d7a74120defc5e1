// Draws the charts of /compare from the same rows as the tables beside them; each bar is a link to its evidence.
"use strict";

const place = (row) => [row.province || "?", row.district].filter(Boolean).join(", ");
const placeAndYear = (row) => `${place(row)} ${row.year || ""}`;
const evidence = (row) => (row.id ? `/evidence/targets/${row.id}` : `/plan/${row.document_id}`);

const drawings = {
  targets: (rows, box) => [{
    marginLeft: 170, height: Math.max(120, 26 * new Set(rows.map(placeAndYear)).size + 60),
    x: { label: box.dataset.label, grid: true }, y: { label: null },
    color: { legend: true, domain: [...new Set(rows.map((row) => row.tier || "–"))] },
    marks: [
      Plot.barX(rows.filter((row) => row.percent !== null), {
        x1: 0, x2: "percent", y: placeAndYear, fill: (row) => row.tier || "–", href: evidence, title: "quote",
      }),
      Plot.ruleX([0]),
    ],
  }],
  tiers: (rows, box) => [{
    marginLeft: 150, height: Math.max(140, 26 * new Set(rows.map(place)).size + 80),
    x: { label: box.dataset.label, domain: [0, 100], grid: true }, y: { label: null }, fx: { label: null },
    marks: [
      Plot.barX(rows, { x1: 0, x2: "percent", y: place, fx: "tier", fill: "#0a57a8", href: evidence, title: "quote" }),
      Plot.ruleX([0]),
    ],
  }],
  funding: (rows, box) => ["billion", "percent"].map((measure) => ({
    marginLeft: 170, height: Math.max(120, 28 * new Set(rows.map((row) => row.document_id)).size + 70),
    x: { label: measure === "billion" ? box.dataset.label : `${box.dataset.share} (%)`, grid: true },
    y: { label: null }, color: { legend: measure === "billion" },
    marks: [
      Plot.barX(rows.filter((row) => row[measure] !== null), {
        x: measure, y: (row) => `${row.province || "?"} ${row.plan || ""}`, fill: "source", href: evidence,
        title: (row) => `${row.source}: ${row.billion}`, order: "source",
      }),
      Plot.ruleX([0]),
    ],
  })),
};

async function draw(box) {
  const answer = await fetch(`/compare/${box.dataset.chart}.json${window.location.search}`);
  const rows = await answer.json();
  if (!rows.length) return;
  for (const options of drawings[box.dataset.chart](rows, box)) {
    const width = Math.max(320, Math.min(box.clientWidth, 1100));
    const figure = Plot.plot({ ...options, width, ariaLabel: box.closest("section").querySelector("h2").textContent });
    // Plot writes its few rules in a <style> element, which the page's policy forbids: kehoach.css has what matters
    figure.querySelectorAll("style").forEach((style) => style.remove());
    // Plot labels every group of shapes; a reader of the page needs the chart's name and its links
    figure.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
    const svg = figure.matches("svg") ? figure : figure.querySelector(":scope > svg");
    svg.setAttribute("role", "group");
    box.append(figure);
  }
}

document.querySelectorAll("[data-chart]").forEach(draw);
