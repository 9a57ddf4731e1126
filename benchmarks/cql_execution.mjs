// Time cql-execution on one CQL library. Must not know anything of Leidraad.
// Usage: node cql_execution.mjs < request.json. The request is {cql, on, rules: {name: define}, patients: [{id, facts}],
// timed, warmup, repeats}; the answer, as JSON on standard output, is the seconds of each repeat and the values by patient.
import fs from "node:fs";
import { cqlExecution, version } from "../tests/oracles/engines.mjs";
import { libraryManager, translate } from "../tests/oracles/translate.mjs";

async function timed(run, warmup, repeats) {
  const seconds = [];
  for (let i = 0; i < warmup + repeats; i++) {
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.slice(warmup);
}

// An unknown field is left out.
function known(facts) {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

async function main() {
  const request = JSON.parse(fs.readFileSync(0, "utf8"));
  const library = translate(request.cql, libraryManager(new Map()));
  if (library.errors.length) throw new Error(library.errors.join("\n"));
  const evaluate = cqlExecution({ libraries: new Map([["Leidraad", library]]) });
  const facts = new Map(request.patients.map((patient) => [patient.id, known(patient.facts)]));
  const run = (given) => evaluate("Leidraad", given, request.on, Object.values(request.rules));
  const values = {};
  for (const [id, given] of facts) {
    const found = await run(given);
    values[id] = Object.fromEntries(Object.keys(request.rules).map((rule, at) => [rule, found[at]]));
  }
  // Without one that is timed, a repeat is all of them.
  const chosen = request.timed ? [facts.get(request.timed)] : [...facts.values()];
  const all = async () => {
    for (const given of chosen) await run(given);
  };
  const seconds = await timed(all, request.warmup, request.repeats);
  process.stdout.write(JSON.stringify({ version: `${version}, node ${process.version.slice(1)}`, values, seconds }));
}

await main();
