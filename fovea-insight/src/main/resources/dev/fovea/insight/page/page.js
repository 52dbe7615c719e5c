"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tip = document.getElementById("tip");

  all(".controls[hidden], .hint[hidden]").forEach((part) => { part.hidden = false; });

  // Values by layer: numbers of half precision, never negative; row 0 is the mean.
  const layered = new Map();
  all("[data-values]").forEach((group) => {
    const bytes = Uint8Array.from(atob(group.dataset.values), (character) => character.charCodeAt(0));
    const numbers = new DataView(bytes.buffer);
    const half = (at) => {
      const bits = numbers.getUint16(2 * at, true);
      const exponent = bits >> 10;
      return exponent === 0 ? bits * 2 ** -24 : (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15);
    };
    const items = all("[data-item]", group);
    const values = (row) => items.map((_, i) => half(row * items.length + i));
    const rows = numbers.byteLength / 2 / Math.max(1, items.length);
    const state = { group, items, values, rows, now: values(0) };
    layered.set(group, state);
    items.forEach((item, i) => { item.layeredIn = state; item.index = i; });
  });

  const percent = (share) => {
    const value = 100 * share;
    if (value > 0 && value < 1e-4) { return "< 0.0001\u00a0%"; }
    return (value !== 0 && Math.abs(value) < 1 ? value.toPrecision(2) : value.toFixed(1)) + "\u00a0%";
  };

  const describe = (target) => target.layeredIn
    ? target.dataset.tip.replace("{value}", percent(target.layeredIn.now[target.index]))
    : target.dataset.tip;

  function show(target) {
    tip.textContent = describe(target);
    tip.hidden = false;
    place(target);
  }

  function place(target) {
    const box = target.getClientRects()[0] || target.getBoundingClientRect();
    const width = tip.offsetWidth;
    const height = tip.offsetHeight;
    const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, document.documentElement.clientWidth - width - 8));
    const below = box.bottom + 8;
    const top = below + height > window.innerHeight ? Math.max(8, box.top - height - 8) : below;
    tip.style.left = left + "px";
    tip.style.top = top + "px";
  }

  const hide = () => { tip.hidden = true; };
  const showOrHide = (event) => {
    const target = event.target instanceof Element && event.target.closest("[data-tip]");
    if (target) { show(target); } else { hide(); }
  };

  document.addEventListener("pointerover", showOrHide);
  document.addEventListener("focusin", showOrHide);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", () => {
    const focused = document.activeElement;
    if (!tip.hidden && focused && focused.matches("[data-tip]")) { place(focused); } else { hide(); }
  }, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });

  // One tab stop for each group; the arrow keys move within it.
  all("[data-roving]").forEach((group) => {
    const columns = Number(group.dataset.roving);
    all("[data-tip]", group).forEach((item, i) => {
      item.setAttribute("tabindex", i === 0 ? "0" : "-1");
      if (item instanceof SVGElement) { item.setAttribute("role", "img"); }
    });
    group.addEventListener("focusin", (event) => {
      if (event.target instanceof SVGElement) {
        event.target.setAttribute("aria-label", describe(event.target).replaceAll("\n", ", "));
      }
    });
    group.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -Infinity, End: Infinity };
      const step = steps[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      event.preventDefault();
      const visible = all("[data-tip]", group).filter((item) => item.getClientRects().length > 0);
      const next = visible[Math.max(0, Math.min(visible.length - 1, visible.indexOf(document.activeElement) + step))];
      all("[tabindex='0']", group).forEach((item) => item.setAttribute("tabindex", "-1"));
      next.setAttribute("tabindex", "0");
      next.focus();
      show(next);
    });
  });

  // Shades of an item: colours on pictures, classes in text.
  const stops = all("#heat stop").map((stop) => {
    const colour = parseInt(stop.getAttribute("stop-color").slice(1), 16);
    return [colour >> 16, colour >> 8 & 255, colour & 255];
  });
  function heat(level) {
    const at = Math.max(0, Math.min(1, level)) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    return "rgb(" + stops[below].map((from, i) => Math.round(from + (at - below) * (stops[below + 1][i] - from))) + ")";
  }
  const order = (values) => values.map((_, i) => i).sort((a, b) => values[b] - values[a] || a - b);
  const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);
  function highestOfAll(state) {
    state.highest ??= largest(Array.from({ length: state.rows - 1 }, (_, layer) => largest(state.values(layer + 1))));
    return state.highest;
  }
  function levels(state, shading) {
    if (shading === "RANK") {
      const result = [];
      order(state.now).forEach((item, rank) => { result[item] = 1 - rank / Math.max(1, state.now.length - 1); });
      return result;
    }
    const highest = shading === "ALL" ? highestOfAll(state) : largest(state.now);
    return state.now.map((value) => highest > 0 ? value / highest : 0);
  }

  function shade(state, row, shading) {
    state.now = state.values(row);
    const shades = levels(state, shading);
    state.items.forEach((item, i) => {
      if (item instanceof SVGElement) {
        item.setAttribute("fill", heat(shades[i]));
      } else {
        item.className = item.className.replace(/ s\d\b/, "") + " s" + Math.min(9, Math.floor(10 * shades[i]));
      }
    });
    const ranked = order(state.now);
    all(".marks text", state.group).forEach((mark, place) => {
      const part = (name) => Number(state.items[ranked[place]].getAttribute(name));
      mark.setAttribute("x", part("x") + part("width") / 2);
      mark.setAttribute("y", part("y") + part("height") / 2);
    });
  }

  all("section").forEach((section) => {
    const slider = section.querySelector("input.layer");
    if (!slider) {
      return;
    }
    const shading = section.querySelector("select.shading");
    const output = section.querySelector("output");
    const mean = output.textContent;
    const update = () => {
      const row = Number(slider.value);
      output.textContent = row === 0 ? mean : "layer " + (row - 1);
      slider.setAttribute("aria-valuetext", output.textContent);
      all("[data-values]", section).forEach((group) => shade(layered.get(group), row, shading.value));
      hide();
    };
    slider.addEventListener("input", update);
    shading.addEventListener("change", update);
    slider.setAttribute("aria-valuetext", mean);
  });

  all("input.strength").forEach((slider) => slider.addEventListener("input", () => {
    slider.closest("section").style.setProperty("--strength", String(slider.value / 100));
  }));
  all("input.view-choice").forEach((choice) => choice.addEventListener("change", () => {
    all(".view", choice.closest("figure")).forEach((view, i) => view.classList.toggle("off", i !== Number(choice.value)));
  }));
  all("input.prompt-view").forEach((choice) => choice.addEventListener("change", () => {
    document.getElementById("prompt").dataset.view = choice.value;
  }));

  window.addEventListener("beforeprint", () => {
    all("details").forEach((details) => { details.open = true; });
  });
})();
