// The official OpenAI client, unmodified. Each line of input is a call; each line of output is what it gave.
import { createInterface } from "node:readline";
import OpenAI from "openai";

console.log("{}");

const operations = {
  async models(client) {
    const list = await client.models.list();
    return list.data.map((model) => model.id);
  },
  async completion(client, { request }) {
    return await client.completions.create(request);
  },
  async chat(client, { request }) {
    return await client.chat.completions.create(request);
  },
  async chatStream(client, { request }) {
    const stream = await client.chat.completions.create({ ...request, stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return chunks;
  },
  // The client's own accumulator of streams, which is strict about their shape.
  async chatFinal(client, { request }) {
    const stream = client.chat.completions.stream(request);
    return await stream.finalChatCompletion();
  },
  async completionStream(client, { request }) {
    const stream = await client.completions.create({ ...request, stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return chunks;
  },
  async embed(client, { request }) {
    return await client.embeddings.create(request);
  },
  async fail(client, { request }) {
    try {
      await client.chat.completions.create(request);
      return null;
    } catch (error) {
      return { status: error.status, code: error.code, param: error.param, type: error.type, message: error.message };
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  const client = new OpenAI({ baseURL: call.baseURL, apiKey: call.apiKey ?? "none", maxRetries: 0 });
  try {
    console.log(JSON.stringify({ result: await operations[call.op](client, call) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error?.stack ?? error) }));
  }
}
