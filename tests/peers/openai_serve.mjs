// The unmodified OpenAI client: completes, chats, streams and embeds against the server at argv[2], and prints what it got.
import OpenAI from "openai";

const [base, key] = process.argv.slice(2);
const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: key, maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const messages = [{ role: "user", content: "Say something." }];

const completion = await client.completions.create({ model, prompt: "Once", max_tokens: 5 });
const chat = await client.chat.completions.create({ model, messages, max_tokens: 5 });
let streamed = "";
let usage = null;
const stream = await client.chat.completions.create({ model, messages, max_tokens: 5, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
const embedding = await client.embeddings.create({ model, input: ["one", "two"] });
let refusal = null;
try {
  await client.chat.completions.create({ model: "nobody", messages });
} catch (error) {
  refusal = { status: error.status, code: error.code, name: error.constructor.name };
}

console.log(JSON.stringify({
  model,
  completion: completion.choices[0].text.length,
  chat: chat.usage.completion_tokens,
  streamed: streamed.length,
  streamedTokens: usage.completion_tokens,
  embeddings: embedding.data.map((item) => item.embedding.length),
  refusal,
}));
