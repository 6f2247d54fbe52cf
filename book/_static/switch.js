// Draws the switch between the editions in a page's header: it leads to the same section
// of the same page in the other one. `editions.js` says which editions there are.
addEventListener("DOMContentLoaded", () => {
  const header = document.querySelector(".header-article-items__start");
  if (!header || typeof EDITIONS === "undefined") return;
  const root = new URL(document.documentElement.dataset.content_root, location.href);
  const page = location.pathname.slice(root.pathname.length);
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Sections lie within one another: the last that begins in the upper third of the
  // window, or above it, is the one that is read; at the top of a page there is none.
  const section = () =>
    [...document.querySelectorAll("article section section[id]")]
      .filter((part) => part.getBoundingClientRect().top < Math.min(scrollY, innerHeight / 3))
      .map((part) => "#" + part.id)
      .pop() ?? "";

  const other = (name, place) => {
    const title = `This place in the edition of ${name} data`;
    const link = make("a", { className: "edition", title }, name);
    const aim = () => (link.href = new URL(place + page, root).href + section());
    for (const event of ["pointerdown", "click"]) link.addEventListener(event, aim);
    aim();
    return link;
  };

  const missing = (name, command) =>
    make("details", { className: "edition" },
      make("summary", {}, name),
      make("p", {}, `The edition of ${name} data is not built here. This makes it: `,
        make("code", {}, command)));

  const here = (name) =>
    make("span", { className: "edition", ariaCurrent: "true" }, name);

  const part = ([name, { place, command }]) =>
    place ? other(name, place) : command ? missing(name, command) : here(name);
  header.append(
    make("div", { className: "header-article-item editions", role: "group",
      ariaLabel: "Edition: which data the pages ran on" },
      ...Object.entries(EDITIONS).map(part)));
});
