// Every page by the W3C's checker and by html-validate, and the stylesheets by stylelint.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import stylelint from "stylelint";
import vnu from "vnu-jar";
import { REPOSITORY, SITE, files } from "../site.mjs";

const RULES = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "doctype-style": ["error", { style: "lowercase" }],
    // Titles are questions, and those are as long as they are.
    "long-title": "off",
    // Blanks cost nothing after compression, and templates are read by people.
    "no-trailing-whitespace": "off",
    // Parts that scroll are groups, which may have names.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
};

const STYLE = {
  rules: {
    "at-rule-no-unknown": true,
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "custom-property-no-missing-var-function": true,
    "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates"] }],
    "declaration-block-no-shorthand-property-overrides": true,
    "function-no-unknown": true,
    "keyframe-block-no-duplicate-selectors": true,
    "keyframe-declaration-no-important": true,
    "media-feature-name-no-unknown": true,
    "named-grid-areas-no-invalid": true,
    "no-duplicate-at-import-rules": true,
    "no-duplicate-selectors": true,
    "no-irregular-whitespace": true,
    "property-no-unknown": true,
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": [true, { ignorePseudoElements: ["details-content"] }],
    "selector-type-no-unknown": [true, { ignoreTypes: ["math", /^m[a-z]+$/] }],
    "unit-no-unknown": true,
  },
};

export async function html() {
  const faults = [];
  const checked = spawnSync("java", ["-Xss4m", "-jar", vnu, "--skip-non-html", "--format", "json", "--exit-zero-always", SITE], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (checked.error) return [`vnu: ${checked.error.message}`];
  for (const { type, url, lastLine, message } of JSON.parse(checked.stderr).messages) {
    // Its grammar of CSS is older than layers and `light-dark()`; stylelint reads the stylesheets.
    if (type !== "info") faults.push(`vnu: ${path.relative(SITE, (url ?? "").replace("file:", ""))}:${lastLine}: ${message}`);
  }
  const validate = new HtmlValidate(new FileSystemConfigLoader([], RULES));
  for (const file of files(SITE, ".html")) {
    const { results } = await validate.validateFile(path.join(SITE, file));
    for (const { line, ruleId, message } of results.flatMap((result) => result.messages)) {
      faults.push(`html-validate: ${file}:${line}: ${ruleId}: ${message}`);
    }
  }
  return faults;
}

export async function css() {
  const { results } = await stylelint.lint({ files: path.join(REPOSITORY, "static/css/*.css"), config: STYLE });
  return results.flatMap(({ source, warnings }) =>
    warnings.map(({ line, text }) => `${path.relative(REPOSITORY, source ?? "")}:${line}: ${text}`),
  );
}
