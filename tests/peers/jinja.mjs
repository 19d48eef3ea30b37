// Hugging Face's own renderer of chat templates behind lines of JSON, as llama.mjs is. A template that fails is an answer too.
import {createInterface} from "node:readline";

const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

// strftime_now of all peers tells the same time: 2026-03-07 09:05:30 UTC.
process.env.TZ = "UTC";
const now = Date.UTC(2026, 2, 7, 9, 5, 30);
globalThis.Date = class extends Date {
  constructor(...values) {
    super(...(values.length > 0 ? values : [now]));
  }
};

let Template;
try {
  ({Template} = await import("@huggingface/jinja"));
  say({ready: true});
} catch (error) {
  say({unavailable: String(error?.message ?? error)});
  process.exit(0);
}

function render({template, context}) {
  try {
    return {text: new Template(template).render(context)};
  } catch (error) {
    return {failure: String(error?.message ?? error)};
  }
}

for await (const line of createInterface({input: process.stdin})) say({result: JSON.parse(line).map(render)});
