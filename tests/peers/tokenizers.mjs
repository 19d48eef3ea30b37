// Hugging Face's tokenizers behind lines of JSON.
import {readFileSync} from "node:fs";
import {serve} from "./lines.mjs";

let Tokenizer, tokenizer;

const operations = {
  load({folder}) {
    const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
    tokenizer = new Tokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
    return {};
  },

  // Special tokens in the text are always recognised; with `framed` those before and behind it are added.
  encodeAll: ({texts, framed = false}) => texts.map((text) => tokenizer.encode(text, {add_special_tokens: framed}).ids),

  decodeAll: ({lists}) => lists.map((tokens) =>
    tokens.length === 0 ? "" : tokenizer.decode(tokens, {skip_special_tokens: true, clean_up_tokenization_spaces: false})),
};

await serve(async () => {
  ({Tokenizer} = await import("@huggingface/tokenizers"));
  return operations;
});
