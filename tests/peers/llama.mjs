// llama.cpp behind lines of JSON.
import {serve} from "./lines.mjs";

let llama, model, context, sequence;

const operations = {
  // cache: element type of the KV cache (F16, F32). adapters: [{filePath, scale}].
  async load({path, contextSize = 512, vocabularyOnly = false, threads = 2, cache = "F16", adapters = []}) {
    await context?.dispose();
    await model?.dispose();
    context = sequence = undefined;
    model = await llama.loadModel({modelPath: path, vocabOnly: vocabularyOnly, gpuLayers: 0});
    if (!vocabularyOnly) {
      context = await model.createContext({
        contextSize,
        batchSize: Math.min(contextSize, 512),
        threads,
        flashAttention: false,
        experimentalKvCacheKeyType: cache,
        experimentalKvCacheValueType: cache,
        ...(adapters.length > 0 ? {lora: {adapters}} : {}),
        failedCreationRemedy: false,
        ignoreMemorySafetyChecks: true,
      });
      sequence = context.getSequence();
    }
    const {bos, eos, eot, shouldPrependBosToken, shouldAppendEosToken} = model.tokens;
    return {bos, eos, eot, addsBos: shouldPrependBosToken, addsEos: shouldAppendEosToken};
  },

  // Never adds BOS or EOS.
  tokenize: ({text, special = false}) => model.tokenize(text, special),

  tokenizeAll: ({texts, special = false}) => texts.map((text) => model.tokenize(text, special)),

  // Seconds of the fastest of some rounds, and the number of tokens.
  timeTokenize({text, rounds}) {
    let seconds = Infinity, count = 0;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      count = model.tokenize(text, false).length;
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    return {seconds, count};
  },

  detokenize: ({tokens, special = false}) => model.detokenize(tokens, special),

  // Which of the first `count` tokens are control tokens, and which end an answer.
  classes({count}) {
    const all = Array.from({length: count}, (_, token) => token);
    return {
      control: all.filter((token) => model.getTokenAttributes(token).control),
      endOfGeneration: all.filter((token) => model.isEogToken(token)),
    };
  },

  // The n most likely continuations, one token after another; an end-of-generation token doesn't stop it.
  async greedy({tokens, n}) {
    await sequence.clearHistory();
    const generated = [];
    let input = tokens;
    while (generated.length < n) {
      const last = input.length - 1;
      const result = await sequence.controlledEvaluate(
        input.map((token, i) => (i === last ? [token, {generateNext: {token: true}}] : token)));
      generated.push(result[last].next.token);
      input = [generated.at(-1)];
    }
    return generated;
  },

  // The raw logits (no sampler touches them) after each of the last `last` tokens, over the whole vocabulary:
  // base64 of little-endian floats, [positions, vocabulary].
  async logits({tokens, last = 64}) {
    await sequence.clearHistory();
    const first = Math.max(0, tokens.length - last);
    const result = await sequence.controlledEvaluate(
      tokens.map((token, i) => (i < first ? token : [token, {generateNext: {logits: true}}])));
    const positions = result.slice(first).map((output) => output.next.logits);
    const vocabulary = positions[0].size;
    const values = new Float32Array(positions.length * vocabulary);
    positions.forEach((logits, position) => {
      for (const [token, value] of logits) values[position * vocabulary + token] = value;
    });
    return {positions: positions.length, vocabulary, values: Buffer.from(values.buffer).toString("base64")};
  },
};

await serve(async () => {
  const {getLlama} = await import("node-llama-cpp");
  llama = await getLlama({
    gpu: false,
    build: "never",
    progressLogs: "stderr",
    logLevel: "error",
    logger: (level, message) => process.stderr.write(`${level}: ${message}\n`),
  });
  return operations;
});
