// Time cql-execution on one CQL library. Must not know anything of Leidraad.
// Usage: node cql_execution.mjs FOLDER < request.json. FOLDER holds system-modelinfo.xml, which the translator's npm
// package leaves out. The request is {cql, on, rules, dates, patients: [{id, facts}], timed, warmup, repeats}; the answer, as JSON
// on standard output, is the seconds of each repeat and the values by patient.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import * as translator from "@cqframework/cql/cql-to-elm";

const require = createRequire(import.meta.url);
const cql = require("cql-execution");
const nobody = { id: () => "none", getId: () => "none", findRecords: () => [] };

function unitsAreNotUsed() {
  throw new Error("the library uses units; the benchmark wires no UCUM service");
}

function toElm(text, folder) {
  const models = new translator.ModelManager();
  const systemModel = (id) => {
    const file = path.join(folder, `${id.toLowerCase()}-modelinfo.xml`);
    return fs.existsSync(file) ? translator.stringAsSource(fs.readFileSync(file, "utf8")) : null;
  };
  models.modelInfoLoader.registerModelInfoProvider(translator.createModelInfoProvider(systemModel));
  const options = translator.CqlCompilerOptions.defaultOptions();
  // No annotations, no locators: they make the library larger and the run slower, and nobody reads them here.
  const wanted = options.options.asJsSetView();
  wanted.clear();
  for (const name of ["DisableListDemotion", "DisableListPromotion"]) {
    wanted.add(translator.CqlCompilerOptions.Options.valueOf(name));
  }
  const units = translator.createUcumService(unitsAreNotUsed, unitsAreNotUsed, unitsAreNotUsed, unitsAreNotUsed);
  const libraries = new translator.LibraryManager(models, options, null, units);
  const elm = JSON.parse(translator.CqlTranslator.fromText(text, libraries).toJson());
  const mistakes = (elm.library.annotation ?? []).filter((a) => a.errorSeverity === "error");
  if (mistakes.length) {
    throw new Error(mistakes.map((m) => `line ${m.startLine}: ${m.message}`).join("\n"));
  }
  return elm;
}

// An unknown field is left out: cql-execution refuses a null list in a tuple.
function toParameter(facts, dates) {
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  return Object.fromEntries(known.map(([name, value]) => [name, dates.has(name) ? cql.Date.parse(value) : value]));
}

async function truths(library, rules, facts, dates, now) {
  const context = new cql.PatientContext(library, nobody, undefined, { P: toParameter(facts, dates) }, now);
  const values = {};
  for (const rule of rules) {
    values[rule] = (await library.expressions[rule].execute(context)) ?? null;
  }
  return values;
}

async function timed(run, warmup, repeats) {
  const seconds = [];
  for (let i = 0; i < warmup + repeats; i++) {
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.slice(warmup);
}

async function main() {
  const request = JSON.parse(fs.readFileSync(0, "utf8"));
  const library = new cql.Library(toElm(request.cql, process.argv[2]), new cql.Repository({}));
  const now = cql.DateTime.parse(`${request.on}T12:00:00.000+00:00`);
  const dates = new Set(request.dates);
  const facts = Object.fromEntries(request.patients.map((patient) => [patient.id, patient.facts]));
  const run = (given) => truths(library, request.rules, given, dates, now);
  const values = {};
  for (const [id, given] of Object.entries(facts)) values[id] = await run(given);
  const seconds = await timed(() => run(facts[request.timed]), request.warmup, request.repeats);
  const version = `cql-execution ${require("cql-execution/package.json").version}, node ${process.version.slice(1)}`;
  process.stdout.write(JSON.stringify({ version, values, seconds }));
}

await main();
