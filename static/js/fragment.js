// What the fragment of an address names.
// @ts-check

/**
 * The element of this page that a fragment names. One that cannot be decoded is taken as it stands, as browsers do.
 * @param {string} fragment with its `#`
 */
export function named(fragment) {
  const text = fragment.slice(1);
  try {
    return document.getElementById(decodeURIComponent(text));
  } catch {
    return document.getElementById(text);
  }
}
