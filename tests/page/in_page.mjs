// Functions that run in the page: what the eye would judge.

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2, 1.4.3), as sentences. */
export function lowContrasts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
      if (colour[3] !== 0) throw new Error("a half transparent background: not reckoned with");
    }
    return [255, 255, 255, 255];
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  const found = [];
  let judged = 0;
  const judge = (element, text, pseudo) => {
    if (!element.checkVisibility()) return;
    judged += 1;
    const ratio = contrast(parse(getComputedStyle(element, pseudo).color), behind(element));
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${text.trim().slice(0, 60)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, nodeValue } = walker.currentNode;
    if (nodeValue.trim()) judge(parentElement, nodeValue);
  }
  for (const field of document.querySelectorAll("[placeholder]")) judge(field, field.placeholder, "::placeholder");
  return { found, judged };
}

/** What sticks out of the window to the right, outermost first. */
export function overflowing() {
  const width = document.documentElement.clientWidth;
  const clipped = (one) => one && (getComputedStyle(one).clipPath !== "none" || clipped(one.parentElement));
  const sticksOut = (one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 0.5 && !clipped(one);
  const wide = [...document.body.querySelectorAll("*")].filter(sticksOut);
  return {
    scrolls: document.documentElement.scrollWidth > width,
    elements: wide.map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`),
  };
}

/** What has the focus: its name, and whether one sees that it has it. */
export function focused() {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    tag: element.tagName,
    id: element.id,
    name: element.getAttribute("aria-label") ?? element.textContent.trim(),
    outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}
