// From CQL text to ELM with the reference translator. Must not evaluate anything.
import { webcrypto } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as translator from "@cqframework/cql/cql-to-elm";

// The translator numbers its nodes at random; Node 18 has the source of that under another name.
globalThis.crypto ??= webcrypto;

// The npm package leaves the model information of CQL itself out.
const MODEL = path.join(path.dirname(fileURLToPath(import.meta.url)), "model", "system-modelinfo.xml");
// No annotations and no locators: nobody reads them here, and they make every run slower.
const OPTIONS = ["DisableListDemotion", "DisableListPromotion"];

function unitsAreNotUsed() {
  throw new Error("a library uses units; no UCUM service is wired");
}

// A library manager that finds the texts of `sources` (library name -> CQL).
export function libraryManager(sources) {
  const models = new translator.ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(
    translator.createModelInfoProvider((id) =>
      id === "System" ? translator.stringAsSource(fs.readFileSync(MODEL, "utf8")) : null,
    ),
  );
  const options = translator.CqlCompilerOptions.defaultOptions();
  const wanted = options.options.asJsSetView();
  wanted.clear();
  for (const name of OPTIONS) wanted.add(translator.CqlCompilerOptions.Options.valueOf(name));
  const units = translator.createUcumService(unitsAreNotUsed, unitsAreNotUsed, unitsAreNotUsed, unitsAreNotUsed);
  const manager = new translator.LibraryManager(models, options, null, units);
  manager.librarySourceLoader.registerProvider(
    translator.createLibrarySourceProvider((id) =>
      sources.has(id) ? translator.stringAsSource(sources.get(id)) : null,
    ),
  );
  return manager;
}

// {elm, errors, warnings, parameters: name -> type, defines: names} of one library.
export function translate(text, manager) {
  const elm = JSON.parse(translator.CqlTranslator.fromText(text, manager).toJson());
  const remarks = (elm.library.annotation ?? []).filter((a) => a.type === "CqlToElmError");
  const said = (severe) =>
    remarks.filter((a) => (a.errorSeverity === "error") === severe).map((a) => `line ${a.startLine}: ${a.message}`);
  return {
    elm,
    errors: said(true),
    warnings: said(false),
    parameters: new Map((elm.library.parameters?.def ?? []).map((p) => [p.name, typeOf(p.parameterTypeSpecifier)])),
    defines: (elm.library.statements?.def ?? []).filter((d) => d.expression).map((d) => d.name),
  };
}

function typeOf(specifier) {
  return specifier.type === "ListTypeSpecifier" ? "List" : specifier.name.replace("{urn:hl7-org:elm-types:r1}", "");
}
