// Draws the charts of /compare from the same rows as the tables beside them; each bar is a link to its evidence.
"use strict";

const place = (row) => [row.province || "?", row.district].filter(Boolean).join(", ");
const evidence = (row) => (row.id ? `/evidence/targets/${row.id}` : `/plan/${row.document_id}`);

const drawings = {
  targets: (rows, box) => [{
    marginLeft: 150, height: Math.max(120, 26 * new Set(rows.map(place)).size + 60),
    x: { label: box.dataset.label, grid: true }, y: { label: null },
    color: { legend: true, domain: [...new Set(rows.map((row) => row.tier || "–"))] },
    marks: [
      Plot.barX(rows.filter((row) => row.percent !== null), {
        x: "percent", y: place, fill: (row) => row.tier || "–", href: evidence, title: "quote", fillOpacity: 0.8,
      }),
      Plot.ruleX([0]),
    ],
  }],
  tiers: (rows, box) => [{
    marginLeft: 150, height: Math.max(140, 26 * new Set(rows.map(place)).size + 80),
    x: { label: box.dataset.label, domain: [0, 100], grid: true }, y: { label: null }, fx: { label: null },
    marks: [
      Plot.barX(rows, { x: "percent", y: place, fx: "tier", fill: "#0a57a8", href: evidence, title: "quote" }),
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
    box.append(figure);
  }
}

document.querySelectorAll("[data-chart]").forEach(draw);
