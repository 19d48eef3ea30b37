// Serves operations as lines of JSON: one request a line on standard input, one answer a line on standard output, in order. The first
// line says that the peer is ready, or why it never will be. Everything it has to say besides goes to standard error.
import {createInterface} from "node:readline";

const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

// prepare loads the peer and returns its operations.
export async function serve(prepare) {
  let operations;
  try {
    operations = await prepare();
  } catch (error) {
    say({unavailable: String(error?.message ?? error)});
    process.exit(0);
  }

  say({ready: true});
  for await (const line of createInterface({input: process.stdin})) {
    try {
      const {op, ...parameters} = JSON.parse(line);
      if (!Object.hasOwn(operations, op)) throw new Error(`unknown op '${op}'`);
      say({result: await operations[op](parameters)});
    } catch (error) {
      say({error: String(error?.stack ?? error)});
    }
  }

  process.exit(0);
}
