// Times our tokenizer and llama.cpp's by turns on the same vocabularies and text, and prints the ratio table as markdown. The text is
// this repository's own sources and documents, and the vocabularies are trained on it.
//   dotnet run -c Release --project bench/Slipway.Bench.Tokenizers [-- FILE.gguf ...]   (other vocabularies instead of trained ones)
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;
using Slipway.Testing;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Pairs = 5;
const int Rounds = 2;

var files = new[] { "src", "docs" }
    .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
    .Where(file => Path.GetExtension(file) is ".cs" or ".md" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
    .Order(StringComparer.Ordinal)
    .Select(File.ReadAllText)
    // llama.cpp may read such text as the tokens that it spells; here it stays text, so the two would differ.
    .Where(content => !content.Contains("<s>") && !content.Contains("</s>") && !content.Contains("<unk>") && !content.Contains("<0x"))
    .ToList();
var text = string.Concat(files);
var utf8 = Encoding.UTF8.GetBytes(text);
using var folder = new TempDirectory();
using var peer = LlamaPeer.Start();

Console.WriteLine($"{utf8.Length / 1e6:F1} MB of text on one thread; llama.cpp in node-llama-cpp. Median of {Pairs} alternating pairs, with quartiles.");
Console.WriteLine();
Console.WriteLine("| vocabulary | tokens | ours, M tokens/s | llama.cpp | ratio |");
Console.WriteLine("| --- | --: | --: | --: | --- |");
foreach (var (name, path) in args.Length > 0 ? args.Select(path => (Path.GetFileNameWithoutExtension(path), path)) : Train())
{
    using var file = GgufFile.Open(path);
    var tokenizer = GgufTokenizer.Load(file.Metadata);
    peer.Load(path, new() { VocabularyOnly = true });
    var tokens = new List<int>();
    Time();
    var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
    for (var pair = 0; pair < Pairs; pair++)
    {
        ours.Add(tokens.Count / Time() / 1e6);
        var (seconds, count) = peer.TimeTokenize(text, Rounds);
        if (count != tokens.Count)
            throw new InvalidOperationException($"{name}: {tokens.Count} tokens here, {count} there");
        theirs.Add(count / seconds / 1e6);
        ratios.Add(ours[^1] / theirs[^1]);
    }

    Console.WriteLine(
        $"| {name} | {tokens.Count} | {Quantile(ours, 0.5):F1} | {Quantile(theirs, 0.5):F1} | " +
        $"**{Quantile(ratios, 0.5):F1}** ({Quantile(ratios, 0.25):F1}-{Quantile(ratios, 0.75):F1}) |");

    double Time()
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            tokens.Clear();
            var start = Stopwatch.GetTimestamp();
            tokenizer.Encode(utf8, tokens, parseSpecial: false);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}

IEnumerable<(string Name, string Path)> Train()
{
    foreach (var pre in (string[])["gpt-2", "llama-bpe", "qwen2"])
        yield return Write($"{pre} 16k", BpeTrainer.TrainByteLevel(files, new() { Size = 16_000, Pre = pre }));
    yield return Write("SentencePiece 16k", BpeTrainer.TrainSentencePiece(files, new() { Size = 16_000, Bos = "<s>", Eos = "</s>" }));
}

(string Name, string Path) Write(string name, StoredVocabulary vocabulary)
{
    var path = folder.File(name + ".gguf");
    new GgufWriter()
        .CopyMetadata(vocabulary.ToMetadata())
        .Set("general.architecture", "llama")
        .Set("llama.context_length", 64u)
        .Set("llama.embedding_length", 32u)
        .Set("llama.block_count", 1u)
        .Set("llama.feed_forward_length", 32u)
        .Set("llama.attention.head_count", 1u)
        .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Write(path);
    return (name, path);
}

static double Quantile(List<double> values, double share)
{
    var sorted = values.Order().ToList();
    var place = share * (sorted.Count - 1);
    var (low, high) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
    return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}
