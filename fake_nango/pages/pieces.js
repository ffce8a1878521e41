// Small pieces of page.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const buttons = (...children) => element("div", { className: "buttons" }, ...children);

export function button(text, className, onclick) {
  return element("button", { type: "button", textContent: text, className, onclick });
}
