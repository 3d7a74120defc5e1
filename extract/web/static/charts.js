// Draws the charts of /compare from the same rows as the tables beside them; each bar is a link to its evidence.
"use strict";

const place = (row) => [row.province || "?", row.district].filter(Boolean).join(", ");
const placeAndYear = (row) => `${place(row)} ${row.year || ""}`;
const planName = (row) => [place(row), row.plan].filter(Boolean).join(" · ");
const evidence = (row) => (row.id ? `/evidence/targets/${row.id}` : `/plan/${row.document_id}`);
const inVietnamese = new Intl.NumberFormat("vi").format;
const heightOf = (rows, name, rest) => Math.max(120, 26 * new Set(rows.map(name)).size + rest);

const drawings = {
  // percent where the indicator has it, else the count
  targets(rows, box) {
    const measure = rows.some((row) => row.percent !== null) ? "percent" : "count";
    const tier = (row) => row.tier || box.dataset.none;
    const drawn = rows.filter((row) => row[measure] !== null);
    return [{
      marginLeft: 170, height: heightOf(drawn, placeAndYear, 60),
      x: { label: measure === "percent" ? box.dataset.label : box.dataset.count, grid: true, tickFormat: inVietnamese },
      y: { label: null }, color: { legend: true, domain: [...new Set(drawn.map(tier))] },
      marks: [
        Plot.barX(drawn, { x1: 0, x2: measure, y: placeAndYear, fill: tier, href: evidence, title: "quote", fillOpacity: 0.8 }),
        Plot.ruleX([0]),
      ],
    }];
  },
  // small multiples: one for each tier, beside each other, on a narrow screen below each other
  tiers(rows, box) {
    const isNarrow = box.clientWidth < 600;
    const tiers = new Set(rows.map((row) => row.tier)).size;
    const height = heightOf(rows, place, 0);
    return [{
      marginLeft: 150, marginRight: isNarrow ? 75 : 20, height: 80 + height * (isNarrow ? tiers : 1),
      x: { label: box.dataset.label, domain: [0, 100], grid: true, ticks: 5, tickFormat: inVietnamese },
      y: { label: null }, fx: { label: null }, fy: { label: null, tickFormat: (tier) => tier.replace("NTM ", "") },
      marks: [
        Plot.frame({ stroke: "#d0d7de" }),
        Plot.barX(rows, {
          x1: 0, x2: "percent", y: place, [isNarrow ? "fy" : "fx"]: "tier", fill: "#0a57a8", href: evidence, title: "quote",
        }),
        Plot.ruleX([0]),
      ],
    }];
  },
  funding(rows, box) {
    const words = JSON.parse(box.dataset.values);
    const source = (row) => words[row.source] || row.source || "?";
    return ["billion", "percent"].map((measure) => ({
      marginLeft: 190, height: heightOf(rows, (row) => row.document_id, 70),
      x: { label: measure === "billion" ? box.dataset.label : `${box.dataset.share} (%)`, grid: true, tickFormat: inVietnamese },
      y: { label: null }, color: { legend: measure === "billion" },
      marks: [
        Plot.barX(rows.filter((row) => row[measure] !== null), {
          x: measure, y: planName, fill: source, href: (row) => `/plan/${row.document_id}#tree`,
          title: (row) => `${source(row)}: ${inVietnamese(row.billion)} ${box.dataset.label}`, order: "source",
        }),
        Plot.ruleX([0]),
      ],
    }));
  },
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
