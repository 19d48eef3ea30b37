namespace Slipway.Testing;

/// <summary>What llama.cpp found in a model's tokenizer.</summary>
public sealed record LlamaVocabulary(int? Bos, int? Eos, int? Eot, bool AddsBos, bool AddsEos);
