// Runs programs in JavaScript with stand-ins for the libraries and for fetch: that they parse, and that every name
// arrives as it is.

import { createContext, SourceTextModule, SyntheticModule } from "node:vm";

const KEY = "the key of the trial";
const EXPORTS = {
  openai: ["default"],
  "@anthropic-ai/sdk": ["default"],
  "@ai-sdk/openai-compatible": ["createOpenAICompatible"],
  "@ai-sdk/anthropic": ["createAnthropic"],
  ai: ["generateText"],
  "dotenv/config": [],
  dotenv: ["config"],
};

/** Every string within a value. */
function* strings(value) {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* strings(inner);
}

/** Stands for anything: called, constructed or taken apart, it is itself again, and remembers what it was given. */
function stand_in(given) {
  const remember = (values) => given.push(...strings(JSON.parse(JSON.stringify(values))));
  const itself = new Proxy(function () {}, {
    get: (_, name) => {
      if (name === "then") return undefined;
      if (name === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (name === Symbol.toPrimitive) return () => "";
      return name === "toJSON" ? () => null : itself;
    },
    apply: (_, __, values) => (remember(values), itself),
    construct: (_, values) => (remember(values), itself),
  });
  return itself;
}

/** The strings that the program hands to libraries and to fetch. */
async function run(text) {
  const given = [];
  const library = stand_in(given);
  const fetch = async (url, options) => {
    given.push(url, ...strings(options.headers), ...strings(JSON.parse(options.body)));
    return { ok: true, json: async () => ({}) };
  };
  const context = createContext({
    process: { env: { [process.env.VARIABLE]: KEY } },
    console: { log() {} },
    fetch,
    AbortSignal,
  });
  const link = (name) => {
    const names = EXPORTS[name];
    if (!names) throw new Error(`${name} is not known here`);
    return new SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, library);
    }, { context });
  };
  const program = new SourceTextModule(text, { context });
  // Node lets go of a module that only waits for itself, and then waits for ever.
  running.add(program).add(context);
  await program.link((name) => {
    const module = link(name);
    running.add(module);
    return module;
  });
  await program.evaluate();
  running.clear();
  if (text.includes("const apiKey") && text.includes("127.0.0.1") && !given.some((value) => value.endsWith(KEY))) {
    throw new Error("the key is not given to anything");
  }
  return given;
}

const running = new Set();
process.on("exit", (code) => {
  if (code === 13) console.log("a program never came to its end");
});
let input = "";
for await (const chunk of process.stdin.setEncoding("utf8")) input += chunk;
const programs = JSON.parse(input);
for (const { id, text, model, url } of programs) {
  const fail = (reason) => {
    console.log(`${id}: ${reason}\n${text}`);
    process.exit(1);
  };
  const given = await run(text).catch((error) => fail(error));
  if (model && !given.some((value) => value.endsWith(model))) fail(`the model is not ${JSON.stringify(model)}`);
  if (url && !given.some((value) => value.startsWith(url))) fail(`the address is not ${JSON.stringify(url)}`);
}
console.log(`${programs.length} read`);
