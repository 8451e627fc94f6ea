/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** What is wrong with a page, and what its charts hold. */
export interface Findings {
  /** Elements and attributes that could run or load something. */
  active: string[];
  /** Text of charts that is not within its picture. */
  outside: string[];
  /** Pairs of text in one chart that lie over each other. */
  overlapping: string[];
  /** Text whose contrast with the page is below 4.5, which WCAG asks for. */
  faint: string[];
  /** By how many pixels the page is wider than the window. */
  pageOverflow: number;
  charts: { width: number; height: number; marks: number }[];
}

/** Looks at the page that it is run in; it refers to nothing outside of itself. */
export function findings(): Findings {
  const pictures = [...document.querySelectorAll("svg")];
  const label = (element: Element) => (element.textContent ?? "").slice(0, 60);

  const active = [...document.querySelectorAll("*")].flatMap((element) => {
    const isActive =
      /^(script|img|image|iframe|object|embed|link|a|form|base|foreignobject|use|audio|video)$/i;
    const attributes = [...element.attributes].filter(({ name }) =>
      /^on|^(src|srcdoc|href|xlink:href|action)$/i.test(name),
    );
    return [
      ...(isActive.test(element.tagName) ? [element.tagName] : []),
      ...attributes.map(({ name }) => `${element.tagName} ${name}`),
    ];
  });

  const textsOf = (picture: Element) =>
    [...picture.querySelectorAll("text")].filter((text) => label(text).trim() !== "");

  const outside = pictures.flatMap((picture) => {
    const frame = picture.getBoundingClientRect();
    return textsOf(picture)
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return (
          box.left < frame.left - 1 ||
          box.right > frame.right + 1 ||
          box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1
        );
      })
      .map(label);
  });

  // Lines of text may touch, as their boxes are higher than their letters.
  const lieOver = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;

  const overlapping = pictures.flatMap((picture) => {
    const texts = textsOf(picture).map((text) => ({ name: label(text), box: text.getBoundingClientRect() }));
    return texts.flatMap((a, i) =>
      texts.slice(i + 1).flatMap((b) => (lieOver(a.box, b.box) ? [`${a.name} / ${b.name}`] : [])),
    );
  });

  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => Number(part) / 255);
    const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const backgroundOf = (element: Element | null): string => {
    if (!element) return "rgb(255, 255, 255)";
    const colour = getComputedStyle(element).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" ? backgroundOf(element.parentElement) : colour;
  };
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

  const faint = [...document.querySelectorAll("h1, h2, p, td, th, code, figcaption, caption, text")].flatMap(
    (element) => {
      const style = getComputedStyle(element);
      const colour = element.tagName === "text" ? style.fill : style.color;
      return contrast(luminance(colour), luminance(backgroundOf(element))) < 4.5
        ? [`${colour}: ${label(element)}`]
        : [];
    },
  );

  return {
    active,
    outside,
    overlapping,
    faint,
    pageOverflow: document.documentElement.scrollWidth - window.innerWidth,
    charts: pictures.map((picture) => {
      const { width, height } = picture.getBoundingClientRect();
      return { width, height, marks: picture.querySelectorAll("path, rect, circle").length };
    }),
  };
}
