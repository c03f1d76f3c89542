// What other people's tools say of our contracts. Started by tests/contracts/__main__.py, which says what is what.
//
// Argument: the folder that holds node_modules. Standard input, as JSON: `openapi` (service -> document), `asyncapi` (file),
// `schemas` (files of JSON Schemas) and `goldens` (file of a schema -> file of its example). A line for each problem comes out.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const require = createRequire(path.join(process.argv[2], "/"));
const redocly = require("@redocly/openapi-core");
const { Spectral } = require("@stoplight/spectral-core");
const { oas } = require("@stoplight/spectral-rulesets");
const { Parser, fromFile } = require("@asyncapi/parser");
const { Ajv2020 } = require("ajv/dist/2020");
const formats = require("ajv-formats");

const asked = JSON.parse(await text(process.stdin));
const problems = [];
const say = (tool, what, where, message) => problems.push(`${tool}: ${what}: ${where}: ${message}`);

/** OpenAPI by the tools that most API portals lint with, each with its own recommended rules. */
async function openapi(name, document) {
  const config = await redocly.createConfig({ extends: ["recommended-strict"] });
  const source = JSON.stringify(document);
  for (const found of await redocly.lintFromString({ source, absoluteRef: `${name}.json`, config })) {
    say(`redocly ${found.ruleId}`, name, found.location?.[0]?.pointer ?? "", found.message);
  }
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [oas] });
  for (const found of await spectral.run(document)) {
    say(`spectral ${found.code}`, name, found.path.join("/"), found.message);
  }
}

async function asyncapi(file) {
  const { diagnostics } = await fromFile(new Parser(), file).parse();
  for (const found of diagnostics) {
    say(`asyncapi ${found.code}`, path.basename(file), found.path.join("/"), found.message);
  }
}

/** Each schema is strict JSON Schema 2020-12, and takes its example. */
function schemas(files, goldens) {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats(ajv);
  // Our own word beside the standard's: who may see the fact.
  ajv.addVocabulary(["x-checkonce-visibility"]);
  for (const file of files) {
    const name = path.basename(file);
    try {
      const fits = ajv.compile(JSON.parse(readFileSync(file, "utf8")));
      if (goldens[file] !== undefined && !fits(JSON.parse(readFileSync(goldens[file], "utf8")))) {
        say("ajv", name, "example", ajv.errorsText(fits.errors));
      }
    } catch (error) {
      say("ajv", name, "", error.message);
    }
  }
}

for (const [name, document] of Object.entries(asked.openapi)) {
  await openapi(name, document);
}
if (asked.asyncapi !== undefined) {
  await asyncapi(asked.asyncapi);
}
schemas(asked.schemas ?? [], asked.goldens ?? {});
process.stdout.write(problems.map((line) => `${line}\n`).join(""));
process.exitCode = problems.length === 0 ? 0 : 1;
