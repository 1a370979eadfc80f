// Copying the code of a page.
// @ts-check

import { say } from "./words.js";

/** The text of a part as it is seen: what is hidden is no text. @param {Element} part @returns {string} */
function seen(part) {
  if (part.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false) return "";
  return [...part.childNodes]
    .map((child) => (child instanceof Element ? seen(child) : child instanceof Text ? child.data : ""))
    .join("");
}

/** A button on every block of code, that says when it has copied. */
export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const figure of document.querySelectorAll("figure.code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = say("page.copy");
    button.addEventListener("click", async () => {
      const said = await navigator.clipboard
        .writeText([...figure.querySelectorAll(":scope > pre")].map(seen).join(""))
        .then(
          () => "page.copied",
          () => "page.not_copied",
        );
      button.textContent = say(said);
      button.dataset.done = "";
      setTimeout(() => {
        button.textContent = say("page.copy");
        delete button.dataset.done;
      }, 2000);
    });
    figure.append(button);
  }
}
