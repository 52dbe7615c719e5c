"use strict";
(() => {
  const tip = document.getElementById("tip");
  const targets = "[data-tip], .prompt [data-p]";

  document.querySelectorAll(".controls[hidden], .hint[hidden]").forEach((part) => { part.hidden = false; });

  const score = (text) => Number(text).toPrecision(4);

  function describeToken(token) {
    const values = (name) => token.dataset[name].split(" ");
    const [positions, scores, ranks, layers, heads, kept] = ["p", "s", "r", "l", "h", "k"].map(values);
    const text = token.textContent;
    const name = text === "" ? "no characters" : "“" + text.replaceAll("\n", "↵") + "”";
    const parts = positions.map((position, i) => {
      const ranked = ranks[i] !== "-1";
      const fate = kept[i] === "1" ? (ranked ? "kept" : "protected, kept") : "dropped";
      const lines = ["position " + position + ", " + token.dataset.role + ", " + fate];
      if (ranked) {
        lines.push("rank " + ranks[i] + " (0 goes first)");
      }
      lines.push("score " + score(scores[i]));
      if (layers[i] !== "-1") {
        lines.push("decided by layer " + layers[i] + (heads[i] === "-1" ? ", all heads" : ", head " + heads[i]));
      }
      return lines.join("\n");
    });
    return name + "\n" + parts.join("\n");
  }

  function show(target) {
    tip.textContent = target.dataset.tip || describeToken(target);
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
  const found = (event) => event.target instanceof Element && event.target.closest(targets);

  document.addEventListener("pointerover", (event) => { const target = found(event); if (target) { show(target); } else { hide(); } });
  document.addEventListener("focusin", (event) => { const target = found(event); if (target) { show(target); } else { hide(); } });
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", () => {
    const focused = document.activeElement;
    if (!tip.hidden && focused && focused.matches(targets)) { place(focused); } else { hide(); }
  }, { capture: true, passive: true });

  // One tab stop for each group; the arrow keys move within it.
  document.querySelectorAll("[data-roving]").forEach((group) => {
    const columns = Number(group.dataset.roving);
    const all = () => [...group.querySelectorAll("[data-p], [data-tip]")].filter((item) => item.getClientRects().length > 0);
    const items = group.querySelectorAll("[data-p], [data-tip]");
    items.forEach((item, i) => {
      item.setAttribute("tabindex", i === 0 ? "0" : "-1");
      if (item.dataset.tip) {
        item.setAttribute("role", "img");
        item.setAttribute("aria-label", item.dataset.tip.replaceAll("\n", ", "));
      }
    });
    group.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -Infinity, End: Infinity };
      const step = steps[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      event.preventDefault();
      const visible = all();
      const now = visible.indexOf(document.activeElement);
      const next = Math.max(0, Math.min(visible.length - 1, now + step));
      group.querySelectorAll("[tabindex='0']").forEach((item) => item.setAttribute("tabindex", "-1"));
      visible[next].setAttribute("tabindex", "0");
      visible[next].focus();
      show(visible[next]);
    });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hide(); } });

  const prompt = document.querySelector(".prompt");
  document.querySelectorAll("[name=view]").forEach((choice) => {
    choice.addEventListener("change", () => { prompt.dataset.view = choice.value; });
  });

  document.getElementById("strength").addEventListener("input", (event) => {
    document.documentElement.style.setProperty("--strength", String(event.target.value / 100));
  });
  document.getElementById("by-rank").addEventListener("change", () => {
    document.querySelectorAll(".heat rect").forEach((patch) => {
      const fill = patch.getAttribute("fill");
      patch.setAttribute("fill", patch.dataset.other);
      patch.dataset.other = fill;
    });
  });

  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
  });
})();
