// Two engines of CQL behind one form. Must not know anything of rules.
// An engine is a function of {sources, manager, libraries} that returns `evaluate(name, parameters, on, wanted)`: the
// values of the wanted defines of a library, all of them unless told.
import { createRequire } from "node:module";
import * as kotlin from "@cqframework/cql/engine";
import * as stdlib from "@cqframework/cql/kotlin-kotlin-stdlib";

const require = createRequire(import.meta.url);
const cql = require("cql-execution");

export const version = `cql-execution ${require("cql-execution/package.json").version}`;
const nobody = { id: () => "none", getId: () => "none", findRecords: () => [] };

export function cqlExecution({ libraries }) {
  const loaded = new Map();
  for (const [name, { elm }] of libraries) loaded.set(name, new cql.Library(elm, new cql.Repository({})));
  return async (name, given, on, wanted) => {
    const { parameters, defines } = libraries.get(name);
    const typed = {};
    for (const [key, value] of Object.entries(given)) {
      if (parameters.has(key)) typed[key] = parameters.get(key) === "Date" ? cql.Date.parse(value) : value;
    }
    const now = cql.DateTime.parse(`${on}T12:00:00.000+00:00`);
    const context = new cql.PatientContext(loaded.get(name), nobody, undefined, typed, now);
    const values = [];
    for (const define of wanted ?? defines) {
      values.push(fromCqlExecution(await loaded.get(name).expressions[define].execute(context)));
    }
    return values;
  };
}

function fromCqlExecution(value) {
  if (value === undefined || value === null) return null;
  return value.isDate || value.isDateTime ? value.toString() : value;
}

// The engine takes the evaluation date from the clock; its own parameter for it cannot be made outside it.
function setClock(on) {
  const fixed = RealDate.parse(`${on}T12:00:00.000Z`);
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length ? parts : [fixed]));
    }
    static now() {
      return fixed;
    }
  };
}
const RealDate = Date;

// Decimals have no public constructor: this library makes them.
const DECIMALS = 'library Decimals parameter S String define X: ToDecimal(S)';

export function kotlinEngine({ sources, manager, libraries }) {
  sources.set("Decimals", DECIMALS);
  const environment = new kotlin.Environment(manager);
  const cached = stdlib.KtMutableSet.fromJsSet(new Set([kotlin.CqlEngine.Options.EnableExpressionCaching]));
  // A new engine for each run: in 5.3.0 the cache of expressions outlives a run and does not heed parameters.
  const run = (name, parameters) => {
    const engine = new kotlin.CqlEngine(environment, cached);
    const builder = new kotlin.EvaluationParams.Builder();
    builder.parameters = stdlib.KtMap.fromJsMap(parameters);
    builder.libraryByName(name, new kotlin.EvaluationParams.LibraryParams.Builder().build());
    return engine.evaluate(builder.build()).onlyResultOrThrow.expressionResults.asJsReadonlyMapView();
  };
  const decimals = new Map();
  const decimal = (text) => {
    if (!decimals.has(text)) decimals.set(text, run("Decimals", new Map([["S", new kotlin.String(text)]])).get("X").value);
    return decimals.get(text);
  };
  return async (name, given, on, wanted) => {
    setClock(on);
    const { parameters, defines } = libraries.get(name);
    const typed = new Map();
    for (const [key, value] of Object.entries(given)) {
      if (parameters.has(key)) typed.set(key, toKotlin(value, parameters.get(key), decimal));
    }
    const results = run(name, typed);
    return (wanted ?? defines).map((define) => fromKotlin(results.get(define)?.value));
  };
}

function toKotlin(value, type, decimal) {
  switch (type) {
    case "Boolean":
      return new kotlin.Boolean(value);
    case "Integer":
      return new kotlin.Integer(value);
    case "Decimal":
      return decimal(String(value));
    case "Date":
      return kotlin.Date.fromDateString(value);
    case "List":
      return new kotlin.List(stdlib.KtList.fromJsArray(value.map((member) => new kotlin.String(member))));
  }
  return new kotlin.String(value);
}

function fromKotlin(value) {
  if (value === undefined || value === null) return null;
  if (value instanceof kotlin.Boolean || value instanceof kotlin.Integer || value instanceof kotlin.String) return value.value;
  if (value instanceof kotlin.Decimal) return Number(value.value.toString());
  if (value instanceof kotlin.List) return kotlin.iterableToList(value).asJsReadonlyArrayView().map(fromKotlin);
  return value.toString().replace(/^@/, "");
}

export const ENGINES = { "cql-execution": cqlExecution, kotlin: kotlinEngine };
