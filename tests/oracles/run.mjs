// Evaluate CQL libraries for many patients on one engine. Must not compare anything.
//   node run.mjs cql-execution|kotlin FOLDER < patients
// FOLDER holds the libraries (NAME.cql); patients are lines of JSON, {id, on, parameters, libraries}: an unknown item
// is left out; no libraries means all.
// Prints lines of JSON: {library, errors, warnings, defines} for each library, then for each patient
// {id, values: {library: [...]}, failed: {library: message}} with the values in the order of the defines.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { libraryManager, translate } from "./translate.mjs";
import { ENGINES } from "./engines.mjs";

const [engine, folder] = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

const sources = new Map();
for (const file of fs.readdirSync(folder).sort()) {
  if (file.endsWith(".cql")) sources.set(path.basename(file, ".cql"), fs.readFileSync(path.join(folder, file), "utf8"));
}
const manager = libraryManager(sources);
const libraries = new Map();
for (const [name, text] of sources) {
  const library = translate(text, manager);
  say({ library: name, errors: library.errors, warnings: library.warnings, defines: library.defines });
  if (!library.errors.length) libraries.set(name, library);
}

const evaluate = ENGINES[engine]({ sources, manager, libraries });
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, on, parameters, libraries: asked } = JSON.parse(line);
  const values = {}, failed = {};
  for (const name of asked.length ? asked : libraries.keys()) {
    try {
      values[name] = await evaluate(name, parameters, on);
    } catch (error) {
      failed[name] = error.cause ? `${error.message}: ${error.cause.message}` : error.message;
    }
  }
  say({ id, values, failed });
}
